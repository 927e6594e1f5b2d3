"""The gate asks the schema's checks of Arrow columns; pandera, asked the same, stops the same cells."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pandera.errors
import pyarrow as pa
import pytest

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.contract.gate import Gate, parse_flags
from yotpo_lint.contract.problems import IDENTIFIER, IDENTITY
from yotpo_lint.contract.profiles import PROFILES, Profile
from yotpo_lint.contract.schema import SEPARATOR, build_customer_schema

WHOLE_ROW = (IDENTITY.code, IDENTIFIER.code)

TEXTS = {
    "external_id": ["1", "007", "C 1", " 1", "x" * 256, "é" * 255, "\u00a0"],
    "email": ["ana@example.com", "ana", "a@b@c", "a b@example.com", "@example.com", "x" * 250 + "@example.com"],
    "phone_number": ["+12025550143", "12025550143", "+1", "+1202555014312345", "+02025550143"],
    "address.phone_number": ["+442079460018", "020 7946 0018", "+44\n"],
    "gender": ["F", "M", "Other", "f", "Other "],
    "account_status": ["enabled", "Enabled", "disabled"],
    "account_created_at": ["2021-03-04", "2021-13-04", "2021-03-04T10:00:00Z", "2021-03-04T25:00Z", "04/03/2021"],
    "default_language": ["en", "EN", "eng"],
    "default_currency": ["USD", "usd", "$"],
    "address.country_code": ["US", "us", "USA", "U" * 65],
    "address.zip": ["02134", "0" * 65, " 02134", "0\n1"],
    "tags": ["vip", "a,b", "a,,b", ",a", "a,\nb"],
    "accepts_sms_marketing": ["true", "false", "True", "yes"],
    "accepts_email_marketing": ["true", "false", "0"],
}
ANY = ["Ana", "  Bo", "Bo ", "x" * 300, "日本" * 120, "\tA", "a\nb", "", "é"]


def ask_pandera(profile: Profile, clean: dict[str, pa.Array], rows: np.ndarray) -> set[tuple[int, str, str, str]]:
    """Return what the published schema says of some rows: position, field, code and what was expected."""
    at = np.flatnonzero(rows)
    columns, found = {}, set()
    for name, column in clean.items():
        if name not in profile.fields:
            continue
        cells = column.filter(pa.array(rows))
        if name in FLAG_FIELDS:
            cells, bad = parse_flags(cells)
            found |= {(row, name, "SCH003", "") for row in at[bad].tolist()}
        columns[name] = pd.Series(pd.arrays.ArrowExtensionArray(cells))
    try:
        build_customer_schema(profile).validate(pd.DataFrame(columns), lazy=True)
    except pandera.errors.SchemaErrors as error:
        for check, column, index in error.failure_cases[["check", "column", "index"]].itertuples(index=False):
            code, _, expected = str(check).partition(SEPARATOR)
            found.add((int(at[int(index)]), "" if code in WHOLE_ROW else str(column), code, expected))
    return found


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_gate_and_schema_stop_the_same_cells(profile: Profile, seed: int, *, encoded: bool) -> None:
    draw = random.Random(seed)  # noqa: S311 -- no secret
    gate = Gate(profile)
    stopped = 0
    for count in (1, 7, 200, 200):
        clean = {}
        for name in FIELDS:
            share = draw.choice([0, 0.3, 1])
            texts = TEXTS.get(name, ANY)
            cells = [draw.choice(texts) if draw.random() < share else None for _ in range(count)]
            column = pa.array(cells, pa.string())
            clean[name] = column.dictionary_encode() if encoded else column
        rows = np.array([draw.random() < 0.8 for _ in range(count)])
        found = [
            (row, name, code, expected)
            for at, name, code, expected in gate.find_violations(clean, rows)
            for row in at.tolist()
        ]
        assert len(found) == len(set(found))
        plain = {name: column.dictionary_decode() if encoded else column for name, column in clean.items()}
        assert set(found) == ask_pandera(profile, plain, rows)
        stopped += len(found)
    assert stopped > 100
