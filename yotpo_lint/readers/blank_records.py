"""Records of separators only: lines without a value, which spreadsheets leave below a table.

They are no customers, as blank lines are none: they are counted and passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray


def mask_blank_records(cells: pa.RecordBatch) -> NDArray[np.bool_] | None:
    """Return which records have no value in any column; None if each has one.

    A table of one column has no separators, so each of its records is one that somebody wrote.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if cells.num_columns < 2 or not len(cells):  # noqa: PLR2004  a separator stands between two columns
        return None
    blank = pa.repeat(True, len(cells))
    # Nearly every record has a value in the first columns, so that these settle it.
    for column in cells.columns:
        blank = pc.and_(blank, pc.equal(pc.utf8_trim_whitespace(column), ""))
        if not pc.any(blank).as_py():
            return None
    mask: NDArray[np.bool_] = blank.to_numpy(zero_copy_only=False)
    return mask
