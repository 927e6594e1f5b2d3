"""`--profile`: what each endpoint gets, what is left out is told, and no code knows a profile by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yotpo_lint_rules
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

import yotpo_lint as yl
from yotpo_lint.cli import main
from yotpo_lint.contract.json_schema import build_request_schema
from yotpo_lint.contract.profiles import PROFILES
from yotpo_lint.errors import SettingsError

ROWS = [
    {"external_id": "C-1", "email": "ada@example.com", "phone_number": "(202) 555-0143", "country_code": "US"},
    {"external_id": "", "email": "", "phone_number": "+12025550144", "country_code": "US"},
    {"external_id": "", "email": "cy@example.com", "phone_number": "+12025550145", "country_code": "US"},
]
ANSWERS = {"accepts_sms_marketing": "no", "account_created_at": "2020-01-01", "tags": "vip"}
TABLE = pd.DataFrame([{**row, **ANSWERS, "account_updated_at": "2021-05-05 10:00:00"} for row in ROWS])


def test_core_is_the_default_and_does_not_take_what_is_newer() -> None:
    plain, named = yl.lint(TABLE), yl.lint(TABLE, profile="core")
    assert list(plain.payloads()) == list(named.payloads())
    apart = {"settings": "", "run": ""}
    assert plain.report | apart == named.report | apart
    assert "profile" not in plain.report["settings"]
    assert plain.report["unmapped_columns"] == ["account_updated_at"]
    assert list(plain.rejected["_codes"]) == ["IDN021"]
    assert [body["customer"].get("phone_number") for body in plain.payloads()] == ["+12025550143", "+12025550144"]


def test_the_newest_core_leaves_the_phone_out_and_tells() -> None:
    result = yl.lint(TABLE, profile="core-2026")
    about = {"address": {"country_code": "US"}, "accepts_sms_marketing": False}
    dates = {"account_created_at": "2020-01-01", "account_updated_at": "2021-05-05T10:00:00Z"}
    assert list(result.payloads("none")) == [
        {"external_id": "C-1", "email": "ada@example.com", **dates, "tags": "vip", **about},
        {"email": "cy@example.com", **dates, "tags": "vip", **about},
    ]
    assert list(result.rejected["_codes"]) == ["IDN023"]
    assert result.rejected["_reasons"].item() == (
        "external_id: The row has no usable external_id or e-mail, which the endpoint needs to identify a customer; "
        "fill it in."
    )
    left_out = result.fixes[result.fixes["code"] == "SCH007"]
    assert left_out[["row", "field", "before"]].to_numpy().tolist() == [
        [1, "phone_number", "(202) 555-0143"],
        [3, "phone_number", "+12025550145"],
    ]
    assert left_out["after"].isna().all()
    entry = next(entry for entry in result.report["by_code"] if entry["code"] == "SCH007")
    assert (entry["findings"], entry["omitted"], entry["rejected"]) == (2, 2, 0)
    assert result.report["settings"]["profile"] == "core-2026"
    (step,) = [step for step in result.report["next_steps"] if step["option"].startswith("--also")]
    assert step["message"] == (
        "The phone_number of 2 customers is not sent; it goes with an explicit answer to e-mail or SMS: "
        "--also subscribers --list-id N"
    )


def test_the_phone_that_is_not_sent_still_reaches_the_subscribers(tmp_path: Path) -> None:
    result = yl.lint(TABLE, profile="core-2026")
    result.write(tmp_path / "out", also="subscribers", list_id=1)
    lines = (tmp_path / "out" / "subscribers.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["customer"]["phone"] for line in lines] == ["+12025550143", "+12025550145"]
    assert not [step for step in result.report["next_steps"] if "--also" in step["option"]]


def test_a_phone_that_is_not_sent_still_binds_who_shares_it() -> None:
    rows = [
        {"external_id": "1", "phone_number": "+12025550143", "accepts_sms_marketing": "yes"},
        {"external_id": "2", "phone_number": "+12025550143", "accepts_sms_marketing": "no"},
    ]
    bodies = yl.lint(pd.DataFrame(rows), profile="core-2026").payloads("none")
    assert [body["accepts_sms_marketing"] for body in bodies] == [False, False]


def test_what_is_not_sent_rejects_nobody() -> None:
    bad = pd.DataFrame([{"external_id": "1", "phone_number": "1.41556E+10"}])
    assert yl.lint(bad).counts["rejected"] == 1
    assert list(yl.lint(bad, profile="core-2026").payloads("none")) == [{"external_id": "1"}]


def test_loyalty_has_keys_and_rules_of_its_own() -> None:
    result = yl.lint(TABLE.assign(gender="Mrs"), profile="loyalty")
    about = {"created_at": "2020-01-01", "tags": "vip"}
    assert list(result.payloads()) == [
        {"id": "C-1", "email": "ada@example.com", "phone_number": "+12025550143", **about},
        {"email": "cy@example.com", "phone_number": "+12025550145", **about},
    ]
    assert list(result.rejected["_codes"]) == ["IDN023"]
    assert "no usable e-mail" in result.rejected["_reasons"].item()
    # Columns that feed nothing are announced, and so is each cell that was read and is not sent.
    assert result.report["unmapped_columns"] == ["account_updated_at", "gender"]
    left_out = result.fixes[result.fixes["code"] == "SCH007"]
    assert sorted(set(left_out["field"])) == ["accepts_sms_marketing", "address.country_code"]
    assert len(left_out) == 4


@pytest.mark.parametrize("name", PROFILES)
def test_every_line_is_valid_and_fixing_it_again_changes_nothing(name: str, tmp_path: Path) -> None:
    profile = PROFILES[name]
    result = yl.lint(TABLE, profile=name, identify_by="email" if profile.or_exactly_one_of else None)
    result.write(tmp_path / "out")
    lines = (tmp_path / "out" / "customers.jsonl").read_bytes()
    judge = Draft202012Validator(build_request_schema(profile=profile))
    assert lines.count(b"\n") >= 2
    assert all(judge.is_valid(json.loads(line)) for line in lines.splitlines())
    headers = {key: field for field, key in profile.keys.items() if field != key}
    bare = tmp_path / "again.jsonl"
    bare.write_text("".join(f"{json.dumps(body)}\n" for body in result.payloads("none")), "utf-8")
    again = yl.lint(bare, profile=name, map=headers)
    again.write(tmp_path / "again")
    assert (tmp_path / "again" / "customers.jsonl").read_bytes() == lines
    assert again.findings.empty


@pytest.mark.parametrize("name", ["core-2026", "loyalty"])
def test_since_knows_the_customers_of_its_profile(name: str, tmp_path: Path) -> None:
    yl.lint(TABLE, profile=name).write(tmp_path / "old")
    changed = TABLE.assign(tags=["vip", "vip", "new"])
    result = yl.lint(changed, profile=name)
    result.write(tmp_path / "new", since=tmp_path / "old")
    since = result.report["since"]
    assert [since[word] for word in ("new", "changed", "same", "vanished")] == [0, 1, 1, 0]
    assert b"cy@example.com" in (tmp_path / "new" / "customers.jsonl").read_bytes()


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    TABLE.to_csv("t.csv", index=False)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def customers(folder: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(folder, "customers.jsonl").read_text("utf-8").splitlines()]


def test_the_command_the_settings_file_and_the_accessor_agree(command: Callable[..., Result]) -> None:
    assert command("fix", "t.csv", "-o", "by_option", "--profile", "core-2026", "-q").exit_code == 1
    Path("yotpo-lint.toml").write_text('profile = "core-2026"\n', "utf-8")
    assert command("fix", "t.csv", "-o", "by_file", "-q").exit_code == 1
    assert "core-2026" in command("check", "t.csv", "--show-settings").stdout
    frame = pd.read_csv("t.csv", dtype=str)
    expected = list(frame.yotpo.lint(profile="core-2026").payloads())
    assert customers("by_option") == customers("by_file") == expected
    assert len(expected) == 2


def test_a_source_file_feeds_what_its_profile_takes(command: Callable[..., Result]) -> None:
    Path("shop.toml").write_text(
        'title = "A shop"\nread = "2026-11-28"\nfacts = ["invented"]\nsigns = ["Number"]\nleast = 1\n'
        '[fields]\n"external_id" = "Number"\n"account_updated_at" = "Changed"\n',
        "utf-8",
    )
    Path("shop.csv").write_text("Number,Changed\nC-1,2021-05-05\n", "utf-8")
    assert command("fix", "shop.csv", "-o", "new", "--source", "shop.toml", "--profile", "core-2026").exit_code == 0
    assert customers("new") == [{"customer": {"external_id": "C-1", "account_updated_at": "2021-05-05"}}]
    assert command("fix", "shop.csv", "-o", "core", "--source", "shop.toml").exit_code == 0
    assert customers("core") == [{"customer": {"external_id": "C-1"}}]


def test_a_profile_that_is_none_and_a_field_that_it_lacks_are_one_line(command: Callable[..., Result]) -> None:
    answer = command("fix", "t.csv", "-o", "out", "--profile", "core-2025")
    assert answer.exit_code == 2
    assert "--profile: 'core-2025' is not one of core, core-2026, loyalty; did you mean core-2026?" in answer.stderr
    answer = command("fix", "t.csv", "-o", "out", "--map", "account_updated_at=account_updated_at")
    assert (
        "--map: the profile core has no field account_updated_at; leave it out, or choose the profile core-2026"
        in answer.stderr
    )
    with pytest.raises(
        SettingsError,
        match="omit: the profile loyalty has no field gender; leave it out, or choose the profile core or core-2026",
    ):
        yl.lint(TABLE, profile="loyalty", omit="gender")


@pytest.mark.parametrize("name", PROFILES)
def test_the_command_prints_the_schema_of_each(name: str, command: Callable[..., Result]) -> None:
    assert json.loads(command("schema", "--profile", name).stdout) == build_request_schema(profile=PROFILES[name])


def test_no_code_knows_a_profile_by_its_name() -> None:
    """A profile is data. What compares one, or names one, outside of the contract and the options would be a rule."""
    package, pack = Path(yl.__file__).parent, Path(yotpo_lint_rules.__file__).parent
    word, comparison = r"\b(?:if|elif|while|and|or|not)\b", r"(?:==|!=|is\b(?! (?:not )?None)|in\b)"
    compares = re.compile(rf"{word}[^\n]*\bprofile(?:\.name)?\s*{comparison}")
    names = re.compile("|".join(f'"{name}"' for name in PROFILES))
    files = [*package.rglob("*.py"), *pack.rglob("*.py")]
    assert len(files) > 200
    for path in files:
        if path.parent in {package / "contract", package / "cli"}:
            continue
        text = path.read_text("utf-8")
        # The report names the profile where it is not the default: it describes, and decides nothing.
        allowed = {package / "report" / "report.py"}
        assert path in allowed or not compares.search(text), path
        named = set(names.findall(text)) - ({'"loyalty"'} if path == pack / "identifiers.py" else set())
        assert not named, f"{path} names {named}"
