"""Every row gets a number before anything else looks at it, and keeps it, whatever happens to a task.

Spark's rows have no numbers: the same query may give them in another order. So they are put in the declared order, if
there is one, and then written aside with what tells their number; nothing afterwards asks the source again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from yotpo_lint.errors import ConservationError, InputError
from yotpo_lint.executors.spark.schemas import ID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

NAME: Final = "Spark DataFrame"

# `monotonically_increasing_id` puts the partition's number above the row's place in it.
# https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.monotonically_increasing_id.html
_BITS: Final = 33
_MASK: Final = (1 << _BITS) - 1


@dataclass(frozen=True, slots=True)
class RowNumbers:
    """What tells the number of a row: the partitions by number, and how many rows stand before each."""

    partitions: Numbers
    starts: Numbers
    count: int

    def of(self, ids: Numbers) -> Numbers:
        """Return the number of each row, from 1."""
        return self.starts[np.searchsorted(self.partitions, ids >> _BITS)] + (ids & _MASK) + 1

    def id_after(self, count: int) -> int | None:
        """Return the id of the first row after the first `count` rows; None if there is none."""
        if count >= self.count:
            return None
        at = int(np.searchsorted(self.starts, count, side="right")) - 1
        return (int(self.partitions[at]) << _BITS) + count - int(self.starts[at])


@dataclass(frozen=True, slots=True)
class NumberedFrame:
    """The input, written aside: its columns as `c0`, `c1` and so on, and `id`."""

    frame: Any
    names: tuple[str, ...]
    numbers: RowNumbers

    def rename(self, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Numbers]:
        """Return a batch under the input's own names, and the number of each row."""
        return rename_batch(batch, self.names, self.numbers)

    def first(self, count: int) -> Iterator[pa.RecordBatch]:
        """Yield the first rows in order, under their own names; they come to the driver."""
        end = self.numbers.id_after(count)
        rows = self.frame if end is None else self.frame.where(self.frame[ID] < end)
        yield self.rename(_to_one_batch(rows.toArrow().sort_by(ID)))[0]


def number_rows(frame: Any, order_by: Sequence[Any]) -> NumberedFrame:
    """Write a DataFrame aside with what tells the number of each row.

    Raises:
        InputError: it has no columns, or one of a type that has no text.
        ConservationError: the rows cannot be counted.
    """
    from pyspark.sql import functions as sql

    names = tuple(frame.columns)
    if not names:
        raise InputError(f"{NAME}: has no columns; pass a frame with a column for each field")
    refuse_types(frame.schema)
    ordered = frame.orderBy(*order_by) if order_by else frame
    safe = ordered.toDF(*(f"c{number}" for number in range(len(names))))
    kept = _write_aside(safe.withColumn(ID, sql.monotonically_increasing_id()))
    partition = sql.shiftrightunsigned(ID, _BITS)
    counted = kept.groupBy(partition.alias("partition")).agg(sql.count("*").alias("rows"), sql.max(ID).alias("last"))
    found = sorted(tuple(each) for each in counted.collect())
    if any(last & _MASK != rows - 1 for _, rows, last in found):
        raise ConservationError("the rows cannot be counted one by one; nothing was written, please report this")
    sizes = np.array([rows for _, rows, _ in found], np.int64)
    partitions = np.array([number for number, _, _ in found], np.int64)
    return NumberedFrame(kept, names, RowNumbers(partitions, np.cumsum(sizes) - sizes, int(sizes.sum())))


def rename_batch(batch: pa.RecordBatch, names: tuple[str, ...], numbers: RowNumbers) -> tuple[pa.RecordBatch, Numbers]:
    """Return a batch of the frame that was written aside under its own names, and the number of each row."""
    *columns, ids = batch.columns
    if batch.schema.names != [*(f"c{number}" for number in range(len(names))), ID]:
        raise TypeError(f"Spark sent the columns {batch.schema.names}")
    return pa.RecordBatch.from_arrays(columns, names=list(names)), numbers.of(ids.to_numpy(zero_copy_only=False))


def refuse_types(schema: Any) -> None:
    """Refuse columns whose values Spark does not hand over.

    Raises:
        InputError: there is one; the message says which.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql.pandas.types import to_arrow_type

    # From a release after 4.0 on, a timestamp has an Arrow type only with a time zone; which one is no matter here.
    zone = {"timezone": "UTC"} if "timezone" in signature(to_arrow_type).parameters else {}
    for field in schema.fields:
        try:
            has_text = to_arrow_type(field.dataType, **zone) is not None and not _holds_variant(field.dataType)
        except (PySparkException, TypeError):
            has_text = False
        if not has_text:
            raise InputError(
                f"{NAME}: the column {field.name!r} has the type {field.dataType.simpleString()}, which has no text; "
                "cast it to string or leave it out"
            )


def _holds_variant(kind: Any) -> bool:
    """Tell whether a type is or holds a variant, which Spark hands over in a binary form of its own."""
    inner = [getattr(kind, name) for name in ("elementType", "keyType", "valueType") if hasattr(kind, name)]
    inner += [field.dataType for field in getattr(kind, "fields", ())]
    return kind.typeName() == "variant" or any(map(_holds_variant, inner))


def _write_aside(frame: Any) -> Any:
    """Write a frame where a lost task finds it again: in the checkpoint folder, if one is set, or on the executors."""
    folder = frame.sparkSession.conf.get("spark.checkpoint.dir", None)
    return frame.checkpoint(eager=True) if folder else frame.localCheckpoint(eager=True)


def _to_one_batch(table: pa.Table) -> pa.RecordBatch:
    """Return a table as a single batch, also where it has no rows."""
    batches = table.combine_chunks().to_batches()
    empty = [pa.array([], field.type) for field in table.schema]
    return batches[0] if batches else pa.RecordBatch.from_arrays(empty, names=table.schema.names)
