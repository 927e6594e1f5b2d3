"""How to repeat a run: the command, the file and the call that report.html shows make the same settings."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.writers.page import reproduction


def frame() -> pd.DataFrame:
    return pd.DataFrame({"external_id": ["1"]})


def test_the_command_and_the_file_make_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shlex
    import tomllib

    from yotpo_lint.cli.check import check
    from yotpo_lint.cli.setting_options import settings_of
    from yotpo_lint.settings.checks import validate_settings
    from yotpo_lint.settings.configuration import KEYS

    settings = {
        "region": "US",
        "timezone": "Europe/Berlin",
        "date_order": "dmy",
        "tag_separator": ";",
        "identify_by": "email",
        "duplicates": "last",
        "profile": "core-2026",
        "omit": ["gender", "tags"],
        "select": ["ALL"],
        "ignore": ["PHN004"],
        "unsafe_fixes": True,
        "source": "yotpo",
        "map": {"E = mail": "email", "loyalty": "", '"Name"': "first_name+last_name"},
    }
    table = pd.DataFrame({"external_id": ["1"], "E = mail": [""], "loyalty": ["3"], '"Name"': ["Ada Jones"]})
    report = yl.lint(table, **settings, overrides={"GEN001": {"severity": "warning"}}).report["settings"]
    settings["join"] = report["join"] = "more addresses.csv"
    arguments = shlex.split(reproduction.format_command({"name": "it's.csv"}, report))
    assert arguments[:5] == ["yotpo-lint", "fix", "it's.csv", "-o", "out"]
    monkeypatch.chdir(tmp_path)
    context = check.make_context("check", arguments[2:3] + arguments[5:])
    from_command = settings_of(dict(context.params)).settings
    written = tomllib.loads(reproduction.format_configuration(report))
    from_file = validate_settings(**{KEYS[key]: value for key, value in written.items()})
    for name in settings:
        wanted = getattr(validate_settings(**settings), name)
        assert (getattr(from_command, name), getattr(from_file, name)) == (wanted, wanted)
    assert from_file.overrides["GEN001"].severity == "warning"


def test_every_setting_is_repeated() -> None:
    report = yl.lint(frame(), profile="core-2026").report["settings"]
    assert {*reproduction.KEYS, *reproduction.SETTINGS_WITHOUT_OPTION} == set(report)


def test_a_dataframe_has_a_call(tmp_path: Path) -> None:
    table = pd.DataFrame({"Kunde": ["1", "2"], "gender": ["F", "1"]})
    how: dict[str, Any] = {"map": {"Kunde": "external_id"}, "omit": ["gender"], "unsafe_fixes": True}
    how["overrides"] = {"GEN001": {"severity": "warning"}}
    result = yl.lint(table, **how)
    call = reproduction.format_command(result.report["input"], result.report["settings"])
    assert call.startswith("yotpo_lint.lint(frame, map={'Kunde': 'external_id'}, ")
    again = eval(call, {"yotpo_lint": yl, "frame": table})  # noqa: S307  our own call
    then, now = result.report["settings"], again.report["settings"]
    assert now | {"now": then["now"]} == then
    result.write(tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert f"<code>{html.escape(call, quote=False).replace(chr(39), '&#39;')}</code>" in page


def test_a_file_that_begins_like_an_option_is_none() -> None:
    assert reproduction.format_command({"name": "-t.csv"}, {}).startswith("yotpo-lint fix ./-t.csv ")


@pytest.mark.parametrize("masked", [True, False])
def test_a_page_that_travels_tells_no_folder_of_the_machine(tmp_path: Path, *, masked: bool) -> None:
    (tmp_path / "t.csv").write_text("external_id\n1\n", "utf-8")
    yl.lint(tmp_path / "t.csv").write(tmp_path / "old")
    source = Path(yl.__file__).parents[1] / "rules" / "yotpo_lint_rules" / "sources" / "yotpo.toml"
    result = yl.lint(tmp_path / "t.csv", source=source if source.exists() else "yotpo")
    result.write(tmp_path / "new", since=tmp_path / "old", redact=masked)
    page = (tmp_path / "new" / "report.html").read_text("utf-8")
    assert (str(tmp_path) in page) is not masked
    assert "Since customers.jsonl: " in page or not masked
    assert "yotpo-lint fix t.csv -o out" in page or not masked


def test_nothing_is_said_of_defaults() -> None:
    report = yl.lint(frame()).report["settings"]
    assert reproduction.format_command({"name": "t.csv"}, report) == "yotpo-lint fix t.csv -o out"
    assert reproduction.format_configuration(report) == ""
