"""Account created at, and updated at: a date or a point in time in ISO 8601.

Yotpo asks for ISO 8601. A date (`2021-03-04`) or a time with its offset (`2021-03-04T10:30:00Z`) is left exactly
as it is. Magento, PrestaShop, WooCommerce and Mailchimp write times without a zone: they are read in the declared
`--timezone` (UTC unless declared), keep their local time and get that zone's offset, and every such cell says so.
Other forms are repaired where only one reading exists: the year in front, the month as a word of any language,
`2025年3月12日`, ISO's week and ordinal dates, Unix seconds and milliseconds, `/Date(1412098448000)/`, a log of the web
server Apache, a day above 12, a zone by its IANA name.

Never guessed: 03/04/2021 (Brevo writes the day first, Square the month) unless `--date-order` declares it or both
readings are the same day; two-digit years; spreadsheet serial numbers; short names of zones (CST is Chicago, Shanghai
and Havana); a local time that a clock change skipped or repeated; the century of 0021; `listopad`, which is October or
November. Placeholder dates such as 0000-00-00 and 1970-01-01 say that nothing is known and are refused, because Yotpo
would store them as the day when the customer joined. A year in which no account can have been created is refused, with
the calendar that it seems to be of: 2564 is 2021 in the Buddhist calendar. A date before 1990 is kept with a warning:
it is a date, and hardly that of an account.

Sources: https://core-api.yotpo.com/reference/customers (read 2026-11-23); Unicode CLDR 48.2 for words and calendars.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import TIMESTAMP_FIELDS
from yotpo_lint.rule import (
    Clean,
    ColumnReading,
    Context,
    FieldRule,
    Note,
    Problem,
    Reading,
    Refused,
    fix,
    fixes,
    keep,
    keeps,
    refuse,
    refuses,
)
from yotpo_lint_rules.forms import calendars, zone
from yotpo_lint_rules.forms import date as forms
from yotpo_lint_rules.problems.date import PROBLEM

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Columns, DateOrder, Facts

# Every sentinel lies before the first of these or is the second or later; the accelerator settles between. Before the
# first there was no Web (1991), and so no shop that dates could be of.
FIRST_SETTLED, LAST_SETTLED = "1990-01-01", "2099-12-31"

# Unix times are taken from the first online shops on; no clock on Earth is further from UTC than this.
FIRST_YEAR: Final = 1995
FOUR_DIGITS: Final = 1000
EASTERNMOST, WESTERNMOST = 14 * 60, -12 * 60
SECONDS_DIGITS, MILLISECONDS_DIGITS, COMPACT_DIGITS, SERIAL_DIGITS = 10, 13, 8, 5
MONTHS: Final = 12
NOON: Final = 12


def read(text: str, context: Context) -> Reading:
    """Read a date or a point in time: keep ISO 8601, rewrite other forms that have one reading."""
    if (found := forms.CLEAN.fullmatch(text)) is not None:
        ymd = int(found["year"]), int(found["month"]), int(found["day"])
        iso = _format_iso(ymd, forms.clock(found) if found["hour"] else None, frozenset(), context.facts)
        return iso if isinstance(iso, Refused) else keep(text, *iso.notes)
    if len(text) > forms.LONGEST:
        return refuse(PROBLEM["date-unreadable"])
    if (milliseconds := forms.milliseconds(text)) is not None:
        return _read_unix_time(*divmod(milliseconds, 1000), context.facts)
    tidy = forms.tidy(text)
    if (number := forms.NUMBER.fullmatch(tidy)) is not None:
        return _read_number(number["whole"], number["tail"] or "", context.facts)
    rest, clock = forms.split(tidy)
    return _read_written_date(rest, clock, context.facts)


def _read_written_date(text: str, clock: forms.Clock | None, facts: Facts) -> Reading:
    """Read a date that is written out, and add its time of day."""
    day, weekdays = _read_day(text, facts), frozenset[int]()
    if isinstance(day, Refused) and day.note.problem is PROBLEM["date-unreadable"]:
        rest, weekdays = forms.drop_weekday(text)
        day = _read_day(rest, facts) if weekdays else day
    if isinstance(day, Refused):
        return day
    ymd, problem = day
    iso = _format_iso(ymd, clock, weekdays, facts)
    if isinstance(iso, Refused):
        return iso
    # One note says all of a time that lacked nothing but its zone: {after} shows the rest.
    only_zone = problem is PROBLEM["date-form"] and any(
        note.problem is PROBLEM["date-without-zone"] for note in iso.notes
    )
    return Clean(iso.value, iso.notes if only_zone else (problem.note(), *iso.notes))


def _read_day(text: str, facts: Facts) -> tuple[forms.Ymd, Problem] | Refused:
    """Read year, month and day, or refuse the date."""
    if (ymd := forms.year_first(text) or forms.iso_day(text)) is not None:
        return ymd, PROBLEM["date-form"]
    # Before a month is looked for, which takes longer: three numbers hold none.
    if (numbers := forms.year_last(text)) is not None:
        reading = _read_by_order(*numbers, facts.date_order)
        # A year that cannot be says more than an order that is not known.
        return (isinstance(reading, Refused) and _refuse_impossible_year(numbers[2], facts)) or reading
    if (spelled := forms.spelled(text)) is not None:
        return _read_spelled_date(spelled, facts)
    return refuse(
        PROBLEM["date-two-digit-year"] if forms.TWO_DIGIT_YEAR.fullmatch(text) else PROBLEM["date-unreadable"]
    )


def _read_spelled_date(spelled: forms.Spelled, facts: Facts) -> tuple[forms.Ymd, Problem] | Refused:
    """Return a date whose month is a word, unless the word is the name of two months."""
    if not spelled.year:
        return refuse(PROBLEM["date-two-digit-year"])
    if len(spelled.months) > 1:
        return _refuse_impossible_year(spelled.year, facts) or refuse(
            PROBLEM["date-month-ambiguous"], " and ".join(f"month {month}" for month in spelled.months)
        )
    return (spelled.year, spelled.months[0], spelled.day), PROBLEM["date-month-word"]


def _refuse_impossible_year(year: int, facts: Facts) -> Refused | None:
    """Refuse a year in which no account was created, with its likely meaning as a hint."""
    if calendars.is_possible(year, facts.now.year):
        return None
    return refuse(PROBLEM["date-year-impossible"], calendars.explain(year, facts.now.year))


def _read_by_order(first: int, second: int, year: int, order: DateOrder | None) -> tuple[forms.Ymd, Problem] | Refused:
    """Tell day and month apart by what the cell shows, else by what is declared."""
    if order == "ymd":
        return refuse(PROBLEM["date-order-contradicted"], "year, month, day")
    readings: dict[str, forms.Ymd] = {"dmy": (year, second, first), "mdy": (year, first, second)}
    possible = [name for name, (_, month, _) in readings.items() if month <= MONTHS]
    if not possible or (first != second and 0 in (first, second)):
        return refuse(PROBLEM["date-impossible"], "there is no such month or day")
    if first == second:
        return readings["dmy"], PROBLEM["date-order-shown"]
    if order is not None and order not in possible:
        return refuse(PROBLEM["date-order-contradicted"], "day, month, year" if order == "dmy" else "month, day, year")
    if len(possible) == 1:
        return readings[possible[0]], PROBLEM["date-order-shown"]
    return (
        (readings[order], PROBLEM["date-order-declared"])
        if order is not None
        else refuse(PROBLEM["date-order-unknown"])
    )


def _read_number(whole: str, tail: str, facts: Facts) -> Reading:
    """Read a bare number: Unix time or a compact date; a spreadsheet's day number is refused."""
    exact = not tail.strip("0")
    if exact and not whole.strip("0"):
        return refuse(PROBLEM["date-placeholder"])
    if exact and len(whole) == COMPACT_DIGITS:
        return _read_written_date(whole, None, facts)
    if exact and len(whole) in (SECONDS_DIGITS, MILLISECONDS_DIGITS):
        return _read_unix_time(int(whole[:SECONDS_DIGITS]), int(whole[SECONDS_DIGITS:] or 0), facts)
    if len(whole) == SERIAL_DIGITS and not whole.startswith("0"):
        return refuse(PROBLEM["date-spreadsheet-number"])
    return refuse(PROBLEM["date-unreadable"])


