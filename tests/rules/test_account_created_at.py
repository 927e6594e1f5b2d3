"""Account created at: ISO 8601 stays, one-reading forms are repaired, everything else is refused."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules.account_created_at import RULE
from yotpo_lint_rules.forms import date as date_forms
from yotpo_lint_rules.tables.name_keys import name_key

from tests.rules.readings import codes
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused

LOCALES = (
    "af am az be bn br bs ca ceb cs cy da de de_CH el en en_GB es es_MX et eu fi fil fr fr_CA gl gu ha he hi hr hu "
    "hy id is it ja jv ka kk km ko lo lt lv mk mn mr ms my nb ne nl nn pl pt pt_PT rm ro ru sk sl so sq sr sr_Latn "
    "sv sw ta te tg tk tr tt uk ur uz vi xh zh zh_Hant zu"
).split()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def read(text: str, **facts) -> Reading:
    return RULE.read(text, Context("account_created_at", Facts(now=NOW, **facts)))


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-04",
        "2020-02-29",
        "1990-01-01",
        "1990-01-01T00:00:00+02:00",
        "2021-03-04T10:30Z",
        "2021-03-04T10:30:00Z",
        "2021-03-04T10:30:00+00:00",
        "2021-03-04T10:30:00-05:00",
        "2021-03-04T10:30:00+05:45",
        "2021-03-04T10:30:00.123456789Z",
        "2020-09-08T08:43:27Z",
        "2026-11-24T11:59:59Z",
    ],
)
def test_left_alone(text):
    for facts in ({}, {"timezone": "Europe/Berlin"}, {"date_order": "dmy"}, {"date_order": "ymd"}):
        assert read(text, **facts) == Clean(text)


@pytest.mark.parametrize(
    ("text", "clean", "expected"),
    [
        ("2021-03-04T10:30:00z", "2021-03-04T10:30:00Z", ("DAT001",)),
        ("2021-03-04t10:30:00Z", "2021-03-04T10:30:00Z", ("DAT001",)),
        ("2021-03-04 10:30:00Z", "2021-03-04T10:30:00Z", ("DAT001",)),
        ("2021-03-04 10:30:00 UTC", "2021-03-04T10:30:00Z", ("DAT001",)),
        ("2021-03-04 10:30:00 +0000", "2021-03-04T10:30:00Z", ("DAT001",)),
        ("2021-03-04T10:30:00-00:00", "2021-03-04T10:30:00Z", ("DAT001",)),
        ("2021-03-04T10:30:00+0200", "2021-03-04T10:30:00+02:00", ("DAT001",)),
        ("2021-03-04T10:30:00+02", "2021-03-04T10:30:00+02:00", ("DAT001",)),
        ("2021-03-04T10:30:00,25Z", "2021-03-04T10:30:00.25Z", ("DAT001",)),
        ("2021-03-04T10:30:00+01:00[Europe/Berlin]", "2021-03-04T10:30:00+01:00", ("DAT001",)),
        ("2021-03-04 10:30:00 +0000 UTC", "2021-03-04T10:30:00Z", ("DAT001",)),
        ("20210304", "2021-03-04", ("DAT001",)),
        ("20210304T103000Z", "2021-03-04T10:30:00Z", ("DAT001",)),
        ("2021-3-4", "2021-03-04", ("DAT001",)),
        ("2021.03.04", "2021-03-04", ("DAT001",)),
        ("２０２１-03-04", "2021-03-04", ("DAT001",)),
        ("2021\u201103\u201104", "2021-03-04", ("DAT001",)),
        ("2026/05/28 7:01:33 PM GMT+2", "2026-05-28T19:01:33+02:00", ("DAT001",)),
        ("12 March 2025", "2025-03-12", ("DAT002",)),
        ("March 12, 2025", "2025-03-12", ("DAT002",)),
        ("March 12th, 2025", "2025-03-12", ("DAT002",)),
        ("12-Mar-2025", "2025-03-12", ("DAT002",)),
        ("2025-Mar-12", "2025-03-12", ("DAT002",)),
        ("Mar 12 2025 10:30", "2025-03-12T10:30:00Z", ("DAT002", "DAT004")),
        ("March 12, 2025 at 12:05 AM", "2025-03-12T00:05:00Z", ("DAT002", "DAT004")),
        ("Sept 1, 2021 12:00 p.m.", "2021-09-01T12:00:00Z", ("DAT002", "DAT004")),
        ("Tue, 04 Mar 2025 10:30:00 +0100", "2025-03-04T10:30:00+01:00", ("DAT002",)),
        ("Tue, 04 Mar 2025 10:30:00 GMT", "2025-03-04T10:30:00Z", ("DAT002",)),
        (
            "Tue Mar 04 2025 10:30:00 GMT+0100 (Central European Standard Time)",
            "2025-03-04T10:30:00+01:00",
            ("DAT002",),
        ),
        ("4. März 2021", "2021-03-04", ("DAT002",)),
        ("1er août 2021", "2021-08-01", ("DAT002",)),
        ("4 de marzo de 2021", "2021-03-04", ("DAT002",)),
        ("4 de março de 2021", "2021-03-04", ("DAT002",)),
        ("4 dicembre 2021", "2021-12-04", ("DAT002",)),
        ("4 maart 2021", "2021-03-04", ("DAT002",)),
        ("1412098448", "2014-09-30T17:34:08Z", ("DAT003",)),
        ("1412098448.0", "2014-09-30T17:34:08Z", ("DAT003",)),
        ("1412098448000", "2014-09-30T17:34:08Z", ("DAT003",)),
        ("1412098448123", "2014-09-30T17:34:08.123Z", ("DAT003",)),
        ("2015-10-30 12:49:47", "2015-10-30T12:49:47Z", ("DAT004",)),
        ("2015-10-30T12:49:47", "2015-10-30T12:49:47Z", ("DAT004",)),
        ("2014-09-30 13:34:08.123456", "2014-09-30T13:34:08.123456Z", ("DAT004",)),
        ("2024-03-12 09:14", "2024-03-12T09:14:00Z", ("DAT004",)),
        ("25/12/2021", "2021-12-25", ("DAT005",)),
        ("12/25/2021", "2021-12-25", ("DAT005",)),
        ("25.12.2021", "2021-12-25", ("DAT005",)),
        ("03/03/2021", "2021-03-03", ("DAT005",)),
        ("3/15/2024 2:30 PM", "2024-03-15T14:30:00Z", ("DAT005", "DAT004")),
        ("31 December 2027", "2027-12-31", ("DAT002", "DAT015")),
        ("2025年3月12日", "2025-03-12", ("DAT001",)),
        ("2025年03月12日 10:30:45", "2025-03-12T10:30:45Z", ("DAT004",)),
        ("2025年3月12日(水) 10時5分", "2025-03-12T10:05:00Z", ("DAT004",)),
        ("2025年3月12日 星期三", "2025-03-12", ("DAT001",)),
        ("2025/3/12 下午 3:05", "2025-03-12T15:05:00Z", ("DAT004",)),
        ("2025년 3월 12일 오후 3:05", "2025-03-12T15:05:00Z", ("DAT004",)),
        ("2025. 3. 12.", "2025-03-12", ("DAT001",)),
        ("25. 12. 2021", "2021-12-25", ("DAT005",)),
        ("2021-W09-4", "2021-03-04", ("DAT001",)),
        ("2020W537", "2021-01-03", ("DAT001",)),
        ("2021-063", "2021-03-04", ("DAT001",)),
        ("2020-366T10:30:00Z", "2020-12-31T10:30:00Z", ("DAT001",)),
        ("/Date(1412098448000)/", "2014-09-30T17:34:08Z", ("DAT003",)),
        (r"\/Date(1412098448123+0200)\/", "2014-09-30T17:34:08.123Z", ("DAT003",)),
        ("/Date(946684800000)/", "2000-01-01T00:00:00Z", ("DAT003",)),
        ("[10/Oct/2000:13:55:36 -0700]", "2000-10-10T13:55:36-07:00", ("DAT002",)),
        ("2024-03-01 10:00 Europe/Berlin", "2024-03-01T10:00:00+01:00", ("DAT001",)),
        ("2024-07-01T10:00:00[America/Argentina/Salta]", "2024-07-01T10:00:00-03:00", ("DAT001",)),
        ("3/15/2024 2:30 PM America/New_York", "2024-03-15T14:30:00-04:00", ("DAT005",)),
        ("Mittwoch, 12. März 2025", "2025-03-12", ("DAT002",)),
        ("среда, 12 марта 2025 г., 10:30", "2025-03-12T10:30:00Z", ("DAT002", "DAT004")),
        ("12 березня 2025 р.", "2025-03-12", ("DAT002",)),
        ("2025. március 12.", "2025-03-12", ("DAT002",)),
        ("2025 m. kovo 12 d.", "2025-03-12", ("DAT002",)),
        ("2025. gada 12. marts", "2025-03-12", ("DAT002",)),
        ("12 Μαρτίου 2025", "2025-03-12", ("DAT002",)),
        ("12 במרץ 2025", "2025-03-12", ("DAT002",)),
        ("۱۲ مارس ۲۰۲۵", "2025-03-12", ("DAT002",)),
        ("12 मार्च 2025", "2025-03-12", ("DAT002",)),
        ("12 มีนาคม 2025", "2025-03-12", ("DAT002",)),
        ("12 tháng 3 năm 2025", "2025-03-12", ("DAT002",)),
        ("12 d’abril del 2025", "2025-04-12", ("DAT002",)),
        ("12 Mart 2025 10:30", "2025-03-12T10:30:00Z", ("DAT002", "DAT004")),
        ("mar 11 mar 2025", "2025-03-11", ("DAT002",)),
        ("14 Ocak 2021 Perşembe", "2021-01-14", ("DAT002",)),
        ("2021. január 14., csütörtök", "2021-01-14", ("DAT002",)),
        ("2021(e)ko urtarrilaren 14(a)", "2021-01-14", ("DAT002",)),
        ("14 มกราคม ค.ศ. 2021", "2021-01-14", ("DAT002",)),
        ("14.01.2021 г.", "2021-01-14", ("DAT005",)),
    ],
)
def test_repaired(text, clean, expected):
    reading = read(text)
    assert isinstance(reading, Clean), reading
    assert (reading.value, codes(reading)) == (clean, expected)


REFUSED = [
    ("DAT007", ("03/04/2021", "03-04-2021", "03.04.2021 10:30", "12-04-2022 09:30")),
    ("DAT009", ("02/20/30", "09/30/14 13:34", "12-Mar-21")),
    ("DAT010", ("43831", "43831.5")),
    ("DAT011", ("0", "0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "0001-01-01")),
    ("DAT011", ("0001-01-01T00:00:00Z", "1900-01-01", "1970-01-01", "1970-01-01T00:00:00.000Z")),
    ("DAT011", ("1969-12-31T19:00:00-05:00", "01/01/1970", "12/30/1899", "9999-12-31")),
    ("DAT011", ("9999-12-31 23:59:59",)),
    ("DAT012", ("31/31/2000", "2021-02-30", "2023-02-29", "2021-13-04", "2021-03-04T25:00:00Z")),
    ("DAT012", ("2021-03-04T24:00:00Z", "2021-03-04T10:30:00+25:00", "3/15/2024 13:30 PM")),
    (
        "DAT012",
        ("0/12/2021", "Mon, 04 Mar 2025 10:30:00 GMT", "2025年3月12日(月)", "lundi 4 mars 2025", "14 Ocak 2021 Cuma"),
    ),
    ("DAT012", ("2021-W54-1", "2021-W00-1", "2021-W09-8", "2021-366", "2021-000", "2013-13-05")),
    ("DAT013", ("2021-03-04 10:30:00 CST", "2021-03-04 10:30:00 Europe/Bonn", "2021-03-04 10:30 America/Argentina")),
    ("DAT014", ("2021-03-28 02:30 Europe/Berlin", "2021-10-31 02:30:00 Europe/Berlin")),
    ("DAT013", ("2021-03-04 10:30:00 +0100 UTC",)),
    ("DAT016", ("2021-03-04 10:30:00 7", "2021-03-04 10:30:00:00", "hier", "today", "2021")),
    ("DAT016", ("March 2021", "12 March", "2021-W09", "2021063", "12032021", "0123456789")),
    ("DAT016", ("12 March 2025 13 May", "2025年13日", "2025年3月12日(猫)", "/Date(12)/", "2025年3月12日 午後3:05")),
    ("DAT016", ("4102444800", "1412098448.5", "1.41210E+09", "2021-03/04", "2021-03-04\n2021-03-05")),
    ("DAT016", ("1" * 5000, "2021²-03-04")),
    ("DAT020", ("0021-03-04", "0021-03-04T10:30:00Z", "0021-03-04 10:30:00", "0999-12-31")),
    ("DAT020", ("25/12/0021", "4 March 0021")),
    ("DAT021", ("2564-01-05 10:00:00", "15/1/2564", "05/06/2564", "12 มีนาคม 2568", "2564-02-29")),
    ("DAT021", ("1399/10/16", "1399-02-31", "1442-05-01", "5781-01-02", "2078-04-01", "1921-05-05", "2098-01-01")),
    ("DAT021", ("1850-05-05", "1000-01-01T00:00:00Z", "1969-07-20", "2047-01-01", "3 April 1921 10:30")),
    ("DAT022", ("12 listopada 2025", "1 lis 2021", "12. srp 2025")),
]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in REFUSED for text in texts])
def test_refused(code, text):
    reading = read(text)
    assert isinstance(reading, Refused), reading
    assert codes(reading) == (code,)


@pytest.mark.parametrize(
    ("text", "order", "answer"),
    [
        ("03/04/2021", "mdy", "2021-03-04"),
        ("03/04/2021", "dmy", "2021-04-03"),
        ("03/04/2021", "ymd", "DAT008"),
        ("12/25/2021", "mdy", "2021-12-25"),
        ("12/25/2021", "dmy", "DAT008"),
        ("25/12/2021", "mdy", "DAT008"),
        ("31/31/2021", "dmy", "DAT012"),
        ("31/04/2021", "dmy", "DAT012"),
        ("2021/03/04", "dmy", "2021-03-04"),
        ("03/04/21", "dmy", "DAT009"),
    ],
)
def test_declared_order(text, order, answer):
    reading = read(text, date_order=order)
    assert answer == (reading.value if isinstance(reading, Clean) else codes(reading)[0])


@pytest.mark.parametrize(
    ("text", "zone", "answer"),
    [
        ("2021-07-01 12:00:00", "Europe/Berlin", "2021-07-01T12:00:00+02:00"),
        ("2021-01-01 12:00:00", "America/New_York", "2021-01-01T12:00:00-05:00"),
        ("2021-01-01 12:00:00", "America/St_Johns", "2021-01-01T12:00:00-03:30"),
        ("2021-01-01 12:00:00", "Asia/Kathmandu", "2021-01-01T12:00:00+05:45"),
        ("2021-03-28 01:59:59", "Europe/Berlin", "2021-03-28T01:59:59+01:00"),
        ("2021-03-28 02:30:00", "Europe/Berlin", "was skipped"),
        ("2021-10-31 02:30:00", "Europe/Berlin", "came twice"),
        ("2021-10-31 03:00:00", "Europe/Berlin", "2021-10-31T03:00:00+01:00"),
        ("1971-01-02 03:00:00", "Africa/Monrovia", "standard time"),
    ],
)
def test_declared_zone(text, zone, answer):
    reading = read(text, timezone=zone)
    if isinstance(reading, Refused):
        assert codes(reading) == ("DAT014",)
        assert answer in reading.note.hint
    else:
        assert (reading.value, codes(reading)) == (answer, ("DAT004",))


def test_the_future_is_a_warning_after_one_day_of_grace():
    assert codes(read("2026-11-24")) == ()
    assert codes(read("2026-11-25")) == ("DAT015",)
    assert codes(read("2026-11-24T12:00:01Z")) == ("DAT015",)
    assert codes(read("2026-11-24T13:00:00+02:00")) == ()


@pytest.mark.parametrize(
    "text",
    ["1970-01-02", "1985-02-03", "1989-12-31", "1989-12-31T23:59:59Z", "1989-12-31T23:59:59.5-05:00"],
)
def test_what_is_long_ago_is_kept_with_a_warning(text):
    reading = read(text)
    assert (reading.value, codes(reading)) == (text, ("DAT019",))


def test_what_is_long_ago_is_repaired_and_told():
    assert codes(read("3 February 1985")) == ("DAT002", "DAT019")
    assert codes(read("1985-02-03 10:30:00")) == ("DAT004", "DAT019")
    # A placeholder stays one.
    assert codes(read("1970-01-01")) == codes(read("1900-01-01")) == ("DAT011",)


@pytest.mark.parametrize("length", ["long", "medium"])
@pytest.mark.parametrize("locale", LOCALES)
def test_dates_as_languages_write_them(locale, length):
    """Babel writes each month of a year; what is read is the day that was written."""
    days = [date(2021, month, 12 + month) for month in range(1, 13)]
    readings = [read(format_date(day, length, locale=locale)) for day in days]
    values = [reading.value for reading in readings if isinstance(reading, Clean)]
    refused = {code for reading in readings if isinstance(reading, Refused) for code in codes(reading)}
    assert set(values) <= {day.isoformat() for day in days}
    # Four names of months (listopad, lipiec and lipanj, srpen and srpanj, mae) mean another month elsewhere.
    assert refused <= {"DAT022"}
    assert len(values) >= 9


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2564-01-05", "2564 (2021 in the Buddhist calendar)"),
        ("1399-10-16", "1399 (2020 or 2021 in the Persian calendar)"),
        ("1442-05-01", "1442 (2020 or 2021 in the Islamic calendar)"),
        ("5781-01-02", "5781 (2020 or 2021 in the Hebrew calendar)"),
        ("2078-04-01", "2078 (2021 or 2022 in the Nepali calendar)"),
        ("1921-05-05", "1921 (perhaps 2021)"),
        ("2098-01-01", "2098 (perhaps 1998)"),
        ("1850-05-05", "1850"),
    ],
)
def test_an_impossible_year_is_explained(text, hint):
    reading = read(text)
    assert isinstance(reading, Refused)
    assert reading.note.hint == hint


def test_the_years_at_the_edges_are_possible():
    assert codes(read("2046-12-31")) == ("DAT015",)
    assert codes(read("2047-01-01")) == ("DAT021",)


def test_months_by_hand_are_not_in_cldr():
    words = date_forms.cldr.date_words()
    assert not date_forms._MORE_MONTHS.keys() & words.months.keys()
    assert not date_forms._MORE_WEEKDAYS.keys() & words.weekdays.keys()
    assert not {name_key(word) for word in date_forms._MORE_FILLERS.split()} & words.fillers


DATE_LIKE = st.text(st.sampled_from("0123456789-/.: TZtz+GMTUCapmAPMarchdeju,[]()'"), max_size=30)
ANY = st.one_of(
    st.text(max_size=40),
    DATE_LIKE,
    st.datetimes().map(str),
    st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
    st.dates().map(lambda day: f"{day:%B %d, %Y}"),
    st.datetimes().map(lambda moment: f"{moment:%a, %d %b %Y %H:%M:%S} +0100"),
)


@given(ANY, st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia"]), st.sampled_from([None, "mdy", "dmy", "ymd"]))
def test_any_text_is_read_and_clean_values_stay(text, zone, order):
    reading = read(text, timezone=zone, date_order=order)
    if isinstance(reading, Clean):
        assert reading.value is not None
        again = read(reading.value, timezone=zone, date_order=order)
        assert isinstance(again, Clean)
        assert again.value == reading.value
        assert all(note.problem.applicability == "none" for note in again.notes)


@given(
    st.datetimes(datetime(1995, 1, 1), datetime(2026, 11, 1)),  # noqa: DTZ001  the zone is what is tested
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_a_naive_time_keeps_its_local_time(moment, zone):
    moment = moment.replace(microsecond=0)
    reading = read(f"{moment:%Y-%m-%d %H:%M:%S}", timezone=zone)
    if isinstance(reading, Clean):
        parsed = datetime.fromisoformat(reading.value)
        assert parsed.replace(tzinfo=None) == moment
        assert parsed == moment.replace(tzinfo=zoneinfo.ZoneInfo(zone))


@given(st.dates(), st.sampled_from(["%d.%m.%Y", "%m/%d/%Y", "%Y/%m/%d", "%d %b %Y", "%Y%m%d"]))
def test_a_repaired_date_is_the_date_that_was_written(day, form):
    order = {"%d.%m.%Y": "dmy", "%m/%d/%Y": "mdy"}.get(form)
    text = day.strftime(form) if day.year > 999 else ""
    reading = read(text, date_order=order)
    if isinstance(reading, Clean):
        assert reading.value == day.isoformat()
