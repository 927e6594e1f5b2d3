"""What CLDR does not know of languages, and the languages that a country code in their column is likely to mean.

A table file of the rule `default_language`. Codes after ISO 639-1 and ISO 3166-1 as pycountry carries them, names from
`tables.cldr`. Tables without a source are common knowledge that no page was opened for.
"""

from __future__ import annotations

from typing import Final

# Names that CLDR does not write: second names (Castilian, Farsi, Sinhalese), the word for "language" behind its name
# (eesti keel), and what people call their language beside the form that CLDR chose (česky, 漢語).
NAMES: Final = {
    "az": "azərbaycanca|azərbaycan dili",
    "cs": "česky",
    "es": "castilian|castellano",
    "et": "eesti keel",
    "fa": "farsi",
    "id": "bahasa indonesia",
    "kk": "қазақша",
    "km": "ភាសាខ្មែរ",
    "lb": "lëtzebuergesch",
    "ms": "bahasa melayu",
    "mt": "malti",
    "my": "မြန်မာဘာသာ",
    "pt": "português brasileiro",
    "si": "sinhalese",
    "th": "ภาษาไทย",
    "uz": "oʻzbekcha",
    "zh": "汉语|漢語",
}

# What may stand in brackets behind a name, beside the names of countries, without making it another language; "Chinese
# (Cantonese)" would.
QUALIFIERS: Final = frozenset(
    "us usa uk gb br pt es mx fr de at ch simplified traditional 简体 繁體 latin cyrillic latinoamérica".split()
)

# Withdrawn codes come from CLDR: iw, in and ji, which Java kept writing until version 17
# (https://bugs.openjdk.java.net/browse/JDK-8267069, read 2026-11-23), jw, mo, and the library codes scc and scr. It
# lacks the three letters of mo.
WITHDRAWN: Final = {"mol": "ro"}
# Withdrawn without one successor.
SPLIT: Final = {"sh": "sr, hr or bs", "hbs": "sr, hr or bs"}

# Codes that say that there is no one language.
NO_LANGUAGE: Final = frozenset(("mul", "und", "zxx", "mis", "root", "posix", "default", "any", "other"))

# What a code without a two-letter twin, or a name of such a language, is closest to, beyond CLDR's macrolanguages; a
# hint, never a repair. Mandarin, Cantonese and Dari have codes of their own in ISO 639-3.
CLOSEST: Final = {
    **dict.fromkeys(("yue", "wuu", "nan", "hak", "mandarin", "cantonese", "mandarin chinese"), "zh"),
    **dict.fromkeys(("fil", "filipino", "pilipino"), "tl"),
    **dict.fromkeys(("prs", "dari"), "fa"),
    **dict.fromkeys(("arz", "ary", "apc"), "ar"),
    **dict.fromkeys(("cnr", "montenegrin"), "sr"),
    "gsw": "de",
}

# `kr` is Kanuri, and Korea's code far more often; it is taken for the language where that is spoken only.
KANURI_COUNTRIES: Final = frozenset(("NG", "NE", "TD", "CM"))

# Three-letter codes of a language that are also the three-letter code of a country where it is not at home.
ALPHA3_FRIENDS: Final = {
    "arg": "AR",
    "asm": "AS",
    "ben": "BJ",
    "che": "CH",
    "cym": "KY",
    "ind": "IN",
    "kir": "KI",
    "mac": "MO",
    "mar": "MA",
    "pan": "PA",
    "per": "PE",
    "slv": "SV",
    "ven": "VE",
}

# The languages that a country code in a language column is likely to mean; a hint, never a repair.
_LIKELY: Final = {
    "ar": "AE BH DZ EG IQ JO KM KW LB LY MR OM PS QA SA SD SY YE",
    "es": "AR BO CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV UY VE",
    "en": "AG AS AU BB BM BS FJ GB GD GH GU IE IO JM KI KN KY LR MS NG NZ SC SG SL SS TT UG UK US VI ZM ZW",
    "fr": "BF BI BJ CD CF CG CI GA GF GN GP MC ML MQ NC NE PF RE SN TG",
    "pt": "AO BR CV GW MZ ST",
    "de": "AT LI",
    "el": "CY GR",
    "zh": "CN HK MO TW",
    "sr": "ME RS",
    "nl": "AW CW SR SX",
    "it": "SM VA",
}
LIKELY: Final = {country: code for code, countries in _LIKELY.items() for country in countries.split()} | {
    "AD": "ca",
    "AF": "fa or ps",
    "AL": "sq",
    "AM": "hy",
    "BA": "bs",
    "BD": "bn",
    "BE": "nl or fr",
    "BN": "ms",
    "BY": "be",
    "CA": "en or fr",
    "CH": "de, fr or it",
    "CM": "fr or en",
    "CZ": "cs",
    "DK": "da",
    "EE": "et",
    "ET": "am",
    "GE": "ka",
    "GL": "kl or da",
    "IL": "he",
    "IN": "hi or en",
    "IR": "fa",
    "JP": "ja",
    "KE": "sw or en",
    "KG": "ky or ru",
    "KH": "km",
    "KR": "ko",
    "KZ": "kk or ru",
    "LA": "lo",
    "LK": "si or ta",
    "LU": "lb, fr or de",
    "MA": "ar or fr",
    "MD": "ro",
    "MM": "my",
    "MY": "ms",
    "NA": "en",
    "NP": "ne",
    "NR": "en",
    "PH": "tl or en",
    "PK": "ur",
    "SE": "sv",
    "SI": "sl",
    "TJ": "tg",
    "TN": "ar or fr",
    "TM": "tk",
    "TZ": "sw",
    "UA": "uk",
    "VN": "vi",
    "XK": "sq",
    "ZA": "en, af or zu",
}

# Language codes that equal the code of a country where that language is at home, so that nothing is odd about `de` in
# Germany. Every other language code that equals its row's country is one that looks like it: `se` in Sweden.
AT_HOME: Final = frozenset(
    "az bg de es fi fj fo fr hr ht hu id is it lt lv mg mh mk mn mt nl no pl pt ro ru rw sk so th to tr uz".split()
)
