"""Default currency: the ISO 4217 code of current money, three capitals.

Stripe writes codes in small letters, other shops write names (US Dollar) or symbols. Small letters, names and symbols
that belong to one currency are repaired. A code that was withdrawn (HRK, BGN) becomes its successor only as an unsafe
fix: the customer's shop may have closed with the old money.

Never guessed: a symbol that several currencies share ($, £, ¥, kr, Rs, R); beside the row's own country it is an
unsafe fix, because a Canadian customer may pay in US dollars. Traders' aliases (RMB), subunits (GBX is a penny),
crypto assets, codes that are not money (XXX, XTS, XAU) and amounts are refused.

Sources: https://core-api.yotpo.com/reference/customers (read 2026-11-23); ISO 4217 as in pycountry, corrected by the
dated tables of this pack, because an installed copy may be older or newer than the changes.
"""

from __future__ import annotations

import functools
import unicodedata
from typing import Final

from yotpo_lint.rule import FieldRule, Given, Problem, Reading, fix, fixed, keep, kept, refuse, refused
from yotpo_lint.text import regex, squeeze, word_key
from yotpo_lint_rules.tables import currency_words as words

_DIGIT: Final = regex(r"[0-9]")
_CODE: Final = regex(r"[A-Za-z]{3}")
_LONGEST: Final = 80

CASE = Problem(
    code="CUR001",
    name="currency-case",
    applicability="safe",
    message="The currency code is not in capitals; it becomes {after}.",
    why="Yotpo asks for ISO 4217, which is written in capitals; Stripe exports small letters.",
)
NAME = Problem(
    code="CUR002",
    name="currency-name",
    applicability="safe",
    message="The currency is written as a name; it becomes {after}.",
    why="Yotpo asks for the code of three letters; a full name belongs to one currency only.",
)
SYMBOL = Problem(
    code="CUR003",
    name="currency-symbol",
    applicability="safe",
    message="The currency is written as a symbol; it becomes {after}.",
    why="Yotpo asks for the code of three letters; this symbol belongs to one currency only.",
)
WITHDRAWN = Problem(
    code="CUR004",
    name="currency-withdrawn",
    applicability="unsafe",
    message="The currency {hint}; write the successor, or take it with --unsafe-fixes.",
    general="The currency is no longer issued; write the successor, or take it with --unsafe-fixes.",
    why="Money that is no longer issued cannot be a customer's currency today; what took its place is known.",
)
SHARED_BY_COUNTRY = Problem(
    code="CUR005",
    name="currency-symbol-of-country",
    applicability="unsafe",
    message="Several currencies share this symbol; the row's country suggests {after}, as --unsafe-fixes takes it.",
    why="A customer in Canada may well pay in US dollars: the country suggests the currency and does not show it.",
)
SHARED = Problem(
    code="CUR006",
    name="currency-symbol-shared",
    message="Several currencies share this symbol or name; write the code of three letters, such as USD.",
    why="More than twenty countries write $ for their own dollar or peso, four write kr.",
)
ALIAS = Problem(
    code="CUR007",
    name="currency-alias",
    message="This is a trader's name and no code of ISO 4217; write {hint} if that is meant.",
    why="RMB, CNH, NTD and UKP are in use beside the official codes, CNH for a market of its own.",
)
SUBUNIT = Problem(
    code="CUR008",
    name="currency-subunit",
    message="This is a part of a currency, such as a penny; write the currency's own code{hint}.",
    general="This is a part of a currency, such as a penny; write the currency's own code.",
    why="GBX and GBp are pence, in which the London exchange quotes; amounts are a hundred times larger.",
)
CRYPTO = Problem(
    code="CUR009",
    name="currency-crypto",
    message="A crypto asset has no code of ISO 4217; write the currency in which the shop bills.",
    why="Yotpo asks for ISO 4217 and takes anything else without a complaint.",
)
AMOUNT = Problem(
    code="CUR010",
    name="currency-amount",
    message="This holds a number and is no currency; check that the column is the right one.",
    why="Columns such as total spent are easily taken for the currency; ISO 4217's numeric codes look the same.",
)
NOT_MONEY = Problem(
    code="CUR011",
    name="currency-not-money",
    message="This code stands for no money that anyone pays with; write the customer's currency, or empty the cell.",
    why="ISO 4217 also has codes for no currency (XXX), for tests (XTS), for metals (XAU) and for units of account.",
)
UNREADABLE = Problem(
    code="CUR012",
    name="currency-unreadable",
    message="This is no currency by its code or name; write three letters such as EUR, or empty the cell.",
    why="Yotpo asks for ISO 4217 and takes anything else without a complaint.",
)


