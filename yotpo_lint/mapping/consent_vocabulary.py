"""The words of consent, compiled: what is found in a header by them, and which of its words stand in no list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from yotpo_lint.mapping.headers import split_words

FILE: Final = "consent_words.toml"
EMAIL: Final = "accepts_email_marketing"
SMS: Final = "accepts_sms_marketing"
EVERY: Final = (SMS, EMAIL)
# Shorter words are no parts of compounds; any word could be made of them.
LONG_PART: Final = 4


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of the words of each section."""

    refusal: re.Pattern[str]
    agreement: re.Pattern[str]
    negation: re.Pattern[str]
    ending: re.Pattern[str]
    neutral: re.Pattern[str]
    detail: re.Pattern[str]
    count: re.Pattern[str]
    foreign: re.Pattern[str]
    elsewhere: re.Pattern[str]
    email: re.Pattern[str]
    sms: re.Pattern[str]
    phone: re.Pattern[str]
    call: re.Pattern[str]
    every: re.Pattern[str]
    faint: re.Pattern[str]
    leaving: re.Pattern[str]
    shut_out: re.Pattern[str]
    preference: re.Pattern[str]
    generic: re.Pattern[str]
    question: re.Pattern[str]
    until: re.Pattern[str]
    marketing: re.Pattern[str]
    trait: re.Pattern[str]
    known: re.Pattern[str]


@cache
def load_words() -> Mapping[str, Any]:
    """Read the words of consent; once in a process."""
    return tomllib.loads((files(__package__) / FILE).read_text(encoding="utf-8"))


@cache
def patterns() -> Patterns:
    """Compile the words of every section; once in a process."""
    table = load_words()
    channels = {name: _pattern(entry["words"]) for name, entry in table["channel"].items()}
    return Patterns(
        refusal=_pattern(_every_language(table["refusal"])),
        agreement=_pattern(_every_language(table["agreement"])),
        negation=_pattern(table["negation"]["words"]),
        ending=_pattern(table["ending"]["words"]),
        neutral=_pattern(table["neutral"]["words"]),
        detail=_pattern(table["detail"]["words"]),
        count=_pattern(table["count"]["words"]),
        foreign=_pattern(table["foreign"]["words"]),
        elsewhere=_pattern(table["elsewhere"]["words"]),
        faint=_pattern(table["faint"]["words"]),
        leaving=_pattern(table["leaving"]["words"]),
        shut_out=_pattern(table["leaving"]["clear"]),
        preference=_pattern(table["preference"]["words"]),
        generic=_pattern(table["generic"]["words"]),
        trait=_pattern(table["trait"]["words"]),
        question=_pattern(table["question"]["words"]),
        until=_pattern(table["until"]["words"]),
        marketing=_pattern(table["marketing"]["words"]),
        known=_known_words(table),
        **channels,
    )


def _known_words(table: Mapping[str, Any]) -> re.Pattern[str]:
    """Compile what words are made of beside which a yes is a yes: whole words, or parts of a long one with inflections.

    A part of a compound that stands in no list may turn its sense: `Newsletterverzicht`.
    """
    whole = {_core(word) for word in table["neutral"]["words"]}
    parts = {_core(word) for word in _every_language(table["agreement"]) if "*" not in word.strip("*")}
    parts |= {_core(word) for entry in table["channel"].values() for word in entry["words"]}
    parts |= {word for word in whole if len(word) >= LONG_PART}
    # Japanese, Chinese, Korean and Thai put words together without blanks.
    parts |= {
        word
        for word in (*whole, *table["inflection"]["words"])
        if word[:1] > "\u3000" or "\u0e00" < word[:1] < "\u0e7f"
    }
    endings = _longest_first(table["inflection"]["words"])
    # An article without its apostrophe stands before a French or Italian word: "l'infolettre"; Arabic and Hebrew write
    # articles and short prepositions together with the word.
    compound = f"(?:[ldהלבו]|ال|بال|لل|وال)?(?:(?:{_longest_first(parts)})(?:{endings})?)+"
    return re.compile(f"{_longest_first(whole)}|{compound}")


def _longest_first(words: Iterable[str]) -> str:
    joined = {word.replace(" ", "") for word in words} - {""}
    return "|".join(map(re.escape, sorted(joined, key=len, reverse=True)))


def _core(word: str) -> str:
    return " ".join(split_words(word.replace("*", " ")))


def _every_language(entry: Mapping[str, Any]) -> Iterable[str]:
    return (word for language, words in entry.items() if language != "source" for word in words)


@cache
def _by_language() -> Mapping[str, re.Pattern[str]]:
    """Compile by language the words of refusals and of agreements."""
    table = load_words()
    sections = (table["refusal"], table["agreement"])
    languages = dict.fromkeys(language for section in sections for language in section if language != "source")
    return {
        language: _pattern(word for section in sections for word in section.get(language, ())) for language in languages
    }


def languages_of(header: str) -> Iterator[str]:
    """Yield the languages whose words of refusals or agreements a header holds beside English ones.

    English words stand in headers everywhere, and some are words of other languages too: Romanian has "accepts".

    >>> list(languages_of("Zgoda na newsletter")), list(languages_of("Accepts newsletter"))
    (['pl'], [])
    """
    text = _by_language()["en"].sub(" ", " ".join(split_words(header)))
    return (language for language, words in _by_language().items() if words.search(text))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Compile words: a blank may be missing, and `*` lets a word go on before, behind or between."""
    return re.compile("|".join(_expression(word) for word in dict.fromkeys(words)))


def _expression(word: str) -> str:
    parts = [" ?".join(map(re.escape, split_words(part))) for part in word.split("*")]
    start = r"[^\W_]*" if word.startswith("*") else r"(?<![^\W_])"
    end = r"[^\W_]*" if word.endswith("*") else r"(?![^\W_])"
    return f"{start}{'.*'.join(part for part in parts if part)}{end}"


def holds_unknown_word(text: str) -> bool:
    """Tell whether a header holds a word beside its agreement and its channel that may change what a yes means."""
    plain = _phrases().sub(" ", text)
    return any(_is_unknown(word) for word in plain.split())


def _is_unknown(word: str) -> bool:
    """Tell whether a word may change what a yes means; of numbers only 0 may."""
    has_letters = re.search(r"[^\W\d_]", word) is not None
    return word == "0" or (has_letters and patterns().known.fullmatch(word) is None)


@cache
def _phrases() -> re.Pattern[str]:
    """Compile the agreements of several words: `ok to email`, `lettre d'information`."""
    words = (word.strip("*") for word in _every_language(load_words()["agreement"]))
    return _pattern(word for word in words if " " in word.strip() and "*" not in word)


def bound_consents(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the consents that a text is about, and those that a no takes away."""
    words = patterns()
    if named := named_consents(text):
        return named, named
    if words.phone.search(text):
        return (SMS,), (SMS,)
    if words.every.search(text):
        return EVERY, EVERY
    if words.call.search(text):
        return (), (SMS,)
    return (EMAIL,), EVERY


def named_consents(text: str) -> tuple[str, ...]:
    """Return the consents whose channels a text names."""
    words = patterns()
    found = {EMAIL} if words.email.search(text) else set[str]()
    if words.sms.search(text):
        found.add(SMS)
    return tuple(name for name in EVERY if name in found)
