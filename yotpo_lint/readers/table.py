"""What every input becomes: batches of text columns whose records keep their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Problem


@dataclass(frozen=True, slots=True)
class Damaged:
    r"""A record that could not be read into columns: its number, its line, why, and its own text.

    `text` is what stands in the file; bytes that are no text are written as `\\xNN`.
    """

    row: int
    line: int | None
    problem: Problem
    hint: str
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of consecutive records of the input.

    Attributes:
        rows: int64 array, the record numbers, counted from 1; damaged records leave a gap.
        lines: int64 array, the physical line (from 1) on which a record begins; None for a DataFrame.
        cells: text columns named as in the source (string arrays; in a run, those that repeat themselves as
            dictionary arrays of strings); `""` is a blank cell, null an absent one.
        damaged: the damaged records between the first and the last record of the batch (or around them).
        address_only: the numbers of records that hold only a further address of a customer.
    """

    rows: pa.Array
    lines: pa.Array | None
    cells: pa.RecordBatch
    damaged: tuple[Damaged, ...] = ()
    address_only: frozenset[int] = frozenset()


class Table(Protocol):
    """An input that can be read once, from its first record to its last."""

    @property
    def name(self) -> str:
        """Return the name that reports use for the input."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the source's own column names, in order."""

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order. May be called again for a second look."""

    def share(self) -> float | None:
        """Return how much of the input was read so far, from 0 to 1; None where that is not known."""

    def about(self) -> dict[str, object]:
        """Return what is known of the input once it was read: name, sha256, bytes, format, encoding, delimiter."""
