"""The ten countries of the benchmark's customers: how each one writes what differs from country to country."""

from __future__ import annotations

from typing import NamedTuple


class Country(NamedTuple):
    """How the customers of one country write their cells."""

    share: float
    calling: str
    areas: tuple[str, ...]
    """Ten beginnings of valid mobile (in North America, geographic) numbers."""

    digits: int
    """How many digits follow a beginning: they are the customer's own number, so no two share one below ten million."""

    province: str
    province_name: str
    zip: str
    """The postal code; `#` stands for a digit drawn at random."""

    language: str
    currency: str


def _areas(first: str, last: int | None = None) -> tuple[str, ...]:
    return tuple(first.split()) if last is None else tuple(str(area) for area in range(int(first), last + 1))


COUNTRIES = {
    "US": Country(
        *(0.40, "1", _areas("2022 2122 2132 2142 3032 3052 3122 4042 4152 5032"), 6),
        *("CA", "California", "#####", "en", "USD"),
    ),
    "CA": Country(
        *(0.08, "1", _areas("4162 5142 6042 4032 6132 9052 2502 3062 2042 9022"), 6),
        *("ON", "Ontario", "K1A 0B1", "en", "CAD"),
    ),
    "GB": Country(
        *(0.12, "44", _areas("7400 7401 7402 7403 7404 7405 7406 7407 7414 7415"), 6),
        *("LND", "London, City of", "SW1A 1AA", "en", "GBP"),
    ),
    "DE": Country(
        *(0.10, "49", _areas("1511 1512 1514 1515 1516 1517 1520 1521 1522 1523"), 7),
        *("BY", "Bayern", "#####", "de", "EUR"),
    ),
    "FR": Country(0.08, "33", _areas("610", 619), 6, "IDF", "Île-de-France", "#####", "fr", "EUR"),
    "ES": Country(0.05, "34", _areas("610", 619), 6, "M", "Madrid", "#####", "es", "EUR"),
    "IT": Country(0.05, "39", _areas("320", 329), 7, "RM", "Roma", "#####", "it", "EUR"),
    "AU": Country(0.05, "61", _areas("410", 419), 6, "NSW", "New South Wales", "####", "en", "AUD"),
    "NL": Country(0.04, "31", _areas("610", 619), 6, "NH", "Noord-Holland", "1011 AB", "nl", "EUR"),
    "IN": Country(0.03, "91", _areas("9810", 9819), 6, "KA", "Karnataka", "######", "hi", "INR"),
}
