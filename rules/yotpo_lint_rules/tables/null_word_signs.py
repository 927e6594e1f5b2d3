"""What shows in a row that a null word is meant as a value: a phone, a country or a city that fits it.

The patterns are held against raw cells, by Arrow's regular expressions (RE2), as they stand beside the word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sign:
    """A meaning of a null word: the fields in which it has it, and what its row then holds.

    Attributes:
        word: the null word, case-folded.
        fields: the fields in which the word has the meaning.
        region: the country that it belongs to.
        patterns: by field, what a raw cell of the same row matches.
    """

    word: str
    fields: tuple[str, ...]
    region: str
    patterns: Mapping[str, str]


def _calling_code(code: int, digits: str) -> dict[str, str]:
    """Return the patterns of phones with a country's code, with or without their plus sign."""
    pattern = rf"^\s*'?(?:(?:\+|00)\s*\(?{code}(?:\D|\d)|{code}\d{{{digits}}}$)"
    return {"phone_number": pattern, "address.phone_number": pattern}


# The regions of Namibia (ISO 3166-2:NA) and its towns with more than 10,000 people (census of 2023), old names too.
_NAMIBIAN: Final = (
    r"(?i)^\s*(?:erongo|hardap|[!ǃ]?karas|kavango(?: east| west)?|khomas|kunene|ohangwena|omaheke|omusati|oshana|"
    r"oshikoto|otjozondjupa|zambezi|caprivi|windhoek|rundu|walvis ?bay|walvisbaai|swakopmund|oshakati|rehoboth|"
    r"katima mulilo|otjiwarongo|ondangwa|okahandja|ongwediva|keetmanshoop|helao nafidi|tsumeb|gobabis|grootfontein|"
    r"l(?:ü|u|ue)deritz|mariental|outapi|eenhana|usakos|omaruru|henties ?bay|hentiesbaai|arandis|karibib|opuwo|"
    r"nkurenkuru|oranjemund|okakarara|otavi|outjo|khorixas)(?: region)?\s*$"
)
_ITALY: Final = {
    **_calling_code(39, "8,11"),
    "address.country_code": r"(?i)^\s*(?:it|ita|italy|italie[nsë]?|it[aá]lia|italië|włochy|italya|италия|イタリア)\s*$",
    "email": r"(?i)\.it\s*$",
}
_THAILAND: Final = {
    **_calling_code(66, "8,9"),
    "address.country_code": r"(?i)^\s*(?:th|tha|thailand|tha[iï]land[eai]?|tailandia|tajlandia|ไทย|ประเทศไทย)\s*$",
    "email": r"(?i)\.th\s*$",
}

SIGNS: Final = (
    Sign(
        word="na",
        fields=("address.country_code",),
        region="NA",
        patterns={
            **_calling_code(264, "8,9"),
            "address.city": _NAMIBIAN,
            "address.state": _NAMIBIAN,
            "address.province_code": r"(?i)^\s*NA-",
            "default_currency": r"(?i)^\s*(?:NAD|N\$)\s*$",
            "email": r"(?i)\.na\s*$",
        },
    ),
    Sign(
        word="na",
        fields=("address.province_code", "address.state"),
        region="IT",
        patterns={**_ITALY, "address.city": r"(?i)^\s*(?:napoli|naples|neapel|nápoles)\s*$"},
    ),
    Sign(
        word="na",
        fields=("default_language",),
        region="NR",
        patterns={
            **_calling_code(674, "7"),
            "address.country_code": r"(?i)^\s*(?:nr|nru|nauru)\s*$",
            "email": r"(?i)\.nr\s*$",
        },
    ),
    Sign(word="none", fields=("address.city",), region="IT", patterns=_ITALY),
    Sign(
        word="nan",
        fields=("address.city", "address.state", "address.province_code"),
        region="TH",
        patterns=_THAILAND,
    ),
)
