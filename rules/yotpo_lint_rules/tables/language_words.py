"""Names of languages, withdrawn codes, and the languages that a country code in a language column is likely to mean.

A table file of the rule `default_language`. Codes after ISO 639-1 and ISO 3166-1 as pycountry carries them; names in
English and in the language itself. Tables without a source are common knowledge that no page was opened for.
"""

from __future__ import annotations

from typing import Final

# The most spoken languages and those of the shop countries; each name means one language only. Left out on purpose:
# Mandarin and Cantonese (no two-letter code of their own), Filipino, Dari, Gaelic, Bahasa, Creole, Serbo-Croatian.
_NAMES: Final = {
    "af": "afrikaans",
    "am": "amharic|አማርኛ",
    "ar": "arabic|العربية|عربي",
    "az": "azerbaijani|azərbaycanca|azərbaycan dili",
    "be": "belarusian|беларуская",
    "bg": "bulgarian|български",
    "bn": "bengali|bangla|বাংলা",
    "bs": "bosnian|bosanski",
    "ca": "catalan|català",
    "cs": "czech|čeština|česky",
    "cy": "welsh|cymraeg",
    "da": "danish|dansk",
    "de": "german|deutsch",
    "el": "greek|ελληνικά",
    "en": "english|american english|british english",
    "es": "spanish|castilian|español|castellano",
    "et": "estonian|eesti|eesti keel",
    "eu": "basque|euskara",
    "fa": "persian|farsi|فارسی",
    "fi": "finnish|suomi",
    "fr": "french|français|canadian french",
    "ga": "irish|gaeilge",
    "gl": "galician|galego",
    "gu": "gujarati|ગુજરાતી",
    "ha": "hausa",
    "he": "hebrew|עברית",
    "hi": "hindi|हिन्दी|हिंदी",
    "hr": "croatian|hrvatski",
    "hu": "hungarian|magyar",
    "hy": "armenian|հայերեն",
    "id": "indonesian|bahasa indonesia",
    "ig": "igbo",
    "is": "icelandic|íslenska",
    "it": "italian|italiano",
    "ja": "japanese|日本語",
    "ka": "georgian|ქართული",
    "kk": "kazakh|қазақ тілі|қазақша",
    "km": "khmer|ខ្មែរ|ភាសាខ្មែរ",
    "kn": "kannada|ಕನ್ನಡ",
    "ko": "korean|한국어",
    "lb": "luxembourgish|lëtzebuergesch",
    "lo": "lao|ລາວ",
    "lt": "lithuanian|lietuvių",
    "lv": "latvian|latviešu",
    "mk": "macedonian|македонски",
    "ml": "malayalam|മലയാളം",
    "mn": "mongolian|монгол",
    "mr": "marathi|मराठी",
    "ms": "malay|bahasa melayu",
    "mt": "maltese|malti",
    "my": "burmese|မြန်မာ|မြန်မာဘာသာ",
    "nb": "norwegian bokmål|norwegian bokmal|bokmål|norsk bokmål",
    "ne": "nepali|नेपाली",
    "nl": "dutch|flemish|nederlands|vlaams",
    "nn": "norwegian nynorsk|nynorsk|norsk nynorsk",
    "no": "norwegian|norsk",
    "pa": "punjabi|panjabi|ਪੰਜਾਬੀ",
    "pl": "polish|polski",
    "pt": "portuguese|português|brazilian portuguese|português brasileiro",
    "ro": "romanian|română|moldovan|moldavian",
    "ru": "russian|русский",
    "si": "sinhala|sinhalese|සිංහල",
    "sk": "slovak|slovenčina",
    "sl": "slovenian|slovene|slovenščina",
    "so": "somali|soomaali",
    "sq": "albanian|shqip",
    "sr": "serbian|srpski|српски",
    "sv": "swedish|svenska",
    "sw": "swahili|kiswahili",
    "ta": "tamil|தமிழ்",
    "te": "telugu|తెలుగు",
    "th": "thai|ไทย|ภาษาไทย",
    "tl": "tagalog",
    "tr": "turkish|türkçe",
    "uk": "ukrainian|українська",
    "ur": "urdu|اردو",
    "uz": "uzbek|oʻzbekcha|o'zbekcha",
    "vi": "vietnamese|tiếng việt",
    "yo": "yoruba|yorùbá",
    "zh": "chinese|simplified chinese|traditional chinese|中文|汉语|漢語|简体中文|繁體中文|繁体中文",
    "zu": "zulu|isizulu",
}
CODE_BY_NAME: Final = {name: code for code, names in _NAMES.items() for name in names.split("|")}

# What may stand in brackets behind a name without making it another language; "Chinese (Cantonese)" would.
QUALIFIERS: Final = frozenset(
    (
        "us|usa|united states|uk|gb|united kingdom|great britain|canada|australia|ireland|india|new zealand|"
        "brazil|brasil|br|portugal|pt|spain|españa|es|mexico|méxico|mx|latin america|latinoamérica|"
        "france|fr|belgium|belgique|switzerland|suisse|schweiz|austria|österreich|germany|deutschland|de|at|ch|"
        "simplified|traditional|china|taiwan|hong kong|简体|繁體|latin|cyrillic"
    ).split("|")
)

# Codes that ISO 639 withdrew, with the code that took their place. Java kept writing iw, in and ji until version 17
# (https://bugs.openjdk.java.net/browse/JDK-8267069, read 2026-11-23). Three-letter: the library codes of Serbian and
# Croatian, and Moldavian.
WITHDRAWN: Final = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jw": "jv",
    "mo": "ro",
    "mol": "ro",
    "scc": "sr",
    "scr": "hr",
}
# Withdrawn without one successor.
SPLIT: Final = {"sh": "sr, hr or bs", "hbs": "sr, hr or bs"}

# Codes that say that there is no one language.
NO_LANGUAGE: Final = frozenset(("mul", "und", "zxx", "mis", "root", "posix", "default", "any", "other"))

# What a code without a two-letter twin, or a name of such a language, is closest to; a hint, never a repair.
CLOSEST: Final = {
    **dict.fromkeys(("cmn", "yue", "wuu", "nan", "hak", "mandarin", "cantonese", "mandarin chinese"), "zh"),
    **dict.fromkeys(("fil", "filipino", "pilipino"), "tl"),
    **dict.fromkeys(("prs", "pes", "dari"), "fa"),
    **dict.fromkeys(("arb", "arz", "ary", "apc"), "ar"),
    "ekk": "et",
    "lvs": "lv",
    "swh": "sw",
    "zsm": "ms",
    "als": "sq",
    "gsw": "de",
    "npi": "ne",
    "azj": "az",
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
