"""Codes of provinces as shops write them: ISO's own, and those that carry the country's letters.

WooCommerce writes `JP13`, `TR34`, `BD-05`, `maagd` and `CN1` beside `CA`, `M` and `I` (its i18n/states.php, in
woocommerce/woocommerce and in a copy of 2026-01-27, compared code by code and name by name with ISO 3166-2 on
2026-11-27). Nearly all are ISO's, the country's letters aside. Wix writes `US-CO`.
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.text import compile_lazily

# What is a code and no name: capitals and digits; or the country's letters, and the code behind them.
CODE: Final = compile_lazily(r"[A-Z0-9]{1,3}")
_GLUED: Final = compile_lazily(r"(?P<country>[A-Za-z]{2})(?P<mark>[-_: ]?)(?P<code>[A-Za-z0-9]{1,3})")

# Codes that are another province's in WooCommerce than in ISO's list: its Bolivian B is Chuquisaca, ISO's is El Beni,
# and the other way round for H; its Moldovan FL is Fălești, ISO's is Florești. The same files, read 2026-11-27.
OF_TWO_PROVINCES: Final = {
    ("BO", "B"): "Chuquisaca or El Beni",
    ("BO", "H"): "El Beni or Chuquisaca",
    ("MD", "FL"): "Fălești or Florești",
}


def without_country(text: str, country: str) -> str | None:
    """Return the code behind the country's letters, in capitals; None where the text does not begin with them.

    >>> without_country("JP13", "JP"), without_country("US-co", "US"), without_country("JP13", "CN")
    ('13', 'CO', None)
    """
    parts = _GLUED.fullmatch(text)
    if parts is None or parts["country"].upper() != country:
        return None
    is_name = not parts["mark"] and text not in (text.upper(), text.lower())
    return None if is_name else parts["code"].upper()


def is_code(text: str, country: str) -> bool:
    """Tell whether a text is a code, be it one that its country knows or not, and no name.

    >>> is_code("ZZ", "US"), is_code("CN99", "CN"), is_code("US-ZZ", "US"), is_code("Ohio", "US")
    (True, True, True, False)
    """
    if CODE.fullmatch(text):
        return True
    parts = _GLUED.fullmatch(text)
    if parts is None or parts["country"].upper() != country:
        return False
    return bool(parts["mark"].strip()) or parts["code"].isdigit()
