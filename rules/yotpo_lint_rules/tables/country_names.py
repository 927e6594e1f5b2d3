"""Names of countries that CLDR does not know, and names that are no one country: the tables of `country_code`.

CLDR's names come from `tables.cldr`, ISO's official English names from pycountry; here stands what shops write besides.
None of these names means another country in any of CLDR's languages; a test compares them.
"""

from __future__ import annotations

from typing import Final

# What CLDR and ISO do not write, each with its reason: abbreviations that people and forms use (UAE, DRC, KSA, EE.UU.);
# the constituent countries of the United Kingdom, which its customers choose in forms (England, Scotland); parts that
# stand for the whole (Holanda, Great Britain, St. Kitts); former names that are still in lists (Burma, FYROM); long
# forms in the language of the country; and the forms in which ISO's and Shopify's lists turn a name around
# ("Congo, Democratic Republic of the"). Collected 2026-11-23 from exports and lists of shops.
NAMES: Final = {
    "AE": "UAE|Emirates|الإمارات",
    "AQ": "Antarctica (the territory South of 60 deg S)",
    "AT": "Oesterreich",
    "AU": "Commonwealth of Australia",
    "BL": "St. Barts",
    "BV": "Bouvet Island (Bouvetoya)",
    "CC": "Keeling Islands",
    "CD": "DRC|DR Congo|Congo, DR|Congo, Democratic Republic|Congo, Democratic Republic of the|"
    "Congo, Democratic Republic of|Democratic Republic of Congo|République démocratique du Congo|RDC",
    "CG": "Congo, Republic of the|Congo, Republic of|Republic of Congo",
    "CN": "PRC|P.R. China|China, People's Republic of|Mainland China",
    "CZ": "Czech",
    "DE": "Bundesrepublik Deutschland",
    "DO": "Dom. Rep.",
    "FK": "Falklands",
    "FR": "République française",
    "GB": "Great Britain|Britain|GB & NI|Great Britain and Northern Ireland|England|Scotland|Wales|"
    "Northern Ireland|Großbritannien|Gran Bretaña|Grande-Bretagne|Cymru",
    "GR": "Ελλάς",
    "HK": "Hong Kong, China",
    "IE": "Republic of Ireland|Ireland, Republic of|Irish Republic",
    "IO": "British Indian Ocean Territory (Chagos Archipelago)",
    "JP": "Nippon|Nihon",
    "KN": "St. Kitts",
    "KP": "Korea (North)|Korea, North|DPRK|Korea, Democratic People's Republic",
    "KR": "Korea (South)|Korea, South|ROK",
    "LA": "Lao PDR|Lao People's Democratic Rep.",
    "LI": "Fürstentum Liechtenstein",
    "LU": "Lëtzebuerg",
    "LY": "Libyan Arab Jamahiriya",
    "MK": "FYROM|Macedonia, The Former Yugoslav Republic of|The Former Yugoslav Republic of Macedonia|"
    "Macedonia (FYROM)|Republic of Macedonia|Macedonia, Republic of",
    "MM": "Burma|Birmania|Birma",
    "MO": "Macau SAR|Macau, China",
    "MX": "Estados Unidos Mexicanos",
    "NL": "Holanda",
    "PN": "Pitcairn Island",
    "PS": "Palestinian Territory|Palestinian Territory, Occupied|Occupied Palestinian Territory",
    "RE": "Reunion Island",
    "RU": "Российская Федерация",
    "SA": "KSA|السعودية",
    "SJ": "Svalbard & Jan Mayen Islands",
    "SK": "Slovenská republika|Slovakia (Slovak Republic)",
    "SX": "St. Maarten",
    "SZ": "Eswatini (Swaziland)",
    "TH": "ประเทศไทย",
    "TL": "Timor-Leste (East Timor)",
    "TR": "Turkey (Türkiye)|Türkiye (Turkey)",
    "TW": "Taiwan, R.O.C.|Taiwan (R.O.C.)|臺灣",
    "TZ": "Tanzania, United Republic",
    "UM": "US Minor Outlying Islands",
    "US": "US of A|United States (USA)|United States of America (USA)|Estados Unidos de América|EE.UU.|"
    "États-Unis d'Amérique|Vereinigte Staaten von Amerika|Stati Uniti d'America",
    "VA": "Vatican|Vatican City State|Holy See",
    "VC": "St. Vincent",
    "VG": "BVI",
    "VI": "United States Virgin Islands|USVI",
    "ZA": "RSA",
}

# Codes that are no ISO 3166-1 codes and yet can mean one country: the Union's own for Greece and the United
# Kingdom (interinstitutional style guide, annex A5); the World Bank's for Kosovo, and CLDR's.
OTHER_CODES: Final = {"UK": "GB", "EL": "GR", "XKX": "XK", "XKK": "XK"}

