"""Dates as Chinese, Japanese and Korean write them, rewritten with the marks that all others use.

A table file of the rule `account_created_at`; the year stands in front, so that there is one reading.
"""

from __future__ import annotations

import re
from typing import Final

from yotpo_lint.text import compile_lazily
from yotpo_lint_rules.tables import cldr
from yotpo_lint_rules.tables.name_keys import name_key

# Chinese, Japanese and Korean: 2025年3月12日(水) 10時30分, 2025년 3월 12일 오후 3:05.
_DATE: Final = compile_lazily(r"([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日号號일](?P<rest>.*)")
_TIME: Final = compile_lazily(r"([0-9]{1,2}) ?[時时點点시] ?([0-9]{1,2}) ?[分분](?: ?([0-9]{1,2}) ?[秒초])?")
_WEEKDAY: Final = compile_lazily(r" ?\(?(?P<name>[^\W\d_]+)\)?(?P<rest>.*)")
_DAYS: Final = ("月월一", "火화二", "水수三", "木목四", "金금五", "土토六", "日일")
# In front of the time; Japanese is left out, where 午後12時 is noon to some and midnight to others.
_HALF: Final = compile_lazily(r"(?P<half>上午|下午|오전|오후) ?(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)")
_HALVES: Final = {"上午": "AM", "오전": "AM", "下午": "PM", "오후": "PM"}
_ENGLISH_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def rewrite(text: str) -> str:
    """Rewrite `2025年3月12日(水) 10時30分` as `Wed 2025-3-12 10:30`, and `오후 3:05` as `3:05 PM`."""
    text = _plain_date(_TIME.sub(_plain_time, text))
    return _HALF.sub(lambda found: f"{found['time']} {_HALVES[found['half']]}", text)


def _plain_time(found: re.Match[str]) -> str:
    hour, minute, second = found.groups(default="")
    return f"{hour}:{minute:0>2}" + (f":{second:0>2}" if second else "")


def _plain_date(text: str) -> str:
    """Write `2025年3月12日(水)` as `Wed 2025-3-12`."""
    if (found := _DATE.fullmatch(text)) is None:
        return text
    rest, weekday = found["rest"], ""
    named = _WEEKDAY.fullmatch(rest)
    if named is not None and named["name"] not in _HALVES:
        number = next((number for number, names in enumerate(_DAYS) if named["name"] in names), None)
        full = cldr.date_words().weekdays.get(name_key(named["name"]), "")
        if number is None and not full.isdigit():
            return text
        rest, weekday = named["rest"], _ENGLISH_DAYS[int(full) if number is None else number] + " "
    return f"{weekday}{found[1]}-{found[2]}-{found[3]} {rest.strip()}".strip()
