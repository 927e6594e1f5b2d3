"""Province: the code of ISO 3166-2 without its country, `CA`, `NSW`, `13`.

Yotpo calls the field a two-letter region code, allows 64 characters and checks nothing; its own Magento module
sends codes of any length. A longer code is right as it is: cutting `NSW` to `NS` would be a corruption. Exports
write names (`California`), abbreviations (`Calif.`), codes with their country (`US-CA`, WooCommerce's `JP13`) and codes
of their own (WooCommerce's `AK` for Auckland). All of them become the bare code: the country has its own field, and one
form for all countries is what a segment needs.

A code means something in its country only: `WA` is Washington or Western Australia. The country is that of the row,
else the declared region. Without either, a code is kept with a warning and a name is refused. Names are compared
exactly, accents and case aside, with the country's own list; a name that two of its provinces bear (La Rioja is a
Spanish province and a region) is refused. Magento's row numbers (`43`) mean nothing outside that shop.

Sources: https://core-api.yotpo.com/reference/address (read 2026-11-23); ISO 3166-2 through pycountry; WooCommerce's
i18n/states.php (read 2026-11-27).
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.contract.fields import MAX_LENGTH
from yotpo_lint.rule import Clean, Context, FieldRule, Reading, fix, fixes, keep, keeps, parse_problems, refuse, refuses
from yotpo_lint.text import compile_lazily, is_ascii_digits
from yotpo_lint_rules.forms.province import shop_code
from yotpo_lint_rules.tables.country_names import OTHER_CODES
from yotpo_lint_rules.tables.name_keys import name_key
from yotpo_lint_rules.tables.province_words import listed, named

_COUNTRY: Final = "address.country_code"

# ISO 3166-2 subdivisions are one to three capital letters or digits; the prefix is the country and a hyphen.
_CODE: Final = compile_lazily(r"[A-Z0-9]{1,3}")
_PREFIXED: Final = compile_lazily(r"([A-Za-z]{2})[-_:]([A-Za-z0-9]{1,4})")

# "California (CA)" says one thing twice.
_TWICE: Final = compile_lazily(r"([^()]+)\(([^()]+)\)")

# Where counties are written with their word: "County Kerry", "Co. Kerry".
_COUNTY: Final = {"IE": ("county ", "co "), "GB": ("county ", "co ")}

# A message lists at most this many codes.
_HINTED: Final = 8

# A shorter beginning of a name says too little for a hint.
_BEGINNING: Final = 4

PROBLEM: Final = parse_problems(
    """
    ADR020 province-case [safe]
        The province code is not in capital letters; it becomes {after}.
        why: ISO 3166-2 writes its codes in capitals, and Yotpo stores whatever it is sent.
    ADR021 province-prefix [safe]
        The province code carries its country, which has its own field; it becomes {after}.
        why: Yotpo's field is the region code alone; the country is sent as country_code beside it.
    ADR022 province-name [safe]
        The province is written as a name or another code than ISO's; it becomes {after}.
        why: Exactly one province of the row's country bears this name or abbreviation.
    ADR023 province-without-country [warning]
        The row has this province code but no country, and Yotpo reads that as US; write the country.
        why: WA, NT, SA and many other codes exist in several countries.
        remedies: region
    ADR024 province-name-alone
        A province's code depends on the country, and the row has none; write the country's two letters.
        why: Limburg is a province of Belgium and of the Netherlands; a name is no address without its country.
        remedies: region
    ADR025 province-other-country
        This province belongs to {hint}; correct the province or the country.
        why: Which of the two cells is wrong cannot be seen from them.
    ADR026 province-region-id
        This is a shop's own number for the province, not its code; {hint}.
        why: Magento's region_id 43 is New York in Magento only, and the row's country has no numbers for codes.
        general: This is a shop's own number for the province, not its code; write a code that the country uses.
    ADR027 province-ambiguous
        Several provinces of the country have this name; write the code you mean ({hint}).
        why: ISO 3166-2 lists more than one level of some countries, Spain's provinces and its regions for instance.
    ADR028 province-unknown
        The row's country has no such province; {hint}.
        why: Compared exactly with the country's ISO 3166-2 list; a similar name is never taken for the same.
        general: The row's country has no such province; write a code that it uses, or empty the cell.
    ADR029 province-unlisted
        ISO lists no provinces for this country; write a short code in capitals, or move the name to state.
        why: Hong Kong, Puerto Rico and other territories have no ISO 3166-2 entries of their own.
    ADR030 province-too-long
        The province has {hint} characters and Yotpo takes 64; write its code.
        why: https://core-api.yotpo.com/reference/address (read 2026-11-23). Nothing is ever cut.
        open hint: yes
    """
)


def _describe_codes(country: str) -> str:
    """Return a hint that lists the codes of a country."""
    import pycountry

    known = pycountry.countries.get(alpha_2=country)
    codes = sorted(listed()[country])
    such_as = ", such as" if len(codes) > _HINTED else ":"
    return f"{known.name if known else country} has {len(codes)} codes{such_as} {', '.join(codes[:_HINTED])}"


def _suggest_meaning(text: str, country: str) -> str:
    """Return a hint: names that begin with the text, the code with its lost zero, or the country's codes."""
    key, codes = name_key(text), listed()[country]
    longer = sorted(code for code, name in codes.items() if name_key(name).startswith(key))
    if len(key) >= _BEGINNING and 0 < len(longer) <= _HINTED:
        return "perhaps " + " or ".join(f"{code} ({codes[code]})" for code in longer)
    if is_ascii_digits(text) and text.zfill(2) in codes:
        return f"perhaps {text.zfill(2)} ({codes[text.zfill(2)]}), which lost its zero"
    return _describe_codes(country)


