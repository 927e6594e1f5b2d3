"""The gate asks the schema's checks of Arrow columns; pandera, asked the same, stops the same cells."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pandera.errors
import pyarrow as pa
import pytest

from yotpo_lint.contract import gate as gate_module
from yotpo_lint.contract.checks import TEXT_CHECKS, match_pattern
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.contract.gate import Gate, parse_flags
from yotpo_lint.contract.problems import IDENTIFIER, IDENTITY
from yotpo_lint.contract.profiles import PROFILES, Profile
from yotpo_lint.contract.schema import SEPARATOR, build_customer_schema, mask_passing

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


def test_no_more_passed_texts_are_remembered_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "MAX_CACHED_TEXTS", 3)
    gate, id_column = Gate(), pa.array(["1", "2"]).dictionary_encode()
    for names in (["Ana", "Bo"], ["Cy", "Di"]):
        clean = dict.fromkeys(FIELDS, pa.nulls(2, pa.string())) | {"external_id": id_column}
        clean["first_name"] = pa.array(names).dictionary_encode()
        assert gate.find_violations(clean, np.array([True, True])) == []
    # Two and two are more than three, so the first two were forgotten; the ids were met before and stay.
    assert gate._passed == {"external_id": {"1", "2"}, "first_name": {"Cy", "Di"}}


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_text_of_either_width_is_judged(kind: pa.DataType) -> None:
    cells = pd.Series(["ab", "1", None], dtype=pd.ArrowDtype(kind))
    assert mask_passing(cells, match_pattern("[a-z]+")).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("A", True),
        ("Ana", True),
        ("é", True),
        ("a b", True),
        ("a\nb", True),
        ("", False),
        (" ", False),
        (" Ana", False),
        ("Ana ", False),
        ("\tAna", False),
        ("Ana\n", False),
    ],
)
def test_a_text_has_no_blank_at_its_ends(text: str, *, passes: bool) -> None:
    format_check = TEXT_CHECKS["first_name"][0]
    # Alone, beside visible ASCII, and beside a text that only the pattern can judge.
    for others in ([], ["Bo"], ["Zoë"], [" "]):
        assert format_check.test(pa.array([text, *others]))[0].as_py() is passes


@pytest.mark.parametrize(
    ("text", "passes"), [("x" * 255, True), ("é" * 255, True), ("x" * 256, False), ("é" * 256, False)]
)
def test_a_text_has_as_many_characters_as_the_limit_and_no_more(text: str, *, passes: bool) -> None:
    length_check = TEXT_CHECKS["first_name"][1]
    for others in ([], ["Bo"], ["日" * 255], ["x" * 300]):
        assert length_check.test(pa.array([text, *others]))[0].as_py() is passes
