"""Default currency: the ISO 4217 code of current money, three capitals.

Stripe writes codes in small letters, other shops write names (US Dollar, dólar estadounidense) or symbols. Small
letters, names and symbols that belong to one currency are repaired; names come from Unicode CLDR in 114 languages. A
code that was withdrawn (HRK, BGN) becomes its successor only as an unsafe fix: the customer's shop may have closed with
the old money.

Never guessed: a symbol that several currencies share ($, £, ¥, kr, Rs, R); beside the row's own country it is an
unsafe fix, because a Canadian customer may pay in US dollars. Traders' aliases (RMB), subunits (GBX is a penny),
crypto assets, codes that are not money (XXX, XTS, XAU) and amounts are refused.

Sources: https://core-api.yotpo.com/reference/customers (read 2026-11-23); ISO 4217 as in pycountry, corrected by the
dated tables of this pack, because an installed copy may be older or newer than the changes; Unicode CLDR 48.2.
"""

from __future__ import annotations

import functools
import unicodedata
from typing import Final

from yotpo_lint.rule import (
    Context,
    FieldRule,
    Problem,
    Reading,
    fix,
    fixes,
    keep,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import collapse_blanks, compile_lazily, normalize_word
from yotpo_lint_rules.tables import cldr
from yotpo_lint_rules.tables import currency_words as words
from yotpo_lint_rules.tables.name_keys import name_key

_DIGIT: Final = compile_lazily(r"[0-9]")
_CODE: Final = compile_lazily(r"[A-Za-z]{3}")
_LONGEST: Final = 80

PROBLEM: Final = parse_problems(
    """
    CUR001 currency-case [safe]
        The currency code is not in capitals; it becomes {after}.
        why: Yotpo asks for ISO 4217, which is written in capitals; Stripe exports small letters.
    CUR002 currency-name [safe]
        The currency is written as a name; it becomes {after}.
        why: Yotpo asks for the code of three letters; a full name belongs to one currency only.
    CUR003 currency-symbol [safe]
        The currency is written as a symbol; it becomes {after}.
        why: Yotpo asks for the code of three letters; this symbol belongs to one currency only.
    CUR004 currency-withdrawn [unsafe]
        The currency {hint}; write the successor, or take it with --unsafe-fixes.
        why: Money that is no longer issued cannot be a customer's currency today; what took its place is known.
        general: The currency is no longer issued; write the successor, or take it with --unsafe-fixes.
    CUR005 currency-symbol-of-country [unsafe]
        Several currencies share this symbol; the row's country suggests {after}, as --unsafe-fixes takes it.
        why: A customer in Canada may well pay in US dollars: the country suggests the currency and does not show it.
    CUR006 currency-symbol-shared
        Several currencies share this symbol or name; write the code of three letters, such as USD.
        why: More than twenty countries write $ for their own dollar or peso, four write kr.
    CUR007 currency-alias
        Traders use this name, but ISO 4217 does not; write {hint} if you mean that currency.
        why: RMB, CNH, NTD and UKP are in use beside the official codes, CNH for a market of its own.
    CUR008 currency-subunit
        This is a part of a currency, such as a penny; write the currency's own code{hint}.
        why: GBX and GBp are pence, in which the London exchange quotes; amounts are a hundred times larger.
        general: This is a part of a currency, such as a penny; write the currency's own code.
    CUR009 currency-crypto
        A crypto asset has no code of ISO 4217; write the currency in which the shop bills.
        why: Yotpo asks for ISO 4217 and takes anything else without a complaint.
    CUR010 currency-amount
        Expected a currency, got a number; check that the column is the right one.
        why: Columns such as total spent are easily taken for the currency; ISO 4217's numeric codes look the same.
    CUR011 currency-not-money
        This is not the code of money that people pay with; write the customer's currency, or empty the cell.
        why: ISO 4217 also has codes for no currency (XXX), for tests (XTS), for metals (XAU) and for units of
        account.
    CUR012 currency-unreadable
        No currency has this code or name; write three letters such as EUR, or empty the cell.
        why: Yotpo asks for ISO 4217 and takes anything else without a complaint.
    """
)


@functools.cache
def _load_withdrawn_codes() -> dict[str, tuple[str, str]]:
    """Return withdrawn codes with their successors and the day on which those came."""
    withdrawn = cldr.codes().withdrawn_currencies | words.WITHDRAWN
    return {code: entry for code, entry in withdrawn.items() if code not in words.STILL_LISTED}


@functools.cache
def _load_current_codes() -> frozenset[str]:
    """Load the codes of current money once: the installed list, corrected by the dated tables."""
    import pycountry

    listed = {currency.alpha_3 for currency in pycountry.currencies}
    return frozenset((listed | words.ADDED) - words.NOT_MONEY - _load_withdrawn_codes().keys())


@functools.cache
def _load_own_names() -> dict[str, str]:
    """Return the codes of the names that CLDR does not write, by folded name."""
    return {name_key(name): code for code, names in words.NAMES.items() for name in names.split("|")}


def read(text: str, context: Context) -> Reading:
    """Read a currency: its code, or a name or symbol that belongs to it alone."""
    if text in _load_current_codes():
        return keep(text)
    if len(text) > _LONGEST:
        return refuse(PROBLEM["currency-unreadable"])
    tidy = collapse_blanks(unicodedata.normalize("NFKC", text))
    if tidy in words.SUBUNITS:
        return refuse(PROBLEM["currency-subunit"], f", {words.SUBUNITS[tidy]}")
    upper = tidy.upper()
    if _CODE.fullmatch(tidy) and upper in _load_current_codes() | _load_withdrawn_codes().keys():
        return _fix_code(upper, PROBLEM["currency-case"])
    return _read_symbol(tidy, context["address.country_code"]) or _read_name(tidy)


def _read_symbol(tidy: str, country: str | None) -> Reading | None:
    """Read a symbol or a word that is known without CLDR; None for anything else."""
    key = normalize_word(tidy)
    # "kr." and "Rs." are the same signs with the dot of an abbreviation.
    sign = key.removesuffix(".")
    if key in words.CODE_BY_SYMBOL:
        return fix(words.CODE_BY_SYMBOL[key], PROBLEM["currency-symbol"])
    if (code := words.SHARED.get(sign, {}).get(country or "")) is not None:
        return fix(code, PROBLEM["currency-symbol-of-country"])
    refusal = _find_refusal(key, sign, tidy.upper())
    return refuse(*refusal) if refusal else None


def _read_name(tidy: str) -> Reading:
    """Read the name of a currency."""
    key = name_key(tidy)
    if key in _load_own_names():
        return _fix_code(_load_own_names()[key], PROBLEM["currency-name"])
    meanings = cldr.currency_names().get(key, "").split()
    if len(meanings) > 1:
        return refuse(PROBLEM["currency-symbol-shared"])
    if meanings and meanings[0] in _load_current_codes() | _load_withdrawn_codes().keys():
        return _fix_code(meanings[0], PROBLEM["currency-name"])
    return refuse(PROBLEM["currency-not-money"] if meanings else PROBLEM["currency-unreadable"])


def _fix_code(code: str, note: Problem) -> Reading:
    """Fix the cell to a code, or to its successor where it was withdrawn."""
    if code not in _load_withdrawn_codes():
        return fix(code, note)
    successor, since = _load_withdrawn_codes()[code]
    return fix(successor, PROBLEM["currency-withdrawn"].note(f"{code} was replaced by {successor} on {since}"))


def _find_refusal(key: str, sign: str, upper: str) -> tuple[Problem, str] | None:
    """Return the problem and hint of a text that is known not to be a currency; None for any other text."""
    if _DIGIT.search(key):
        return PROBLEM["currency-amount"], ""
    if upper in words.ALIASES:
        return PROBLEM["currency-alias"], words.ALIASES[upper]
    if key in words.SUBUNIT_WORDS:
        return PROBLEM["currency-subunit"], f", {words.SUBUNIT_WORDS[key]}" if words.SUBUNIT_WORDS[key] else ""
    kinds = (
        (sign in words.SHARED or sign in words.SHARED_NAMES, PROBLEM["currency-symbol-shared"]),
        (key in words.CRYPTO, PROBLEM["currency-crypto"]),
        (upper in words.NOT_MONEY, PROBLEM["currency-not-money"]),
    )
    return next(((problem, "") for is_kind, problem in kinds if is_kind), None)


RULE = FieldRule(
    name="default_currency",
    doc=__doc__,
    fields=("default_currency",),
    needs=("address.country_code",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    examples=(
        keeps("USD"),
        keeps("XCG"),
        fixes("usd", "USD", "CUR001"),
        fixes("Pound Sterling", "GBP", "CUR002"),
        fixes("dólares estadounidenses", "USD", "CUR002"),
        fixes("米ドル", "USD", "CUR002"),
        fixes("€", "EUR", "CUR003"),
        fixes("HRK", "EUR", "CUR004"),
        fixes("$", "CAD", "CUR005", neighbours={"address.country_code": "CA"}),
        refuses("$", "CUR006"),
        refuses("dollar", "CUR006", neighbours={"address.country_code": "CA"}),
        refuses("RMB", "CUR007"),
        refuses("GBX", "CUR008"),
        refuses("BTC", "CUR009"),
        refuses("12.50 EUR", "CUR010"),
        refuses("XAU", "CUR011"),
        refuses("money", "CUR012"),
    ),
)
