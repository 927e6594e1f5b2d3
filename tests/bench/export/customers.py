"""Customers and the cells that tell of them: written in the many ways in which shops and people write what is right."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from tests.bench.export.chunk import Chunk, Draw, Weights, mapped, texts
from tests.bench.export.countries import COUNTRIES
from tests.bench.export.phones import draw_numbers, write_numbers

if TYPE_CHECKING:
    from tests.bench.export.chunk import Texts
    from tests.bench.export.pools import Pools

COLUMNS = (
    "external_id", "email", "phone_number", "first_name", "last_name", "gender", "account_created_at", "account_status",
    "default_language", "default_currency", "tags", "address1", "address2", "city", "zip", "province_code",
    "country_code", "accepts_sms_marketing", "accepts_email_marketing", "note",
)  # fmt: skip
# A judgement but for the phones: 51 of the 300 rows of a public dirty sample have none.
BLANK = {
    "email": 0.02, "phone_number": 0.17, "gender": 0.35, "account_created_at": 0.01, "account_status": 0.05,
    "default_language": 0.15, "default_currency": 0.15, "tags": 0.4, "address1": 0.06, "address2": 0.85, "city": 0.06,
    "zip": 0.06, "province_code": 0.3, "accepts_sms_marketing": 0.15, "accepts_email_marketing": 0.05, "note": 0.8,
    "first_name": 0.01, "last_name": 0.02,
}  # fmt: skip
GENDERS = {"F": 0.3, "M": 0.25, "Female": 0.15, "Male": 0.15, "female": 0.07, "male": 0.06, "Other": 0.02}
STATUSES = {"enabled": 0.5, "disabled": 0.3, "invited": 0.08, "ENABLED": 0.05, "Active": 0.05, "declined": 0.02}
DATES = {"%Z": 0.45, "%naive": 0.35, "%word": 0.2}
ANSWERS = {
    "true false": 0.45, "yes no": 0.25, "TRUE FALSE": 0.1, "1 0": 0.08, "subscribed unsubscribed": 0.08, "Y N": 0.04,
}  # fmt: skip
TAGS = (
    "vip newsletter wholesale loyal b2b returning gift-card first-order summer-sale referral birthday instagram tiktok "
    "pos europe no-discount review-left high-value churned subscriber gold silver bronze staff press import-2023 "
    "import-2024 black-friday late-payer pre-order"
).split()
# Most people have an address at few providers, many at their own or their employer's.
PROVIDERS = {
    "example.com": 0.26, "mail.example.com": 0.12, "example.net": 0.1, "inbox.example.net": 0.06, "example.org": 0.05,
    "web.example.org": 0.04, "post.example.org": 0.03, "own": 0.34,
}  # fmt: skip
ENDINGS = {".example.com": 0.6, ".example.net": 0.2, ".example.org": 0.2}
NUMBER_FIRST = {"US", "CA", "GB", "IE", "FR", "AU", "IN", "JP"}
MONTHS = texts("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
             "sv": "Swedish", "pl": "Polish", "ja": "Japanese", "pt": "Portuguese"}  # fmt: skip
FIRST_DAY, LAST_DAY = 1_300_000_000, 1_750_000_000  # 2011 to 2025


def write_chunk(start: int, rows: int, pools: Pools, draw: Draw) -> Chunk:
    """Write the cells of customers, numbered from `start`, none of them beyond repair."""
    country = draw.choose({name: each.share for name, each in COUNTRIES.items()}, rows)
    created = draw.rng.integers(FIRST_DAY, LAST_DAY, rows).astype("datetime64[s]")
    chunk = Chunk(start, {}, country, draw_numbers(country, draw), created)
    drawn = {name: _drawn(country, pools, name, draw) for name in next(iter(pools.values()))}
    number = np.arange(start, start + rows)
    yes = draw.rng.random((2, rows)) < 0.5
    chunk.cells |= {
        "external_id": texts([str(7_210_000_000_000 + 37 * each) for each in number.tolist()]),
        "email": _emails(drawn["first_name"], drawn["last_name"], draw),
        "phone_number": write_numbers(chunk, draw),
        "first_name": drawn["first_name"],
        "last_name": drawn["last_name"],
        "gender": draw.choose(GENDERS, rows),
        "account_created_at": _dates(created, draw),
        "account_status": draw.choose(STATUSES, rows),
        "default_language": _languages(chunk, draw),
        "default_currency": _spelled(chunk.of_country("currency"), {"as it is": 0.9, "lower": 0.1}, draw),
        "tags": _tags(draw, rows),
        "address1": np.where(
            np.isin(country, list(NUMBER_FIRST)),
            drawn["building_number"] + " " + drawn["street_name"],
            drawn["street_name"] + " " + drawn["building_number"],
        ),
        "address2": draw.choose({"Apt. ": 0.5, "Floor ": 0.3, "Unit ": 0.2}, rows) + draw.digits(2, rows),
        "city": drawn["city"],
        "zip": drawn["postcode"],
        "province_code": _provinces(country, draw),
        "country_code": _spelled(country, {"as it is": 0.95, "lower": 0.05}, draw),
        "accepts_sms_marketing": _answers(yes[0], draw),
        "accepts_email_marketing": _answers(yes[1], draw),
        "note": "order " + draw.digits(6, rows),
    }
    _untidy(chunk, draw)
    for name, share in draw_shares(BLANK, draw).items():
        chunk.cells[name][draw.rows(share, rows)] = ""
    return chunk


def draw_shares(shares: Weights, draw: Draw) -> dict[str, float]:
    """Return the share of each column, which a table of habits of its own moves a little."""
    if draw.habits is None:
        return dict(shares)
    return {name: min(0.95, share * float(draw.habits.uniform(0.5, 1.5))) for name, share in shares.items()}


def _drawn(country: Texts, pools: Pools, what: str, draw: Draw) -> Texts:
    drawn = np.full(len(country), "", object)
    for name, pool in pools.items():
        here = np.flatnonzero(country == name)
        if len(here):
            drawn[here] = draw.pick(pool[what], len(here))
    return drawn


def _slugs(names: Texts) -> Texts:
    """Write names in the letters of an address; one without any has none."""
    known = {
        name: re.sub(r"[^a-z]+", "", unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower())
        for name in set(names.tolist())
    }
    return mapped(names, known)


def _emails(first: Texts, last: Texts, draw: Draw) -> Texts:
    rows = len(first)
    given, family = _slugs(first), _slugs(last)
    given = np.where(given == "", "kunde", given)
    family = np.where(family == "", "shop", family)
    number = draw.rng.integers(0, 100_000, rows).astype(str).astype(object)
    form = draw.choose({".": 0.45, "": 0.2, "_": 0.15, "-": 0.05, "first": 0.15}, rows)
    local = np.where(form == "first", given, given + np.where(form == "first", "", form) + family)
    domain = draw.choose(PROVIDERS, rows)
    own = family[draw.rng.permutation(rows)] + "-" + family + draw.choose(ENDINGS, rows)
    domain = np.where(domain == "own", own, domain)
    written = local + number + "@" + domain
    at = draw.rows(0.04, rows)
    written[at] = local[at] + number[at] + "@" + texts([each.upper() for each in domain[at]])
    return written


def _dates(created: np.ndarray, draw: Draw) -> Texts:
    form = draw.choose(DATES, len(created))
    seconds = np.datetime_as_string(created, unit="s").astype(object)
    written = seconds + "Z"
    naive, word = np.flatnonzero(form == "%naive"), np.flatnonzero(form == "%word")
    written[naive] = texts([each.replace("T", " ") for each in seconds[naive]])
    written[word] = [f"{int(each[8:10])} {MONTHS[int(each[5:7]) - 1]} {each[:4]}" for each in seconds[word]]
    return written


def _languages(chunk: Chunk, draw: Draw) -> Texts:
    language = chunk.of_country("language")
    form = draw.choose({"code": 0.75, "locale": 0.18, "name": 0.07}, len(chunk))
    written = np.where(form == "locale", language + "-" + chunk.country, language)
    named = np.flatnonzero(form == "name")
    written[named] = mapped(language[named], LANGUAGES)
    return written


def _provinces(country: Texts, draw: Draw) -> Texts:
    written = np.full(len(country), "", object)
    for name, each in COUNTRIES.items():
        here = np.flatnonzero(country == name)
        if len(here):
            written[here] = draw.pick(list(each.provinces), len(here))
            named = here[draw.rows(0.2, len(here))]
            written[named] = mapped(written[named], each.provinces)
    return written


def _spelled(words: Texts, weights: Weights, draw: Draw) -> Texts:
    lower = np.flatnonzero(draw.choose(weights, len(words)) == "lower")
    words = words.copy()
    words[lower] = [each.lower() for each in words[lower]]
    return words


def _answers(yes: np.ndarray, draw: Draw) -> Texts:
    pair = draw.choose(ANSWERS, len(yes))
    return texts([each.split()[not answer] for each, answer in zip(pair.tolist(), yes.tolist(), strict=True)])


def _tags(draw: Draw, rows: int) -> Texts:
    count = draw.rng.integers(1, 5, rows)
    words = draw.rng.integers(0, len(TAGS), (rows, 4))
    comma = draw.choose({",": 0.8, ", ": 0.2}, rows)
    return texts([
        mark.join(dict.fromkeys(TAGS[word] for word in some[:many]))
        for mark, some, many in zip(comma.tolist(), words.tolist(), count.tolist(), strict=True)
    ])  # fmt: skip


def _untidy(chunk: Chunk, draw: Draw) -> None:
    """Leave blanks about, as people and programs do; names in capitals, with titles, in HTML or in a wrong encoding."""
    rows = len(chunk)
    for name in ("external_id", "email", "first_name", "last_name", "address1", "city", "zip"):
        cells = chunk.cells[name]
        behind, before = draw.rows(0.006, rows), draw.rows(0.004, rows)
        cells[behind] = cells[behind] + " "
        cells[before] = " " + cells[before]
    for name in ("address1", "city"):
        at = draw.rows(0.005, rows)
        chunk.cells[name][at] = [each.replace(" ", "  ") for each in chunk.cells[name][at]]
    for name in ("first_name", "last_name"):
        at = draw.rows(0.03, rows)
        chunk.cells[name][at] = [each.upper() for each in chunk.cells[name][at]]
        at = draw.rows(0.01, rows)
        chunk.cells[name][at] = "Dr. " + chunk.cells[name][at]
        at = draw.rows(0.003, rows)
        chunk.cells[name][at] = chunk.cells[name][at] + " &amp; " + chunk.cells[name][np.roll(at, 1)]
        at = draw.rows(0.02, rows)
        chunk.cells[name][at] = [_misread(each) for each in chunk.cells[name][at]]
    # Codes of the customer in the next line, as a shifted column has them.
    at = draw.rows(0.01, rows)
    chunk.cells["zip"][at] = chunk.cells["zip"][np.roll(at, 1)]


def _misread(name: str) -> str:
    """Read a name's UTF-8 as Windows does."""
    try:
        return name.encode().decode("cp1252")
    except UnicodeDecodeError:
        return name
