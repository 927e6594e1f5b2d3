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
        return self.data[np.clip(places, 0, len(self.data) - 1)] if len(self.data) else np.zeros(len(places), np.uint8)

    def added(self, of_bytes: NDArray[np.integer] | Mask) -> Rows:
        """Add up, for each span, what `of_bytes` has for its bytes; for all cells of a column, none empty."""
        import numpy as np

        if not len(self.starts):
            return np.zeros(0, np.int64)
        return np.add.reduceat(of_bytes, self.starts, dtype=np.int64)

    def have(self, table: Bytes) -> Mask:
        """Tell which spans, empty ones among them, have a byte for which the table has a one."""
        import numpy as np

        before = np.concatenate((np.zeros(1, np.int32), np.cumsum(table[self.data], dtype=np.int32)))
        return before[self.starts + self.counts] > before[self.starts]  # type: ignore[no-any-return]

    def added_apart(self, weights: NDArray[np.int64]) -> list[Rows]:
        """Count, for each span, the bytes of each kind of which `apart` gave the weights, and last all others."""
        sums = self.added(weights[self.data])
        return [(sums >> (_KIND * number)) & ((1 << _KIND) - 1) for number in range(3)]

    def text(self, before: bytes = b"") -> pa.Array:
        """Return the spans as strings, each with the same text before it."""
        import numpy as np
        import pyarrow as pa

        counts = self.counts + len(before)
        ends = np.concatenate((np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)))
        # Where each byte comes from: as far from its span's first as it is in the text to be.
        source = np.arange(ends[-1]) + np.repeat(self.starts - len(before) - ends[:-1], counts)
        text = self.data[np.maximum(source, 0)] if len(source) else np.zeros(0, np.uint8)
        for place, letter in enumerate(before):
            text[ends[:-1] + place] = letter
        return pa.StringArray.from_buffers(len(counts), pa.py_buffer(ends), pa.py_buffer(text))


def spans(column: pa.Array) -> Spans:
    """Return the cells of a string column without nulls. The bytes end where the last cell does."""
    import numpy as np

    _, ends, text = column.buffers()
    offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    data = np.frombuffer(text or b"", np.uint8)[: offsets[-1] if len(offsets) else 0]
    return Spans(data, offsets[:-1], np.diff(offsets))


def apart(first: str, second: str, others: str) -> NDArray[np.int64]:
    """Return a table by byte so that two kinds of letters, and whatever is not among `others`, are counted in one go.

    The counts are right for spans of less than a million bytes.
    """
    import numpy as np

    table = np.full(256, 1 << 2 * _KIND, np.int64)
    for letters, weight in ((others, 0), (first, 1), (second, 1 << _KIND)):
        table[list(letters.encode("ascii"))] = weight
    return table


def table_of(letters: str, value: int = 1, rest: int = 0) -> Bytes:
    """Return a table by byte: a value for some ASCII letters, another for the rest."""
    import numpy as np

    table = np.full(256, rest, np.uint8)
    table[list(letters.encode("ascii"))] = value
    return table


def if_settled(column: pa.Array, settled: Mask, at: Rows, values: pa.Array) -> pa.Array:
    """Return the settled cells as they stand, others at the ascending rows `at`, and null for the rest."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = pc.if_else(pa.array(settled), column, pa.scalar(None, pa.string()))
    if not len(at):
        return kept
    mask = np.zeros(len(column), bool)
    mask[at] = True
    return pc.replace_with_mask(kept, pa.array(mask), values)
