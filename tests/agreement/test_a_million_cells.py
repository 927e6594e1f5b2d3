"""Every accelerator against its reading over a million generated cells: not one disagreement.

The cells begin as the examples of the rule and as what its field holds in shops, and are then changed as people,
spreadsheets and programs change cells. `make test-agreement` runs this; `make test` runs the small ones.
"""

from __future__ import annotations

import functools
import itertools
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import phonenumbers
import pytest
from yotpo_lint_rules import (
    account_created_at,
    address_lines,
    cells,
    email,
    external_id,
    names,
    phone_number,
    tags,
    zip,  # noqa: A004  the field's own name
)
from yotpo_lint_rules.forms.date import months
from yotpo_lint_rules.tables import postal_codes

from tests.rules.test_zip import REAL
from yotpo_lint.rule import CellRule, Facts, FieldRule
from yotpo_lint.testing import find_disagreements

pytestmark = pytest.mark.agreement

CELLS = 1_000_000
PARTS = 10
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
SHORT_MONTHS = [word for word in months() if len(word) == 3] + ["foo", "ma1", "m\u00e4r"]
NOW = datetime(2026, 11, 23, tzinfo=UTC)

RULES: tuple[CellRule | FieldRule, ...] = (
    cells.RULE,
    external_id.RULE,
    email.RULE,
    names.RULE,
    account_created_at.RULE,
    address_lines.RULE,
    zip.RULE,
    tags.RULE,
)
COMMON = {
    "cells": ["Ana", "n/a", "NULL", "None", "São Paulo", "JosÃ©", "1 Main St", "=1+1", "#REF!", "'007", "-", "Ünal"],
    "external_id": ["1001", "C-1001", "7210448301122", "1001.0", "0", "1E+5", "gid://shop/1"],
    "email": ["ana@example.com", "bo.ek@Mail.Example.COM", "cy+shop@sub.example.co.uk", "info@xn--mnchen-3ya.example"],
    "names": ["Ana", "O'Brien", "Müller", "van Dijk", "Smith &amp; Daughter", "O&#39;Hara", "Test", "Jean-Luc", "ﾅﾅ"],
    "account_created_at": ["2021-03-04", "2021-03-04T10:30:00Z", "2015-10-30 12:49:47", "2024-02-29T00:00:00+02:00"],
    "address_lines": ["12 Main Street", "Springfield", "Île-de-France", "None", "Apt. 4", "1st & 2nd"],
    "tags": ["vip", "vip,loyal", "vip, loyal ,n17", "VIP,vip,VIP", "b2b;eu", "News & Offers,a/b", "null", "none, n/a"],
    "zip": ["02134", "2134", "SW1A 1AA", "K1A 0B1", "1011 AB", "10115", "00000", "85940.0"],
}
MARKS = [
    " ",
    "  ",
    "\t",
    "\n",
    ".",
    ",",
    "'",
    '"',
    "&",
    ";",
    "-",
    "_",
    "0",
    "9",
    "é",
    "Ã",
    "\u200b",
    "\u00a0",
    "٣",
    "Ａ",
    "\0",
]


def changed(text: str, rng: random.Random) -> str:
    """Change a cell in one of the ways in which cells are changed on their way."""
    at = rng.randrange(len(text) + 1)
    mark = rng.choice(MARKS)
    way = rng.randrange(12)
    if way < 4:  # most cells are only a little different from others of their column
        return "".join(
            rng.choice("0123456789") if letter.isdecimal() and rng.random() < 0.5 else letter for letter in text
        )
    return [
        lambda: text[:at] + mark + text[at:],
        lambda: mark * rng.randint(1, 3) + text,
        lambda: text + mark * rng.randint(1, 3),
        lambda: text[:at] + text[at + 1 :],
        lambda: text.upper() if rng.random() < 0.5 else text.lower(),
        lambda: text + rng.choice(["", " ", "-"]) + text,
        text.swapcase,
        lambda: text[at:] + text[:at],
    ][way - 4]()


