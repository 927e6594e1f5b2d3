"""What the kernel returns for a batch: the outcome of all rules, and that of the field rules alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FieldOutcomes:
    """The records of a batch after the field rules and before the row rules.

    Attributes:
        clean: a text column for every field; null where absent, refused or omitted.
        unreadable: by field, which cells have a text that cannot be read; a field may be missing if none has.
        rejects: by field, which cells reject their row; a field may be missing if none does.
    """

    clean: Mapping[str, pa.Array]
    unreadable: Mapping[str, Flags]
    rejects: Mapping[str, Flags]


@dataclass(frozen=True, slots=True)
class JudgedBatch:
    """The records of one batch after all rules and before duplicates are known.

    Attributes:
        clean: a text column for every field, in payload order; null where absent, refused or omitted. A column with
            many equal cells is a dictionary array.
        findings: the findings, with the columns of `kernel.findings.SCHEMA`.
        rejected: which records are rejected.
        fields: the input of the row rules; a column that they did not change is the same object as in `clean`. It
            allows to judge the records under other settings without reading them again.
    """

    clean: Mapping[str, pa.Array]
    findings: pa.Table
    rejected: Flags
    fields: FieldOutcomes
