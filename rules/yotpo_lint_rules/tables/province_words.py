"""The provinces of every country by code and by name: ISO 3166-2, and what shops write besides.

Provinces are divided by `;`: the ISO code, then abbreviations, other systems' codes and names in other languages. An
entry counts only where its code is in the country's list, so that a change of the list never sends a dead code.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from yotpo_lint.text import compile_lazily
from yotpo_lint_rules.tables.iso_lists import SUBDIVISIONS, entries
from yotpo_lint_rules.tables.name_keys import name_key

# Codes in use that the installed list may lack. USPS Publication 28, appendix B: the
# forces' "states" and the freely associated states. ISO 3166-2:NO as of the 2024 reform of the counties.
# Shopify/worldwide 2514b31, data/regions/US.yml, has the same American codes (domain facts read 2026-11-23).
MORE_CODES: Final = {
    "US": {
        "AA": "Armed Forces Americas",
        "AE": "Armed Forces Europe",
        "AP": "Armed Forces Pacific",
        "FM": "Federated States of Micronesia",
        "MH": "Marshall Islands",
        "PW": "Palau",
    },
    "NO": {
        "31": "Østfold",
        "32": "Akershus",
        "33": "Buskerud",
        "39": "Vestfold",
        "40": "Telemark",
        "55": "Troms",
        "56": "Finnmark",
    },
}

# US: the traditional abbreviations of the Government Publishing Office style manual (chapter 9). CA: the Post's former
# abbreviations, French names. MX: Shopify's codes and the customary names (Shopify/worldwide 1201292, MX.yml). IN:
# codes before ISO's newsletter of 2023-11-23 and the merger of 2020 (worldwide 1d8c922, IN.yml). MY: Shopify's codes
# (worldwide 1d8c922, MY.yml). ES: Spanish names (worldwide 157459b, ES.yml). ZA: codes before ISO's newsletter of
# 2020-11-24. IT: AO, FO and PS are former licence plates. FR: INSEE's number of Paris. Read 2026-11-23.
WORDS: Final = {
    "US": """
        AL Ala; AZ Ariz; AR Ark; CA Calif|Cal|State of California; CO Colo; CT Conn; DE Del; DC Washington DC|Wash DC
        FL Fla; ID Ida; IL Ill|Ills; IN Ind; KS Kans|Kan; MA Mass|Commonwealth of Massachusetts; MI Mich; MN Minn
        MS Miss; MT Mont; NE Nebr|Neb; NV Nev; NH N Hampshire; NJ N Jersey; NM N Mex|New Mex|N Mexico
        NY New York State|State of New York; NC N Carolina|N Car; ND N Dakota|N Dak; OK Okla; OR Oreg|Ore
        PA Penn|Penna; SC S Carolina|S Car; SD S Dakota|S Dak; TN Tenn; TX Tex
        WA Wash|Washington State|State of Washington; WV W Virginia|W Va; WI Wis|Wisc; WY Wyo
        VI Virgin Islands; FM Micronesia
        AE Armed Forces Africa|Armed Forces Canada|Armed Forces Middle East
        AA Armed Forces Americas (except Canada)""",
    "CA": """
        AB Alta; BC Colombie-Britannique; MB Man; NB Nouveau-Brunswick; NS Nouvelle-Écosse; ON Ont
        NL NF|Nfld|Newfoundland|Labrador|Terre-Neuve-et-Labrador; SK Sask
        NT NWT|Territoires du Nord-Ouest; PE PEI|Île-du-Prince-Édouard; QC PQ|Que; YT Yukon Territory""",
    "AE": """
        AZ Abu Dhabi; DU Dubai; SH Sharjah; FU Fujairah; RK Ras al Khaimah; UQ Umm al Quwain""",
    "AT": """
        1 Bgld; 2 Ktn|Carinthia|Kaernten; 3 NÖ|Lower Austria|Niederoesterreich; 4 OÖ|Upper Austria|Oberoesterreich
        5 Sbg; 6 Stmk|Styria; 7 Tyrol; 8 Vbg; 9 Vienna""",
    "BE": """
        BRU Brussels|Bruxelles|Brussel|Brussels Capital Region|Brussels Hoofdstedelijk Gewest; VAN Antwerp|Anvers
        VBR Flemish Brabant; VLG Flanders|Vlaanderen; VOV East Flanders; VWV West Flanders; WAL Wallonia|Wallonie
        WBR Walloon Brabant; WHT Henegouwen; WLG Luik; WNA Namen""",
    "CH": """
        BE Bern; GE Geneva|Genf; LU Lucerne; NE Neuenburg; FR Freiburg; TI Tessin; VD Waadt; VS Wallis; ZH Zuerich
        SG St. Gallen""",
    "CN": """
        AH Anhui; BJ Beijing; CQ Chongqing; FJ Fujian; GD Guangdong; GS Gansu; GX Guangxi; GZ Guizhou; HA Henan
        HB Hubei; HE Hebei; HI Hainan; HL Heilongjiang; HN Hunan; JL Jilin; JS Jiangsu; JX Jiangxi; LN Liaoning
        NM Inner Mongolia|Nei Mongol; NX Ningxia; QH Qinghai; SC Sichuan; SD Shandong; SH Shanghai; SN Shaanxi
        SX Shanxi; TJ Tianjin; XJ Xinjiang; XZ Tibet|Xizang; YN Yunnan; ZJ Zhejiang""",
    "CZ": "10 Praha|Prague",
    "DE": """
        BW Baden-Wuerttemberg|BaWü; BY Bavaria; HE Hesse; MV Mecklenburg-Western Pomerania; NI Lower Saxony
        NW NRW|North Rhine-Westphalia; RP Rhineland-Palatinate; SN Saxony; ST Saxony-Anhalt; TH Thuringia|Thueringen""",
    "DK": """
        81 Region Nordjylland; 82 Region Midtjylland; 83 Region Syddanmark; 85 Region Sjælland
        84 Region Hovedstaden|Capital Region of Denmark""",
    "ES": """
        A Alacant|Alicante/Alacant; BI Vizcaya|Biscay; C Coruña; CS Castelló; CT Catalonia; AN Andalusia; SE Seville
        SS Guipúzcoa; VI Araba|Araba/Álava; Z Saragossa; PV Basque Country|Euskadi""",
    "FR": "75C 75|Ville de Paris|Département de Paris; PAC PACA",
    "GB": """
        BST Bristol; EDH Edinburgh; GLG Glasgow; ABE Aberdeen; DND Dundee; BFS Belfast; KHL Hull; DUR Co Durham""",
    "GR": "I Attica; M Crete",
    "ID": "JK Jakarta|DKI Jakarta; JB West Java; JT Central Java; JI East Java",
    "IL": "TA Tel Aviv; HA Haifa; JM Jerusalem; M Central District; D Southern District; Z Northern District",
    "IN": """
        OD OR|Orissa; UK UT|Uttaranchal; CG CT|Chattisgarh; TS TG; DH DN|DD|Dadra and Nagar Haveli|Daman and Diu
        PY Pondicherry; DL NCT of Delhi; AN Andaman and Nicobar""",
    "IT": """
        RM Rome; MI Milan; TO Turin; NA Naples; FI Florence; VE Venice; GE Genoa; MN Mantua; PD Padua; SR Syracuse
        BZ Bozen|Bolzano/Bozen; RC Reggio di Calabria; RE Reggio nell'Emilia; 21 Piedmont; 23 AO|Aosta|Aosta Valley
        25 Lombardy; 52 Tuscany; 75 Apulia; 82 Sicily; 88 Sardinia; FC FO; PU PS""",
    "JP": """
        01 北海道; 02 青森県; 03 岩手県; 04 宮城県; 05 秋田県; 06 山形県; 07 福島県; 08 茨城県; 09 栃木県; 10 群馬県
        11 埼玉県; 12 千葉県; 13 東京都|東京|Tokyo-to; 14 神奈川県; 15 新潟県; 16 富山県; 17 石川県; 18 福井県
        19 山梨県; 20 長野県; 21 岐阜県; 22 静岡県; 23 愛知県; 24 三重県; 25 滋賀県; 26 京都府|Kyoto-fu
        27 大阪府|Osaka-fu; 28 兵庫県; 29 奈良県; 30 和歌山県; 31 鳥取県; 32 島根県; 33 岡山県; 34 広島県; 35 山口県
        36 徳島県; 37 香川県; 38 愛媛県; 39 高知県; 40 福岡県; 41 佐賀県; 42 長崎県; 43 熊本県; 44 大分県; 45 宮崎県
        46 鹿児島県; 47 沖縄県""",
    "KR": """
        11 Seoul|서울|서울특별시; 26 Busan|부산|부산광역시; 27 Daegu|대구|대구광역시; 28 Incheon|인천|인천광역시
        29 Gwangju|광주광역시; 30 Daejeon|대전|대전광역시; 31 Ulsan|울산|울산광역시; 41 Gyeonggi|경기|경기도
        42 Gangwon|Gangwon-do|강원도; 43 North Chungcheong|충청북도; 44 South Chungcheong|충청남도
        45 North Jeolla|전라북도; 46 South Jeolla|전라남도; 47 North Gyeongsang|경상북도
        48 South Gyeongsang|경상남도; 49 Jeju|Jeju-do|제주도; 50 세종|세종특별자치시""",
    "MX": """
        AGU AGS; BCN BC; CAM CAMP; CHP CHIS; CHH CHIH; COA COAH|Coahuila; DUR DGO; GUA GTO; HID HGO
        MIC MICH|Michoacán; CMX DF|DIF|CDMX|Distrito Federal|Mexico City|México D.F.; NLE NL; QUE QRO
        MEX Estado de México|Edo Mex|Edomex|State of Mexico; ROO Q ROO|QROO; TAM TAMPS; TLA TLAX; VER Veracruz""",
    "MY": """
        01 JHR; 02 KDH; 03 KTN; 04 MLK|Malacca; 05 NSN; 06 PHG; 07 PNG|Penang; 08 PRK; 09 PLS; 10 SGR; 11 TRG; 12 SBH
        13 SWK; 14 KUL|Kuala Lumpur; 15 LBN|Labuan; 16 PJY|Putrajaya""",
    "NL": "NB North Brabant; NH North Holland; ZH South Holland; FR Friesland",
    "NZ": "WGN Wellington",
    "PH": "00 NCR|Metro Manila",
    "PL": """
        02 Lower Silesian; 04 Kuyavian-Pomeranian; 12 Lesser Poland; 14 Masovian; 22 Pomeranian; 24 Silesian
        28 Warmian-Masurian; 30 Greater Poland; 32 West Pomeranian""",
    "PT": "11 Lisbon; 20 Açores|Azores; 30 Madeira",
    "SA": "01 Riyadh; 02 Makkah|Mecca; 03 Madinah|Medina; 04 Eastern Province",
    "SE": """
        AB Stockholm; AC Västerbotten; BD Norrbotten; C Uppsala; D Södermanland; E Östergötland; F Jönköping
        G Kronoberg; H Kalmar; I Gotland; K Blekinge; M Skåne|Scania; N Halland; O Västra Götaland; S Värmland
        T Örebro; U Västmanland; W Dalarna; X Gävleborg; Y Västernorrland; Z Jämtland""",
    "TH": "10 Bangkok|กรุงเทพมหานคร",
    "ZA": "GP GT; KZN NL",
}

# The list brackets second names and the codes of other languages: "Wales [Cymru GB-CYM]", "Lleida [Lérida]".
_BRACKETS: Final = compile_lazily(r"\s*\[(.*?)(?:\s*\b[A-Z]{2}-[A-Z0-9]{2,3})?\]")
_PARENTHESES: Final = compile_lazily(r"\s*\(.*?\)")


def _spellings(name: str) -> Iterator[str]:
    """Yield the spellings of one name of the list."""
    second = _BRACKETS.search(name)
    first = _BRACKETS.sub("", name)
    yield name
    yield first
    if second and second[1]:
        yield second[1]
    yield _PARENTHESES.sub("", first)
    head, comma, tail = first.partition(", ")
    if comma:  # "Murcia, Región de" is also written "Región de Murcia"
        yield f"{tail} {head}"


@functools.cache
def listed() -> dict[str, dict[str, str]]:
    """Return every country's codes and names: ISO 3166-2 as pycountry has it, and what that lacks."""
    lists: dict[str, dict[str, str]] = {}
    for part in entries(SUBDIVISIONS):
        country, _, code = part["code"].partition("-")
        lists.setdefault(country, {})[code] = part["name"]
    for country, more in MORE_CODES.items():
        lists[country] = more | lists.get(country, {})
    return lists


@functools.cache
def named(country: str) -> dict[str, frozenset[str]]:
    """Return the country's codes by folded name, abbreviation and former code."""
    codes = listed()[country]
    found: dict[str, set[str]] = {}
    for code, name in codes.items():
        for spelling in _spellings(name):
            found.setdefault(name_key(spelling), set()).add(code)
    for entry in re.split(r"[;\n]", WORDS.get(country, "").strip()):
        code, _, words = entry.strip().partition(" ")
        for word in words.split("|") if code in codes else ():
            found.setdefault(name_key(word), set()).add(code)
    found.pop("", None)
    return {key: frozenset(which) for key, which in found.items()}