def _read_unix_time(seconds: int, milliseconds: int, facts: Facts) -> Reading:
    """Read Unix time between the first online shops and tomorrow."""
    moment = datetime.fromtimestamp(seconds, UTC)
    if moment.year < FIRST_YEAR or moment > facts.now + timedelta(days=1):
        return refuse(PROBLEM["date-unreadable"])
    tail = f".{milliseconds:03}" if milliseconds else ""
    return fix(f"{moment:%Y-%m-%dT%H:%M:%S}{tail}Z", PROBLEM["date-unix-time"])


def _format_iso(ymd: forms.Ymd, clock: forms.Clock | None, weekdays: frozenset[int], facts: Facts) -> Clean | Refused:
    """Write a date and its time of day as ISO 8601, with the notes of the zone and of the future.

    `weekdays` are those that the cell allows; none where it names no weekday.
    """
    day = _find_calendar_day(ymd, weekdays, facts)
    if isinstance(day, Refused):
        return day
    age_notes = (PROBLEM["date-long-ago"].note(),) if day.isoformat() < FIRST_SETTLED else ()
    if clock is None:
        later = day > (facts.now + timedelta(days=1)).date()
        return keep(day.isoformat(), *((PROBLEM["date-in-future"],) if later else age_notes))
    local = _combine_local_time(day, clock)
    return local if isinstance(local, Refused) else _add_zone(local, clock, facts, age_notes)


