"""Names and symbols of currencies, codes that were withdrawn, and codes that are not money.

A table file of the rule `default_currency`. The codes of current money are pycountry's copy of ISO 4217; what is here
corrects it. The source of each table stands above it; where none is named it is common knowledge that no page was
opened for.
"""

from __future__ import annotations

from typing import Final

# Codes of list one that nobody pays with: no currency, a test code, metals, bond units and units of account.
NOT_MONEY: Final = frozenset("XXX XTS XAU XAG XPT XPD XBA XBB XBC XBD XDR XSU XUA XAD".split())

# Current money that an older installed pycountry does not carry yet.
ADDED: Final = frozenset("SLE VED VES XCG ZWG MRU STN BYN".split())

# Code: successor and the day from which the successor is the money of the country. From 2014 on, but for the euro in
# Bulgaria: https://style-guide.europa.eu (currency list modifications, read 2026-11-23), which gives some of them by
# month or year only. Bulgaria, the first euro countries and the redenominations before 2014: common knowledge.
WITHDRAWN: Final = {
    **dict.fromkeys("ATS BEF DEM ESP FIM FRF IEP ITL LUF NLG PTE".split(), ("EUR", "1999-01-01")),
    "GRD": ("EUR", "2001-01-01"),
    "SIT": ("EUR", "2007-01-01"),
    **dict.fromkeys(("CYP", "MTL"), ("EUR", "2008-01-01")),
    "SKK": ("EUR", "2009-01-01"),
    "EEK": ("EUR", "2011-01-01"),
    "LVL": ("EUR", "2014-01-01"),
    "LTL": ("EUR", "2015-01-01"),
    "HRK": ("EUR", "2023-01-01"),
    "BGN": ("EUR", "2026-01-01"),
    "MXP": ("MXN", "1993-01-01"),
    "PLZ": ("PLN", "1995-01-01"),
    "RUR": ("RUB", "1998-01-01"),
    "SRG": ("SRD", "2004-01-01"),
    "TRL": ("TRY", "2005-01-01"),
    "ROL": ("RON", "2005-07-01"),
    "AZM": ("AZN", "2006-01-01"),
    "MZM": ("MZN", "2006-07-01"),
    "GHC": ("GHS", "2007-07-01"),
    "TMM": ("TMT", "2009-01-01"),
    "ZMK": ("ZMW", "2013-01-01"),
    "BYR": ("BYN", "2016-07-01"),
    "MRO": ("MRU", "2018-01-01"),
    "STD": ("STN", "2018-01-01"),
    "VEF": ("VES", "2018-08-20"),
    "CUC": ("CUP", "2021-01-01"),
    "SLL": ("SLE", "2022-07-01"),
    "ZWL": ("ZWG", "2024-06-25"),
    "ANG": ("XCG", "2025-03-31"),
}

# Names that belong to one currency only, as shops write them.
_NAMES: Final = {
    "AED": "uae dirham|emirati dirham|united arab emirates dirham",
    "ARS": "argentine peso|argentinian peso|peso argentino",
    "AUD": "australian dollar|australian dollars",
    "BGN": "bulgarian lev",
    "BRL": "brazilian real|real brasileiro|reais",
    "CAD": "canadian dollar|canadian dollars",
    "CHF": "swiss franc|swiss francs|schweizer franken",
    "CLP": "chilean peso|peso chileno",
    "CNY": "chinese yuan|chinese yuan renminbi|yuan renminbi|yuan|renminbi|人民币",
    "COP": "colombian peso|peso colombiano",
    "CZK": "czech koruna|koruna česká",
    "DKK": "danish krone|danske kroner|dansk krone",
    "EGP": "egyptian pound",
    "EUR": "euro|euros",
    "GBP": "pound sterling|sterling|british pound|british pounds|british pound sterling|pounds sterling|uk pound",
    "HKD": "hong kong dollar",
    "HRK": "croatian kuna|kuna",
    "HUF": "forint|hungarian forint",
    "IDR": "rupiah|indonesian rupiah",
    "ILS": "israeli new shekel|new israeli shekel|new shekel|israeli shekel|new israeli sheqel|shekel",
    "INR": "indian rupee|indian rupees",
    "ISK": "icelandic krona|icelandic króna|íslensk króna",
    "JPY": "japanese yen|yen|日本円",
    "KRW": "south korean won",
    "KWD": "kuwaiti dinar",
    "MXN": "mexican peso|mexican pesos|peso mexicano",
    "MYR": "ringgit|malaysian ringgit",
    "NGN": "naira|nigerian naira",
    "NOK": "norwegian krone|norske kroner|norsk krone",
    "NZD": "new zealand dollar|new zealand dollars",
    "PEN": "peruvian sol|nuevo sol|sol peruano",
    "PHP": "philippine peso",
    "PKR": "pakistani rupee|pakistan rupee",
    "PLN": "złoty|zloty|polish zloty|polish złoty|polski złoty",
    "QAR": "qatari riyal|qatari rial",
    "RON": "romanian leu|leu românesc",
    "RUB": "russian ruble|russian rouble|российский рубль",
    "SAR": "saudi riyal|saudi arabian riyal",
    "SEK": "swedish krona|swedish kronor|svensk krona|svenska kronor",
    "SGD": "singapore dollar",
    "THB": "baht|thai baht",
    "TRY": "turkish lira|türk lirası",
    "TWD": "new taiwan dollar|taiwan dollar|taiwanese dollar",
    "UAH": "hryvnia|ukrainian hryvnia|гривня",
    "USD": "us dollar|us dollars|u.s. dollar|u.s. dollars|united states dollar|american dollar|dólar estadounidense",
    "VND": "dong|đồng|vietnamese dong|vietnamese đồng",
    "ZAR": "rand|south african rand",
}
CODE_BY_NAME: Final = {name: code for code, names in _NAMES.items() for name in names.split("|")}

