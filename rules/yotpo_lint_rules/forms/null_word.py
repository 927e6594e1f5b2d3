"""Recognize words for "no value"."""

from __future__ import annotations

from typing import Final

from yotpo_lint.contract.fields import TIMESTAMP_FIELDS
from yotpo_lint.text import DASHES
from yotpo_lint_rules.tables.cell_words import CAN_BE_VALUE, NAN_OF_PROGRAMS, NULL_WORDS

# Nan in Thailand is a city and a province; `nan`, as programs write it, is a null word there.
NAN_PLACES: Final = frozenset(("address.city", "address.state", "address.province_code"))
# pandas writes a missing date as NaT; elsewhere Nat may be anyone or anything.
NAT_FIELDS: Final = TIMESTAMP_FIELDS


def is_null_word(text: str, field: str) -> bool:
    """Return whether a text is a null word that cannot be a value in a field.

    >>> is_null_word("(null)", "first_name"), is_null_word("Null", "first_name"), is_null_word("Null", "email")
    (True, False, True)
    """
    word = text.casefold()
    if not DASHES.sub("-", word).strip("-"):
        return True
    if word not in NULL_WORDS:
        return False
    if word == "nat":
        return field in NAT_FIELDS
    if text in NAN_OF_PROGRAMS or (text == "nan" and field in NAN_PLACES):
        return True
    return field not in CAN_BE_VALUE.get(word, ())