def _find_calendar_day(ymd: forms.Ymd, weekdays: frozenset[int], facts: Facts) -> date | Refused:
    """Find a day in the calendar; placeholders and years in which no account can have been created are refused."""
    if ymd in forms.SENTINELS:
        return refuse(PROBLEM["date-placeholder"])
    if (refusal := _refuse_impossible_year(ymd[0], facts)) is not None:
        return refusal
    try:
        day = date(*ymd)
    except ValueError:
        return refuse(PROBLEM["date-impossible"], calendars.explain_day(ymd[1], ymd[2]))
    if weekdays and day.weekday() not in weekdays:
        return refuse(PROBLEM["date-impossible"], "the weekday is another")
    return refuse(PROBLEM["date-lost-century"]) if day.year < FOUR_DIGITS else day


def _combine_local_time(day: date, clock: forms.Clock) -> datetime | Refused:
    """Set the time of day on a date, without a zone."""
    hour = clock.hour
    if clock.half:
        if not 1 <= hour <= NOON:
            return refuse(PROBLEM["date-impossible"], "there is no such hour before or after noon")
        hour = hour % NOON + (NOON if clock.half == "p" else 0)
    try:
        # A zone comes next.
        return datetime(day.year, day.month, day.day, hour, clock.minute, clock.second)  # noqa: DTZ001
    except ValueError:
        return refuse(PROBLEM["date-impossible"], "there is no such time of day")


def _add_zone(local: datetime, clock: forms.Clock, facts: Facts, notes: tuple[Note, ...]) -> Clean | Refused:
    """Add the offset that the cell names, or that of the declared zone, to a local time."""
    minutes = _find_named_offset(local, clock.zone) if clock.zone else _find_zone_offset(local, facts.timezone)
    if isinstance(minutes, Refused):
        return minutes
    if not clock.zone:
        notes = (PROBLEM["date-without-zone"].note(), *notes)
    if not WESTERNMOST <= minutes <= EASTERNMOST:
        return refuse(PROBLEM["date-impossible"], "no clock is that far from UTC")
    if local.replace(tzinfo=timezone(timedelta(minutes=minutes))) > facts.now + timedelta(days=1):
        notes = (*notes, PROBLEM["date-in-future"].note())
    fraction = f".{clock.fraction}" if clock.fraction else ""
    return Clean(f"{local.isoformat(timespec='seconds')}{fraction}{zone.iso_offset(minutes)}", notes)


def _find_named_offset(local: datetime, text: str) -> int | Refused:
    """Return the minutes east of UTC that a cell's zone means at a local time: an offset, or a zone of IANA's list."""
    minutes = zone.offset(text)
    if minutes is not None:
        return minutes
    name = zone.iana_zone(text)
    if name is not None and zone.is_zone(name):
        return _find_zone_offset(local, name)
    return refuse(PROBLEM["date-zone-name"] if zone.NAME.fullmatch(text) else PROBLEM["date-unreadable"])


