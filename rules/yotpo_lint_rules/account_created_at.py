"""Account created at: a date or a point in time in ISO 8601.

Yotpo asks for ISO 8601. A date (`2021-03-04`) or a time with its offset (`2021-03-04T10:30:00Z`) is left exactly
as it is. Magento, PrestaShop, WooCommerce and Mailchimp write times without a zone: they are read in the declared
`--timezone` (UTC unless declared), keep their local time and get that zone's offset, and every such cell says so.
Other forms are repaired where only one reading exists: the year in front, the month as a word, Unix seconds and
milliseconds, a day above 12.

Never guessed: 03/04/2021 (Brevo writes the day first, Square the month) unless `--date-order` declares it or both
readings are the same day; two-digit years; spreadsheet serial numbers; zones by name (CST is Chicago, Shanghai and
Havana); a local time that a clock change skipped or repeated; the century of 0021. Placeholder dates such as
0000-00-00 and 1970-01-01 say that nothing is known and are refused, because Yotpo would store them as the day the
customer joined. A date before 1990 is kept with a warning: it is a date, and hardly that of an account.

Source: https://core-api.yotpo.com/reference/customers (read 2026-11-23).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

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
    """Read a date or a point in time: ISO 8601 as it stands, other forms where one reading exists."""
    if (found := forms.CLEAN.fullmatch(text)) is not None:
        ymd = int(found["year"]), int(found["month"]), int(found["day"])
        iso = _iso(ymd, forms.clock(found) if found["hour"] else None, None, context.facts)
        return iso if isinstance(iso, Refused) else keep(text, *iso.notes)
    if len(text) > forms.LONGEST:
        return refuse(PROBLEM["date-unreadable"])
    tidy = forms.tidy(text)
    if (number := forms.NUMBER.fullmatch(tidy)) is not None:
        return _number(number["whole"], number["tail"] or "", context.facts)
    rest, clock = forms.split(tidy)
    return _written(rest, clock, context.facts)


def _written(text: str, clock: forms.Clock | None, facts: Facts) -> Reading:
    """Read a date that is written out, and add its time of day."""
    text, weekday = forms.drop_weekday(text)
    day = _day(text, facts.date_order)
    if isinstance(day, Refused):
        return day
    ymd, problem = day
    iso = _iso(ymd, clock, weekday, facts)
    if isinstance(iso, Refused):
        return iso
    # One note says all of a time that lacked nothing but its zone: {after} shows the rest.
    only_zone = problem is PROBLEM["date-form"] and any(
        note.problem is PROBLEM["date-without-zone"] for note in iso.notes
    )
    return Clean(iso.value, iso.notes if only_zone else (problem.note(), *iso.notes))


def _day(text: str, order: DateOrder | None) -> tuple[forms.Ymd, Problem] | Refused:
    """Tell year, month and day apart, or say why that cannot be done."""
    if (ymd := forms.year_first(text)) is not None:
        return ymd, PROBLEM["date-form"]
    if (ymd := forms.spelled(text)) is not None:
        return (ymd, PROBLEM["date-month-word"]) if ymd[0] else refuse(PROBLEM["date-two-digit-year"])
    if (numbers := forms.year_last(text)) is not None:
        return _ordered(*numbers, order)
    return refuse(
        PROBLEM["date-two-digit-year"] if forms.TWO_DIGIT_YEAR.fullmatch(text) else PROBLEM["date-unreadable"]
    )


def _ordered(first: int, second: int, year: int, order: DateOrder | None) -> tuple[forms.Ymd, Problem] | Refused:
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


def _number(whole: str, tail: str, facts: Facts) -> Reading:
    """Read a bare number: Unix time or a compact date; a spreadsheet's day number is refused."""
    exact = not tail.strip("0")
    if exact and not whole.strip("0"):
        return refuse(PROBLEM["date-placeholder"])
    if exact and len(whole) == COMPACT_DIGITS:
        return _written(whole, None, facts)
    if exact and len(whole) in (SECONDS_DIGITS, MILLISECONDS_DIGITS):
        return _epoch(whole, facts)
    if len(whole) == SERIAL_DIGITS and not whole.startswith("0"):
        return refuse(PROBLEM["date-spreadsheet-number"])
    return refuse(PROBLEM["date-unreadable"])


def _epoch(digits: str, facts: Facts) -> Reading:
    """Read Unix seconds or milliseconds between the first online shops and tomorrow."""
    seconds, fraction = int(digits[:SECONDS_DIGITS]), digits[SECONDS_DIGITS:]
    moment = datetime.fromtimestamp(seconds, UTC)
    if moment.year < FIRST_YEAR or moment > facts.now + timedelta(days=1):
        return refuse(PROBLEM["date-unreadable"])
    tail = f".{fraction}" if fraction.strip("0") else ""
    return fix(f"{moment:%Y-%m-%dT%H:%M:%S}{tail}Z", PROBLEM["date-unix-time"])


