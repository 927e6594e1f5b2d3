"""`rules`, `explain` and `schema`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

Command = Callable[..., Result]


def test_rules_is_a_table(command: Command, run: Any) -> None:
    answer = command("rules")
    assert answer.stdout == (
        "code    name               severity  fix     message\n"
        "EML009  email-typo         warning   none    Perhaps {hint} was meant.\n"
        "FIL050  ragged-record      error     none    The line has {hint}.\n"
        "GEN001  gender-word        error     safe    The gender is written as a word; it becomes {after}.\n"
        "GEN005  gender-unreadable  error     none    Write F, M or Other.\n"
        "PHN004  phone-extension    error     unsafe  The number has an extension ({hint}).\n"
    )
    assert answer.exit_code == 0


def test_rules_as_json_under_the_configuration(command: Command, run: Any, tmp_path: Path) -> None:
    (tmp_path / "yotpo-lint.toml").write_text('[rule.GEN005]\nseverity = "warning"')
    entries = {entry["code"]: entry for entry in json.loads(command("rules", "--output-format", "json").stdout)}
    assert entries["GEN005"] == {
        "code": "GEN005",
        "name": "gender-unreadable",
        "rule": "gender",
        "severity": "warning",
        "applicability": "none",
        "message": "Write F, M or Other.",
        "why": "",
        "remedies": ["region", "date-order"],
    }
    assert entries["FIL050"]["rule"] == "engine"


PAGE = """\
# GEN005 gender-unreadable

Write F, M or Other.

- severity: error (an unrepaired one rejects the row)
- fix: none (there is no repair)
- a declared fact may settle it: `--region` or `--date-order`
- to keep the row without the cell: `--omit gender`
- to pass over it: `--ignore GEN005`; to change its severity: `[rule.GEN005]`

Examples:

- `"1"` beside `address.country_code` `"US"` under `--region US` is refused (GEN005)

To pass over it: `--ignore GEN005`. In `yotpo-lint.toml`:

```toml
ignore = ["GEN005"]

[rule.GEN005]
severity = "warning"
```

## gender

Gender: `F`, `M` or `Other`.

Yotpo takes exactly these.
"""


@pytest.mark.parametrize("word", ["GEN005", "gen005", "gender-unreadable"])
def test_explain(command: Command, run: Any, word: str) -> None:
    answer = command("explain", word)
    assert answer.stdout == PAGE
    assert answer.exit_code == 0


def test_explain_a_problem_of_the_engine(command: Command, run: Any) -> None:
    page = command("explain", "FIL050").stdout
    assert page.startswith("# FIL050 ragged-record\n\nThe line has …\n\nA cell is missing.\n")
    assert page.endswith("stops whatever rules are in force.\n")


def test_explain_what_is_not_there(command: Command, run: Any) -> None:
    answer = command("explain", "GEN006")
    assert answer.stderr == "yotpo-lint: error: explain: no rule has the code or name 'GEN006'; did you mean GEN005?\n"
    assert answer.exit_code == 2
    assert "did you mean GEN005?" in command("explain", "GEN").stderr  # one problem is explained, not a family


def test_schema(command: Command) -> None:
    enveloped = json.loads(command("schema").stdout)
    bare = json.loads(command("schema", "--envelope", "none").stdout)
    Draft202012Validator.check_schema(enveloped)
    record = {"external_id": "1"}
    assert Draft202012Validator(enveloped).is_valid({"customer": record})
    assert Draft202012Validator(bare).is_valid(record)
    assert not Draft202012Validator(bare).is_valid({"customer": record})