def generated(rule: CellRule | FieldRule, seed: int) -> Iterator[str]:
    """Yield cells of a rule's field."""
    rng = random.Random(f"{rule.name} {seed}")  # noqa: S311 - a seeded generator, so that every run sees the same
    pool = [*COMMON[rule.name], *(example.raw for example in rule.examples if len(example.raw) < 80)]  # type: ignore[union-attr]
    for _ in range(CELLS // PARTS):
        text = rng.choice(pool)
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            text = changed(text, rng)
        if rule.name == "account_created_at" and rng.random() < 0.5:
            moment = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(2**30 + 2**28))
            iso = f"{moment:%Y-%m-%d{rng.choice(' T')}%H:%M:%S}{rng.choice(['', 'Z', '+01:00'])}"
            day = f"{rng.randrange(33)} {rng.choice(SHORT_MONTHS)} {moment.year}"
            text = changed(rng.choice((iso, day, day.title())), rng)
        yield text


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_accelerator_agrees_with_the_reading(rule: CellRule | FieldRule, part: int) -> None:
    texts = list(generated(rule, part))
    assert len(texts) == CELLS // PARTS
    beside = {"address.country_code": [None, "US", "GB", "CA", "NL", "DE", "FR", "IN", "JP", "PT"][part]}
    fields = ["address.city"] if isinstance(rule, CellRule) else list(rule.fields)
    found = find_disagreements(
        rule,
        texts,
        cell_rules=() if rule is cells.RULE else (cells.RULE,),
        field=fields[part % len(fields)],
        neighbours=beside,
        facts=Facts(now=NOW, region=[None, "DE"][part % 2], tag_separator=[None, ";", "|"][part % 3]),
    )
    assert found == []


def coded(country: str | None, rng: random.Random, count: int) -> Iterator[str]:
    """Yield postal codes of a country and of others, as they should be, nearly so, and as spreadsheets leave them."""
    real = list(REAL.values())
    for _ in range(count):
        code = REAL.get(country or "", "00501") if rng.random() < 0.6 else rng.choice(real)
        text = "".join(
            rng.choice("0123456789") if letter.isdigit() and rng.random() < 0.7 else letter for letter in code
        )
        way = rng.randrange(10)
        if way < 4:
            text = rng.choice((text.lower(), text.replace(" ", ""), text.replace(" ", "-"), text.lstrip("0") or "0"))
        elif way == 4:
            text = text.replace(" ", "") + rng.choice((".0", ",0", ".00", ".000", "E4", ".5e+3"))
        elif way == 5:
            text = "".join(rng.choice("aAdDwWxX069 -.") if rng.random() < 0.3 else letter for letter in text)
        elif way == 6:
            text = rng.choice("0059xX") * rng.randint(1, 10)
        elif way == 7:
            text = f"{country or 'D'}{rng.choice((' ', '-', ''))}{text}"
        yield text if rng.random() < 0.95 else changed(text, rng)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_zip_accelerator_agrees_over_every_country(part: int) -> None:
    rng = random.Random(f"zips {part}")  # noqa: S311 - a seeded generator, so that every run sees the same
    countries = [None, "HK", *sorted({*postal_codes.FIXED, *postal_codes.SHAPES})]
    each = CELLS // len(countries) + 1
    for country in countries[part::PARTS]:
        declared = rng.choice((None, rng.choice(countries)))
        found = find_disagreements(
            zip.RULE,
            coded(country or declared, rng, each),
            cell_rules=(cells.RULE,),
            neighbours={"address.country_code": country},
            facts=Facts(region=declared),
        )
        assert found == [], country


