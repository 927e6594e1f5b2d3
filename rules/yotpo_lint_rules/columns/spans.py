"""Text of a column where it lies: its bytes, and which of them belong to each cell.

What is asked of every cell (its first byte, how many bytes of a kind it has) is asked of all at once with numpy; no
string is made for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Bytes = NDArray[np.uint8]
    Mask = NDArray[np.bool_]


# The bits in which one kind of byte is counted.
_KIND: Final = 20

# Marked bytes are looked up one by one where there is less than one of them for so many cells.
_FEW: Final = 8


class Spans(NamedTuple):
    """A span of bytes for each cell: the bytes of all, and each one's first place and length."""

    data: Bytes
    starts: Rows
    counts: Rows

    def at(self, rows: Rows) -> Spans:
        """Return the spans of some cells."""
        return Spans(self.data, self.starts[rows], self.counts[rows])

    def after(self, width: int | Rows) -> Spans:
        """Return the spans without their first bytes."""
        return Spans(self.data, self.starts + width, self.counts - width)

    def byte(self, place: int) -> Bytes:
        """Return a byte of each span, counted from its first or, where negative, from its end; some byte if it ends."""
        import numpy as np

        places = self.starts + place if place >= 0 else self.starts + self.counts + place
        return self.data.take(places, mode="clip") if len(self.data) else np.zeros(len(places), np.uint8)

    def map_bytes(self, table: Bytes) -> Bytes:
        """Return the table's value for every byte of the data."""
        import numpy as np

        # Twice as quick as numpy, which would make a position of eight bytes of each.
        return np.frombuffer(self.data.tobytes().translate(table.tobytes()), np.uint8)

    def sum_by_span(self, of_bytes: NDArray[np.integer] | Mask) -> Rows:
        """Add up, for each span, what `of_bytes` has for its bytes: numbers of 64 bits, or less than 2**31 in all."""
        import numpy as np

        # Sums from the first byte on: their differences are right even where they have passed the type's largest.
        sums: Rows = np.empty(len(of_bytes) + 1, np.int64 if of_bytes.dtype == np.int64 else np.int32)
        sums[0] = 0
        np.cumsum(of_bytes, dtype=sums.dtype, out=sums[1:])
        return sums.take(self.starts + self.counts) - sums.take(self.starts)

    def contain_any(self, table: Bytes) -> Mask:
        """Return which spans contain a byte whose value in the table is not 0; an empty span does not."""
        return self.sum_by_span(self.map_bytes(table)) > 0

    def find_cells(self, marked: Mask) -> Rows:
        """Return which cells of a column hold a byte that is marked, in ascending order."""
        import numpy as np

        if np.count_nonzero(marked) * _FEW > len(self.starts):
            return np.flatnonzero(self.sum_by_span(marked))
        cells = self.starts.searchsorted(np.flatnonzero(marked), side="right") - 1
        # A column that is a slice of another has bytes before its first cell.
        return cells[np.diff(cells, prepend=-1) > 0]

    def count_kinds(self, weights: NDArray[np.int64]) -> list[Rows]:
        """Count, for each span, the bytes of each kind of `build_kind_weights`, and last all other bytes."""
        sums = self.sum_by_span(weights.take(self.data))
        return [(sums >> (_KIND * number)) & ((1 << _KIND) - 1) for number in range(3)]

    def text(self, before: str = "") -> pa.Array:
        """Return the spans, which must not overlap, as strings with the same prefix."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if not len(self.starts):
            return pa.array([], pa.string())
        # The spans and what lies between them are one column of strings, and every other one is a span.
        bounds = np.stack((self.starts, self.starts + self.counts), axis=1).astype(np.int32).ravel()
        data, wanted = self.data, np.arange(0, len(bounds), 2)
        if (bounds[1:] < bounds[:-1]).any():
            # Some lie before others: in the order in which they lie, an empty one before what begins at its place.
            order = np.lexsort((self.counts, self.starts))
            bounds = bounds.reshape(-1, 2)[order].ravel()
            wanted = np.empty_like(wanted)
            wanted[order] = np.arange(0, len(bounds), 2)
        pieces = pa.StringArray.from_buffers(len(bounds) - 1, pa.py_buffer(bounds), pa.py_buffer(data))
        text = pieces.take(pa.array(wanted))
        return pc.binary_join_element_wise(before, text, "") if before else text


def spans(column: pa.Array) -> Spans:
    """Return the cells of a string column without nulls. The bytes end where the last cell does."""
    import numpy as np

    _, ends, text = column.buffers()
    offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    data = np.frombuffer(text or b"", np.uint8)[: offsets[-1] if len(offsets) else 0]
    return Spans(data, offsets[:-1], np.diff(offsets))


def build_kind_weights(first: str, second: str, others: str) -> NDArray[np.int64]:
    """Return a table by byte so that two kinds of letters, and whatever is not among `others`, are counted in one go.

    The counts are right for spans of less than a million bytes.
    """
    import numpy as np

    table = np.full(256, 1 << 2 * _KIND, np.int64)
    for letters, weight in ((others, 0), (first, 1), (second, 1 << _KIND)):
        table[list(letters.encode("ascii"))] = weight
    return table


def build_byte_table(letters: str, value: int = 1, rest: int = 0) -> Bytes:
    """Return a table by byte: a value for some ASCII letters, another for the rest."""
    import numpy as np

    table = np.full(256, rest, np.uint8)
    table[list(letters.encode("ascii"))] = value
    return table


def merge_settled(column: pa.Array, settled: pa.Array, at: Rows, values: pa.Array) -> pa.Array:
    """Return the settled cells unchanged, `values` at the rows `at`, and null for the rest."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return replace_rows(pc.if_else(settled, column, pa.scalar(None, pa.string())), at, values)


def replace_rows(column: pa.Array, at: Rows, values: pa.Array) -> pa.Array:
    """Return a column of strings with `values` at the rows `at`."""
    import numpy as np
    import pyarrow as pa

    if not len(at):
        return column
    # More than twice as quick as replacing by a mask.
    index = np.arange(len(column))
    index[at] = np.arange(len(column), len(column) + len(values))
    return pa.concat_arrays([column, values]).take(pa.array(index))