def _read_by_list(text: str, country: str) -> Reading | None:
    """Read a code or name by the country's list; None where the list does not have it."""
    codes = listed()[country]
    if text in codes:
        return keep(text)
    if text.isascii() and text.upper() in codes:
        # NA is Naples and Navarra; in any other case it is rather "not available".
        return (
            fix(text.upper(), PROBLEM["province-case"])
            if text.upper() != "NA"
            else refuse(PROBLEM["province-ambiguous"], "NA, or nothing")
        )
    letters = text.replace(".", "").replace(" ", "").upper()
    if "." in text and letters in codes:  # "N. Y."
        return fix(letters, PROBLEM["province-name"])
    names, key = named(country), name_key(text)
    found = names.get(key, frozenset[str]())
    for word in _COUNTY.get(country, ()):
        found = found or names.get(key.removeprefix(word), frozenset[str]())
    if len(found) > 1:
        return refuse(PROBLEM["province-ambiguous"], " or ".join(sorted(found)))
    return fix(next(iter(found)), PROBLEM["province-name"]) if found else None


def _read_prefixed(text: str, country: str) -> Reading | None:
    """Read a code with a country's letters in front; None where the text is not one."""
    parts = _PREFIXED.fullmatch(text)
    if parts is None:
        return None
    prefix, code = OTHER_CODES.get(parts[1].upper(), parts[1].upper()), parts[2].upper()
    if prefix != country:
        known = code in listed().get(prefix, {})
        return (
            refuse(PROBLEM["province-other-country"], f"{prefix}, while the address is in {country}") if known else None
        )
    if country not in listed():
        return fix(code, PROBLEM["province-prefix"]) if _CODE.fullmatch(code) else None
    reading = _read_by_list(code, country)
    return fix(reading.value, PROBLEM["province-prefix"]) if isinstance(reading, Clean) and reading.value else reading


def _read_shop_code(text: str, country: str) -> Reading | None:
    """Read a shop's own code, or one with the country directly in front; None where the text is neither."""
    found = shop_code(text, country)
    if found is None:
        return None
    if found.meanings:
        return refuse(PROBLEM["province-ambiguous"], found.meanings)
    return fix(found.code, PROBLEM["province-prefix"] if found.is_joined else PROBLEM["province-name"])


