"""What copies mean for the records of a run: by batch, in memory while it is little, then in a temporary file.

There may be a decision about every record, so they are columns, and only those of the batch that is concluded are
held. Forked processes and threads may read them side by side once all are made.
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

# What is held in memory before the file is begun, in bytes of columns.
MAX_BYTES_IN_MEMORY = 4 * 1024 * 1024

CHOICES: Final[tuple[Duplicates, ...]] = get_args(Duplicates)

# A finding, and what goes with it: the number of the record that this one is merged into, or the field's new value.
SCHEMA: Final = pa.schema([*findings.SCHEMA, ("into", pa.int64()), ("value", pa.string())])


class _Location(NamedTuple):
    """Where a part lies in the file."""

    file: int
    start: int
    length: int


class Decisions:
    """What is told of the records of every batch, in the order in which it was found.

    Attributes:
        staying: by choice of `--duplicates`, how many of all copies it lets stay.
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
        """Return the numbers of the batches of which some record is decided about."""
        return sorted(self._parts)

    def is_withdrawn(self, at: Numbers) -> Flags:
        """Tell which of some records do not come out on their own: rejected as a copy, or merged into one."""
        return self._withdrawn[at]

    def for_batch(self, number: int) -> pa.Table | None:
        """Return what is told of the records of a batch, as `SCHEMA` says; None if nothing is."""
        parts = self._parts.get(number)
        return None if parts is None else pa.concat_tables([self._read(part) for part in parts])

    def add(self, told: Sequence[DuplicateDecision]) -> None:
        """Add what is told of some copies, in this order.

        Raises:
            OutputError: the temporary folder is full.
        """
        for each in told:
            if each.action in (Action.REJECTED, Action.MERGED):
                self._withdrawn[each.at] = True
        at = np.concatenate([np.zeros(0, np.int64), *(each.at for each in told)])
        if not len(at):
            return
        batch = np.searchsorted(self._starts, at, side="right") - 1
        table = self._table(told, (at - self._starts[batch]).astype(np.int32))
        order = np.argsort(batch, kind="stable")
        numbers, begins = np.unique(batch[order], return_index=True)
        for number, start, end in zip(numbers.tolist(), begins, [*begins[1:], len(at)], strict=True):
            part = table.take(pa.array(order[start:end]))
            hints = part.column("hint").combine_chunks().dictionary_decode()
            part = part.set_column(SCHEMA.get_field_index("hint"), "hint", hints).cast(SCHEMA)
            self._parts.setdefault(number, []).append(self._kept(part))

    def _table(self, told: Sequence[DuplicateDecision], at: NDArray[np.int32]) -> pa.Table:
        """Return what is told as columns; the hints, which many records share, as codes of their texts."""
        counts = [len(each.at) for each in told]
        texts = np.cumsum([0, *(len(each.hints) for each in told)])[:-1]
        hints = np.concatenate([each.hint + start for each, start in zip(told, texts, strict=True)])
        field = [FIELDS.index(each.field) if each.field else -1 for each in told]
        columns = {
            "at": pa.array(at),
            "field": pa.array(np.repeat(np.array(field, np.int16), counts)),
            "code": pa.array(np.repeat(np.array([self._codes[each.code] for each in told], np.int16), counts)),
            "action": pa.array(np.repeat(np.array([each.action for each in told], np.int8), counts)),
            "hint": pa.DictionaryArray.from_arrays(pa.array(hints), pa.concat_arrays([each.hints for each in told])),
            "suggestion": pa.nulls(len(at), pa.string()),
            "into": pa.array(
                np.concatenate([np.zeros(len(each.at), np.int64) if each.into is None else each.into for each in told])
            ),
            "value": pa.concat_arrays(
                [pa.nulls(len(each.at), pa.string()) if each.value is None else each.value for each in told]
            ),
        }
        return pa.table(columns)

    def _kept(self, part: pa.Table) -> pa.Table | _Location:
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
