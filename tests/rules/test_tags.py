"""The rule of tags: what it leaves alone, what it repairs, what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules import cells, tags
from yotpo_lint_rules.tables import cell_words

from tests.rules.readings import codes
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused


def given_with(separator: str | None = None) -> Context:
    return Context("tags", Facts(tag_separator=separator))


def read(text: str, separator: str | None = None) -> Reading:
    return tags.read(text, given_with(separator))


@pytest.mark.parametrize("separator", [None, ";", "|"])
@pytest.mark.parametrize(
    "text",
    [
        "vipgold,loyal",
        "VIP",
        "VIP,vip,Vip",
        "gold  member,loyal",
        "NA",
        "N",
        "17,23",
        "[VIP]",
        "[B2B],[VIP]",
        "{B2B}",
        '6" pipes,8" pipes',
        "'VIP','Blog'",
        "a;b,c|d",
        "null,VIP",
        "💖",
        ",".join(map(str, range(200))),
    ],
)
def test_left_alone(text, separator):
    assert read(text, separator) == Clean(text)


@pytest.mark.parametrize(
    ("raw", "clean", "expected"),
    [
        ("VIP , loyal", "VIP,loyal", ("TAG001",)),
        (" VIP", "VIP", ("TAG001",)),
        (",VIP,, ,loyal,", "VIP,loyal", ("TAG001", "TAG002")),
        ("a, b,a, b", "a,b", ("TAG001", "TAG003")),
        ('"VIP"', "VIP", ("TAG004",)),
        ('"VIP", "Blog" , plain', "VIP,Blog,plain", ("TAG004",)),
        ('"VIP","","VIP"', "VIP", ("TAG002", "TAG003", "TAG004")),
        ('["VIP"]', "VIP", ("TAG004",)),
        ('["caf\\u00e9", " VIP "]', "café,VIP", ("TAG004",)),
        ("['VIP', 'Blog']", "VIP,Blog", ("TAG004",)),
        ('["a;b"]', "a;b", ("TAG004", "TAG008")),
        ("NA,", "NA", ("TAG002",)),
        ("@vip, b", "@vip,b", ("TAG001", "TAG009")),
    ],
)
def test_repaired(raw, clean, expected):
    reading = read(raw)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (clean, expected)


@pytest.mark.parametrize(
    ("raw", "separator", "clean", "expected"),
    [
        ("a;b", ";", "a,b", ("TAG005",)),
        ("a | b||a|", "|", "a,b", ("TAG002", "TAG003", "TAG005")),
        ("a;b,", ";", "a,b", ("TAG002", "TAG005")),
        ("a;b, c", ";", "a;b,c", ("TAG001",)),
        ("a;b|c", "|", "a;b,c", ("TAG005",)),
        ("a;b", "|", "a;b", ("TAG008",)),
        ("a|b;", ";", "a|b", ("TAG002", "TAG005", "TAG008")),
        ("a;b", None, "a;b", ("TAG008",)),
    ],
)
def test_other_separators_only_where_declared_and_without_comma(raw, separator, clean, expected):
    reading = read(raw, separator)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (clean, expected)


@pytest.mark.parametrize("raw", [",", " , ,", '""', "[]", '[""]', "null,", "-,-", '"n/a"', "\u3164,", ";"])
def test_left_out(raw):
    reading = read(raw, ";")
    assert isinstance(reading, Clean)
    assert reading.value is None
    assert codes(reading)


@pytest.mark.parametrize(
    ("raw", "separator", "code"),
    [
        ('["a,b"]', None, "TAG006"),
        ("['a,b']", None, "TAG006"),
        ('VIP,"a,b"', None, "TAG006"),
        ('["a;b", "c"]', ";", "TAG006"),
        ("[a, b]", None, "TAG007"),
        ("{a,b}", None, "TAG007"),
        ('{"a": 1}', None, "TAG007"),
        ('["a"', None, "TAG007"),
        ("a','b']", None, "TAG007"),
        ('["a", ["b"]]', None, "TAG007"),
        ('["a", null]', None, "TAG007"),
        ('["a"],', None, "TAG007"),  # would be read as a list the next time
        ('["\\ud800"]', None, "TAG007"),
        ('["a\\u200bb"]', None, "TAG007"),
        ('"say ""hi"""', None, "TAG007"),
        ("#REF!,", None, "TAG007"),
        (',="a"', None, "TAG007"),
        ("[" * 100_000 + "]" * 100_000 + ",x]", None, "TAG007"),
    ],
)
def test_refused(raw, separator, code):
    reading = read(raw, separator)
    assert isinstance(reading, Refused), reading
    assert codes(reading) == (code,)


@pytest.mark.parametrize("text", ["=SUM(A1)", "a,+b", "@vip"])
def test_formulas_are_kept_with_a_warning(text):
    assert read(text) == Clean(text, (tags.PROBLEM["tags-formula"].note(),))


def test_warnings_never_reject_and_name_their_remedy():
    assert {tags.PROBLEM["tags-unsplit"].severity, tags.PROBLEM["tags-formula"].severity} == {"warning"}
    assert tags.PROBLEM["tags-unsplit"].remedies == ("tag-separator",)


def test_null_words_are_those_of_a_whole_cell():
    assert cell_words.NULL_WORDS - {"na", "nat"} >= tags.NULL_WORDS
    assert all(tags.SPREADSHEET.fullmatch(word) for word in cell_words.SPREADSHEET_ERRORS)


@pytest.mark.parametrize("piece", ['"', '"a",', " ", ",", "[", ";", "''", '""', '" "', "['a',"])
def test_megabytes_are_read_in_one_pass(piece):
    for text in (piece * 500_000, "[" + piece * 200_000 + "]", '"' + piece * 200_000):
        read(text, ";")


PIECES = st.sampled_from(
    [
        *("VIP", "vip", ",", ", ", ";", "|", '"', "'", "[", "]", "{", "}", " ", "=", "+", "#REF!", "null", "-", "\\n"),
        *('["a"', ',"b"]', '"",', "\\u0000", "\u3164", "\u200b", "\t", '="', "Err:502", "###", "ſ", "K", "NULL", "1"),
    ]
)
TEXTS = st.one_of(st.text(), st.text('",;|[] a', max_size=12), st.lists(PIECES, max_size=10).map("".join))


@given(TEXTS, st.sampled_from([None, ";", "|"]))
def test_any_text_is_read_and_reading_twice_changes_nothing(text, separator):
    reading = read(text, separator)
    if isinstance(reading, Refused) or reading.value is None:
        return
    clean = reading.value
    repaired = any(note.problem.severity == "error" for note in reading.notes)
    assert (clean != text) == repaired
    for declared in {None, separator} if repaired else {separator}:
        again = read(clean, declared)
        assert isinstance(again, Clean)
        assert again.value == clean
        assert all(note.problem.severity == "warning" for note in again.notes)
    tidy = cells.RULE.read(text, given_with())
    if repaired and isinstance(tidy, Clean) and tidy.value == text:
        # What was repaired passes the rule for cells as it is.
        back = cells.RULE.read(clean, given_with())
        assert isinstance(back, Clean)
        assert back.value == clean
