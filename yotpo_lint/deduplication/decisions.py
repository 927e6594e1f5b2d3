"""Store the findings on duplicates by batch: in memory while they are small, then in a temporary file.

Every record may have one, so they are columns, and a run reads those of one batch at a time. Once all are added,
threads and forked processes may read them concurrently.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.kernel import findings
from yotpo_lint.kernel.verdict import Action
from yotpo_lint.settings.values import Duplicates
from yotpo_lint.storage.scratch_files import ScratchFiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.deduplication.resolution import DuplicateDecision

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]

# Bytes of columns that stay in memory before the file is begun.
MAX_BYTES_IN_MEMORY = 4 * 1024 * 1024

CHOICES: Final[tuple[Duplicates, ...]] = get_args(Duplicates)

# A finding, the number of the record that this one is merged into, and the field's new value.
SCHEMA: Final = pa.schema([*findings.SCHEMA, ("into", pa.int64()), ("value", pa.string())])


class _Location(NamedTuple):
    """Where a part is stored."""

    file: int
    start: int
    length: int


class Decisions:
    """The findings on duplicates of every batch, in the order in which they were added.

    Attributes:
        survivor_counts: for each choice of `--duplicates`, how many records of all groups survive.
    """

    def __init__(self, starts: Sequence[int], codes: Sequence[str]) -> None:
        """Prepare for batches whose first records lie at `starts`; the last of these is the end of the input."""
        self.survivor_counts: dict[Duplicates, int] = dict.fromkeys(CHOICES, 0)
        self._starts = np.array(starts, np.int64)
        self._codes: Mapping[str, int] = {code: number for number, code in enumerate(codes)}
        self._withdrawn = np.zeros(starts[-1], np.bool_)
        self._parts: dict[int, list[pa.Table | _Location]] = {}
        self._left = MAX_BYTES_IN_MEMORY
        self._scratch = ScratchFiles()

    @property
    def batches(self) -> list[int]:
        """Return the numbers of the batches that have findings on duplicates."""
        return sorted(self._parts)

    def is_withdrawn(self, at: Numbers) -> Flags:
        """Return which records do not come out on their own: rejected as a duplicate, or merged."""
        return self._withdrawn[at]

    def for_batch(self, number: int) -> pa.Table | None:
        """Return the findings on duplicates of a batch, with the columns of `SCHEMA`; None if there are none."""
        parts = self._parts.get(number)
        return None if parts is None else pa.concat_tables([self._read(part) for part in parts])

    def add(self, found: Sequence[DuplicateDecision]) -> None:
        """Add findings in this order.

        Raises:
            OutputError: the temporary folder is full.
        """
        for each in found:
            if each.action in (Action.REJECTED, Action.MERGED):
                self._withdrawn[each.at] = True
        at = np.concatenate([np.zeros(0, np.int64), *(each.at for each in found)])
        if not len(at):
            return
        batch = np.searchsorted(self._starts, at, side="right") - 1
        table = self._table(found, (at - self._starts[batch]).astype(np.int32))
        order = np.argsort(batch, kind="stable")
        numbers, begins = np.unique(batch[order], return_index=True)
        for number, start, end in zip(numbers.tolist(), begins, [*begins[1:], len(at)], strict=True):
            part = table.take(pa.array(order[start:end]))
            hints = part.column("hint").combine_chunks().dictionary_decode()
            part = part.set_column(SCHEMA.get_field_index("hint"), "hint", hints).cast(SCHEMA)
            self._parts.setdefault(number, []).append(self._store(part))

    def _table(self, found: Sequence[DuplicateDecision], at: NDArray[np.int32]) -> pa.Table:
        """Return findings as columns; hints are dictionary-encoded, because many records share one."""
        counts = [len(each.at) for each in found]
        texts = np.cumsum([0, *(len(each.hints) for each in found)])[:-1]
        hints = np.concatenate([each.hint + start for each, start in zip(found, texts, strict=True)])
        field = [FIELDS.index(each.field) if each.field else -1 for each in found]
        columns = {
            "at": pa.array(at),
            "field": pa.array(np.repeat(np.array(field, np.int16), counts)),
            "code": pa.array(np.repeat(np.array([self._codes[each.code] for each in found], np.int16), counts)),
            "action": pa.array(np.repeat(np.array([each.action for each in found], np.int8), counts)),
            "hint": pa.DictionaryArray.from_arrays(pa.array(hints), pa.concat_arrays([each.hints for each in found])),
            "suggestion": pa.nulls(len(at), pa.string()),
            "into": pa.array(
                np.concatenate([np.zeros(len(each.at), np.int64) if each.into is None else each.into for each in found])
            ),
            "value": pa.concat_arrays(
                [pa.nulls(len(each.at), pa.string()) if each.value is None else each.value for each in found]
            ),
        }
        return pa.table(columns)

    def _store(self, part: pa.Table) -> pa.Table | _Location:
        self._left -= part.nbytes
        if self._left >= 0:
            return part
        body = io.BytesIO()
        with pa.ipc.new_stream(body, part.schema) as writer:
            writer.write_table(part)
        with self._scratch.open_for_append() as (number, file):
            place = _Location(number, file.tell(), len(body.getbuffer()))
            file.write(body.getbuffer())
        return place

    def _read(self, part: pa.Table | _Location) -> pa.Table:
        if not isinstance(part, _Location):
            return part
        with pa.ipc.open_stream(pa.py_buffer(self._scratch.read(*part))) as reader:
            return reader.read_all()