def _find_zone_offset(local: datetime, name: str) -> int | Refused:
    """Return the minutes by which a zone is east of UTC at a local time that it shows exactly once."""
    minutes = zone.zone_offset(local, name)
    return refuse(PROBLEM["date-clock-change"], minutes) if isinstance(minutes, str) else minutes


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle ISO 8601 and dates in other forms between the sentinels and yesterday.

    A column without a declared order of day and month that leaves it open is refused here, too.
    """
    from yotpo_lint_rules.columns.date import settle
    from yotpo_lint_rules.columns.written_date import FORM

    # No offset moves yesterday into the future.
    today = min(facts.now.astimezone(UTC).date().isoformat(), LAST_SETTLED)
    values, needs = settle(
        column,
        (FIRST_SETTLED, today),
        forms.months,
        clean=forms.CLEAN.pattern,
        order=facts.date_order,
        timezone=facts.timezone,
    )
    written = (
        PROBLEM["date-form"],
        PROBLEM["date-order-shown"],
        PROBLEM["date-order-declared"],
        PROBLEM["date-month-word"],
    )
    no_zone = PROBLEM["date-without-zone"]
    return ColumnReading(
        values,
        needs,
        (
            (),
            *((problem,) for problem in written),
            # One note says all of a time that lacked nothing but its zone.
            *((no_zone,) if number == FORM else (problem, no_zone) for number, problem in enumerate(written)),
            refuse(PROBLEM["date-order-unknown"]),
        ),
    )


RULE = FieldRule(
    name="account_created_at",
    doc=__doc__,
    fields=TIMESTAMP_FIELDS,
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=("timezone", "date_order", "now"),
    examples=(
        keeps("2021-03-04"),
        keeps("2014-06-24T22:37:13.151Z"),
        keeps("2021-03-04T10:30:00+02:00"),
        keeps("2040-01-01", "DAT015"),
        keeps("1985-02-03", "DAT019"),
        refuses("0021-03-04", "DAT020"),
        fixes("2021/03/04", "2021-03-04", "DAT001"),
        fixes("2026/05/28 7:01:33 PM GMT+2", "2026-05-28T19:01:33+02:00", "DAT001"),
        fixes("12 Mar 2025", "2025-03-12", "DAT002"),
        fixes("12 марта 2025 г.", "2025-03-12", "DAT002"),
        fixes("2025年3月12日", "2025-03-12", "DAT001"),
        fixes("2021-W09-4", "2021-03-04", "DAT001"),
        fixes("10/Oct/2000:13:55:36 -0700", "2000-10-10T13:55:36-07:00", "DAT002"),
        fixes("2024-03-01 10:00 Europe/Berlin", "2024-03-01T10:00:00+01:00", "DAT001"),
        fixes("1412098448", "2014-09-30T17:34:08Z", "DAT003"),
        fixes("/Date(1412098448000)/", "2014-09-30T17:34:08Z", "DAT003"),
        fixes("2015-10-30 12:49:47", "2015-10-30T12:49:47Z", "DAT004"),
        fixes("2015-10-30 12:49:47", "2015-10-30T12:49:47+01:00", "DAT004", timezone="Europe/Berlin"),
        fixes("09/30/2014 13:34:08", "2014-09-30T13:34:08Z", "DAT005", "DAT004"),
        fixes("03/04/2021", "2021-04-03", "DAT006", date_order="dmy"),
        refuses("03/04/2021", "DAT007"),
        refuses("25/12/2021", "DAT008", date_order="mdy"),
        refuses("02/20/30", "DAT009"),
        refuses("43831", "DAT010"),
        refuses("0000-00-00 00:00:00", "DAT011"),
        refuses("31/31/2000", "DAT012"),
        refuses("2021-03-04 10:30:00 CST", "DAT013"),
        refuses("2021-03-28 02:30:00", "DAT014", timezone="Europe/Berlin"),
        refuses("hier", "DAT016"),
        refuses("2564-01-05", "DAT021"),
        refuses("12 listopada 2025", "DAT022"),
    ),
    accelerate=accelerate,
)
