"""The gender rule: what it leaves alone, what it repairs, what says that nothing is known, and what it refuses."""

from __future__ import annotations

import pytest
from yotpo_lint_rules.gender import CLEAN_BY_WORD, NOT_DISCLOSED, RULE, TITLES, WORDS

from yotpo_lint.rule import Clean, Context, Facts, Reading, Refused


def read(text: str) -> Reading:
    return RULE.read(text, Context("gender", Facts(), {}))


@pytest.mark.parametrize("text", ["F", "M", "Other"])
def test_left_alone(text: str) -> None:
    assert read(text) == Clean(text)


@pytest.mark.parametrize(
    ("words", "clean"),
    [
        ("f FEMALE Woman W FEMININE weiblich femme féminin mujer Femenino donna femminile mulher feminino", "F"),
        ("vrouw Vrouwelijk kvinna kvinde kvinne nainen kobieta žena nő kadın KADIN Γυναίκα женщина ЖЕН 女性 여성", "F"),
        ("m MALE Man MASCULINE männlich Maennlich homme Masculin hombre VARÓN uomo maschile homem masculino", "M"),
        ("mannelijk mand mann mies mężczyzna muž férfi ERKEK Άνδρας мужчина МУЖ 男性 남성", "M"),
        ("OTHER non-binary Non‑Binary NB diverse divers autre otro altro outro anders", "Other"),
    ],
)
def test_words_of_the_shop_languages(words: str, clean: str) -> None:
    for word in words.split():
        reading = read(word)
        assert isinstance(reading, Clean), word
        assert reading.value == clean, word


@pytest.mark.parametrize("text", ["unknown", "U", "not disclosed", "Prefer not to disclose", "k.A.", "keine Angabe"])
def test_what_says_that_nothing_is_known_is_absent_and_not_other(text: str) -> None:
    reading = read(text)
    assert isinstance(reading, Clean)
    assert reading.value is None


@pytest.mark.parametrize(
    "text",
    [
        *("1", "2", "0", "9", "1.0", "true", "H", "V", "K", "D", "X", "m/f", "m/w/d", "F/M", "female, male", "fm"),
        *("Mr", "Mrs.", "Frau", "M.", "Dr", "no", "Alex"),
    ],
)
def test_refused(text: str) -> None:
    assert isinstance(read(text), Refused)


def test_no_word_has_two_meanings() -> None:
    words = [word.casefold() for words in WORDS.values() for word in words.split()]
    assert len(words) == len(set(words))
    assert not CLEAN_BY_WORD.keys() & (NOT_DISCLOSED | TITLES)
