"""Yes and no in the languages of the world, where a column shows in which of them its answers are.

`tak` is yes in Polish and no in Malay, `t` is true in a database and no in Indonesian. So a word of another language is
taken only where the column says which one it is: by its header, or by its cells, where a language's yes and its no both
stand. Where two languages turn the words round, nobody knows; and what is a no anywhere is made no yes here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from yotpo_lint.mapping.consent_sense import fold_word
from yotpo_lint.mapping.consent_vocabulary import languages_of

if TYPE_CHECKING:
    from yotpo_lint.mapping.consent_answers import PlainReader

FILE: Final = "yes_no_words.toml"
# CLDR's codes for languages that the words of consent have under others.
CODES: Final = {"tl": "fil"}
# Short forms that CLDR does not have. Malay "tak" is "tidak", and so would a Polish yes be a Malay no.
NO_BY_HAND: Final = {"ms": ("tak", "tdk"), "id": ("tdk", "tak", "nggak"), "hi": ("नही",)}


@dataclass(frozen=True, slots=True)
class YesNo:
    """The folded words of one language for yes and for no, letters among them."""

    yes: frozenset[str]
    no: frozenset[str]

    def answer(self, word: str) -> str | None:
        """Return what a word says, `true` or `false`; None where the language does not have it."""
        return "true" if word in self.yes else "false" if word in self.no else None


@cache
def load_yes_no() -> Mapping[str, YesNo]:
    """Read the words of every language; once in a process."""
    table = tomllib.loads((files(__package__) / FILE).read_text(encoding="utf-8"))
    return {
        language: YesNo(
            frozenset(map(fold_word, said["yes"])),
            frozenset(map(fold_word, (*said["no"], *NO_BY_HAND.get(language, ())))),
        )
        for language, said in table.items()
    }


def find_local_answers(header: str, texts: Iterable[str], read_plain: PlainReader) -> dict[str, str | None]:
    """Return what the words of a column say in its language, where that is more or less than they say in any other.

    Args:
        header: its header.
        texts: its first cells.
        read_plain: reads what is a plain answer in every language.

    Returns:
        By folded word `true` or `false`; None for what is a plain yes elsewhere and may be a no here.
    """
    words = frozenset(fold_word(text) for text in texts if text and len(text) <= _longest())
    spoken = [load_yes_no()[each] for each in _languages(header)]
    # The header's language is asked before all others: Finnish and Duala have the same two letters turned round.
    paired = _pairing(spoken, words) or _pairing(load_yes_no().values(), words)
    found: dict[str, str | None] = {}
    if {"y", "t"} <= words and "f" not in words:
        # Beside "y" it is no "true": Indonesian and Malay say "ya" and "tidak".
        found["t"] = None
    # A word of the column's languages may stand behind the first cells, too.
    for word in frozenset[str]().union(*(each.yes | each.no for each in (*spoken, *paired))):
        by_header = {answer for each in spoken if (answer := each.answer(word))}
        by_pair = {answer for each in paired if (answer := each.answer(word))}
        plain = read_plain(word)
        said = _settle(word, by_header, by_pair, is_letter=len(word) == 1)
        if plain == "true" and "false" in by_header | by_pair:
            found[word] = "false" if said == "false" else None
        elif plain is None and said is not None:
            found[word] = said
    # Plain answers alone show no language of their own: the column is read as everywhere.
    return found if spoken or words & found.keys() else {}


def _pairing(languages: Iterable[YesNo], words: frozenset[str]) -> list[YesNo]:
    """Return the languages whose yes and whose no both stand among some words."""
    return [each for each in languages if words & each.yes and words & each.no]


def _settle(word: str, by_header: set[str], by_pair: set[str], *, is_letter: bool) -> str | None:
    """Return what a word says by its header's language and by the company it keeps; None where that is in doubt."""
    if by_header | by_pair == {"false"}:
        return "false"
    if by_header | by_pair != {"true"}:
        return None
    if is_letter:
        # A letter stands for a word in too many languages: header and cells must both say which it is.
        return "true" if by_header and (by_pair or not _is_no_somewhere(word)) else None
    return "true"


@cache
def _is_no_somewhere(word: str) -> bool:
    return any(word in each.no for each in load_yes_no().values())


@cache
def _longest() -> int:
    return 2 * max(len(word) for each in load_yes_no().values() for word in each.yes | each.no)


@lru_cache(maxsize=1024)
def _languages(header: str) -> tuple[str, ...]:
    """Return the languages other than English in which a header speaks of consent."""
    codes = (CODES.get(each, each) for each in languages_of(header))
    return tuple(each for each in codes if each != "en" and each in load_yes_no())


def with_local_answers(read_plain: PlainReader, answers: Mapping[str, str | None]) -> PlainReader:
    """Return what reads a plain answer in a column's own language, and else as it is read everywhere."""
    if not answers:
        return read_plain

    def read(text: str) -> str | None:
        word = fold_word(text)
        return answers[word] if word in answers else read_plain(text)

    return read


def read_in_column(header: str, texts: Sequence[str], read_plain: PlainReader) -> PlainReader:
    """Return what reads a plain answer in a column of these first cells."""
    return with_local_answers(read_plain, find_local_answers(header, texts, read_plain))