@functools.cache
def _current() -> frozenset[str]:
    """Load the codes of current money once: the installed list, corrected by the dated tables."""
    import pycountry

    listed = {currency.alpha_3 for currency in pycountry.currencies}
    return frozenset((listed | words.ADDED) - words.NOT_MONEY - words.WITHDRAWN.keys())


def read(text: str, given: Given) -> Reading:
    """Read a currency: its code, or a name or symbol that belongs to it alone."""
    if text in _current():
        return keep(text)
    if len(text) > _LONGEST:
        return refuse(UNREADABLE)
    tidy = squeeze(unicodedata.normalize("NFKC", text))
    if tidy in words.SUBUNITS:
        return refuse(SUBUNIT, f", {words.SUBUNITS[tidy]}")
    upper = tidy.upper()
    if _CODE.fullmatch(tidy) and upper in _current() | words.WITHDRAWN.keys():
        return _settle(upper, CASE)
    return _word(tidy, given["address.country_code"])


def _word(tidy: str, country: str | None) -> Reading:
    """Read a name or a symbol, shared or of one currency."""
    key = word_key(tidy)
    # "kr." and "Rs." are the same signs with the dot of an abbreviation.
    sign = key.removesuffix(".")
    if key in words.CODE_BY_NAME:
        return _settle(words.CODE_BY_NAME[key], NAME)
    if key in words.CODE_BY_SYMBOL:
        return fix(words.CODE_BY_SYMBOL[key], SYMBOL)
    if (code := words.SHARED.get(sign, {}).get(country or "")) is not None:
        return fix(code, SHARED_BY_COUNTRY)
    return refuse(*_refusal(key, sign, tidy.upper()))


def _settle(code: str, note: Problem) -> Reading:
    """Answer with a code, or with its successor where it was withdrawn."""
    if code not in words.WITHDRAWN:
        return fix(code, note)
    successor, since = words.WITHDRAWN[code]
    return fix(successor, WITHDRAWN.note(f"{code} was replaced by {successor} on {since}"))


def _refusal(key: str, sign: str, upper: str) -> tuple[Problem, str]:
    """Say why a text is no currency; first what it holds, then what it is."""
    if _DIGIT.search(key):
        return AMOUNT, ""
    if upper in words.ALIASES:
        return ALIAS, words.ALIASES[upper]
    if key in words.SUBUNIT_WORDS:
        return SUBUNIT, f", {words.SUBUNIT_WORDS[key]}" if words.SUBUNIT_WORDS[key] else ""
    kinds = (
        (sign in words.SHARED or sign in words.SHARED_NAMES, SHARED),
        (key in words.CRYPTO, CRYPTO),
        (upper in words.NOT_MONEY, NOT_MONEY),
    )
    return next((problem for is_kind, problem in kinds if is_kind), UNREADABLE), ""


RULE = FieldRule(
    name="default_currency",
    doc=__doc__,
    fields=("default_currency",),
    needs=("address.country_code",),
    problems=(
        *(CASE, NAME, SYMBOL, WITHDRAWN, SHARED_BY_COUNTRY, SHARED),
        *(ALIAS, SUBUNIT, CRYPTO, AMOUNT, NOT_MONEY, UNREADABLE),
    ),
    read=read,
    examples=(
        kept("USD"),
        kept("XCG"),
        fixed("usd", "USD", "CUR001"),
        fixed("Pound Sterling", "GBP", "CUR002"),
        fixed("€", "EUR", "CUR003"),
        fixed("HRK", "EUR", "CUR004"),
        fixed("$", "CAD", "CUR005", beside={"address.country_code": "CA"}),
        refused("$", "CUR006"),
        refused("dollar", "CUR006", beside={"address.country_code": "CA"}),
        refused("RMB", "CUR007"),
        refused("GBX", "CUR008"),
        refused("BTC", "CUR009"),
        refused("12.50 EUR", "CUR010"),
        refused("XAU", "CUR011"),
        refused("money", "CUR012"),
    ),
)
