"""The phone rule: what it leaves alone, what it repairs, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules.phone_number import COUNTRY, RULE

from tests.rules.readings import codes
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused


def read(text: str, country: str | None = None, region: str | None = None) -> Reading:
    return RULE.read(text, Context("phone_number", Facts(region=region), {COUNTRY: country}))


def accepted(reading: Reading) -> str | None:
    """Return the value that goes to the upload without `--unsafe-fixes`."""
    if isinstance(reading, Refused) or any(note.problem.applicability != "safe" for note in reading.notes):
        return None
    return reading.value


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("+14155550132", None),
        ("+14155550132", "US"),
        ("+33612345678", "GB"),  # another country than the address
        ("+442079460018", "JE"),  # a region that shares its calling code
        ("+18765550132", "US"),
        ("+77012345678", "RU"),
        ("+390669812345", "IT"),
        ("+80012345678", None),  # no country's: international freephone
        ("+60123456789", "MY"),  # Google's example number, and valid
    ],
)
def test_left_alone(text: str, country: str | None) -> None:
    assert read(text, country) == Clean(text)
    assert read(text, country, region="FR") == Clean(text)


@pytest.mark.parametrize(
    ("text", "country", "clean", "expected"),
    [
        ("(415) 555-0132", "US", "+14155550132", "PHN002"),
        ("415.555.0132", "US", "+14155550132", "PHN002"),
        ("1-415-555-0132", "US", "+14155550132", "PHN002"),
        ("14155550132", "US", "+14155550132", "PHN002"),
        ("[415] 555 0132", "CA", "+14155550132", "PHN002"),
        ("01.16.35.17.02", "FR", "+33116351702", "PHN002"),
        ("030/1234567", "DE", "+49301234567", "PHN002"),
        ("02131/401234", "DE", "+492131401234", "PHN002"),
        ("08 8912 3456", "AU", "+61889123456", "PHN002"),
        ("06 12345678", "IT", "+390612345678", "PHN002"),
        ("3912345678", "IT", "+393912345678", "PHN002"),
        ("9123456789", "IN", "+919123456789", "PHN002"),
        ("8 (912) 345-67-89", "RU", "+79123456789", "PHN002"),
        ("011 15-2345-6789", "AR", "+5491123456789", "PHN002"),
        ("310-1234", "CA", "+13101234", "PHN002"),
        ("'+573001112233", None, "+573001112233", "PHN001"),
        ('="+14155550132"', None, "+14155550132", "PHN001"),
        ('="0301234567"', "DE", "+49301234567", "PHN002"),
        ("tel:+1-415-555-0132", None, "+14155550132", "PHN001"),
        ("TEL: 030 1234567", "DE", "+49301234567", "PHN002"),
        ("p:+14155550132", None, "+14155550132", "PHN001"),
        ("whatsapp:+14155550132", None, "+14155550132", "PHN001"),
        ("＋４４ ２０ ７９４６ ００１８", None, "+442079460018", "PHN001"),
        ("\u0660\u0661\u0660 \u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "EG", "+201012345678", "PHN002"),
        ("+44\u00a020\u20117946\u20130018", None, "+442079460018", "PHN001"),
        ("+44 (0)20 7946 0018", None, "+442079460018", "PHN001"),
        ("+44 (0) 20 7946 0018", None, "+442079460018", "PHN001"),
        ("+44 020 7946 0018", None, "+442079460018", "PHN001"),
        ("0044 (0)20 7946 0018", None, "+442079460018", "PHN001"),
        ("(+44) 20 7946 0018", None, "+442079460018", "PHN001"),
        ("(0)20 7946 0018", "GB", "+442079460018", "PHN002"),
        ("+34 (0)91 123 45 67", None, "+34911234567", "PHN001"),
        ("+39 (0)6 12345678", None, "+390612345678", "PHN001"),
        ("0044 20 7946 0018", None, "+442079460018", "PHN001"),  # its own 00, no country needed
        ("0044 20 7946 0018", "US", "+442079460018", "PHN001"),  # though the US dial 011
        ("011 44 20 7946 0018", "US", "+442079460018", "PHN001"),
        ("0011 44 20 7946 0018", "AU", "+442079460018", "PHN001"),
        ("0011 44 20 7946 0018", "GB", "+442079460018", "PHN001"),  # Australia's prefix, and no other reading
        ("8 10 44 20 7946 0018", "RU", "+442079460018", "PHN001"),
        ("001-415-555-0132", "US", "+14155550132", "PHN001"),
        ("+14155550132.0", None, "+14155550132", "PHN004 PHN001"),
        ("14155550132.0", "US", "+14155550132", "PHN004 PHN002"),
        ("4155550132.0", "US", "+14155550132", "PHN004 PHN002"),
        ("4155550132,0", "US", "+14155550132", "PHN004 PHN002"),
        ("030123456.0", "DE", "+4930123456", "PHN004 PHN002"),  # not +49301234560
        ("30123456.0", "DE", "+4930123456", "PHN004 PHN002"),
        ("21103.0", "FK", "+50021103", "PHN004 PHN002"),
        ("33611111111", "FR", "+33611111111", "PHN005"),
        ("33612345678", "FR", "+33612345678", "PHN005"),
        ("33612345678.0", "FR", "+33612345678", "PHN004 PHN005"),
    ],
)
def test_repaired(text: str, country: str | None, clean: str, expected: str) -> None:
    answer = read(text, country)
    assert codes(answer) == tuple(expected.split())
    assert accepted(answer) == clean


def test_the_dialling_prefix_of_the_declared_region_counts_in_any_row() -> None:
    assert accepted(read("011 44 7911 123456", "GB", region="US")) == "+447911123456"
    assert accepted(read("0011 44 7911 123456", None, region="AU")) == "+447911123456"


def test_the_row_comes_before_the_declared_region() -> None:
    assert codes(read("020 7946 0018", "GB", region="US")) == ("PHN002",)
    assert codes(read("020 7946 0018", None, region="GB")) == ("PHN003",)


@pytest.mark.parametrize(
    ("text", "country", "would_be", "expected"),
    [
        ("415-555-0132 x12", "US", "+14155550132", "PHN002 PHN008"),
        ("(415)555-0132x123", "US", "+14155550132", "PHN002 PHN008"),
        ("+1-415-555-0132x999", None, "+14155550132", "PHN001 PHN008"),
        ("001-415-555-0132x9999", "US", "+14155550132", "PHN001 PHN008"),
        ("+14155550132 ext. 5", None, "+14155550132", "PHN001 PHN008"),
        ("+14155550132 EXT 5", None, "+14155550132", "PHN001 PHN008"),
        ("+14155550132;ext=5", None, "+14155550132", "PHN001 PHN008"),
        ("tel:+14155550132;ext=5", None, "+14155550132", "PHN001 PHN008"),
        ("+14155550132,,5", None, "+14155550132", "PHN001 PHN008"),
        ("+14155550132 #5", None, "+14155550132", "PHN001 PHN008"),
        ("+14155550132 (extension 5)", None, "+14155550132", "PHN001 PHN008"),
        ("+39 06 12345678 int. 5", None, "+390612345678", "PHN001 PHN008"),
        ("+34 911 234 567 extensión 5", None, "+34911234567", "PHN001 PHN008"),
        ("+7 912 345-67-89 доб. 5", None, "+79123456789", "PHN001 PHN008"),
        ("+49 30 1234567 Durchwahl 5", None, "+49301234567", "PHN001 PHN008"),
        ("447911123456", "US", "+447911123456", "PHN006"),
        ("464-1234", "AG", "+12684641234", "PHN009"),
        ("723456", "GG", "+441481723456", "PHN009"),
    ],
)
def test_waits_for_unsafe_fixes(text: str, country: str | None, would_be: str, expected: str) -> None:
    answer = read(text, country)
    assert accepted(answer) is None
    assert codes(answer) == tuple(expected.split())
    if isinstance(answer, Clean):
        assert answer.value == would_be


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("3906123456", "IT", "PHN007"),  # phonenumbers: a mobile
        ("4915112345678", "DE", "PHN007"),  # phonenumbers: area code 4915
        ("3103456755.0", "IT", "PHN007"),  # 310 3456755, or 0310 3456755 before it became a decimal
        ("30.123456", "DE", "PHN007"),  # 30.1234560 as a decimal
        ("0011 95 9 211 5656", "MM", "PHN007"),  # 0011 95, or 00 1 with a trunk 1 and 959
        ("0011 423 237 5638", None, "PHN007"),
        ("41555501.32", "US", "PHN012"),  # digits of a number, and a decimal all the same
        ("4155550132.5", "US", "PHN012"),  # with a plus it would be Swiss
        ("0065 3223 4533", "SG", "PHN007"),  # 00 65, or Singapore's own 006 and 53
        ("020 7946 0018", None, "PHN010"),
        ("415-555-0132", None, "PHN010"),
        ("33612345678", None, "PHN010"),
        ("020 7946 0018", "AQ", "PHN010"),
        ("1.41556E+10", "US", "PHN011"),
        ("1,41556E+10", "DE", "PHN011"),
        ("4.47911e+11", None, "PHN011"),
        ("1.4155550132E10", "US", "PHN011"),
        ("-1199", "US", "PHN012"),
        ("-9892", None, "PHN012"),
        ("\u22121199", "US", "PHN012"),
        ("-4155550132", "US", "PHN012"),
        ("2021-03-12", "DK", "PHN012"),
        ("12.03.2021", "DK", "PHN012"),
        ("2021-03-12 10:00:00", "DK", "PHN012"),
        ("14155600000.0", "US", "PHN012"),
        ("4915112345678901.0", "DE", "PHN012"),
        ("4,155,550,132", "US", "PHN012"),
        ("030 123456.0", "DE", "PHN012"),
        ("(415) 555-0132.0", "US", "PHN012"),
        ("415-555-0132 / 415-555-0133", "US", "PHN013"),
        ("415-555-0132/0133", "US", "PHN013"),
        ("030 1234567/68", "DE", "PHN013"),
        ("415-555-0132; 415-555-0133", "US", "PHN013"),
        ("415-555-0132, 415-555-0133", "US", "PHN013"),
        ("415-555-0132\n415-555-0133", "US", "PHN013"),
        ("415-555-0132 or 415-555-0133", "US", "PHN013"),
        ("030 1234567 oder 0171 2345678", "DE", "PHN013"),
        ("+14155550132 +14155550133", None, "PHN013"),
        ("030 12345 040 12345", "DE", "PHN013"),
        ("06/12/34/56/78", "FR", "PHN013"),
        ("1-800-FLOWERS", "US", "PHN014"),
        ("1-800-FLOWERS", "DE", "PHN014"),
        ("(415) 555-HELP", "US", "PHN014"),
        ("1300 TAXI NOW", "AU", "PHN014"),
        ("070 123 45 67 (Axel)", "SE", "PHN015"),
        ("call 415-555-0132", "US", "PHN015"),
        ("Tel. 030 1234567", "DE", "PHN015"),
        ("415-555-0132 home", "US", "PHN015"),
        ("ask the shop", "US", "PHN015"),
        ("508/x1234", "US", "PHN015"),
        ("x" * 5_000_000, "US", "PHN015"),
        ("******1234", "US", "PHN016"),
        ("+1415•••••32", None, "PHN016"),
        ("XXX-XXX-1234", "US", "PHN016"),
        ("415-555-##32", "US", "PHN016"),
        ("...1234", "US", "PHN016"),
        ("000-000-0000", "US", "PHN017"),
        ("0000000000", None, "PHN017"),
        ("9999999999", None, "PHN017"),
        ("(555) 555-5555", "US", "PHN017"),
        ("+1 111 111 1111", None, "PHN017"),
        ("1234567890", None, "PHN017"),
        ("123-456-7890", "US", "PHN017"),
        ("12345", "US", "PHN018"),
        ("1199", "US", "PHN018"),
        ("555-0132", "US", "PHN018"),
        ("+1 415 555", None, "PHN018"),
        ("12345", None, "PHN018"),
        ("+415555013241555501324", None, "PHN019"),
        ("415-555-0132567", "US", "PHN019"),
        ("1" + "2" * 60, None, "PHN019"),
        ("+0171 2345678", "DE", "PHN020"),
        ("+999 123 456 789", None, "PHN020"),
        ("00999 123 456 789", None, "PHN020"),
        ("+52 1 55 1234 5678", None, "PHN021"),
        ("044 55 1234 5678", "MX", "PHN021"),
        ("+55 11 8765-4321", None, "PHN021"),
        ("(11) 8765-4321", "BR", "PHN021"),
        ("07700 900322", "GB", "PHN024"),
        ("+44 7700 900322", None, "PHN024"),
        ("447700900322", "GB", "PHN024"),
        ("06 39 98 12 34", "FR", "PHN024"),
        ("020 91 12345", "IE", "PHN024"),
        ("07612 345678", "GB", "PHN022"),
        ("123-555-0132", "US", "PHN022"),
        ("+1 123 555 0132", None, "PHN022"),
        ("+39 6 1234567", None, "PHN022"),
        ("415_555_0132", "US", "PHN023"),
        ("=", "US", "PHN023"),
        ("'", "US", "PHN023"),
        ("+", None, "PHN023"),
        ("", None, "PHN023"),
    ],
)
def test_refused(text: str, country: str | None, code: str) -> None:
    answer = read(text, country)
    assert isinstance(answer, Refused)
    assert codes(answer) == (code,)


# What Yotpo's own Magento connector makes of these (formatPhoneNumber, Helper/Data.php at 3ca77c4), mostly wrong.
@pytest.mark.parametrize(
    ("text", "country", "clean"),
    [
        ("07911123456", "GB", "+447911123456"),
        ("+33612345678", "GB", "+33612345678"),  # there +4433612345678
        ("011 44 7911 123456", "US", "+447911123456"),  # there +11447911123456
        ("02 1234567", "IT", "+39021234567"),  # there +3921234567
        ("0491 1234567", "DE", "+494911234567"),  # there +4911234567
        ("+1 829 555 1234", "DO", "+18295551234"),  # there +180918295551234
        ("+4407911123456", "GB", "+447911123456"),  # there +4407911123456
        ("5555555", "US", None),  # there +15555555
        ("06.12.34.56.78", "FR", "+33612345678"),  # there nothing
        ("415.555.2671", "US", "+14155552671"),  # there nothing
        ("415-555-2671 x12", "US", None),  # waits for --unsafe-fixes
        ("0596301234", "MQ", "+596596301234"),  # there nothing
        ("0596123456", "MQ", None),  # no such number there
    ],
)
def test_better_than_the_connector(text: str, country: str, clean: str | None) -> None:
    assert accepted(read(text, country)) == clean


def test_messages_say_what_to_do() -> None:
    answer = read("3906123456", "IT")
    assert isinstance(answer, Refused)
    assert answer.note.hint == "+393906123456 or as +3906123456"
    hints = {"555-0132": "of US", "415-555-0132567": "of US", "123-555-0132": "of US"}
    for text, hint in hints.items():
        refusal = read(text, "US")
        assert isinstance(refusal, Refused)
        assert refusal.note.hint == hint
    for problem in RULE.problems:
        assert "--region" not in problem.message or problem.remedies == ("region",) or problem.code == "PHN003"


@given(
    st.text() | st.from_regex(r"\A[-+=' 0-9().,;/xE\n]{0,25}\Z"),
    st.sampled_from([None, "US", "DE", "IT", "AG", "AQ", "??"]),
    st.sampled_from([None, "GB", "AR"]),
)
def test_never_raises_and_reading_twice_changes_nothing(text: str, country: str | None, region: str | None) -> None:
    answer = read(text, country, region)
    if isinstance(answer, Clean):
        assert answer.value is not None
        assert read(answer.value, country, region) == Clean(answer.value)
        assert read(answer.value) == Clean(answer.value)
