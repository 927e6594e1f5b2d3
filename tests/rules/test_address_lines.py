"""The rule of address lines: what it leaves alone, what it decodes and refuses, and that its accelerator agrees."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules import address_lines, cells
from yotpo_lint_rules.tables.cell_words import NULL_WORDS

from tests.rules.readings import codes
from yotpo_lint.contract.fields import MAX_LENGTH
from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused
from yotpo_lint.testing import find_disagreements


def read(text: str, field: str = "address.address1") -> Reading:
    return address_lines.read(text, Context(field, Facts()))


@pytest.mark.parametrize(
    "text",
    [
        "12 Main Street",
        "MUSTERSTRASSE 1",
        "Marks & Spencer",
        "A&B;C",
        "Rhys&copy 24",
        "Tom &nosuch; Co",
        "&#0;&#xD800;&#x110000;",
        "東京都千代田区1-1",
        "Šluknov, Žďár",
        "<b>1 Main St</b>",
        "[Company]",
        '["12 Main St"',
        '["a", 1]',
        "#5",
        "'s-Gravenhage",
        "",
        "?",
    ],
)
def test_left_alone(text):
    assert read(text) == Clean(text)


@pytest.mark.parametrize(
    ("text", "clean", "found"),
    [
        ("AT&amp;T", "AT&T", ("ADR070",)),
        ("AT&amp;amp;T", "AT&T", ("ADR070",)),
        ("O&#39;Hara Lane", "O'Hara Lane", ("ADR070",)),
        ("Caf&eacute; &#x26; Bar", "Café & Bar", ("ADR070",)),
        ("12&nbsp;&nbsp;Main St&nbsp;", "12 Main St", ("ADR070",)),
        ("12 Main&#10;Apt 4&#8203;", "12 Main Apt 4", ("ADR070",)),
        ('["12 Main Street"]', "12 Main Street", ("ADR071",)),
        ('["12 Main Street", ""]', "12 Main Street", ("ADR071",)),
        ('["R&amp;D Road"]', "R&D Road", ("ADR070", "ADR071")),
        ("[&quot;12 Main Street&quot;]", "12 Main Street", ("ADR070", "ADR071")),
        ('["\\u0026amp; Co"]', "& Co", ("ADR071", "ADR070")),
        ("[&quot;1 Main St&quot;,&quot;Apt 4&quot;]", '["1 Main St","Apt 4"]', ("ADR070", "ADR072")),
    ],
)
def test_repaired(text, clean, found):
    reading = read(text)
    assert isinstance(reading, Clean)
    assert (reading.value, codes(reading)) == (clean, found)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("&nbsp;", "ADR074"),
        ("&#45;", "ADR074"),
        ("&#110;ull", "ADR074"),
        ("&lt;null&gt;", "ADR074"),
        ("&#61;1+1", "ADR074"),
        ("&" + "amp;" * 9, "ADR074"),
        ("[" * 100_000, "ADR073"),
        ('["' * 100_000 + '"]', "ADR073"),
    ],
)
def test_refused(text, code):
    assert codes(read(text)) == (code,)
    assert isinstance(read(text), Refused)


@pytest.mark.parametrize("field", address_lines.FIELDS)
def test_the_limit_is_the_field_s_own_and_counts_decoded_characters(field):
    longest = "é" * (MAX_LENGTH[field] - 1)
    assert read(longest + "&amp;", field).value == longest + "&"
    refused = read(longest + "&amp;&amp;", field)
    assert codes(refused) == ("ADR073",)
    assert refused.note.hint == f"{MAX_LENGTH[field] + 1}, at most {MAX_LENGTH[field]}"


PIECES = [
    "&amp;",
    "&",
    "amp;",
    "lt;",
    "#38;",
    "&#",
    "x26;",
    '["',
    '"]',
    '","',
    "\\u0026",
    "\\",
    "a",
    " ",
    "&nbsp;",
    "é",
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))


@given(TEXTS, st.sampled_from(address_lines.FIELDS))
def test_any_text_is_read_and_clean_values_stay(text, field):
    reading = read(text, field)
    if isinstance(reading, Clean):
        assert reading.value is not None
        again = read(reading.value, field)
        assert isinstance(again, Clean)
        assert again.value == reading.value
        assert all(note.problem.severity == "warning" for note in again.notes)


def places(count: int, seed: int) -> Iterator[str]:
    rng = random.Random(seed)  # noqa: S311 - invented data, not secrets
    words = [
        *"12 Main Street Apt. #4 Köln Žďár O'Hara SÃO PAULO 東京都 Nº 5 St.-Denis (rear) C/O 1/2 A+B Łódź".split(),
        *"None null NaN n/a NA No Not N/A. nil-x test xxx k.A. err:502 Err: 1.#IND 1.#QNAN undefined unknown".split(),
        *[
            "MariÃa",
            "JosÃ©",
            "KÃ–LN",
            "ñž",
            "àµµ",
            "ÐµÐ½Ð°",
            "ƒé",
            "\u3164",
            "\u115f",
            "a\u034fb",
            "ﬁ",
            "e\u0301",
            "Å‚",
        ],
    ]
    strange = " \t\u00a0\u200b\u200d\u00ad&;<>@#=0\u0301ſK\uff21/|\"'-.\u0000\u0085\ufe0f🌻["
    for _ in range(count):
        text = rng.choice([" ", " ", "-", "  "]).join(rng.choice(words) for _ in range(rng.choice((1, 1, 2, 4))))
        if rng.random() < 0.3:
            text = rng.choice((text.upper(), text.lower(), text.swapcase()))
        if rng.random() < 0.2:
            at = rng.randrange(len(text) + 1)
            text = text[:at] + rng.choice(strange) + text[at:]
        yield text * (80 if rng.random() < 0.01 else 1)


@pytest.mark.parametrize("field", address_lines.FIELDS)
def test_accelerator_agrees_with_the_reading(field):
    words = [form for word in NULL_WORDS for form in (word, word.upper(), word.title(), f"{word} {word}")]
    texts = [*dict.fromkeys([*words, *places(4_000, seed=len(field))])]
    assert find_disagreements(address_lines.RULE, texts, cell_rules=[cells.RULE], field=field) == []


def test_accelerator_agrees_on_every_character():
    letters = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    texts = [text for c in letters for text in (f"Main{c}", f"Ã{c}ab", f"aé{c}b")]
    assert find_disagreements(address_lines.RULE, texts, cell_rules=[cells.RULE]) == []


@given(st.lists(TEXTS.filter(bool), min_size=1))
def test_accelerator_agrees_on_any_text(texts):
    assert find_disagreements(address_lines.RULE, texts, cell_rules=[cells.RULE], field="address.city") == []


def test_accelerator_settles_what_is_plain():
    import pyarrow as pa

    column = pa.array(["12 Main Street, Apt #4", "Köln", "東京都千代田区", "AT&T", "none", "a  b c", "x" * 65])
    settled = address_lines.accelerate(column, {}, Facts())
    assert settled.values.to_pylist() == [*column.to_pylist()[:3], None, None, None, None]
