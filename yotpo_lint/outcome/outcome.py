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
    """What became of the records of one batch.

    Attributes:
        batch: the records as they came, and the damaged ones among them (which are rejected).
        clean: a text column for every field; it counts for accepted records only.
        place: a `Place` for every record that could be read.
        findings: as `kernel.findings.SCHEMA` says.
        into: for a merged record the number of the record it was merged into; 0 for the others.
    """

    batch: Batch
    clean: Mapping[str, pa.Array]
    place: NDArray[np.int8]
    findings: pa.Table
    into: NDArray[np.int64]
