"""What headers call each field, in many languages: the lexicon is data, and looking up is all that is done here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from yotpo_lint.contract.fields import ADDRESS_PREFIX
from yotpo_lint.mapping.headers import join_words, split_words, without_mark, without_remark
from yotpo_lint.settings.values import WHOLE_NAME

FILE: Final = "lexicon.toml"
PHONE: Final = "phone_number"
ADDRESS_PHONE: Final = f"{ADDRESS_PREFIX}{PHONE}"


@dataclass(frozen=True, slots=True)
class HeaderMeaning:
    """What a header calls a column.

    Attributes:
        fields: the fields that it may feed, where values decide between several; `first_name+last_name` is a whole
            name.
        rank: how far down the lexicon's order of preference the word stands, by field; 0 is first.
        address: of which address of the customer it speaks, as a place in the lexicon's order; None for no address.
        key: the word that was found.
        part_beside: by the keys of which one must be the header of another column, the part of a name that it then is.
        reason: why it feeds none, where the lexicon says so.
        perhaps: the field that only a person can let it feed.
    """

    fields: tuple[str, ...] = ()
    rank: Mapping[str, int] | None = None
    address: int | None = None
    key: str = ""
    part_beside: Mapping[frozenset[str], str] | None = None
    reason: str = ""
    perhaps: str = ""


NOTHING: Final = HeaderMeaning()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words for fields, by key.

    Attributes:
        fields: by key, the fields that it may mean, each with its rank.
        beside: by key, the part of a name by the keys of which one must be there as well.
        aside: by key, why such a column feeds no field.
        ids: by key, why an id may not be the shop's customer number.
        owners: words before a header that say whose it is.
        addresses: words before a header that say of which address it is, with their place in the order.
    """

    fields: Mapping[str, Mapping[str, int]]
    beside: Mapping[str, Mapping[frozenset[str], str]]
    aside: Mapping[str, str]
    ids: Mapping[str, str]
    owners: frozenset[tuple[str, ...]]
    addresses: Mapping[tuple[str, ...], int]

    def look_up(self, header: str) -> HeaderMeaning:
        """Return what a header means; the remark in brackets is left out where the header says nothing with it."""
        plain = without_remark(header)
        for text in dict.fromkeys((header, plain, without_mark(plain))):
            words = split_words(text)
            if words and (found := self._look_up(words)) is not NOTHING:
                return found
        return NOTHING

    def _look_up(self, words: tuple[str, ...]) -> HeaderMeaning:
        for rest, address in self._readings(words):
            key = join_words(rest)
            if key in self.aside:
                return HeaderMeaning(reason=self.aside[key])
            if key in self.ids:
                return HeaderMeaning(key=key, reason=self.ids[key], perhaps="external_id")
            found = self.fields.get(key)
            if found is None:
                continue
            if address is None:
                bare = self.addresses[()] if any(each.startswith(ADDRESS_PREFIX) for each in found) else None
                return HeaderMeaning(tuple(found), found, bare, key, self.beside.get(key))
            of_address = {
                ADDRESS_PHONE if each == PHONE else each: rank
                for each, rank in found.items()
                if each == PHONE or each.startswith(ADDRESS_PREFIX)
            }
            if of_address:
                return HeaderMeaning(tuple(of_address), of_address, address, key)
        return NOTHING

    def _readings(self, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int | None]]:
        """Yield what is left of a header, and of which address it speaks: as it stands, without owner, of an address.

        An address stands before its part (`Billing City`) or behind it (`City - Home`).
        """
        yield words, None
        for owner in range(min(4, len(words))):
            if owner and words[:owner] not in self.owners:
                continue
            rest = words[owner:]
            if owner:
                yield rest, None
            for length in range(min(3, len(rest) - 1), 0, -1):
                if rest[:length] in self.addresses:
                    yield _without_numbers(rest[length:]), self.addresses[rest[:length]]
                if rest[-length:] in self.addresses:
                    yield rest[:-length], self.addresses[rest[-length:]]


def _without_numbers(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words behind an address without its kind and its number: `Address 1 - City`, `addresses.0.city`."""
    return words[1:] if len(words) > 1 and words[0].isdigit() else words


@cache
def load_lexicon() -> Lexicon:
    """Read the lexicon; once in a process."""
    table = tomllib.loads((files(__package__) / FILE).read_text(encoding="utf-8"))
    fields: dict[str, dict[str, int]] = {}
    for field, languages in [*table["fields"].items(), (WHOLE_NAME, table["whole_name"])]:
        for rank, word in enumerate(_words(languages)):
            fields.setdefault(_key(word), {}).setdefault(field, rank)
    beside: dict[str, dict[frozenset[str], str]] = {}
    other = {"first_name": "last_name", "last_name": "first_name"}
    for present, languages in table["beside"].items():
        for language, words in languages.items():
            # Only beside a header of the same language: "Name" is a surname beside "Vorname", not beside "First Name".
            partners = frozenset(_key(word) for word in table["fields"][present].get(language, ()))
            for word in words if language != "source" else ():
                beside.setdefault(_key(word), {})[partners] = other[present]
    return Lexicon(
        fields,
        beside,
        {_key(word): reason for word, reason in table["aside"].items()},
        {_key(word): reason for word, reason in table["ids"].items()},
        frozenset(split_words(word) for word in table["owners"]["words"]),
        {split_words(words): place for place, each in enumerate(table["addresses"]["order"]) for words in each},
    )


def _key(word: str) -> str:
    return join_words(split_words(word))


def _words(languages: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words of every language of an entry, in the order in which they are preferred.

    What stands first in one language is preferred to what stands second in another.
    """
    lists = [words for language, words in languages.items() if language != "source"]
    for place in range(max(map(len, lists), default=0)):
        yield from (words[place] for words in lists if len(words) > place)


@cache
def load_states() -> tuple[str, ...]:
    """Return the words of columns that say in which state something is."""
    words: list[str] = tomllib.loads((files(__package__) / FILE).read_text(encoding="utf-8"))["states"]["words"]
    return tuple(words)
