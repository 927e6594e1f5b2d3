"""What the kernel answers for a batch: after all its rules, and between the field rules and the row rules."""

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
    """What the field rules made of the records of a batch, before a row rule looked at them.

    Attributes:
        clean: a text column for every field; null where absent, refused or left out.
        unreadable: by field, which cells said something that is not known; fields without such a cell may be missing.
        rejects: by field, which cells reject their row; fields without such a cell may be missing.
    """

    clean: Mapping[str, pa.Array]
    unreadable: Mapping[str, Flags]
    rejects: Mapping[str, Flags]


@dataclass(frozen=True, slots=True)
class JudgedBatch:
    """What became of the records of one batch, before their duplicates are known.

    Attributes:
        clean: a text column for every field, in payload order; null where absent, refused or left out. One that
            repeats itself is a dictionary array.
        findings: as `kernel.findings.SCHEMA` says.
        rejected: which records are rejected.
        fields: what the row rules got; its columns are those of `clean` where they changed nothing. From it the records
            can be judged under other settings without reading them again.
    """

    clean: Mapping[str, pa.Array]
    findings: pa.Table
    rejected: Flags
    fields: FieldOutcomes