@functools.cache
def prefixes_abroad(region: str) -> tuple[str, ...]:
    """Return what is dialled in a region before a foreign number: its metadata's prefixes of up to five digits."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.international_prefix is None:
        return ("00",)
    # As it is written for people, with `~` where they wait for a tone: Russia's is 8~10.
    preferred = metadata.preferred_international_prefix
    return (*found_prefixes(metadata.international_prefix), *([preferred] if preferred else ()))


@functools.cache
def found_prefixes(pattern: str) -> tuple[str, ...]:
    """Return every text of up to five digits that a pattern stands for."""
    if pattern.isdecimal():
        return (pattern,)
    matching, tried = re.compile(pattern), (itertools.product("0123456789", repeat=count) for count in range(1, 6))
    return tuple(filter(matching.fullmatch, map("".join, itertools.chain(*tried))))


def as_uri(number: str, rng: random.Random) -> str:
    """Write an international number as RFC 3966 does, now and then with an extension or a context."""
    marked = "".join(letter + rng.choice(("", "", "", "-", ".")) for letter in number).rstrip("-.")
    extension = str(rng.randrange(10 ** rng.randint(1, 5)))
    scheme = rng.choice(("tel:", "tel:", "TEL:", "tel: ", "tel:tel:"))
    return scheme + marked + rng.choice(("", "", f";ext={extension}", f";ext={extension};isub=1", ";phone-context=+49"))


def dialled(region: str, rng: random.Random, count: int) -> Iterator[str]:
    """Yield numbers of a region, nearly all valid, as people, programs and spreadsheets write them."""
    code = str(phonenumbers.country_code_for_region(region))
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
    kinds = sorted(phonenumbers.supported_types_for_region(region))
    numbers = [number for kind in kinds if (number := phonenumbers.example_number_for_type(region, kind))]
    examples = [phonenumbers.national_significant_number(number) for number in numbers]
    for _ in range(count):
        digits = list(rng.choice(examples))
        for at in rng.sample(range(len(digits)), min(rng.choice((0, 1, 2, 4)), len(digits))):
            digits[at] = rng.choice("0123456789")
        abroad = rng.choice(prefixes_abroad(region)) + rng.choice(("", " ")) + code
        prefix = rng.choice(
            ("+" + code, "+" + code, "00" + code, "00 " + code + " ", "", trunk, code, "011" + code, "(0)", abroad)
        )
        text = prefix + "".join(digits)
        if rng.random() < 0.3:
            text = "".join(letter + rng.choice(("", "", "", " ", "-", ".", ")", "(")) for letter in text)
        if rng.random() < 0.4:
            text = _as_left(text, code, rng)
        if rng.random() < 0.1:
            text = as_uri(rng.choice((prefix, "+" + code)) + "".join(digits), rng)
        yield text if rng.random() < 0.95 else changed(text, rng)


def _as_left(text: str, code: str, rng: random.Random) -> str:
    """Write a number as spreadsheets, forms and switchboards leave it, or with digits missing or added."""
    bare = "".join(letter for letter in text if letter.isdigit() or letter == "+")
    at = rng.randrange(1, len(text) + 1)
    extension = rng.choice((" x", "x", " ext. ", "#", " ext ", "X ")) + str(rng.randrange(10 ** rng.randint(1, 5)))
    return rng.choice(
        (
            f"'{text}",
            bare + rng.choice((".0", ".00", ".000", "000000.0")),
            text + extension,
            f"+{code}{rng.choice((' (0)', '(0)', ' (0) '))}{bare.removeprefix('+' + code)}",
            f"+{code}{rng.randrange(10 ** rng.randint(3, 14)):0{rng.randint(3, 11)}}",
            text[:at] + rng.choice(("...", "0", "00", ".", "  ")) + text[at:],
            text[:at],
        )
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_the_phone_accelerator_agrees_over_every_region(part: int) -> None:
    rng = random.Random(f"phones {part}")  # noqa: S311 - a seeded generator, so that every run sees the same
    mine = REGIONS[part::PARTS]
    each = CELLS // len(REGIONS) + 1
    for region in mine:
        others = [*dialled(region, rng, each * 3 // 4), *dialled(rng.choice(REGIONS), rng, each - each * 3 // 4)]
        found = find_disagreements(
            phone_number.RULE,
            others,
            cell_rules=(cells.RULE,),
            neighbours={phone_number.COUNTRY: rng.choice((region, region, region, None))},
            facts=Facts(region=rng.choice((None, None, region, rng.choice(REGIONS)))),
        )
        assert found == [], region
