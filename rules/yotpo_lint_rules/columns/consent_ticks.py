"""Ticks in a column of consents: a yes only where the whole column makes it certain.

`x` is a tick in one table and a cross in the next. It means yes where every record of the table was counted, the
column holds no other mark, and each other cell is empty or a clear no, with at least one of these. A longer table,
a second kind of mark or any other answer leaves the cells to the field's rule, which refuses them (law 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.rule import CellsReading, fix
from yotpo_lint_rules.problems.cells import PROBLEM

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.rule import Columns, TableEvidence

# The marks of a ticked box, lower case, without U+FE0F; each is a kind of its own. Crosses (✗, ✘, ☒) mean yes in one
# country and no in the next even alone in their column.
TICKS: Final = ("✓", "✔", "☑", "✅", "x", "checked")
# A clear no beside ticks, lower case; the marks of an empty box among them.
NO: Final = ("false", "no", "n", "0", "off", "unsubscribed", "opted out", "opted_out", "☐", "unchecked")
EMPTY_BOXES: Final = ("☐", "unchecked")


def count_ticks(columns: Columns) -> Mapping[str, int]:
    """Count in each column of consents the cells by tick, those that say no or nothing, and all others."""
    import numpy as np

    counts: dict[str, int] = {}
    for field in FLAG_FIELDS:
        if field not in columns:
            continue
        texts = _fold(columns[field])
        ticks = {tick: int(np.count_nonzero(_is_in(texts, (tick,)))) for tick in TICKS}
        if any(ticks.values()):
            quiet = int(np.count_nonzero(_is_in(texts, (*NO, ""))))
            counts |= {_key(tick, field): count for tick, count in ticks.items() if count}
            counts[_key("quiet", field)] = quiet
    return counts


def read_ticks(columns: Columns, evidence: TableEvidence) -> list[CellsReading]:
    """Read the ticks of columns in which they are certain as true, and empty boxes beside them as false."""
    import numpy as np
    import pyarrow as pa

    readings: list[CellsReading] = []
    for field in FLAG_FIELDS:
        tick = _find_certain_tick(field, evidence) if field in columns else None
        if tick is None:
            continue
        texts = _fold(columns[field])
        for mark, answer in ((tick, "true"), *((box, "false") for box in EMPTY_BOXES)):
            rows = np.flatnonzero(_is_in(texts, (mark,)))
            if len(rows):
                reading = fix(answer, PROBLEM["consent-tick"].note(mark))
                readings.append(CellsReading(field, pa.array(rows, pa.int64()), mark, reading))
    return readings


def _find_certain_tick(field: str, evidence: TableEvidence) -> str | None:
    """Return the one mark that says yes in a column of consents; None where nothing is certain."""
    counts = {tick: count for tick in TICKS if (count := evidence.counts.get(_key(tick, field), 0))}
    quiet = evidence.counts.get(_key("quiet", field), 0)
    # Blank and absent cells are counted as quiet, so that anything else leaves records over.
    certain = evidence.is_complete and len(counts) == 1 and quiet and sum(counts.values()) + quiet == evidence.records
    return next(iter(counts)) if certain else None


def _fold(column: pa.Array) -> pa.Array:
    """Return the cells of a column in lower case, without blanks around them; "" where they are absent."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.fill_null(column.cast(pa.string()), "")
    return pc.replace_substring(pc.utf8_lower(pc.utf8_trim_whitespace(texts)), "\ufe0f", "")


def _is_in(texts: pa.Array, words: tuple[str, ...]) -> NDArray[np.bool_]:
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.is_in(texts, value_set=pa.array(words, pa.string()))
    return found.to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _key(mark: str, field: str) -> str:
    return f"consent tick {mark} in {field}"
