"""How many rejected rows a run may have: `--max-rejected` of the command and `raise_for_rejects` of a result."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from yotpo_lint.errors import SettingsError, TooManyRejectsError
from yotpo_lint.humanize import plural

_LIMIT: Final = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?(%?)")
_WHOLE: Final = 100
# A log shows a line of a few hundred characters at a glance.
_SHOWN_CODES: Final = 3


@dataclass(frozen=True, slots=True)
class RejectLimit:
    """How many rejected rows are tolerated: a number, or a part of all rows, exactly."""

    text: str
    value: Fraction
    percent: bool

    def exceeded(self, rejected: int, rows: int) -> bool:
        """Tell whether more rows are rejected than tolerated."""
        return rejected * _WHOLE > self.value * rows if self.percent else rejected > self.value


def parse_limit(text: str) -> RejectLimit:
    """Read a number of rows or a percentage: 20, 2%, 0.5%.

    Raises:
        ValueError: the text is neither; the message is a sentence.
    """
    found = _LIMIT.fullmatch(text.strip())
    if found is None or (found[2] and not found[3]):
        raise ValueError(f"{text!r} is neither a number of rows, such as 20, nor a percentage, such as 0.5%.")
    number = Fraction(f"{found[1]}.{found[2] or 0}")
    if found[3] and number > _WHOLE:
        raise ValueError(f"{text!r} is more than all rows.")
    return RejectLimit(text.strip(), number, bool(found[3]))


def limit_of(value: object) -> RejectLimit:
    """Return the limit that a program gives: an int counts rows, a float is a share of 1, a text is as on the command.

    Raises:
        SettingsError: the value is none of these.
    """
    if isinstance(value, str):
        try:
            return parse_limit(value)
        except ValueError as error:
            raise SettingsError(f"max: {error}") from None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return RejectLimit(str(value), Fraction(value), percent=False)
    if isinstance(value, float) and math.isfinite(value) and 0 <= value <= 1:
        # The decimal that was written, not the nearest binary fraction: 0.07 of 100 rows are 7 rows.
        return RejectLimit(str(value), Fraction(str(value)) * _WHOLE, percent=True)
    raise SettingsError(f"max: {value!r} is neither a number of rows, such as 20, nor a share, such as 0.01 or '1%'")


def check_rejects(limit: RejectLimit, counts: Mapping[str, int], problems: Sequence[Mapping[str, Any]]) -> None:
    """Do nothing, or raise if more rows are rejected than tolerated.

    Args:
        limit: how many are tolerated.
        counts: rows by place, as `report.count_rows` gives them.
        problems: what was met, as `report.count_problems` gives it.

    Raises:
        TooManyRejectsError: more rows are rejected; it names the codes that reject most cells.
    """
    rejected, rows = counts["rejected"], counts["rows"]
    if not limit.exceeded(rejected, rows):
        return
    codes = {each["code"]: each["count"] for each in problems if each["action"] == "rejected"}
    ranked = sorted(codes, key=lambda code: (-codes[code], code))
    names = {each["code"]: each["name"] for each in problems}
    shown = [f"{code} {names[code]} ({codes[code]:,})" for code in ranked[:_SHOWN_CODES]]
    rest = f" and {plural(len(ranked) - _SHOWN_CODES, 'other code')}" if len(ranked) > _SHOWN_CODES else ""
    raise TooManyRejectsError(
        f"{rejected:,} of {plural(rows, 'row')} rejected ({_percent(rejected, rows)}), more than max={limit.text}; "
        f"most often {', '.join(shown)}{rest}. Look at `result.rejected` for the rows with their reasons and at "
        "`result.report['next_steps']` for settings that would rescue them",
        rejected=rejected,
        rows=rows,
        codes={code: codes[code] for code in ranked},
    )


def _percent(part: int, whole: int) -> str:
    """Return a share with one decimal, and never as 0.0 %, which it is not."""
    tenths = Fraction(part * _WHOLE * 10, whole)
    return "less than 0.1 %" if tenths < 1 else f"{math.floor(tenths) / 10:g} %"
