"""Names of countries beyond ISO's own, and names that are no country: the tables of `country_code`.

ISO's official and common English names come from pycountry; here stands what shops write besides. None of them
means another country in any of the 35 languages whose country lists pycountry 26.2.16 carries (checked 2026-11-23).
"""

from __future__ import annotations

import unicodedata
from typing import Final

from yotpo_lint.text import collapse_blanks, compile_lazily, normalize_word

# Marks that are dropped in a name ("U.S.A.", "Côte d'Ivoire"), and marks that stand for a blank.
_DROPPED: Final = compile_lazily("[.'\u2018\u2019\u02bb\u02bc\u00b4`]")
_BLANK: Final = compile_lazily(r"[,;()\[\]/]")

# Letters that Unicode does not decompose and that people without the keyboard write plainly.
_PLAIN: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})

# Accents are folded in Latin and Greek only; elsewhere a combining mark is part of the letter (か, が).
_FOLDED_BELOW: Final = "\u0400"


def name_key(text: str) -> str:
    """Fold the name of a country or province for look-up: case, accents, dots, dashes and `&` become alike.

    >>> name_key("U. S. A."), name_key("Côte d’Ivoire"), name_key("St. Kitts & Nevis")
    ('usa', 'cote divoire', 'saint kitts and nevis')
    """
    text = _BLANK.sub(" ", _DROPPED.sub("", normalize_word(text))).replace("&", " and ")
    letters: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if not (unicodedata.combining(char) and letters and letters[-1] < _FOLDED_BELOW):
            letters.append(char)
    words = unicodedata.normalize("NFC", "".join(letters)).translate(_PLAIN).split()
    if words and all(len(word) == 1 and word.isalpha() for word in words):
        return "".join(words)
    if words[:1] == ["the"]:
        words = words[1:]
    return collapse_blanks(" ".join("saint" if word == "st" else word for word in words))


