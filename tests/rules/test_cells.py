"""The rule of cells in general: what it leaves alone, what it takes off, what it takes for no value."""

from __future__ import annotations

import re
import time

import pycountry
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from yotpo_lint_rules import cells
from yotpo_lint_rules.tables.cell_words import MOJIBAKE, NULL_WORDS, SPREADSHEET_ERRORS

from tests.rules.readings import codes
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused

CITY = "address.city"


def read(text: str, field: str = CITY) -> Reading:
    return cells.read(text, Context(field, Facts()))


def is_left_alone(text: str, field: str) -> bool:
    return read(text, field) == Clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "ana@example.com",
        "+12025550143",
        "(202) 555-0143",
        "São Paulo",
        "SÃO JOÃO",
        "IRMÃ",
        "Ångström",
        "ÅRHUS",
        "Ærø",
        "château",
        "Ðuro",
        "Ñuñoa",
        "ﬁ １２３",
        "محمد",
        "山田 太郎",
        "no",
        "0",
        "false",
        "unknown",
        "?",
        ".",
        "x",
        "null and void",
        "Nullarbor",
        "=SUM(A1)",
        '="a"&"b"',
        "''quoted''",
        "#1",
        "@",
    ],
)
def test_left_alone_in_every_field(text):
    assert [field for field in FIELDS if not is_left_alone(text, field)] == []


@pytest.mark.parametrize("text", ["می\u200cخواهم", "👩\u200d👧", "❤\ufe0f"])
def test_joiners_stay_where_words_are_spelled_with_them(text):
    assert [field for field in FIELDS if not is_left_alone(text, field)] == [
        field for field in FIELDS if field in cells.WITHOUT_JOINERS
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        *(
            (word, name)
            for word in ("None", "Null", "NULL", "Nil", "NA", "Nan", "nan", "N.A.", "brak")
            for name in sorted(cells.NAMES)
        ),
        ("NA", "address.country_code"),
        ("na", "address.country_code"),
        ("NA", "address.province_code"),
        ("na", "default_language"),
        ("NA", "tags"),
        ("NA", CITY),
        ("NAN", "address.province_code"),
        ("Nat", "first_name"),
        ("nat", "tags"),
        ("'t Hooft", "last_name"),
        ("'s-Hertogenbosch", CITY),
        ("'t Hoekje", "address.company"),
        ("'n Straat 1", "address.address1"),
        ("'90s", "tags"),
        ("'o@example.com", "email"),
        ("'abc'", "external_id"),
        ("two  blanks", "tags"),
        ("line\nbreak", "tags"),
        ("2021-01-01\u00a010:00", "account_created_at"),
    ],
)
def test_left_alone_in_its_field(text, field):
    assert is_left_alone(text, field)


def test_an_empty_cell_is_absent_without_a_word():
    assert read("") == Clean(None)


@pytest.mark.parametrize(
    "text", [" ", "\t\r\n", "\u00a0\u3000\u2003", "\u200b\ufeff", "\u0000", "\u200d", "\u3164", "\u2800"]
)
@pytest.mark.parametrize("field", ["last_name", "phone_number", "tags", *FLAG_FIELDS])
def test_blanks_are_absent(text, field):
    reading = read(text, field)
    assert (reading.value, codes(reading)) == (None, ("FIL001",))


