"""The lazy form: each row judged on its own, in a pipeline of other steps; nothing looks at all rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.profiles import PROFILES
from yotpo_lint.dictionary_columns import dictionary_encode_batch
from yotpo_lint.errors import SettingsError
from yotpo_lint.executors.first_records import select_fields
from yotpo_lint.executors.spark.execution import plan_run
from yotpo_lint.executors.spark.numbering import refuse_types
from yotpo_lint.executors.spark.plan import build_tools
from yotpo_lint.kernel.evidence import EVIDENCE_RECORDS
from yotpo_lint.outcome.finalization import finalize_batch
from yotpo_lint.outcome.outcome import Outcome, Place
from yotpo_lint.readers.arrow_cells import read_arrow_batch
from yotpo_lint.writers.payloads import format_json_lines, select_accepted
from yotpo_lint.writers.rejected_rows import build_rejected_table

if TYPE_CHECKING:
    from yotpo_lint.executors.spark.plan import RunPlan
    from yotpo_lint.registry import Registry
    from yotpo_lint.settings.values import Settings

# What is added to each row. No export's own columns have these names, and a second reading passes over them.
ADDED: Final = ("_place", "_codes", "_reasons", "_payload")


@dataclass(frozen=True, slots=True)
class JudgeRows:
    """Judge the rows of a partition, each on its own; Spark sends this to its workers."""

    plan: RunPlan
    names: tuple[str, ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield each batch with what became of its rows."""
        kernel = build_tools(self.plan).kernel
        for given in batches:
            rows = given.num_rows
            named = pa.RecordBatch.from_arrays(given.columns, names=list(self.names))
            if not rows:
                continue
            (batch,) = self.plan.read([read_arrow_batch(named, 0)])
            encoded = replace(batch, cells=dictionary_encode_batch(batch.cells))
            judged = kernel(select_fields(encoded.cells, self.plan.mapping), len(encoded.rows))
            added = self._describe(finalize_batch(encoded, judged), rows)
            yield pa.RecordBatch.from_arrays([*given.columns, *added], names=[*given.schema.names, *ADDED])

    def _describe(self, outcome: Outcome, rows: int) -> list[pa.Array]:
        """Return the place, the codes, the reasons and the request body of each row."""
        rejections = build_rejected_table(outcome, build_tools(self.plan).formatter.format_rejections(outcome), ())
        accepted, at = select_accepted(outcome)
        place = np.full(rows, Place.REJECTED.name.lower(), object)
        sent = outcome.batch.rows.to_numpy(zero_copy_only=False)[at] - 1
        place[sent] = Place.ACCEPTED.name.lower()
        columns = [np.full(rows, None, object) for _ in range(3)]
        refused = rejections.column("_row").to_numpy() - 1
        columns[0][refused] = rejections.column("_codes").to_pylist()
        columns[1][refused] = rejections.column("_reasons").to_pylist()
        profile = PROFILES[self.plan.settings.profile]
        columns[2][sent] = format_json_lines(accepted, "none", profile=profile).to_pylist()
        return [pa.array(each, pa.string()) for each in (place, *columns)]


def judge_frame(frame: Any, registry: Registry, settings: Settings) -> Any:
    """Return a DataFrame with what becomes of each row on its own; its first rows tell the columns.

    Raises:
        InputError: the columns of the frame cannot be read or mapped.
        SettingsError: the source of the frame needs several rows at once.
    """
    from pyspark.sql.types import StringType, StructField, StructType

    refuse_types(frame.schema)
    names = tuple(frame.columns)
    first = frame.limit(EVIDENCE_RECORDS + 1).toArrow().rename_columns(list(names))
    plan, _, _ = plan_run([first], registry, settings)
    if plan.mapped is not None and plan.mapped.joins_rows:
        raise SettingsError("judge: this source has several rows for a customer, which are read together; use lint")
    task = JudgeRows(plan, names)

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return task(batches)

    schema = StructType([*frame.schema.fields, *(StructField(name, StringType()) for name in ADDED)])
    return frame.mapInArrow(run, schema)
