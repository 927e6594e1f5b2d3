"""100,000 dates against dateutil and DuckDB: where both read the same moment, no other moment may come out here.

dateutil guesses freely, DuckDB reads whole dates in the forms that are listed below and nothing else; a cell on which
the two agree has one meaning. Under a declared order both are told the order; under none, DuckDB must find the same
moment under both orders. The rule may refuse more than they do (a year without its century, a placeholder, a local
time that was skipped); it may never differ.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest
from dateutil import parser
from yotpo_lint_rules import account_created_at, cells

from yotpo_lint.kernel.cell import read_cell
from yotpo_lint.rule import Context, DateOrder, Facts, Reading, Refused
from yotpo_lint.testing import find_disagreements

# dateutil says which zones it does not know, and reads the rest.
pytestmark = [pytest.mark.agreement, pytest.mark.filterwarnings("ignore:tzname .* identified but not understood")]

COUNT = 100_000
NOW = datetime(2026, 11, 23, tzinfo=UTC)
RULES = (cells.RULE, account_created_at.RULE)
FIELD = account_created_at.RULE.fields[0]

# How dates and times of day are written, as strptime has it; a generated date takes one of each.
YEAR_FIRST = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y %b %d", "%Y-%b-%d"]
NAMED = ["%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%a, %d %b %Y", "%A, %B %d, %Y", "%a %b %d %Y"]
ORDERED = {
    "dmy": ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"],
    "mdy": ["%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%y"],
}
CLOCKS = [
    "",
    " %H:%M:%S",
    "T%H:%M:%S",
    " %H:%M",
    " %I:%M %p",
    " %I:%M:%S %p",
    " %H:%M:%S.%f",
    "T%H:%M:%S.%f",
    ", %H:%M",
]
ZONES = ["", "Z", "%z", " %z"]
OFFSETS = [0, 0, 60, 120, -300, 330, -570, 840]
MARKS = [*"0123456789/-.: ,TZ+", "", "", "AM", "é", "\u00a0", "th"]


def forms(order: str) -> list[str]:
    """Return the forms that DuckDB is to read under an order of day and month."""
    days = [*YEAR_FIRST, *NAMED, *ORDERED[order]]
    return [day + clock + zone for day, (clock, zone) in product(days, product(CLOCKS, ZONES)) if clock or not zone]


def written(rng: random.Random) -> str:
    """Return a date as one of the forms has it, most without a fault."""
    moment = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=rng.randrange(36 * 365 * 86_400 * 10**6))
    moment = moment.astimezone(timezone(timedelta(minutes=rng.choice(OFFSETS))))
    kind = rng.random()
    days = YEAR_FIRST if kind < 0.3 else NAMED if kind < 0.5 else ORDERED["dmy" if kind < 0.75 else "mdy"]
    clock, zone = rng.choice(CLOCKS), rng.choice(ZONES)
    text = moment.strftime(rng.choice(days) + clock + (zone if clock else ""))
    way = rng.randrange(20)
    if way < 2:
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(MARKS) + text[at + rng.randrange(2) :]
    elif way == 2:  # a day or a month that may not exist
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice("0123459") + text[at + 1 :] if text[at].isdigit() else text
    elif way == 3:
        text = rng.choice((text.upper(), text.lower(), f" {text} ", text.replace("0", "", 1)))
    return text


def by_dateutil(text: str, order: str) -> datetime | None:
    """Return what dateutil reads, None where it refuses; a part that is missing is that of 1900-01-01."""
    try:
        found = parser.parse(text, dayfirst=order == "dmy", default=datetime(1900, 1, 1))  # noqa: DTZ001 - no zone either
        found.utcoffset()  # raises where it is a day or more
    except (ValueError, OverflowError):
        return None
    return found


def by_duckdb(texts: list[str], order: str) -> list[datetime | None]:
    """Return what DuckDB reads, in the listed forms alone; a moment with a zone is in UTC."""
    by_shape: dict[str, list[str]] = {}
    for form in forms(order):
        for minutes in (330, -570):
            sample = datetime(2021, 3, 4, 10, 30, 11, 999, timezone(timedelta(minutes=minutes))).strftime(form)
            by_shape.setdefault(shape(sample), []).append(form)
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows.setdefault(shape(text), []).append(row)
    found: list[datetime | None] = [None] * len(texts)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET threads = 1")
        for each in rows.keys() & by_shape.keys():
            cells_ = pa.table({"row": rows[each], "text": [texts[row] for row in rows[each]]})
            for zoned in (True, False):
                chosen = [form for form in by_shape[each] if form.endswith(("z", "Z")) == zoned]
                if chosen:
                    connection.register("cells", cells_)
                    query = "SELECT row, try_strptime(text, $forms)::TIMESTAMP FROM cells"
                    for row, moment in connection.execute(query, {"forms": chosen}).fetchall():
                        if isinstance(moment, datetime):  # a year that Python has no date for comes as text
                            found[row] = moment.replace(tzinfo=UTC) if zoned else moment
    return found


def shape(text: str) -> str:
    """Return a text without its digits, its letters as one each word: no form reads a text of another shape."""
    return re.sub(r"\d", "", re.sub(r"[^\W\d_]+", "a", text.strip()))


def agreed(texts: list[str], order: str | None) -> list[datetime | None]:
    """Return the moment that both read in each text; None where they differ, one refuses, or an order is wanting."""
    other = by_duckdb(texts, "dmy") if order is None else None
    order = order or "mdy"
    mine = by_duckdb(texts, order)
    return [
        found
        if found is not None and found == by_dateutil(text, order) and (other is None or other[at] == found)
        else None
        for at, (text, found) in enumerate(zip(texts, mine, strict=True))
    ]


def judged(reading: Reading, moment: datetime, zone: str) -> str:
    """Return how a reading stands to the moment that both others read; one without a zone is local to `zone`."""
    if isinstance(reading, Refused):
        return f"refused: {reading.note.problem.name}"
    assert reading.value is not None
    ours = datetime.fromisoformat(reading.value)
    if ours.tzinfo is None:  # a date: it has no time of day, and no zone
        return "same" if moment.tzinfo is None and ours == moment else "different"
    theirs = moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(zone))
    return "same" if ours == theirs and (moment.tzinfo or ours.replace(tzinfo=None) == moment) else "different"


@pytest.mark.parametrize(
    ("part", "order", "zone"),
    [
        (0, "dmy", "UTC"),
        (1, "mdy", "UTC"),
        (2, None, "UTC"),
        (3, "mdy", "Europe/Berlin"),
        (4, "dmy", "America/New_York"),
    ],
)
def test_no_other_moment_than_both_others_read(
    part: int, order: DateOrder | None, zone: str, record_property: Callable[[str, object], None]
) -> None:
    rng = random.Random(f"dates {part}")  # noqa: S311 - a seeded generator, so that every run sees the same
    texts = [written(rng) for _ in range(COUNT // 5)]
    facts = Facts(now=NOW, date_order=order, timezone=zone)
    context = Context(FIELD, facts)
    counts: Counter[str] = Counter()
    different = []
    for text, moment in zip(texts, agreed(texts, order), strict=True):
        if moment is None:
            counts["the others differ or refuse"] += 1
            continue
        how = judged(read_cell(text, context, RULES), moment, zone)
        counts[how] += 1
        if how == "different":
            different.append((text, moment, read_cell(text, context, RULES)))
    columns = find_disagreements(account_created_at.RULE, texts, cell_rules=(cells.RULE,), facts=facts)
    record_property(
        "figures",
        f"dates, order {order}, {zone}: {len(texts)}, {dict(counts.most_common())}, {len(different)} different, "
        f"{len(columns)} otherwise in columns",
    )
    assert different == []
    assert columns == []
    assert counts["same"] > len(texts) // 4, "the others agree on too little to hold anything"


def test_a_difference_is_seen() -> None:
    read = read_cell("03/04/2021", Context(FIELD, Facts(now=NOW, date_order="dmy")), RULES)
    assert judged(read, datetime(2021, 4, 3), "UTC") == "same"  # noqa: DTZ001 - read without a zone
    assert judged(read, datetime(2021, 3, 4), "UTC") == "different"  # noqa: DTZ001
    assert judged(read, datetime(2021, 4, 3, tzinfo=UTC), "UTC") == "different"
    local = read_cell("2021-03-04 10:30", Context(FIELD, Facts(now=NOW, timezone="Europe/Berlin")), RULES)
    assert judged(local, datetime(2021, 3, 4, 10, 30), "Europe/Berlin") == "same"  # noqa: DTZ001
    assert judged(local, datetime(2021, 3, 4, 10, 30), "UTC") == "different"  # noqa: DTZ001
    assert agreed(["03/04/2021", "13/04/2021", "2021-03-04"], None) == [
        None,
        None,
        datetime(2021, 3, 4),  # noqa: DTZ001
    ]
