"""Shops' own codes of provinces: what WooCommerce writes where it does not write ISO 3166-2.

Where WooCommerce's code is ISO's with the country in front (JP13, TR34, EGALX, vn01), the rule takes the country off.
Here stands the rest: codes that ISO does not have, by country, as `shop:ISO`. A code that another system in the country
uses for another province is in `UNCERTAIN`.

Source: woocommerce/woocommerce, plugins/woocommerce/i18n/states.php at 018ce13 (read 2026-11-27), compared by name with
ISO 3166-2. Left out: Nepal's zones, Ghana's Brong-Ahafo and Pakistan's FATA, which no longer exist.
"""

from __future__ import annotations

import functools
from typing import Final

_SHOP_CODES: Final = {
    "AO": "BLU:BGU",
    "CN": "CN1:YN CN2:BJ CN3:TJ CN4:HE CN5:SX CN6:NM CN7:LN CN8:JL CN9:HL CN10:SH CN16:SD CN17:HA CN18:HB CN19:HN "
    "CN20:GD CN24:SC CN25:GZ CN26:SN CN27:GS CN28:QH CN29:NX CN30:MO",
    "GT": "AV:16 BV:15 CM:04 CQ:20 PR:02 ES:05 GU:01 HU:13 IZ:18 JA:21 JU:22 PE:17 QZ:09 QC:14 RE:11 SA:03 SM:12 "
    "SR:06 SO:07 SU:10 TO:08 ZA:19",
    "IR": "KHZ:06 THR:23 ILM:16 BHR:18 ADL:24 ESF:10 YZD:21 KRH:05 KRN:08 HDN:13 GZN:26 ZJN:19 LRS:15 ABZ:30 EAZ:03 "
    "WAZ:04 CHB:14 SKH:29 RKH:09 NKH:28 SMN:20 FRS:07 QHM:25 KRD:12 KBD:17 GLS:27 GIL:01 MZN:02 MKZ:00 HRZ:22 SBN:11",
    "LR": "BN:BG GA:GP GC:CM MA:MG NM:NI RV:RI SN:SI",
    "MD": "C:CU BL:BA CH:CA DN:DO DB:DU GE:GA HN:HI IL:IA LV:LE NS:NI RZ:RE RS:RI SG:SI SR:SO TR:TA TL:TE",
    "MX": "DF:CMX JA:JAL NL:NLE AG:AGU BC:BCN BS:BCS CS:CHP CH:CHH CO:COA DG:DUR GT:GUA GR:GRO HG:HID MX:MEX MI:MIC "
    "MO:MOR OA:OAX PU:PUE QT:QUE QR:ROO SL:SLP SI:SIN SO:SON TB:TAB TM:TAM TL:TLA VE:VER YU:YUC ZA:ZAC",
    "NZ": "NL:NTL AK:AUK WA:WKO BP:BOP TK:TKI GI:GIS HB:HKB MW:MWT WE:WGN NS:NSN MB:MBH TM:TAS WC:WTC CT:CAN OT:OTA "
    "SL:STL",
    "PH": "DAC:DVO",
    "UA": "VN:05 VL:07 DP:12 DT:14 ZT:18 ZK:21 ZP:23 IF:26 KV:32 KH:35 LH:09 LV:46 MY:48 OD:51 PL:53 RV:56 SM:59 TP:61 "
    "KK:63 KS:65 KM:68 CK:71 CH:74 CV:77",
}

# Mexico's population register (CURP) writes CL for Coahuila and CM for Colima; NA is also what programs write for a
# missing value. China's numbers with the country in front are those of the standard GB/T 2260 to most programs.
UNCERTAIN: Final = {
    # ISO's codes of other provinces: in a column of codes they are ISO's, in a column for both nobody can tell.
    "BO": {"B": "Chuquisaca or El Beni", "H": "El Beni or Chuquisaca"},
    "MD": {"FL": "Fălești or Florești"},
    "CN": {
        "CN11": "JS or BJ",
        "CN12": "ZJ or TJ",
        "CN13": "AH or HE",
        "CN14": "FJ or SX",
        "CN15": "JX or NM",
        "CN21": "GX or LN",
        "CN22": "HI or JL",
        "CN23": "CQ or HL",
        "CN31": "XZ or SH",
        "CN32": "XJ or JS",
    },
    "MX": {"CL": "COL or COA", "CM": "CAM or COL", "NA": "NAY, or nothing"},
}

# Countries whose codes of letters are written with the country in front. Elsewhere three letters are rather the code of
# a country: ESP is Spain and not P (Palencia), ARG Argentina and not G (Santiago del Estero).
LETTERS_BEHIND_COUNTRY: Final = frozenset(("EG", "MZ", "RS", "VN"))


@functools.cache
def shop_codes(country: str) -> dict[str, str]:
    """Return ISO's codes by the shop's, in capitals."""
    return dict(pair.split(":") for pair in _SHOP_CODES.get(country, "").split())
