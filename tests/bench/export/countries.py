"""Sixteen countries: Faker's locale, how phone numbers are built there, and the provinces that customers name."""

from __future__ import annotations

from typing import NamedTuple


class Country(NamedTuple):
    """What the customers of one country share.

    The beginnings are some of those in use by libphonenumber's metadata 9.0.43 (2026), and a test holds the numbers
    against it.
    """

    share: float
    """How many of the customers live there, before the seed moves it."""

    locale: str
    calling: str
    trunk: str
    """What is dialled before a number at home."""

    abroad: str
    """What is dialled before a calling code."""

    mobile: tuple[str, ...]
    landline: tuple[str, ...]
    """Beginnings of numbers, without the trunk prefix."""

    digits: int
    """How long a number is, its beginning included."""

    provinces: dict[str, str]
    """ISO 3166-2 codes and the names that people write."""

    language: str
    currency: str


def _beginnings(text: str) -> tuple[str, ...]:
    """Return the words of a text; `740-749` stands for ten."""
    found: list[str] = []
    for word in text.split():
        first, _, last = word.partition("-")
        found += [str(number) for number in range(int(first), int(last or first) + 1)]
    return tuple(found)


def _provinces(text: str) -> dict[str, str]:
    """Return codes and names from `BY Bayern, BE Berlin`."""
    parted = (each.strip().partition(" ") for each in text.split(","))
    return {code: name for code, _, name in parted}


