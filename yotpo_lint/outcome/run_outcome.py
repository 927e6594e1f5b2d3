"""The outcome of a run as plain data: every executor produces it; reports, suggestions and writers read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from yotpo_lint.outcome.finalization import finalize_batch

if TYPE_CHECKING:
    import pandas as pd

    from yotpo_lint.deduplication.decisions import Decisions
    from yotpo_lint.deduplication.keys import Keys
    from yotpo_lint.kernel.kernel import Kernel
    from yotpo_lint.outcome.outcome import Outcome
    from yotpo_lint.outcome.run_identity import RunIdentity
    from yotpo_lint.outcome.tally import Tally
    from yotpo_lint.rule import ColumnNote
    from yotpo_lint.sources import ColumnMap
    from yotpo_lint.storage.spool import Spool
    from yotpo_lint.workers.execution import Execution

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """The outcome of a run.

    Attributes:
        input: the input's name, hash, size, format and encoding.
        columns: the input's column names in order, without withheld columns.
        index: the index of a DataFrame; None for a file.
        mapping: which column feeds each field.
        kernel: the function that judged every batch, with its registry, settings and policy.
        spool: the judged batches in order.
        keys: the key of every record.
        decisions: the findings on duplicates of each batch.
        tally: the counts of records, findings and cells by outcome.
        column_notes: the damage to whole columns.
        identity: the id of the run, and when it started.
    """

    input: Mapping[str, Any]
    columns: tuple[str, ...]
    index: pd.Index[Any] | None
    mapping: ColumnMap
    kernel: Kernel
    spool: Spool
    keys: Keys
    decisions: Decisions
    tally: Tally
    column_notes: tuple[ColumnNote, ...]
    identity: RunIdentity

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the outcome of every batch in order."""
        return map(self.outcome, range(len(self.spool)))

    def outcome(self, batch_number: int) -> Outcome:
        """Return the outcome of one batch; batches count from 0."""
        return finalize_batch(*self.spool[batch_number], self.decisions.for_batch(batch_number))

    def map_outcomes(self, function: Callable[[int, Outcome], Answer], execution: Execution) -> Iterator[Answer]:
        """Yield in order what the function returns for every batch number and outcome; workers share the batches."""
        return execution.map(lambda number: function(number, self.outcome(number)), range(len(self.spool)))
