"""The two ends: a clean table, and the worst case, in which every cell needs a repair. What lies between is `export`'s.

Twenty columns, ten countries. People, domains and numbers are invented: addresses at example.com and its
sisters, and phone numbers drawn at random from each country's numbering plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

from tests.bench.countries import COUNTRIES, Country

Kind = Literal["clean", "worst"]

ROWS_A_CHUNK = 100_000

FIRST = "Ana Bo Chloé Deepak Elif François Grace Hiro Inès Jürgen Kofi Lena Mateo Noor Oluwa Priya".split()
LAST = "García,O'Brien,Müller,Singh,Null,van Dijk,Rossi,Smith,Dubois,Fernández,Kowalski,Ng".split(",")
TAGS = ("vip", "vip,loyal", "newsletter", "wholesale,b2b", "loyal", "vip,newsletter,loyal")

COLUMNS = (
    "external_id", "email", "phone_number", "first_name", "last_name", "gender", "account_created_at", "account_status",
    "default_language", "default_currency", "tags", "address1", "address2", "city", "zip", "province_code",
    "country_code", "accepts_sms_marketing", "accepts_email_marketing", "note",
)  # fmt: skip

Rng = np.random.Generator
Words = Sequence[str]


def write_table(path: Path, rows: int, kind: Kind, seed: int = 1) -> None:
    """Write a table of `rows` customers, quoted where need be; the same arguments give the same bytes."""
    import polars as pl

    with path.open("wb") as file:
        for number, start in enumerate(range(0, rows, ROWS_A_CHUNK)):
            table = chunk(start, min(ROWS_A_CHUNK, rows - start), kind, np.random.default_rng((seed, number)))
            pl.DataFrame(table).write_csv(file, include_header=number == 0)


def chunk(start: int, rows: int, kind: Kind, rng: Rng) -> pa.Table:
    """Return `rows` customers, numbered from `start`."""
    clean, dirty = _clean_and_dirty(start, rows, rng)
    columns = {}
    for name in COLUMNS:
        values = dirty.get(name, clean[name]) if kind == "worst" else clean[name]
        columns[name] = pa.array(values.tolist(), pa.string())
    return pa.table(columns)


def _clean_and_dirty(start: int, rows: int, rng: Rng) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    number = np.arange(start, start + rows)
    country = rng.choice(np.array(list(COUNTRIES)), rows, p=[each.share for each in COUNTRIES.values()])
    area = (number // 1_000_000) % 10
    national = _by(country, lambda each: _text(np.array(each.areas)[area], _last_digits(number, each.digits)))
    calling = _map(country, "calling")
    first, last = rng.choice(np.array(FIRST), rows), rng.choice(np.array(LAST), rows)
    local = _text("customer", number)
    seconds = rng.integers(1_300_000_000, 1_750_000_000, rows)
    stamps = seconds.astype("datetime64[s]")
    day = np.datetime_as_string(stamps, unit="s")
    flag = rng.choice(np.array(["true", "false"]), rows)
    other_flag = rng.choice(np.array(["true", "false"]), rows)
    zips = _by(country, lambda each: _zips(rng, rows, each.zip))
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
        "default_language": _map(country, "language"),
        "default_currency": _map(country, "currency"),
        "tags": rng.choice(np.array(TAGS), rows),
        "address1": street,
        "address2": np.full(rows, ""),
        "city": _text("Springfield ", rng.integers(1, 400, rows)),
        "zip": zips,
        "province_code": _map(country, "province"),
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
        "account_created_at": np.where(number % 5 == 0, _spelled(stamps), np.char.replace(day, "T", " ")),
        "account_status": rng.choice(np.array(["ACTIVE", "Disabled"]), rows),
        "default_language": _text(_map(country, "language"), "_", country),
        "default_currency": np.char.lower(_map(country, "currency")),
        "tags": _text("vip, loyal ,n", number % 9999),
        "address1": _text(" ", street),
        "city": _text("Springfield  ", rng.integers(1, 400, rows)),
        "zip": _text(zips, " "),
        "province_code": _map(country, "province_name"),
        "country_code": np.char.lower(country),
        "accepts_sms_marketing": np.where(flag == "true", "Yes", "NO"),
        "accepts_email_marketing": np.where(other_flag == "true", "subscribed", "unsubscribed"),
    }
    return clean, dirty


def calling_prefix(country: np.ndarray) -> np.ndarray:
    """Return how a number of each country is begun when dialled from elsewhere."""
    return _text("00", _map(country, "calling"), " ")


def _map(country: np.ndarray, what: str) -> np.ndarray:
    values, inverse = np.unique(country, return_inverse=True)
    return np.array([getattr(COUNTRIES[name], what) for name in values])[inverse]


def _by(country: np.ndarray, make: Callable[[Country], np.ndarray]) -> np.ndarray:
    made = np.full(len(country), "", dtype="<U16")
    for name, each in COUNTRIES.items():
        here = country == name
        made[here] = make(each)[here]
    return made


def _zips(rng: Rng, rows: int, form: str) -> np.ndarray:
    return _digits(rng, rows, len(form)) if set(form) == {"#"} else np.full(rows, form)


def _digits(rng: Rng, rows: int, count: int) -> np.ndarray:
    """Draw numbers from 1 to the last but one: all zeros and all nines are what people type who have no code."""
    return np.char.zfill(rng.integers(1, 10**count - 1, rows).astype(str), count)


def _spelled(stamps: np.ndarray) -> np.ndarray:
    """Write days as people do: 12 Mar 2025."""
    months = np.array("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
    month = stamps.astype("datetime64[M]")
    day = (stamps.astype("datetime64[D]") - month).astype(int) + 1
    return _text(day, " ", months[month.astype(int) % 12], " ", stamps.astype("datetime64[Y]"))


def _last_digits(number: np.ndarray, count: int) -> np.ndarray:
    return np.char.zfill((number % 1_000_000).astype(str), count)


def _text(*parts: object) -> np.ndarray:
    joined = None
    for part in parts:
        piece = part.astype(str) if isinstance(part, np.ndarray) else part
        joined = piece if joined is None else np.char.add(joined, piece)
    return np.asarray(joined)