@pytest.mark.parametrize(
    ("text", "field", "clean", "found"),
    [
        ("A\u0000n\u0000a", "first_name", "Ana", ("FIL002",)),
        ("1 Main St\u000bApt 4", "address.address1", "1 Main St Apt 4", ("FIL002",)),
        ("a\u0085b", "tags", "a b", ("FIL002",)),
        ("+1\ufe0f-415-555-0123", "phone_number", "+1-415-555-0123", ("FIL003",)),
        ("\u3164ana@example.com\u200d", "email", "ana@example.com", ("FIL003",)),
        ("10\u180b01\u2800", "external_id", "1001", ("FIL003",)),
        ("9021\U000e00410", "address.zip", "90210", ("FIL003",)),
        ("\u202eana\u202c", "first_name", "ana", ("FIL003",)),
        ("\ufeff1001", "external_id", "1001", ("FIL003",)),
        ("shy\u00adness", "tags", "shyness", ("FIL003",)),
        ("\u3000Ana\u00a0", "first_name", "Ana", ("FIL004",)),
        ("Ana\u00a0Maria", "first_name", "Ana Maria", ("FIL005",)),
        ("Ana\r\n Maria", "first_name", "Ana Maria", ("FIL005",)),
        ("  New  York ", CITY, "New York", ("FIL004", "FIL005")),
        ('="02134"', "address.zip", "02134", ("FIL006",)),
        ('="say ""hi"""', "tags", 'say "hi"', ("FIL006",)),
        ('=" 007 "', "external_id", "007", ("FIL006", "FIL004")),
        ("""="'7210448301122\"""", "external_id", "7210448301122", ("FIL006", "FIL007")),
        ("'7210448301122", "external_id", "7210448301122", ("FIL007",)),
        ("'+573001112233", "phone_number", "+573001112233", ("FIL007",)),
        ("'+573001112233", "address.phone_number", "+573001112233", ("FIL007",)),
        ("'1990-05-02", "account_created_at", "1990-05-02", ("FIL007",)),
        ("'02134", "address.zip", "02134", ("FIL007",)),
        ("' US", "address.country_code", "US", ("FIL007", "FIL004")),
        ("'yes", "accepts_sms_marketing", "yes", ("FIL007",)),
        ("''5", "external_id", "5", ("FIL007",)),
        (" \u0000\u200b'5 ", "external_id", "5", ("FIL002", "FIL003", "FIL004", "FIL007")),
        ("O\u0092Brien", "last_name", "O’Brien", ("FIL011",)),
        ("Jos\u001a", "first_name", "Jos\ufffd", ("FIL011", "FIL010")),
        ("JOSÃ\u0089", "first_name", "JOSÃ‰", ("FIL011", "FIL010")),
        ("Ã\u0085se", "first_name", "Ã…se", ("FIL011", "FIL010")),
        ("MarÃ\u00ada", "first_name", "MarÃa", ("FIL003", "FIL010")),
        ("voilÃ\u00a0", "tags", "voilÃ", ("FIL004", "FIL010")),
    ],
)
def test_repaired(text, field, clean, found):
    reading = read(text, field)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (clean, found)


@pytest.mark.parametrize("text", ['=""', "'", "''", '="\'"', '=" "'])
def test_armour_around_nothing_is_absent(text):
    reading = read(text, "external_id")
    assert isinstance(reading, Clean)
    assert reading.value is None
    assert codes(reading)[-1] == "FIL001"


def test_lost_letters_wait_for_unsafe_fixes():
    assert cells.PROBLEM["lost-characters"].applicability == "unsafe"


@pytest.mark.parametrize(
    "text",
    (
        "null NULL N/A n/a n.a. #N/A NaN nan -nan nil undefined <null> (null) [null] <NA> \\N - -- — –– − (blank) None"
    ).split(),
)
@pytest.mark.parametrize(
    "field",
    ["external_id", "email", "phone_number", "gender", "tags", "address.company", "address.zip", *FLAG_FIELDS],
)
def test_null_words(text, field):
    reading = read(text, field)
    assert (reading.value, codes(reading)) == (None, ("FIL008",))
    assert reading.notes[0].hint == text


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("na", "email"),
        ("NA", "phone_number"),
        ("NA", "default_currency"),
        ("NaT", "account_created_at"),
        ("nan", CITY),
        ("NaN", "address.state"),
        ("null", CITY),
        ("null", "address.country_code"),
        ("'NULL", "external_id"),
        ("nan", "default_language"),
    ],
)
def test_null_words_of_a_field(text, field):
    reading = read(text, field)
    assert isinstance(reading, Clean)
    assert reading.value is None
    assert codes(reading)[-1] == "FIL008"


@pytest.mark.parametrize(
    ("text", "field"), [("None", CITY), ("none", CITY), ("Nan", CITY), ("NAN", CITY), ("Nan", "address.state")]
)
def test_a_place_that_may_be_a_null_word_is_kept_with_a_warning(text, field):
    reading = read(text, field)
    assert (reading.value, codes(reading)) == (text, ("FIL012",))


@pytest.mark.parametrize("text", [*sorted(SPREADSHEET_ERRORS), "#REF!", "#Value!", "Err:502", "########"])
def test_spreadsheet_errors_are_refused_in_every_field(text):
    for field in FIELDS:
        reading = read(text, field)
        assert isinstance(reading, Refused)
        assert codes(reading) == ("FIL009",)


