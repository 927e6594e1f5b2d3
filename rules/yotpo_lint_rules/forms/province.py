"""How shops write the code of a province: ISO 3166-2, their own codes, and the country directly in front.

A table file of the rules `province_code` and `state_code`; it takes codes apart and judges nothing.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from yotpo_lint.text import compile_lazily, is_ascii_digits
from yotpo_lint_rules.tables.province_words import listed
from yotpo_lint_rules.tables.shop_provinces import LETTERS_BEHIND_COUNTRY, UNCERTAIN, shop_codes

# WooCommerce writes JP13 and EGALX.
_JOINED: Final = compile_lazily(r"([A-Za-z]{2})([A-Za-z]{1,3}|[0-9]{1,3})")


class ShopCode(NamedTuple):
    """ISO's code for a shop's, and whether the shop wrote it with the country in front; or what it can mean."""

    code: str
    is_joined: bool
    meanings: str = ""


def shop_code(text: str, country: str) -> ShopCode | None:
    """Read a shop's own code of a province, or one with the country directly in front; None where it is neither."""
    upper = text.upper()
    codes = listed().get(country, {})
    if upper in UNCERTAIN.get(country, ()):
        return ShopCode("", is_joined=False, meanings=UNCERTAIN[country][upper])
    if (code := shop_codes(country).get(upper, "")) in codes:
        return ShopCode(code, is_joined=False)
    joined = _JOINED.fullmatch(upper)
    if joined is None or joined[1] != country or joined[2] not in codes:
        return None
    is_shops = is_ascii_digits(joined[2]) or country in LETTERS_BEHIND_COUNTRY
    return ShopCode(joined[2], is_joined=True) if is_shops else None