def _read_repeated(text: str, country: str) -> Reading | None:
    """Read "California (CA)", which says one thing twice; None where the text does not."""
    parts = _TWICE.fullmatch(text)
    if parts is None:
        return None
    first, second = (_read_by_list(part.strip(), country) for part in parts.groups())
    if not (isinstance(first, Clean) and isinstance(second, Clean) and first.value):
        return None
    return (
        fix(first.value, PROBLEM["province-name"])
        if first.value == second.value
        else refuse(PROBLEM["province-ambiguous"], text)
    )


def _read_without_country(text: str) -> Reading:
    """Read a province beside which no country stands: a code is kept, a name is refused."""
    prefixed = _PREFIXED.fullmatch(text)
    with_country = prefixed is not None and prefixed[2] in listed().get(prefixed[1], {})
    return (
        keep(text, PROBLEM["province-without-country"])
        if with_country or _CODE.fullmatch(text)
        else refuse(PROBLEM["province-name-alone"])
    )


def _refuse_unknown(text: str, country: str) -> Reading:
    """Refuse what the country's list does not have, with what it has as a hint."""
    if is_ascii_digits(text) and not any(is_ascii_digits(code) for code in listed()[country]):
        return refuse(PROBLEM["province-region-id"], _describe_codes(country))
    return refuse(PROBLEM["province-unknown"], _suggest_meaning(text, country))


def read(text: str, context: Context) -> Reading:
    """Read a province by its country's list: the code as it is, or a name or code that can only mean one."""
    if len(text) > MAX_LENGTH[context.field]:
        return refuse(PROBLEM["province-too-long"], str(len(text)))
    country = context[_COUNTRY] or context.facts.region
    if country is None:
        return _read_without_country(text)
    reading = _read_prefixed(text, country)
    if reading is None and country not in listed():
        return keep(text) if _CODE.fullmatch(text) else refuse(PROBLEM["province-unlisted"])
    return (
        reading
        or _read_by_list(text, country)
        or _read_shop_code(text, country)
        or _read_repeated(text, country)
        or _refuse_unknown(text, country)
    )


def _in_country(country: str) -> dict[str, str | None]:
    """Return the neighbours of an example."""
    return {_COUNTRY: country}


RULE = FieldRule(
    name="province_code",
    doc=__doc__,
    fields=("address.province_code",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=("region",),
    needs=(_COUNTRY,),
    examples=(
        keeps("CA", neighbours=_in_country("US")),
        keeps("NSW", neighbours=_in_country("AU")),
        keeps("KL", neighbours=_in_country("HK")),
        keeps("TX", region="US"),
        fixes("ca", "CA", "ADR020", neighbours=_in_country("US")),
        fixes("US-CA", "CA", "ADR021", neighbours=_in_country("US")),
        fixes("JP-13", "13", "ADR021", neighbours=_in_country("JP")),
        fixes("TR34", "34", "ADR021", neighbours=_in_country("TR")),
        fixes("California", "CA", "ADR022", neighbours=_in_country("US")),
        fixes("Calif.", "CA", "ADR022", neighbours=_in_country("US")),
        fixes("Bayern", "BY", "ADR022", neighbours=_in_country("DE")),
        fixes("CDMX", "CMX", "ADR022", neighbours=_in_country("MX")),
        fixes("AK", "AUK", "ADR022", neighbours=_in_country("NZ")),
        keeps("WA", "ADR023"),
        refuses("California", "ADR024"),
        refuses("US-CA", "ADR025", neighbours=_in_country("CA")),
        refuses("43", "ADR026", neighbours=_in_country("US")),
        refuses("La Rioja", "ADR027", neighbours=_in_country("ES")),
        refuses("Ontario", "ADR028", neighbours=_in_country("US")),
        refuses("Kowloon City", "ADR029", neighbours=_in_country("HK")),
        refuses("x" * 65, "ADR030", neighbours=_in_country("US")),
    ),
)