@pytest.mark.parametrize(
    "text",
    [
        "JosÃ©",
        "MÃ¼ller",
        "KÃ–LN",
        "CÃ”TE D’IVOIRE",
        "itâ€™s",
        "Å»aneta",
        "WaÅ‚Ä™sa",
        "Ð˜Ð²Ð°Ð½",
        "ðŸ˜€",
        "Â£5",
        "ï»¿Ana",
        "√©tude",
        "M√ºller",
        "‚Äòs",
        "M├╝ller",
        "ã‚¢ã‚¤",
        "Jos\ufffd",
        "RodrÃguez",
    ],
)
def test_text_read_in_a_wrong_encoding_is_kept_with_a_warning(text):
    reading = read(text, "first_name")
    assert (reading.value, codes(reading)) == (text, ("FIL010",))


@pytest.mark.parametrize(
    "text", ["“IRMÔ", "MAÇÃ…", "«PÂ»", "SMÅ”", "JoÃo", "SÃo Paulo", "√9", "20 ≈ 21", "été»…", "1º andar"]
)
def test_right_text_that_resembles_damage_is_left_alone(text):
    assert is_left_alone(text, CITY)


def subdivisions() -> list[str]:
    names = {subdivision.name for subdivision in pycountry.subdivisions}
    return sorted(names | {name.upper() for name in names})


def test_no_subdivision_of_the_world_is_taken_for_damage():
    assert [name for name in subdivisions() if MOJIBAKE.search(name)] == []


@pytest.mark.parametrize(("encoding", "share"), [("cp1252", 0.9), ("mac_roman", 0.7)])
def test_most_damaged_subdivisions_are_found(encoding, share):
    damaged = []
    for name in subdivisions():
        try:
            shown = name.encode().decode(encoding)
        except UnicodeDecodeError:
            continue
        if shown != name:
            damaged.append(shown)
    found = [name for name in damaged if MOJIBAKE.search(name)]
    assert len(damaged) > 1_000
    assert len(found) >= share * len(damaged)


def test_the_tables_are_folded():
    assert {word.casefold() for word in NULL_WORDS | SPREADSHEET_ERRORS} == NULL_WORDS | SPREADSHEET_ERRORS


ODD = "\u0000\u001a\u001c\u0085\u0092\u00a0\u00ad\u200b\u200d\u3000\ufeff\ufffd '=\"-#ÃÂÅNanul/\n\té"


@given(text=st.text(max_size=20) | st.text(ODD, max_size=12), field=st.sampled_from(FIELDS))
@example(text='="\'="0"', field="external_id")
@example(text="'\u200d", field="external_id")
def test_reading_twice_changes_nothing(text, field):
    reading = read(text, field)
    if isinstance(reading, Refused) or reading.value is None:
        return
    again = read(reading.value, field)
    assert isinstance(again, Clean)
    assert again.value == reading.value
    assert all(note.problem.applicability == "none" for note in again.notes)


@given(text=st.text(max_size=20) | st.text(ODD, max_size=12), field=st.sampled_from(FIELDS))
def test_nothing_changes_without_a_repair(text, field):
    reading = read(text, field)
    if isinstance(reading, Clean) and text:
        repaired = any(note.problem.applicability != "none" for note in reading.notes)
        assert repaired == (reading.value != text)


@given(
    text=st.text([chr(code) for code in range(0x20, 0x7F)], max_size=16)
    | st.sampled_from(sorted(NULL_WORDS | SPREADSHEET_ERRORS)),
    field=st.sampled_from(FIELDS),
)
def test_the_look_for_the_common_case_hides_nothing(text, field):
    quick = read(text, field)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "PLAIN", re.compile("(?!)"))
        assert read(text, field) == quick


@pytest.mark.parametrize(
    "text", ["x" * 5_000_000, "a  " * 500_000, '="' * 500_000, "'=" * 500_000, '="' + '""' * 500_000 + '"']
)
def test_a_cell_of_megabytes_takes_no_time(text):
    # Of this process, for a machine may be busy with others.
    start = time.process_time()
    for field in (CITY, "external_id"):
        read(text, field)
    assert time.process_time() - start < 5
