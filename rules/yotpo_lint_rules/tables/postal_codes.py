"""The postal codes of countries: how long they are, with which zeros they begin, and what else they look like.

Source: Unicode CLDR 2fc80e1, common/supplemental/postalCodeData.xml, brought up to date where a country has changed its
codes since (read 2026-11-23). The patterns are read alike by Python, in ASCII, and by RE2.
"""

from __future__ import annotations

from typing import Final

# Countries whose postal codes are this many digits, in all their forms or (in SHAPES) in the plainest. Left out are
# countries with letters or several lengths, those without postal codes, and those whose codes are changing.
DIGITS: Final = {
    3: "FO IS MG PG",
    4: "AF AL AM AT AU BD BE BG CH CV CY DK GE GL HU LU LV MK NE NO NZ PH PY SI TN VE ZA",
    5: "BA CR CU DE DO DZ EE EG ES FI FR GT HR ID IT JO KE KH KR KW LA LK LT MA ME MX MY NP PK SN TH TR UA UY",
    6: "BY CN CO IN KG KZ NG RO RU SG TJ TM UZ VN",
}
FIXED: Final = {country: length for length, countries in DIGITS.items() for country in countries.split()} | {"US": 5}

# How many zeros a code of the country can begin with, for countries where some do: 00501 Holtsville, 01067 Dresden,
# 01000 Bourg-en-Bresse, 00118 Rome, 01001 Vitoria, 01000 Mexico City, 00100 Helsinki, 0800 Darwin, 0110 Whangarei,
# 0001 Oslo and Pretoria, 0800 Hoje Taastrup, 0400 Manila, 01000 Perlis, 01000 Seoul, 01010 Adana, 01001 Kyiv,
# 01001 Guatemala, 01000 Adrar, 010011 Bucharest, 018956 Singapore, 010000 Hohhot, 050001 Medellin, 0010 Yerevan.
ZEROS: Final = {
    "US": 2, "DE": 1, "FR": 1, "IT": 2, "ES": 1, "MX": 1, "FI": 2, "AU": 1, "NZ": 1, "NO": 3, "ZA": 3, "DK": 1,
    "PH": 1, "MY": 1, "KR": 1, "TR": 1, "UA": 1, "GT": 1, "DZ": 1, "RO": 1, "SG": 1, "CN": 1, "CO": 1, "AM": 2,
}  # fmt: skip

# Countries with other shapes, or with more than one. Blanks and hyphens are optional, as people leave them out, and
# so are the letters of the country before the code (D-10115, LV-1010).
SHAPES: Final = {
    "AR": r"[A-Z]?[0-9]{4}([A-Z]{3})?",
    "BR": r"[0-9]{5}[-. ]?[0-9]{3}|[0-9]{2}\.[0-9]{3}-?[0-9]{3}",
    "CA": r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][ -]?[0-9][ABCEGHJ-NPRSTV-Z][0-9]",
    "CL": r"[0-9]{3}[- ]?[0-9]{4}",
    "CZ": r"[0-9]{3} ?[0-9]{2}",
    "FR": r"[0-9]{2} ?[0-9]{3}",
    "GB": r"GIR ?0AA|[A-Z]{1,2}[0-9][0-9A-Z]?[ -]?[0-9][ABD-HJLNP-UW-Z]{2}|BFPO ?[0-9]{1,4}",
    "GR": r"[0-9]{3} ?[0-9]{2}",
    "IE": r"[AC-FHKNPRTV-Y]([0-9]{2}|6W)[ -]?[0-9AC-FHKNPRTV-Y]{4}|([Dd](ublin)? ?)?(6W|[0-9]{1,2})",
    "IL": r"[0-9]{5}([0-9]{2})?",
    "IN": r"[0-9]{3} ?[0-9]{3}",
    "JP": r"[0-9]{3}-?[0-9]{4}",
    "MT": r"[A-Z]{3} ?[0-9]{2,4}",
    "NL": r"[1-9][0-9]{3} ?[A-Z]{2}",
    "PE": r"[0-9]{5}|[0-9]{2}",
    "PL": r"[0-9]{2}-?[0-9]{3}",
    "PT": r"[0-9]{4}([- ]?[0-9]{3})?",
    "RS": r"[0-9]{5,6}",
    "SA": r"[0-9]{5}([- ]?[0-9]{4})?",
    "SE": r"[0-9]{3} ?[0-9]{2}",
    "SK": r"[0-9]{3} ?[0-9]{2}",
    "TW": r"[0-9]{3}([- ]?[0-9]{2,3})?",
    "US": r"[0-9]{5}([- ]?[0-9]{4})?",
}

_SHAPES: Final = {country: rf"[0-9]{{{length}}}" for country, length in FIXED.items()} | SHAPES

# The two halves of the codes whose capitals and blank are spelling: each half has a fixed place and length.
HALVES: Final = {
    "CA": r"([A-Z][0-9][A-Z])[ -]*([0-9][A-Z][0-9])",
    "GB": r"([A-Z]{1,2}[0-9][0-9A-Z]?)[ -]*([0-9][ABD-HJLNP-UW-Z]{2})",
    "NL": r"([1-9][0-9]{3})[ -]*([A-Z]{2})",
}

# What spreadsheets make of codes. One zero or two: 59.000 is Lille with a thousands separator, not 59.
FLOAT: Final = r"([0-9]{1,12})[.,]0{1,2}"
SCIENTIFIC: Final = r"[0-9]+(?:[.,][0-9]+)?[Ee][+-]?[0-9]+"
PLACEHOLDER: Final = r"0+|0+-0+|9{5,}|[Xx]{4,}"


def shape(country: str) -> str | None:
    """Return the pattern of a country's codes, which ignores case and allows the country's letters in front."""
    codes = _SHAPES.get(country)
    return codes and rf"(?:[A-Z]{{1,2}}-|{country} ?)?(?:{codes})"