# Short, former and formal names, and the names the country gives itself or has in Spanish, French, German,
# Italian, Dutch and Portuguese. Only names that can mean one country in any of these languages.
NAMES: Final = {
    "AE": "UAE|U.A.E.|Emirates|Emiratos Árabes Unidos|Émirats arabes unis|Vereinigte Arabische Emirate|الإمارات",
    "AQ": "Antarctica (the territory South of 60 deg S)",
    "AR": "Argentinien|Argentine",
    "AT": "Österreich|Oesterreich|Autriche|Oostenrijk|Áustria",
    "AU": "Commonwealth of Australia|Australien|Australie|Austrália",
    "BA": "Bosnia|Bosnia-Herzegovina|Bosna i Hercegovina",
    "BE": "België|Belgique|Belgien|Bélgica|Belgio",
    "BG": "България|Bulgarien|Bulgarie",
    "BL": "St. Barts",
    "BN": "Brunei",
    "BO": "Bolivien",
    "BQ": "Caribbean Netherlands|Bonaire",
    "BR": "Brasil|Brasilien|Brésil|Brasile|Brazilië",
    "BV": "Bouvet Island (Bouvetoya)",
    "BY": "Беларусь",
    "CA": "Canadá|Kanada",
    "CC": "Cocos Islands|Keeling Islands",
    "CD": "DRC|DR Congo|Congo (DRC)|Congo, DR|Congo, Democratic Republic|Congo, Democratic Republic of the|"
    "Congo, Democratic Republic of|Democratic Republic of Congo|Congo - Kinshasa",
    "CG": "Congo - Brazzaville|Congo, Republic of the|Congo, Republic of|Republic of Congo",
    "CH": "Schweiz|Suisse|Svizzera|Svizra|Suiza|Suíça|Zwitserland",
    "CI": "Ivory Coast|Costa de Marfil|Elfenbeinküste",
    "CL": "Chili",
    "CN": "PRC|P.R. China|China, People's Republic of|Mainland China|中国|中华人民共和国|Chine|Cina",
    "CO": "Kolumbien|Colombie",
    "CV": "Cape Verde",
    "CY": "Κύπρος|Kıbrıs|Zypern|Chypre|Chipre",
    "CZ": "Czech|Česko|Česká republika|Tschechien|Tschechische Republik|Tchéquie|République tchèque|Tsjechië|"
    "República Checa|Chequia",
    "DE": "Deutschland|Allemagne|Alemania|Germania|Duitsland|Alemanha|Bundesrepublik Deutschland",
    "DK": "Danmark|Dänemark|Danemark|Dinamarca|Danimarca|Denemarken",
    "DO": "República Dominicana|Dom. Rep.|Dominikanische Republik|République dominicaine",
    "EE": "Eesti|Estland|Estonie",
    "EG": "مصر|Egipto|Ägypten|Égypte",
    "ES": "España|Espagne|Spanien|Spagna|Spanje|Espanha|Espanya",
    "FI": "Suomi|Finnland|Finlande|Finlandia",
    "FK": "Falkland Islands|Falklands|Islas Malvinas",
    "FM": "Federated States of Micronesia",
    "FR": "Francia|Frankreich|Frankrijk|França|République française",
    "GB": "UK|U.K.|Great Britain|Britain|GB & NI|Great Britain and Northern Ireland|England|Scotland|Wales|"
    "Northern Ireland|Reino Unido|Royaume-Uni|Vereinigtes Königreich|Großbritannien|Grossbritannien|Regno Unito|"
    "Verenigd Koninkrijk|Gran Bretaña|Grande-Bretagne|Cymru",
    "GR": "Ελλάδα|Ελλάς|Hellas|Griechenland|Grèce|Grecia|Griekenland|Grécia",
    "HK": "Hong Kong SAR|Hong Kong SAR China|Hong Kong S.A.R.|Hong Kong, China|Hongkong|香港",
    "HM": "Heard & McDonald Islands",
    "HR": "Hrvatska|Kroatien|Croatie|Croacia|Croazia|Kroatië",
    "HU": "Magyarország|Ungarn|Hongrie|Hungría|Ungheria|Hongarije",
    "ID": "Indonesien|Indonésie",
    "IE": "Éire|Irland|Irlande|Irlanda|Ierland|Republic of Ireland|Ireland, Republic of|Irish Republic",
    "IL": "ישראל|Israël",
    "IN": "भारत|Indien|Inde|Bharat",
    "IO": "British Indian Ocean Territory (Chagos Archipelago)",
    "IR": "Iran (Islamic Republic of)",
    "IS": "Ísland|Islande|Islandia",
    "IT": "Italia|Italien|Italie|Itália|Italië",
    "JP": "日本|Nippon|Nihon|Japón|Japon|Giappone",
    "KN": "St. Kitts|Saint Kitts",
    "KP": "Korea (North)|Korea, North|DPRK|Korea (Democratic People's Republic of)|Korea, Democratic People's Republic",
    "KR": "Korea (South)|Korea, South|ROK|Korea (Republic of)|대한민국|한국|Südkorea|Corea del Sur|Corée du Sud",
    "LA": "Laos|Lao PDR|Lao People's Democratic Rep.",
    "LI": "Fürstentum Liechtenstein",
    "LT": "Lietuva|Litauen|Lituanie|Lituania|Litouwen",
    "LU": "Luxemburg|Lëtzebuerg|Luxemburgo|Lussemburgo",
    "LV": "Latvija|Lettland|Lettonie|Letonia|Lettonia|Letland",
    "LY": "Libyan Arab Jamahiriya",
    "MA": "Maroc|Marruecos|Marokko|المغرب",
    "MD": "Moldova (Republic of)",
    "MK": "FYROM|Macedonia, The Former Yugoslav Republic of|The Former Yugoslav Republic of Macedonia|"
    "Macedonia (FYROM)|Republic of Macedonia|Macedonia, Republic of",
    "MM": "Burma|Myanmar (Burma)|Birmania|Birma",
    "MO": "Macau|Macao SAR China|Macau SAR China|Macau SAR|Macau, China|澳門",
    "MT": "Malte",
    "MX": "México|Mexiko|Mexique|Messico|Estados Unidos Mexicanos",
    "MY": "Malaisie|Malasia",
    "NL": "Nederland|Holland|The Netherlands|Niederlande|Pays-Bas|Países Bajos|Paesi Bassi|Países Baixos|Holanda",
    "NO": "Norge|Noreg|Norwegen|Norvège|Noruega|Norvegia|Noorwegen",
    "NZ": "Aotearoa|Aotearoa New Zealand|Neuseeland|Nouvelle-Zélande|Nueva Zelanda|Nieuw-Zeeland",
    "PE": "Perú|Pérou",
    "PH": "Pilipinas|The Philippines|Filipinas|Philippinen",
    "PL": "Polska|Polen|Pologne|Polonia|Polônia|Polónia",
    "PN": "Pitcairn Islands|Pitcairn Island",
    "PS": "Palestine|Palestinian Territories|Palestinian Territory|Palestinian Territory, Occupied|"
    "Occupied Palestinian Territory",
    "PT": "Portogallo",
    "RE": "Reunion Island|La Réunion",
    "RO": "România|Roumania|Rumania|Rumänien|Roumanie|Roemenië",
    "RS": "Srbija|Србија|Serbien|Serbie",
    "RU": "Russia|Россия|Российская Федерация|Russland|Russie|Rusia|Rusland",
    "SA": "KSA|Arabia Saudita|Saudi-Arabien|Arabie saoudite|السعودية|المملكة العربية السعودية",
    "SE": "Sverige|Schweden|Suède|Suecia|Svezia|Zweden|Suécia",
    "SG": "Singapur|Singapour|新加坡",
    "SH": "Saint Helena|St. Helena",
    "SI": "Slovenija|Slowenien|Slovénie|Eslovenia",
    "SJ": "Svalbard & Jan Mayen Islands",
    "SK": "Slovensko|Slovenská republika|Slowakei|Slovaquie|Eslovaquia|Slovakia (Slovak Republic)|Slowakije",
    "ST": "São Tomé e Príncipe|São Tomé & Príncipe",
    "SX": "Sint Maarten|St. Maarten",
    "SZ": "Swaziland|Eswatini (Swaziland)",
    "TH": "ประเทศไทย|ไทย|Thaïlande|Tailandia",
    "TL": "East Timor|Timor-Leste (East Timor)",
    "TR": "Turkey|Turkiye|Türkei|Turquie|Turquía|Turchia|Turkije|Turquia|Turkey (Türkiye)|Türkiye (Turkey)",
    "TW": "Taiwan, R.O.C.|Taiwan R.O.C.|Taiwan (R.O.C.)|台灣|台湾|臺灣",
    "TZ": "Tanzania, United Republic",
    "UA": "Україна|Ukraina|Ucrania|The Ukraine",
    "UM": "U.S. Outlying Islands|US Minor Outlying Islands",
    "US": "USA|U.S.|U.S.A.|US of A|United States (USA)|United States of America (USA)|The United States|"
    "Estados Unidos|Estados Unidos de América|EE.UU.|EE. UU.|EEUU|États-Unis|États-Unis d'Amérique|"
    "Vereinigte Staaten|Vereinigte Staaten von Amerika|Stati Uniti|Stati Uniti d'America|Verenigde Staten",
    "VA": "Vatican|Vatican City|Vatican City State|Holy See",
    "VC": "St. Vincent|Saint Vincent",
    "VE": "Venezuela (Bolivarian Republic of)",
    "VG": "British Virgin Islands|Virgin Islands (British)|BVI",
    "VI": "US Virgin Islands|U.S. Virgin Islands|Virgin Islands (U.S.)|United States Virgin Islands|USVI",
    "VN": "Việt Nam",
    "ZA": "RSA|Suid-Afrika|Südafrika|Sudáfrica|Afrique du Sud|Zuid-Afrika",
}

