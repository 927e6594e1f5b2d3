"""How headers are compared: by their words, whatever their case, joints, diacritics, plurals and remarks.

Nothing is guessed beyond that: two headers are the same when their words are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# A remark behind a header: "(optional)", "[required]", "(UTC+0)", "(0/1)".
_REMARK: Final = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]?")
_MARK: Final = re.compile(r"_{1,2}[cC]$")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Marks that Latin, Greek and Cyrillic letters bear; those of other scripts are letters of their own.
# Arabic ones (vowel signs, hamza above an alef, the stretching tatweel) are written or left out at will.
_DIACRITICS: Final = re.compile("[\u0300-\u036f\u0640\u064b-\u0655]")
_LATIN: Final = {"ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}
# Persian and Arabic keyboards write the same letters in two ways; final forms are often typed as the plain ones.
_LETTERS: Final = _LATIN | {"ی": "ي", "ک": "ك", "ى": "ي", "ة": "ه"}
# A word of at least so many letters loses its plural; shorter ones ("sms", "gps") are no plurals.
_PLURAL_FROM: Final = 5


def fold_letters(text: str) -> str:
    """Return a text without case, compatibility forms and the diacritics of Latin, Greek, Cyrillic and Arabic letters.

    >>> fold_letters("Prénom"), fold_letters("ＴＥＬ")
    ('prenom', 'tel')
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFC", _DIACRITICS.sub("", decomposed))
    return "".join(_LETTERS.get(letter, letter) for letter in plain)


@lru_cache(maxsize=4096)
def split_words(header: str) -> tuple[str, ...]:
    """Split a header into its words; `!` is one, for it negates what follows.

    >>> split_words("billingAddress_line-1*"), split_words("!subscribed"), split_words("E-Mail")
    (('billing', 'address', 'line', '1'), ('!', 'subscribed'), ('e', 'mail'))
    """
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFC", header.removeprefix("\ufeff")))
    folded = fold_letters(spaced).replace("'", "").replace("’", "").replace("!", " ! ")
    return tuple("".join(letter if _is_of_word(letter) else " " for letter in folded).split())


def _is_of_word(letter: str) -> bool:
    """Tell whether a character is part of a word: the vowel signs of Hindi or Thai are, which `isalnum` leaves out."""
    return letter.isalnum() or letter == "!" or unicodedata.category(letter).startswith("M")


def without_remark(header: str) -> str:
    """Return a header without the remark in brackets behind or within it; the header where nothing else is left.

    >>> without_remark("Created At (UTC+0)"), without_remark("(none)")
    ('Created At', '(none)')
    """
    plain = _REMARK.sub(" ", header).strip()
    return plain or header


def without_mark(header: str) -> str:
    """Return a header without the mark that tools put behind fields of one's own: `__c` (Salesforce), `_c` (SuiteCRM).

    >>> without_mark("Email__c"), without_mark("c")
    ('Email', 'c')
    """
    return _MARK.sub("", header) or header


def join_words(words: tuple[str, ...]) -> str:
    """Return words as a key: joined, so that `firstname` and `First Name` are one, and in the singular.

    >>> join_words(("first", "names")), join_words(("e", "mail"))
    ('firstname', 'email')
    """
    key = "".join(words)
    return key[:-1] if len(key) >= _PLURAL_FROM and key.endswith("s") and not key.endswith("ss") else key