_NORTH_AMERICA = "1", "1", "011"
COUNTRIES = {
    "US": Country(
        *(0.30, "en_US", *_NORTH_AMERICA, (), _beginnings(
            "201-203 205-210 212-219 224 225 228 229 234 239 240 248 251-254 256 260 262 267 270 276 281 301-305 "
            "312-319 321 323 325 330 334 336 337 339 347 351 352 360 361 385 386 401 402 404-410 412-417 419 "
            "423-425 432 440 443 469 478-480 484 501-505 507-510 512-518 520 530 540 541 551 559 561-563 567 570 "
            "571 573 574 580 585 586 601 602 603 605-610 612-616 618-620 623 626 630 631 636 641 646 650 651 "
            "660-662 678 682 701-704 706-708 712-720"
        ), 10),
        _provinces("CA California, NY New York, TX Texas, FL Florida, WA Washington, IL Illinois, OH Ohio, GA Georgia, "
                   "NC North Carolina, MI Michigan, NJ New Jersey, MA Massachusetts, CO Colorado, OR Oregon"),
        *("en", "USD"),
    ),
    "CA": Country(
        *(0.06, "en_CA", *_NORTH_AMERICA, (), _beginnings(
            "204 226 236 249 250 289 306 343 403 416 418 431 437 438 450 506 514 519 581 587 604 613 647 705 709 778 "
            "780 807 819 867 873 902 905"), 10),
        _provinces("ON Ontario, QC Quebec, BC British Columbia, AB Alberta, MB Manitoba, NS Nova Scotia"),
        *("en", "CAD"),
    ),
    "GB": Country(
        *(0.12, "en_GB", "44", "0", "00",
          _beginnings("7400-7409 7411-7416 7500-7507 7701-7719 7730-7739 7800-7809 7850-7859 7900-7910 7950-7959"),
          _beginnings("2071-2079 2080-2088 1214 1216 1314 1614 1619 1134 1143"), 10),
        _provinces("MAN Manchester, BIR Birmingham, LDS Leeds, KEN Kent, ESS Essex, GLG Glasgow City, CRF Cardiff"),
        *("en", "GBP"),
    ),
    "IE": Country(
        *(0.02, "en_IE", "353", "0", "00", _beginnings("830-831 850-869 871-877"), _beginnings("212 214"), 9),
        _provinces("D Dublin, CO Cork, G Galway, LK Limerick"), *("en", "EUR"),
    ),
    "DE": Country(
        *(0.10, "de_DE", "49", "0", "00", _beginnings("1511-1512 1514-1517 1520-1523 1525 1570 1573 1575 1577-1578"),
          _beginnings("3020-3029 4030-4039 8920-8929 6920-6929"), 11),
        _provinces("BY Bayern, BE Berlin, HH Hamburg, NW Nordrhein-Westfalen, HE Hessen, SN Sachsen, NI Niedersachsen"),
        *("de", "EUR"),
    ),
    "FR": Country(
        *(0.08, "fr_FR", "33", "0", "00", _beginnings("610-619 620-629 660-669 670-679 750-759 760-769"),
          _beginnings("140-149 155-156 320 472 491 556 561"), 9),
        _provinces("IDF Île-de-France, ARA Auvergne-Rhône-Alpes, BRE Bretagne, NAQ Nouvelle-Aquitaine, OCC Occitanie"),
        *("fr", "EUR"),
    ),
    "ES": Country(
        *(0.05, "es_ES", "34", "", "00", _beginnings("600 605-609 610-620 626-630 636 639 646-660 670-679 686-699"),
          _beginnings("912-918 932-934 954 963"), 9),
        _provinces("M Madrid, B Barcelona, V Valencia, SE Sevilla, MA Málaga"), *("es", "EUR"),
    ),
    "IT": Country(
        *(0.05, "it_IT", "39", "", "00", _beginnings("320 327-329 331 333-340 342 345-349 388-389 391-393"), (), 10),
        _provinces("RM Roma, MI Milano, NA Napoli, TO Torino, BO Bologna, FI Firenze"), *("it", "EUR"),
    ),
    "NL": Country(
        *(0.04, "nl_NL", "31", "0", "00", _beginnings("610-659 681-685"), _beginnings("202-207 102 104 302"), 9),
        _provinces("NH Noord-Holland, ZH Zuid-Holland, UT Utrecht, GE Gelderland"), *("nl", "EUR"),
    ),
    "SE": Country(
        *(0.02, "sv_SE", "46", "0", "00", _beginnings("701-709 721-723 725 729 730 733-739 760-768"), (), 9),
        _provinces("AB Stockholm, O Västra Götaland, M Skåne"), *("sv", "SEK"),
    ),
    "PL": Country(
        *(0.02, "pl_PL", "48", "", "00", _beginnings("501-519 600-609 660-669 691-699 721 781-783 790-799 880-889"),
          _beginnings("226 228 123 124"), 9),
        _provinces("14 Mazowieckie, 12 Małopolskie, 30 Wielkopolskie"), *("pl", "PLN"),
    ),
    "AU": Country(
        *(0.05, "en_AU", "61", "0", "0011", _beginnings("400-419 421-425 427-439 447-449 450-451 466-469"),
          _beginnings("282-285 289-299 383-390 392-399 730-738 863-865 892-895"), 9),
        _provinces("NSW New South Wales, VIC Victoria, QLD Queensland, WA Western Australia, SA South Australia"),
        *("en", "AUD"),
    ),
    "IN": Country(
        *(0.04, "en_IN", "91", "0", "00", _beginnings("9810-9850 9871-9873 9890-9899 9900-9909 9958-9971"), (), 10),
        _provinces("KA Karnataka, MH Maharashtra, DL Delhi, TN Tamil Nadu, GJ Gujarat"), *("en", "INR"),
    ),
    "JP": Country(
        *(0.02, "ja_JP", "81", "0", "010", _beginnings("8010-8099 9010-9099"), (), 10),
        _provinces("13 Tokyo, 27 Osaka, 14 Kanagawa, 23 Aichi"), *("ja", "JPY"),
    ),
    "BR": Country(
        *(0.02, "pt_BR", "55", "0", "00", _beginnings("11970-11999 21970-21999 31984-31999 41988-41999"), (), 11),
        _provinces("SP São Paulo, RJ Rio de Janeiro, MG Minas Gerais, PR Paraná"), *("pt", "BRL"),
    ),
    "MX": Country(
        *(0.01, "es_MX", "52", "", "00", _beginnings("5510-5519 5540-5549 3310-3319 8110-8119"), (), 10),
        _provinces("CMX Ciudad de México, JAL Jalisco, NLE Nuevo León"), *("es", "MXN"),
    ),
}  # fmt: skip