# Codes that are no ISO 3166-1 codes and yet can mean one country: the Union's own for Greece and the United
# Kingdom (interinstitutional style guide, annex A5).
OTHER_CODES: Final = {"UK": "GB", "EL": "GR"}

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

# Entries that ISO 3166-3 lists as withdrawn, with their heirs, by every code and the usual names.
WITHDRAWN: Final = {
    "AN|ANT|Netherlands Antilles": "2010, now CW, SX or BQ",
    "CS|SCG|CSK|Serbia and Montenegro|Czechoslovakia": "1993 (Czechoslovakia, now CZ or SK) or 2006 "
    "(Serbia and Montenegro, now RS or ME)",
    "YU|YUG|Yugoslavia": "2003, now RS, ME or another of its heirs",
    "SU|SUN|USSR|Soviet Union": "1992, now RU or another of its heirs",
    "TP|TMP": "2002, now TL",
    "DD|DDR|GDR|East Germany|German Democratic Republic": "1990, now DE",
    "BU|BUR": "1989, now MM",
    "ZR|ZAR|Zaire": "1997, now CD",
    "FX|FXX|France, Metropolitan|Metropolitan France": "1997, now FR",
}

# Kosovo has no ISO 3166-1 code; XK is user-assigned, and Yotpo's list of codes is not public.
KOSOVO: Final = ("XK", "XKX", "XKK", "KS", "Kosovo", "Republic of Kosovo", "Kosova")

# Continents, unions and words that are no one country; "America" names two continents and one of their states.
GROUPS: Final = (
    "America|North America|South America|Central America|Latin America|Americas|The Americas|Europe|Europa|EU|E.U.|"
    "European Union|EEA|Eurozone|UN|U.N.|United Nations|Africa|Asia|Oceania|Middle East|Caribbean|West Indies|"
    "Scandinavia|Benelux|EMEA|APAC|LATAM|DACH|International|Worldwide|World|Rest of World|ROW|Other|Others|Abroad|"
    "Overseas|Foreign|Global|Great Britain and Ireland|UK & Ireland"
).split("|")

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
    "Canary Islands": "ES",
    "New York City": "US",
    "Washington DC": "US",
}
