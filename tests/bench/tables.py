"""Seeded customer tables for the benchmark: mixed, clean, and the worst case.

Twenty columns, ten countries. People, domains and numbers are invented: addresses at example.com and its
sisters, and phone numbers drawn at random from each country's numbering plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.csv

Kind = Literal["mixed", "clean", "worst"]

ROWS_A_CHUNK = 100_000

# Share of the cells of a column that are dirty, by kind of dirt (mixed table). Their sum is what a merchant's
# export of a long-lived shop looks like: most cells are fine, some need a repair, few are beyond it.
REPAIRABLE = 0.06
HOPELESS = 0.004
BLANK = 0.03

COUNTRIES = ("US", "CA", "GB", "DE", "FR", "ES", "IT", "AU", "NL", "IN")
SHARES = (0.40, 0.08, 0.12, 0.10, 0.08, 0.05, 0.05, 0.05, 0.04, 0.03)
CALLING = {"US": "1", "CA": "1", "GB": "44", "DE": "49", "FR": "33", "ES": "34", "IT": "39", "AU": "61", "NL": "31", "IN": "91"}
# Ten beginnings of valid mobile (in North America, geographic) numbers of each country, and how many digits follow.
# A number is made of its customer's, so that no two customers share one below ten million.
AREAS = {
    "US": "2022 2122 2132 2142 3032 3052 3122 4042 4152 5032", "CA": "4162 5142 6042 4032 6132 9052 2502 3062 2042 9022",
    "GB": "7400 7401 7402 7403 7404 7405 7406 7407 7414 7415", "DE": "1511 1512 1514 1515 1516 1517 1520 1521 1522 1523",
    "FR": "610 611 612 613 614 615 616 617 618 619", "ES": "610 611 612 613 614 615 616 617 618 619",
    "IT": "320 321 322 323 324 325 326 327 328 329", "AU": "410 411 412 413 414 415 416 417 418 419",
    "NL": "610 611 612 613 614 615 616 617 618 619", "IN": "9810 9811 9812 9813 9814 9815 9816 9817 9818 9819",
}  # fmt: skip
DIGITS = {"DE": 7, "IT": 7}
PROVINCE = {"US": "CA", "CA": "ON", "GB": "LND", "DE": "BY", "FR": "IDF", "ES": "M", "IT": "RM", "AU": "NSW", "NL": "NH", "IN": "KA"}
PROVINCE_NAME = {"US": "California", "CA": "Ontario", "GB": "London, City of", "DE": "Bayern", "FR": "Île-de-France", "ES": "Madrid", "IT": "Roma", "AU": "New South Wales", "NL": "Noord-Holland", "IN": "Karnataka"}
ZIP_DIGITS = {"US": 5, "CA": 0, "GB": 0, "DE": 5, "FR": 5, "ES": 5, "IT": 5, "AU": 4, "NL": 0, "IN": 6}
ZIP_TEXT = {"CA": "K1A 0B1", "GB": "SW1A 1AA", "NL": "1011 AB"}
LANGUAGE = {"US": "en", "CA": "en", "GB": "en", "DE": "de", "FR": "fr", "ES": "es", "IT": "it", "AU": "en", "NL": "nl", "IN": "hi"}
CURRENCY = {"US": "USD", "CA": "CAD", "GB": "GBP", "DE": "EUR", "FR": "EUR", "ES": "EUR", "IT": "EUR", "AU": "AUD", "NL": "EUR", "IN": "INR"}
FIRST = ("Ana", "Bo", "Chloé", "Deepak", "Elif", "François", "Grace", "Hiro", "Inès", "Jürgen", "Kofi", "Lena", "Mateo", "Noor", "Oluwa", "Priya")
LAST = ("García", "O'Brien", "Müller", "Singh", "Null", "van Dijk", "Rossi", "Smith", "Dubois", "Fernández", "Kowalski", "Ng")
TAGS = ("vip", "vip,loyal", "newsletter", "wholesale,b2b", "loyal", "vip,newsletter,loyal")

COLUMNS = (
    "external_id", "email", "phone_number", "first_name", "last_name", "gender", "account_created_at", "account_status",
    "default_language", "default_currency", "tags", "address1", "address2", "city", "zip", "province_code",
    "country_code", "accepts_sms_marketing", "accepts_email_marketing", "note",
)  # fmt: skip

Rng = np.random.Generator
Words = Sequence[str]


def write_table(path: Path, rows: int, kind: Kind, seed: int = 1) -> None:
    """Write a table of `rows` customers; the same arguments give the same bytes."""
    with path.open("wb") as file:
        for number, start in enumerate(range(0, rows, ROWS_A_CHUNK)):
            table = chunk(start, min(ROWS_A_CHUNK, rows - start), kind, np.random.default_rng((seed, number)))
            options = pyarrow.csv.WriteOptions(include_header=number == 0, quoting_style="needed")
            pyarrow.csv.write_csv(table, file, options)


def chunk(start: int, rows: int, kind: Kind, rng: Rng) -> pa.Table:
    """Return `rows` customers, numbered from `start`."""
    clean, dirty = _clean_and_dirty(start, rows, rng)
    columns = {}
    for name in COLUMNS:
        values = clean[name]
        if kind == "worst":
            values = dirty.get(name, clean[name])
        elif kind == "mixed":
            draw = rng.random(rows)
            if name in dirty:
                values = np.where(draw < REPAIRABLE, dirty[name], values)
            if name in HOPELESS_CELLS:
                values = np.where(draw > 1 - HOPELESS, HOPELESS_CELLS[name], values)
            if name not in {"external_id", "country_code"}:
                values = np.where((draw > 0.5) & (draw < 0.5 + BLANK), "", values)
        columns[name] = pa.array(values.tolist(), pa.string())
    return pa.table(columns)


HOPELESS_CELLS = {
    "phone_number": "1.20255E+10", "email": "ana@gmail,com", "gender": "Mrs", "account_created_at": "03/04/2021",
    "accepts_sms_marketing": "maybe", "default_currency": "XXX", "province_code": "Nowhere",
}  # fmt: skip


def _clean_and_dirty(start: int, rows: int, rng: Rng) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    number = np.arange(start, start + rows)
    country = rng.choice(np.array(COUNTRIES), rows, p=SHARES)
    area = (number // 1_000_000) % 10
    national = _by(country, lambda name: _text(np.array(AREAS[name].split())[area], _last_digits(number, DIGITS.get(name, 6))))
    calling = _map(country, CALLING)
    first, last = rng.choice(np.array(FIRST), rows), rng.choice(np.array(LAST), rows)
    local = _text("customer", number)
    seconds = rng.integers(1_300_000_000, 1_750_000_000, rows)
    stamps = seconds.astype("datetime64[s]")
    day = np.datetime_as_string(stamps, unit="s")
    flag = rng.choice(np.array(["true", "false"]), rows)
    other_flag = rng.choice(np.array(["true", "false"]), rows)
    zips = _by(country, lambda name: _digits(rng, rows, ZIP_DIGITS[name]) if ZIP_DIGITS[name] else np.full(rows, ZIP_TEXT[name]))
    street = _text(rng.integers(1, 999, rows), " Main Street")
    clean = {
        "external_id": _text("C", number),
        "email": _text(local, "@example.com"),
        "phone_number": _text("+", calling, national),
        "first_name": first,
        "last_name": last,
        "gender": rng.choice(np.array(["F", "M", "Other"]), rows),
        "account_created_at": _text(day, "Z"),
        "account_status": rng.choice(np.array(["enabled", "disabled", "invited"]), rows),
        "default_language": _map(country, LANGUAGE),
        "default_currency": _map(country, CURRENCY),
        "tags": rng.choice(np.array(TAGS), rows),
        "address1": street,
        "address2": np.full(rows, ""),
        "city": _text("Springfield ", rng.integers(1, 400, rows)),
        "zip": zips,
        "province_code": _map(country, PROVINCE),
        "country_code": country,
        "accepts_sms_marketing": flag,
        "accepts_email_marketing": other_flag,
        "note": _text("order ", number),
    }
    dirty = {
        "external_id": _text(" C", number),
        "email": _text(" ", local, "@Example.COM"),
        "phone_number": _text(calling_prefix(country), national, " "),
        "first_name": _text(first, "  ", first),
        "last_name": _text(last, " &amp; ", last, np.char.mod("%d", number % 5000)),
        "gender": rng.choice(np.array(["female", "male", "Divers"]), rows),
        "account_created_at": np.char.replace(day, "T", "  "),
        "account_status": rng.choice(np.array(["ACTIVE", "Disabled"]), rows),
        "default_language": _text(_map(country, LANGUAGE), "_", country),
        "default_currency": np.char.lower(_map(country, CURRENCY)),
        "tags": _text("vip, loyal ,n", number % 9999),
        "address1": _text(" ", street),
        "city": _text("Springfield  ", rng.integers(1, 400, rows)),
        "zip": _text(zips, " "),
        "province_code": _map(country, PROVINCE_NAME),
        "country_code": np.char.lower(country),
        "accepts_sms_marketing": np.where(flag == "true", "Yes", "NO"),
        "accepts_email_marketing": np.where(other_flag == "true", "subscribed", "unsubscribed"),
    }
    return clean, dirty


def calling_prefix(country: np.ndarray) -> np.ndarray:
    """Return how a number of each country is begun when dialled from elsewhere."""
    return _text("00", _map(country, CALLING), " ")


def _map(keys: np.ndarray, words: dict[str, str]) -> np.ndarray:
    values, inverse = np.unique(keys, return_inverse=True)
    return np.array([words[key] for key in values])[inverse]


def _by(country: np.ndarray, make: Callable[[str], np.ndarray]) -> np.ndarray:
    made = np.full(len(country), "", dtype="<U16")
    for name in COUNTRIES:
        here = country == name
        made[here] = make(name)[here]
    return made


def _digits(rng: Rng, rows: int, count: int) -> np.ndarray:
    return np.char.zfill(rng.integers(0, 10**count, rows).astype(str), count)


def _last_digits(number: np.ndarray, count: int) -> np.ndarray:
    return np.char.zfill((number % 1_000_000).astype(str), count)


def _text(*parts: object) -> np.ndarray:
    joined = None
    for part in parts:
        piece = part.astype(str) if isinstance(part, np.ndarray) else part
        joined = piece if joined is None else np.char.add(joined, piece)
    return np.asarray(joined)