def _iso(ymd: forms.Ymd, clock: forms.Clock | None, weekday: int | None, facts: Facts) -> Clean | Refused:
    """Write a date and its time of day as ISO 8601, with the notes of the zone and of the future."""
    if ymd in forms.SENTINELS:
        return refuse(PROBLEM["date-placeholder"])
    try:
        day = date(*ymd)
    except ValueError:
        return refuse(PROBLEM["date-impossible"], "there is no such day")
    if weekday is not None and day.weekday() != weekday:
        return refuse(PROBLEM["date-impossible"], "the weekday is another")
    if day.year < FOUR_DIGITS:
        return refuse(PROBLEM["date-lost-century"])
    ago = (PROBLEM["date-long-ago"].note(),) if day.isoformat() < FIRST_SETTLED else ()
    if clock is None:
        later = day > (facts.now + timedelta(days=1)).date()
        return keep(day.isoformat(), *((PROBLEM["date-in-future"],) if later else ago))
    local = _local(day, clock)
    return local if isinstance(local, Refused) else _zoned(local, clock, facts, ago)


def _local(day: date, clock: forms.Clock) -> datetime | Refused:
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


def _zoned(local: datetime, clock: forms.Clock, facts: Facts, notes: tuple[Note, ...]) -> Clean | Refused:
    """Give a local time the offset that its cell names, else that of the declared zone."""
    if clock.zone:
        minutes = forms.offset(clock.zone)
        if minutes is None:
            return refuse(
                PROBLEM["date-zone-name"] if forms.ZONE_NAME.fullmatch(clock.zone) else PROBLEM["date-unreadable"]
            )
    else:
        declared = _declared_offset(local, facts.timezone)
        if isinstance(declared, Refused):
            return declared
        minutes, notes = declared, (PROBLEM["date-without-zone"].note(), *notes)
    if not WESTERNMOST <= minutes <= EASTERNMOST:
        return refuse(PROBLEM["date-impossible"], "no clock is that far from UTC")
    if local.replace(tzinfo=timezone(timedelta(minutes=minutes))) > facts.now + timedelta(days=1):
        notes = (*notes, PROBLEM["date-in-future"].note())
    fraction = f".{clock.fraction}" if clock.fraction else ""
    return Clean(f"{local.isoformat(timespec='seconds')}{fraction}{forms.iso_offset(minutes)}", notes)


def _declared_offset(local: datetime, zone: str) -> int | Refused:
    """Return the minutes by which the declared zone is east of UTC at a local time that it shows exactly once."""
    if zone == "UTC":
        return 0
    from zoneinfo import ZoneInfo

    aware = local.replace(tzinfo=ZoneInfo(zone))
    first, second = aware.utcoffset(), aware.replace(fold=1).utcoffset()
    if first is None or second is None or first != second:
        skipped = first is None or second is None or first < second
        return refuse(
            PROBLEM["date-clock-change"], f"{'was skipped' if skipped else 'came twice'} when clocks changed in {zone}"
        )
    minutes, rest = divmod(first, timedelta(minutes=1))
    return refuse(PROBLEM["date-clock-change"], f"lies before {zone} kept standard time") if rest else minutes


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle ISO 8601 and `2 Mar 2025` between the sentinels and yesterday, and, in UTC, times without a zone."""
    from yotpo_lint_rules.columns.date import settle

    # No offset moves yesterday into the future.
    today = min(facts.now.astimezone(UTC).date().isoformat(), LAST_SETTLED)
    values, needs = settle(column, FIRST_SETTLED, today, forms.MONTHS, utc=facts.timezone == "UTC")
    return ColumnReading(values, needs, ((), (PROBLEM["date-month-word"],), (PROBLEM["date-without-zone"],)))


RULE = FieldRule(
    name="account_created_at",
    doc=__doc__,
    fields=("account_created_at",),
    problems=tuple(PROBLEM.values()),
    read=read,
    examples=(
        keeps("2021-03-04"),
        keeps("2014-06-24T22:37:13.151Z"),
        keeps("2021-03-04T10:30:00+02:00"),
        keeps("2098-01-01", "DAT015"),
        keeps("1985-02-03", "DAT019"),
        refuses("0021-03-04", "DAT020"),
        fixes("2021/03/04", "2021-03-04", "DAT001"),
        fixes("2026/05/28 7:01:33 PM GMT+2", "2026-05-28T19:01:33+02:00", "DAT001"),
        fixes("12 Mar 2025", "2025-03-12", "DAT002"),
        fixes("1412098448", "2014-09-30T17:34:08Z", "DAT003"),
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
    ),
    accelerate=accelerate,
)
