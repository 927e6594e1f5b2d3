"""A trial judges from what the run knows; a kernel of its settings that reads everything anew finds the same."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tests.laws.tables import DIRT
from tests.sweeps import sweep
from yotpo_lint.api import lint_table
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.deduplication.keys import hash_keys
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.outcome.run_outcome import RunOutcome
from yotpo_lint.settings.checks import validate_settings
from yotpo_lint.settings.values import Override, Settings
from yotpo_lint.suggestions import known_records
from yotpo_lint.suggestions.trial_groups import group_trials
from yotpo_lint.suggestions.trials import Trial
from yotpo_lint.workers.execution import Execution

CLEAN = {
    "external_id": "",
    "email": "",
    "phone_number": "+12025550143",
    "gender": "F",
    "account_created_at": "2021-03-04",
    "address.country_code": "US",
    "accepts_sms_marketing": "true",
    "accepts_email_marketing": "no",
}
# More dirt that a declaration or a guess settles.
MORE = {
    "phone_number": ["02079460018", "447700900123", "464-1234", "(0)20 7946 0018 ext. 7", "2025550143"],
    "account_created_at": ["04/05/2020", "11.12.2019", "03/04/2021 10:20"],
    "default_currency": ["$", "HRK", "BGN"],
    "last_name": ["O\u0092Brien", "Null", "None"],
    "address.zip": ["2134", "EC1A1BB"],
    "address.city": ["Null", "None", "NA"],
    "tags": ["a;b", "a|b"],
}
BASES: tuple[dict[str, Any], ...] = (
    {},
    {"region": "GB"},
    {"identify_by": "email", "date_order": "dmy"},
    {"omit": ("address.country_code", "gender")},
    {"unsafe_fixes": True, "region": "US"},
    {"overrides": {"PHN001": Override(applicability="unsafe"), "TAG008": Override(severity="error")}},
    {"ignore": ("PHN008", "FIL"), "overrides": {"FIL012": Override(severity="error")}},
    {"overrides": {"ADR080": Override(applicability="unsafe"), "CNS050": Override(severity="error")}, "region": "US"},
)
OMITTED = (
    *("email", "phone_number", "gender", "account_created_at", "tags", "address.city", "address.zip"),
    *("address.province_code", "address.country_code", "accepts_sms_marketing"),
)
TRIALS: tuple[dict[str, Any], ...] = (
    {"unsafe_fixes": True},
    *({"omit": (field,)} for field in OMITTED),
    *({"region": region} for region in ("US", "GB", "MX")),
    *({"date_order": order} for order in ("mdy", "dmy", "ymd")),
    *({"identify_by": name} for name in ("email", "phone_number")),
    *({"tag_separator": separator} for separator in (";", "|")),
)


def table(seed: int, rows: int) -> pd.DataFrame:
    """Draw rows in which a few cells are dirty, so that single settings rescue some."""
    draw = random.Random(seed)  # noqa: S311 -- no secret
    columns: dict[str, list[str]] = {}
    for field in DIRT:
        dirt = [*DIRT[field], *MORE.get(field, ())]
        columns[field] = [
            draw.choice(dirt) if draw.random() < 0.2 else draw.choice([CLEAN.get(field, ""), ""]) for _ in range(rows)
        ]
    columns["email"] = [each or draw.choice(["", f"c{row}@example.com"]) for row, each in enumerate(columns["email"])]
    return pd.DataFrame(columns)


def run_of(frame: pd.DataFrame, settings: dict[str, Any], batch_size: int) -> RunOutcome:
    result = lint_table(frame, validate_settings(**settings), execution=Execution(jobs=1, batch_size=batch_size))
    return result._run


def judge_anew(run: RunOutcome, settings: Settings) -> tuple[dict[str, list[str | None]], np.ndarray, np.ndarray]:
    """Send every record of a run through a kernel of other settings."""
    kernel = Kernel(run.kernel.registry, settings)
    clean: dict[str, list[str | None]] = {name: [] for name in FIELDS}
    rejected, hashes = [], []
    for number in range(len(run.spool)):
        batch, _ = run.spool[number]
        cells = {field: batch.cells.column(name) for field, name in run.mapping.column_of.items()}
        judged = kernel(cells, len(batch.rows))
        rejected.append(judged.rejected)
        hashes.append(hash_keys(judged.clean, run.kernel.registry.key_rule.identity_fields))
        for name in FIELDS:
            clean[name] += dictionary_decode(judged.clean[name]).to_pylist()
    return clean, np.concatenate(rejected), np.concatenate(hashes)


# The last table is long enough for accelerators.
@pytest.mark.parametrize(
    ("base", "seed", "rows", "batch_size"),
    sweep([({}, 8, 300, 300), *((base, number, 60, 25) for number, base in enumerate(BASES))], quick=4),
)
def test_every_record_is_judged_as_if_it_were_read_anew(
    base: dict[str, Any], seed: int, rows: int, batch_size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_records, "CHUNK_RECORDS", 50 if rows < 100 else 65_536)
    run = run_of(table(seed, rows), base, batch_size)
    everyone = np.arange(rows)
    changes = [{**change, "omit": (*base.get("omit", ()), *change.get("omit", ()))} for change in TRIALS]
    trials = [
        Trial(validate_settings(**{**base, **change}, now=run.kernel.settings.now), everyone) for change in changes
    ]
    rejected_before = np.concatenate([run.spool[number][1].rejected for number in range(len(run.spool))])
    rescued = 0
    for group in group_trials(run, trials):
        for number, records in zip(group.numbers, group.judge(), strict=True):
            assert records is not None
            clean, rejected, hashes = judge_anew(run, trials[number].settings)
            assert (records.valid == ~rejected).all(), changes[number]
            assert (records.hashes[~rejected] == hashes[~rejected]).all(), changes[number]
            rescued += int(np.count_nonzero(records.valid & rejected_before))
            again = list(group.judge_some(number, everyone))
            assert (np.concatenate([each.rejected for each in again]) == rejected).all()
            for name in FIELDS:
                found = pa.concat_arrays([dictionary_decode(each.clean[name]) for each in again]).to_pylist()
                wrong = [
                    (row, found[row], clean[name][row])
                    for row in np.flatnonzero(~rejected).tolist()
                    if found[row] != clean[name][row]
                ]
                assert not wrong, (changes[number], name)
    assert rescued