# Symbols of one currency only, and the dollar signs that name their country. Left out on
# purpose: ₩ (both Koreas), ₱ (the Philippines and Cuba), C$ (Canada and Nicaragua), лв, the Indian-looking Rs.
CODE_BY_SYMBOL: Final = {
    "€": "EUR",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₦": "NGN",
    "₡": "CRC",
    "₲": "PYG",
    "₸": "KZT",
    "₼": "AZN",
    "₾": "GEL",
    "₵": "GHS",
    "₮": "MNT",
    "₭": "LAK",
    "৳": "BDT",
    "៛": "KHR",
    "zł": "PLN",
    "kč": "CZK",
    "us$": "USD",
    "ca$": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "nt$": "TWD",
    "r$": "BRL",
    "mx$": "MXN",
    "cn¥": "CNY",
    "jp¥": "JPY",
}

# Symbols that several currencies share, and the legal tender of each country that writes it.
_DOLLARS: Final = {
    "USD": "US AS BQ EC FM GU MH MP PR PW SV TC TL UM VG VI",
    "AUD": "AU CC CX HM KI NF NR TV",
    "NZD": "NZ CK NU PN TK",
    "XCD": "AG AI DM GD KN LC MS VC",
    "CAD": "CA",
    "HKD": "HK",
    "SGD": "SG",
    "TWD": "TW",
    "MXN": "MX",
    "ARS": "AR",
    "CLP": "CL",
    "COP": "CO",
    "CUP": "CU",
    "DOP": "DO",
    "UYU": "UY",
    "BSD": "BS",
    "BBD": "BB",
    "BZD": "BZ",
    "BMD": "BM",
    "BND": "BN",
    "KYD": "KY",
    "FJD": "FJ",
    "GYD": "GY",
    "JMD": "JM",
    "LRD": "LR",
    "NAD": "NA",
    "SBD": "SB",
    "SRD": "SR",
    "TTD": "TT",
}
_SHARED: Final = {
    "$": _DOLLARS,
    "£": {"GBP": "GB GG IM JE", "EGP": "EG", "FKP": "FK", "GIP": "GI", "LBP": "LB", "SHP": "SH", "SYP": "SY"},
    "¥": {"CNY": "CN", "JPY": "JP"},
    "kr": {"DKK": "DK FO GL", "ISK": "IS", "NOK": "NO SJ BV", "SEK": "SE"},
    "rs": {"INR": "IN", "LKR": "LK", "MUR": "MU", "NPR": "NP", "PKR": "PK", "SCR": "SC"},
    "r": {"ZAR": "ZA"},
    "₩": {"KRW": "KR", "KPW": "KP"},
    "₱": {"PHP": "PH", "CUP": "CU"},
}
SHARED: Final = {
    symbol: {country: code for code, countries in owners.items() for country in countries.split()}
    for symbol, owners in _SHARED.items()
}

# Names and signs that several currencies share, of which the country alone does not tell one.
SHARED_NAMES: Final = frozenset(
    (
        "dollar|dollars|pound|pounds|krone|kroner|krona|kronor|króna|koruna|crown|peso|pesos|franc|francs|fr|rupee|"
        "rupees|dinar|dirham|rial|riyal|real|ruble|rouble|lira|won|shilling|leu|lei|lev|лв|sol|c$|s$|¢|元|圆|円"
    ).split("|")
)

# What traders and older programs write for a code; the code itself is a suggestion, since CNH is another market.
ALIASES: Final = {
    "RMB": "CNY",
    "CNH": "CNY",
    "NTD": "TWD",
    "UKP": "GBP",
    "STG": "GBP",
    "NIS": "ILS",
    "SFR": "CHF",
    "DHS": "AED",
}

# Hundredths, as stock exchanges quote them.
SUBUNITS: Final = {"GBp": "GBP", "ZAc": "ZAR", "USc": "USD"}
SUBUNIT_WORDS: Final = {
    "gbx": "GBP",
    "gbpence": "GBP",
    "pence": "GBP",
    "zac": "ZAR",
    "ila": "ILS",
    "agorot": "ILS",
    "usx": "USD",
    "cent": "",
    "cents": "",
    "p": "",
    "c": "",
}

CRYPTO: Final = frozenset(
    (
        "btc xbt eth usdt usdc bch ltc xrp doge ada bnb trx dai shib xmr xlm dot bitcoin ether ethereum tether "
        "litecoin dogecoin ripple ₿ ξ"
    ).split()
)
