"""Symbols of currencies, names that CLDR does not write, and codes that are not money.

A table file of the rule `default_currency`. The codes of current money are pycountry's copy of ISO 4217, names and
withdrawn codes come from `tables.cldr`; what is here corrects and completes them. The source of each table stands above
it; where none is named it is common knowledge that no page was opened for.
"""

from __future__ import annotations

from typing import Final

# Codes of list one that nobody pays with: no currency, a test code, metals, bond units and units of account.
NOT_MONEY: Final = frozenset("XXX XTS XAU XAG XPT XPD XBA XBB XBC XBD XDR XSU XUA XAD".split())

# Current money that an older installed pycountry does not carry yet.
ADDED: Final = frozenset("SLE VED VES XCG ZWG MRU STN BYN".split())

# Withdrawn codes come from CLDR with their successors. It has two moneys in the place of some (the peseta was used in
# Andorra, the Antillean guilder in islands that now have the dollar), and knows another day for the Cuban peso. From
# 2014 on: https://style-guide.europa.eu (currency list modifications, read 2026-11-23).
WITHDRAWN: Final = {
    **dict.fromkeys("ESP NLG PTE".split(), ("EUR", "1999-01-01")),
    "RUR": ("RUB", "1998-01-01"),
    "CUC": ("CUP", "2021-01-01"),
    "ZWL": ("ZWG", "2024-06-25"),
    "ANG": ("XCG", "2025-03-31"),
}

# CLDR counts the Salvadoran colón as withdrawn (El Salvador pays in US dollars); ISO 4217 still lists it.
STILL_LISTED: Final = frozenset(("SVC",))

# Names that CLDR does not write: short ones that belong to one currency (rupiah, shekel, sterling), what shops write
# beside the official name (American dollar, Saudi Arabian riyal), and names in the country's own language.
NAMES: Final = {
    "AED": "emirati dirham",
    "ARS": "argentinian peso",
    "BRL": "reais",
    "CNY": "chinese yuan renminbi|renminbi",
    "CZK": "koruna česká",
    "GBP": "pound sterling|sterling|british pound sterling|pounds sterling",
    "IDR": "rupiah",
    "ILS": "new israeli shekel|new shekel|new israeli sheqel|shekel",
    "PEN": "nuevo sol",
    "PKR": "pakistan rupee",
    "SAR": "saudi arabian riyal",
    "TWD": "taiwan dollar|taiwanese dollar",
    "UAH": "hryvnia|гривня",
    "USD": "united states dollar|american dollar",
}

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
        "rupees|dinar|dirham|rial|riyal|ruble|rouble|lira|won|shilling|leu|lei|lev|лв|manat|som|c$|s$|¢|元|圆"
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
