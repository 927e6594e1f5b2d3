"""What the cells of a column say of the field that it may feed: which share of them looks like it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.mapping.consent_sense import fold_word
from yotpo_lint.mapping.lexicon import load_states
from yotpo_lint.rule import Clean, Context

if TYPE_CHECKING:
    from yotpo_lint.registry import Registry
    from yotpo_lint.rule import Facts

# An address has 254 characters; a name and brackets around it have fewer again.
LONGEST_EMAIL_CELL: Final = 600

# So many of a column's first filled cells are looked at.
LOOKED_AT: Final = 200
# The share of a column's filled cells that must look like the field: exports hold damaged cells, too.
ENOUGH: Final = 0.6
# The share where the header says nothing: cells alone must look like the field so clearly.
CLEARLY: Final = 0.8

EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"(?:tel:|p:)?'?[+(]?\d[\d\s().\-/+x#,;]{5,}")
_DATE: Final = re.compile(
    r"'?\d{1,4}[-/.年]\s?\d{1,2}[-/.月].*|\d{10}(\d{3})?(\.0)?"
    r"|[^\W\d]{3,}\.? \d{1,2},? \d{4}.*|\d{1,2}\.? [^\W\d]{3,}\.?,? \d{4}.*"
)
# A sum of money has fewer digits.
FEWEST_DIGITS: Final = 7
# The one code of a province that says in which state a switch is, too.
ONTARIO: Final = "ON"
# Dates, addresses of computers and Brazil's tax numbers are of the same characters as phone numbers.
_NO_PHONE: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}([-/.])\d{1,2}\1(19|20)\d{2}(\s|$)|\d{1,3}(\.\d{1,3}){3}$|\d{3}\.\d{3}\.\d{3}-\d{2}$"
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_STRUCTURE: Final = re.compile(r"\s*[{\[].*[}\]]\s*", re.DOTALL)
_ZIP: Final = re.compile(r"'?[A-Za-z]{0,2}[\w]{1,5}[\s-]?[\w]{0,5}'?")
# Fields whose own rule knows what may stand in them.
_BY_RULE: Final = (
    "address.country_code",
    "address.province_code",
    "default_language",
    "default_currency",
    "gender",
    *FLAG_FIELDS,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Judges columns by their cells, with the rules of a registry.

    Attributes:
        registry: the rules.
        facts: what was declared of the table.
    """

    registry: Registry
    facts: Facts

    def share(self, field: str, texts: Sequence[str]) -> float | None:
        """Return the share of filled cells that look like a field, from 0 to 1; None where no cell is filled."""
        filled = _filled(texts)
        return sum(map(self._looks(field), filled)) / len(filled) if filled else None

    def agrees(self, field: str, texts: Sequence[str]) -> bool:
        """Tell whether a column's cells may be those of a field; a column without any is not contradicted."""
        return reaches_share(_filled(texts), ENOUGH, self._looks(field))

    def is_surely(self, field: str, texts: Sequence[str]) -> bool:
        """Tell whether a column's filled cells can hardly be anything else than the field."""
        filled, looks = _filled(texts), _is_surely_phone if field == "phone_number" else self._looks(field)
        return bool(filled) and reaches_share(filled, CLEARLY, looks)

    def reads(self, field: str, texts: Sequence[str]) -> bool:
        """Tell whether the field's own rule reads enough of a column's filled cells."""
        return reaches_share(_filled(texts), ENOUGH, self._reads(field))

    def _looks(self, field: str) -> Callable[[str], bool]:
        """Return what tells whether a text looks like a field."""
        return _LOOKS.get(field) or (self._reads(field) if field in _BY_RULE else _is_plain_text)

    def _reads(self, field: str) -> Callable[[str], bool]:
        """Return what tells whether the field's own rule reads a text."""
        rule = self.registry.fields[field][0]
        context = Context(field, self.facts, dict.fromkeys(rule.needs))
        known: dict[str, bool] = {}

        def reads(text: str) -> bool:
            if text not in known:
                reading = rule.read(text, context)
                known[text] = isinstance(reading, Clean) and reading.value is not None
            return known[text]

        return reads


def _filled(texts: Sequence[str]) -> list[str]:
    """Return the first filled cells."""
    return [text.strip() for text in texts if text and text.strip()][:LOOKED_AT]


def reaches_share(texts: Sequence[str], share: float, check: Callable[[str], bool]) -> bool:
    """Tell whether a check holds for a share of some texts; once it cannot any more, the others are not looked at.

    Tables of thousands of columns are common, and to read a text as a country takes 50 microseconds.
    """
    allowed = len(texts) - share * len(texts)
    failed = (text for text in texts if not check(text))
    return sum(1 for _ in islice(failed, int(allowed) + 1)) <= allowed


@cache
def _states() -> frozenset[str]:
    return frozenset(map(fold_word, load_states()))


def is_state(text: str) -> bool:
    """Tell whether a text says in which state something is."""
    return fold_word(text) in _states()


def _is_email(text: str) -> bool:
    return len(text) <= LONGEST_EMAIL_CELL and EMAIL.search(text) is not None


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None and _NO_PHONE.match(text) is None


def _is_surely_phone(text: str) -> bool:
    """Tell whether digits are written as a phone number: bare ones may be an id."""
    digits = sum(map(str.isdigit, text))
    return _is_phone(text) and digits >= FEWEST_DIGITS and not text.strip("'").replace(".0", "").isdigit()


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


def _is_plain_text(text: str) -> bool:
    """Tell whether a text may be a word of a person: a name, a city, a company."""
    return _LETTER.search(text) is not None and not _is_email(text) and not _STRUCTURE.fullmatch(text)


def _is_name(text: str) -> bool:
    return _is_plain_text(text) and not any(letter.isdigit() for letter in text)


def _is_address_line(text: str) -> bool:
    return not _is_email(text) and not _STRUCTURE.fullmatch(text)


def _is_region(text: str) -> bool:
    return text == ONTARIO or (_is_plain_text(text) and not is_state(text))


def _is_id(text: str) -> bool:
    return not _is_email(text) and not _STRUCTURE.fullmatch(text) and not _is_state_word(text)


def _is_state_word(text: str) -> bool:
    return is_state(text) and not text.isdigit()


def _is_zip(text: str) -> bool:
    return _ZIP.fullmatch(text) is not None and not _is_email(text)


def _is_any(text: str) -> bool:
    return not _is_email(text)


_LOOKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "external_id": _is_id,
    "email": _is_email,
    "phone_number": _is_phone,
    "address.phone_number": _is_phone,
    "first_name": _is_name,
    "last_name": _is_name,
    "first_name+last_name": _is_name,
    "account_created_at": _is_date,
    "account_status": is_state,
    "address.address1": _is_address_line,
    "address.address2": _is_address_line,
    "address.state": _is_region,
    "address.zip": _is_zip,
    "tags": _is_any,
}