# Kosovo's code is not in ISO 3166-1. XK is user-assigned there; Shopify, CLDR, the European Union and phonenumbers
# write it, and no other code is in use (read 2026-11-27).
KOSOVO: Final = "XK"

# Names that several countries bear or are shortened to, with the choice to make.
AMBIGUOUS: Final = {
    "Korea": "KR is South Korea, KP is North Korea",
    "Corea": "KR is South Korea, KP is North Korea",
    "Congo": "CD is Kinshasa, CG is Brazzaville",
    "The Congo": "CD is Kinshasa, CG is Brazzaville",
    "Guinea": "GN is Guinea, GW Guinea-Bissau, GQ Equatorial Guinea, PG Papua New Guinea",
    "New Guinea": "PG is Papua New Guinea, ID is Indonesia",
    "Guiana": "GF is French Guiana, GY is Guyana",
    "Georgia": "GE is the country, US the country of the state",
    "Virgin Islands": "VG is British, VI is U.S.",
    "Saint Martin": "MF is the French part, SX the Dutch part",
    "Micronesia": "FM is the Federated States, the region has other states too",
    "Macedonia": "MK is North Macedonia, GR the country of the Greek region",
    "Timor": "TL is Timor-Leste, ID is Indonesia",
    "Republic of China": "TW is Taiwan, CN is China",
    "Samoa Islands": "WS is Samoa, AS American Samoa",
    "na": "NA is Namibia, n/a is no answer",  # in capitals it is Namibia: an exact code is kept before this is asked
}

# Entries that ISO 3166-3 lists as withdrawn without one heir, by every code and the usual names. ZAR is also the code
# of South Africa's money, which is easily taken for a country's.
WITHDRAWN: Final = {
    "AN|ANT|Netherlands Antilles": "2010, now CW, SX or BQ",
    "CS|SCG|CSK|Serbia and Montenegro|Czechoslovakia": "1993 (Czechoslovakia, now CZ or SK) or 2006 "
    "(Serbia and Montenegro, now RS or ME)",
    "YU|YUG|Yugoslavia": "2003, now RS, ME or another of its heirs",
    "SU|SUN|USSR|Soviet Union": "1992, now RU or another of its heirs",
    "NT|NTZ": "1993, now IQ or SA",
    "ZAR": "1997 (Zaire, now CD), and is the currency of South Africa (ZA)",
}

# Countries that were renamed or joined one other, by the names that people still write. Their codes come from CLDR's
# aliases (TP, ZR, BU, DD, YD, FX), with ISO 3166-3 as pycountry carries it for the day on which they left.
SUCCESSORS: Final = {
    "DE": "GDR|East Germany|German Democratic Republic|DDR",
    "CD": "Zaire",
    "FR": "France, Metropolitan|Metropolitan France",
    "TL": "Portuguese Timor",
}

# The oldest year in which a withdrawn code was still valid that is read as its successor. What left before that (VD,
# MI, NH) is hardly in any shop's table, and rather a canton or a state.
OLDEST_SUCCESSION: Final = "1989"

# Groups of countries beyond CLDR's continents, and words that are no one country. "America" names two continents and
# one of their states.
GROUPS: Final = (
    "America|EU|E.U.|EEA|UN|U.N.|Middle East|West Indies|Scandinavia|Benelux|EMEA|APAC|LATAM|DACH|International|"
    "Worldwide|Rest of World|ROW|Other|Others|Abroad|Overseas|Foreign|Global|Great Britain and Ireland|UK & Ireland"
).split("|")

# Territories that have a code in CLDR and none in ISO 3166-1 (exceptional reservations: Ascension, Clipperton, Sark,
# Diego Garcia, Ceuta and Melilla, the Canary Islands, Tristan da Cunha), and the country whose code they use.
DEPENDENCIES: Final = {"AC": "SH", "CP": "FR", "CQ": "GG", "DG": "IO", "EA": "ES", "IC": "ES", "TA": "SH"}

# Parts of countries under names that ISO 3166-2 does not list (it lists Bayern, not Bavaria).
PARTS: Final = {
    "Bavaria": "DE",
    "Saxony": "DE",
    "Catalonia": "ES",
    "Andalusia": "ES",
    "Sicily": "IT",
    "Sardinia": "IT",
    "Tuscany": "IT",
    "Lombardy": "IT",
    "Brittany": "FR",
    "Normandy": "FR",
    "Corsica": "FR",
    "Flanders": "BE",
    "Wallonia": "BE",
    "Ulster": "GB or IE",
    "London": "GB",
    "Dubai": "AE",
    "Abu Dhabi": "AE",
    "Tibet": "CN",
    "Crete": "GR",
    "Madeira": "PT",
    "Azores": "PT",
    "New York City": "US",
    "Washington DC": "US",
}
