"""The accelerator of dates and times: it agrees with the reading on every form, and settles the common ones."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from yotpo_lint_rules.account_created_at import RULE

from yotpo_lint.rule import Facts
from yotpo_lint.testing import find_disagreements

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def texts() -> list[str]:
    """Return generated and adversarial cells: every calendar day in reach, clocks, zones, and damaged ones."""
    random_ = random.Random(1)  # noqa: S311  a fixed seed, no secret
    first = date(1899, 12, 1)
    days = [(first + timedelta(days=n)).isoformat() for n in range(74_000)]
    days += [f"{year:04}-03-04" for year in range(1900)]
    odd = [
        *(f"{y}-{m:02}-{d:02}" for y in ("0000", "0001", "1900", "2000", "2100", "2023", "2024", "9999") for m in
          range(14) for d in range(33)),
        *(f"2024-02-29{tail}" for tail in ("\n", " ", "T", "Z", "z", "T1:00", "\r", "\u200b", "T10:30:00", "T00:00Z")),
        *("2021-03-04T10:30:00٣Z", "٢٠٢١-03-04", "2021–03–04", "'2021-03-04", "=2021-03-04", " 2021-03-04"),
        "2021-03-04T10:30:00." + "1" * 200 + "Z",
    ]  # fmt: skip
    clocks = ["00:00:00", "23:59:59", "23:59:60", "24:00:00", "10:60:00", "9:30:00", "10:30", "10:30:00.5", "10:30:00."]
    zones = ["", "Z", "z", " Z", "+00:00", "-00:00", "-00:30", "+13:59", "+14:00", "+14:01", "-12:00", "-12:01"]
    zones += ["+0200", "+02", " UTC", "CET", "+99:00", "-05:60"]
    combined = [
        f"{random_.choice(days)}{joint}{clock}{zone}"
        for joint, clock, zone in itertools.product("T t_", clocks, zones)
        for _ in range(60)
    ]
    naive = [f"{random_.choice(days)}{random_.choice(' T')}{n % 25:02}:{n % 61:02}:{n % 59:02}" for n in range(90_000)]
    return [*days, *odd, *combined, *naive]


def written(random_: random.Random) -> str:
    """Return a date in one of the forms that shops and people write, often a damaged one."""
    year = random_.choice([*(random_.randint(1985, 2028) for _ in range(8)), 1969, 1970, 2099, 2564, 21, 1399])
    month, day = random_.choice([(random_.randint(1, 12), random_.randint(1, 28))] * 4 + [(0, 3), (13, 3), (2, 30)])
    mark = random_.choice("-/.")
    other = random_.choice([mark] * 9 + [" "])
    form = random_.choice(["02", "01"])
    word = random_.choice("Jan feb MAR April mai Oct okt Dezember sept listopad foo Sat T déc June".split())
    text = random_.choice(
        [
            f"{year:04}{mark}{month:{form}}{other}{day:{form}}",
            f"{day:{form}}{mark}{month:{form}}{other}{year:04}",
            f"{month:{form}}{mark}{day:{form}}{other}{year:04}",
            f"{day:{form}} {word} {year:04}",
            f"{word} {day:{form}}, {year:04}",
            f"{day:{form}}-{word}-{year:04}",
        ]
    )
    hour, minute, second = random_.choice([(random_.randint(0, 23), random_.randint(0, 59), 7)] * 5 + [(24, 60, 61)])
    clock = random_.choice(
        [
            f"{hour:02}:{minute:02}",
            f"{hour}:{minute:02}:{second:02}",
            f"{hour:02}:{minute:02}:{second:02}.{random_.randint(0, 9999)}",
            f"{hour % 14}:{minute:02} {random_.choice(['AM', 'pm', 'P.M.'])}",
            f"{hour % 14}:{minute:02}:{second:02}{random_.choice(['AM', 'Pm'])}",
        ]
    )
    zone = random_.choice(
        [
            *[""] * 3,
            "Z",
            " UTC",
            "+02:00",
            " -0500",
            "-00:00",
            "+1300",
            " +05:45",
            " CET",
            "UTC",
            " GMT+2",
            "+02:75",
            "z",
        ]
    )
    joint = random_.choice([" ", " ", "T", ", ", "t", " at ", "  "])
    return random_.choice([text, f"{text}{joint}{clock}{zone}"])


@pytest.mark.parametrize(
    ("zone", "order"),
    [("UTC", None), ("UTC", "dmy"), ("Europe/Berlin", "mdy"), ("America/Sao_Paulo", "ymd"), ("Asia/Kathmandu", None)],
)
def test_the_accelerator_agrees_on_dates_as_people_write_them(zone, order):
    random_ = random.Random(2)  # noqa: S311  a fixed seed, no secret
    cells = [written(random_) for _ in range(20_000)]
    facts = Facts(timezone=zone, date_order=order, now=NOW)
    assert find_disagreements(RULE, cells, facts=facts) == []
    settled = RULE.accelerate(pa.array(cells), {}, facts)
    assert settled.values.null_count < 0.9 * len(cells)


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Gaza"])
def test_a_day_on_which_clocks_change_is_left_to_the_reading(zone):
    days = [date(1990, 1, 1) + timedelta(days=number) for number in range(13_000)]
    cells = [f"{day:%d.%m.%Y} {hour:02}:30" for day in days if day.day > 12 for hour in (0, 2, 23)]
    assert find_disagreements(RULE, cells, facts=Facts(timezone=zone, now=NOW)) == []


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_accelerator_agrees_with_the_reading(zone):
    cells = texts()
    assert len(cells) >= 200_000
    assert find_disagreements(RULE, cells, facts=Facts(timezone=zone, now=NOW)) == []


def test_the_accelerator_settles_the_common_forms():
    common = ["2021-03-04", "2024-02-29T10:30:00Z", "2021-03-04T10:30:00.5-05:00", "2015-10-30 12:49:47"]
    assert RULE.accelerate is not None
    common += ["12 Mar 2025", "2 okt 1999"]
    settled = RULE.accelerate(pa.array([*common, "2026-11-23", "1970-01-01", "31 Jun 2020"]), {}, Facts(now=NOW))
    written = ["2015-10-30T12:49:47Z", "2025-03-12", "1999-10-02"]
    assert settled.values.to_pylist() == [*common[:3], *written, None, None, None]
    assert settled.fixes is not None
    notes = [[problem.code for problem in settled.problem_sets[repair]] for repair in settled.fixes.to_pylist()[:6]]
    assert notes == [[], [], [], ["DAT004"], ["DAT002"], ["DAT002"]]


def test_the_accelerator_settles_dates_as_people_write_them():
    cells = ["25.12.2021 14:05", "3/15/2024 2:30 PM", "2021/3/4", "Mar 4, 2021", "2021-03-04 10:30 +0200", "03/04/2021"]
    settled = RULE.accelerate(pa.array(cells), {}, Facts(now=NOW))
    values = ["2021-12-25T14:05:00Z", "2024-03-15T14:30:00Z", "2021-03-04", "2021-03-04", "2021-03-04T10:30:00+02:00"]
    assert settled.values.to_pylist()[:5] == values
    answers = [settled.problem_sets[number] for number in settled.fixes.to_pylist()]
    notes = [[problem.code for problem in answer] for answer in answers[:5]]
    assert notes == [["DAT005", "DAT004"], ["DAT005", "DAT004"], ["DAT001"], ["DAT002"], ["DAT001"]]
    assert answers[5].note.problem.code == "DAT007"
