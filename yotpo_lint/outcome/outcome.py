"""The outcome of a batch: every record in exactly one place, and all findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.readers.table import Batch


class Place(IntEnum):
    """Where a record comes out."""

    ACCEPTED = 0
    REJECTED = 1
    MERGED = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of the records of one batch.

    Attributes:
        batch: the records as they were read, and the damaged lines, which are rejected.
        clean: a text column for every field; meaningless for records that are not accepted.
        place: a `Place` for every record that could be read.
        findings: the findings, with the columns of `kernel.findings.SCHEMA`.
        into: for a merged record, the number of the record that it is merged into; 0 for other records.
    """

    batch: Batch
    clean: Mapping[str, pa.Array]
    place: NDArray[np.int8]
    findings: pa.Table
    into: NDArray[np.int64]
