"""The configuration file: where it is found, what it may say, and what goes before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from yotpo_lint.errors import SettingsError
from yotpo_lint.rule import Problem
from yotpo_lint.settings.configuration import merge_settings, read_configuration
from yotpo_lint.settings.values import Override

PROBLEMS = {
    "PHN001": Problem(code="PHN001", name="phone-armour", applicability="safe", message="Armour."),
    "PHN004": Problem(code="PHN004", name="phone-extension", applicability="unsafe", message="Extension."),
}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    found = read_configuration(None, tmp_path)
    assert found.path is None
    effective = merge_settings({}, found)
    assert set(effective.origins.values()) == {"default"}
    assert effective.settings.timezone == "UTC"


def test_a_file_has_the_settings_with_dashes(tmp_path: Path) -> None:
    path = write(
        tmp_path / "yotpo-lint.toml",
        'region = "us"\ndate-order = "dmy"\nomit = ["gender"]\nunsafe-fixes = true\nignore = ["phone-armour"]\n'
        '[rule.PHN004]\nseverity = "warning"\napplicability = "safe"\n',
    )
    settings = merge_settings({}, read_configuration(None, tmp_path), problems=PROBLEMS).settings
    assert (settings.region, settings.date_order, settings.omit) == ("US", "dmy", ("gender",))
    assert settings.unsafe_fixes is True
    assert settings.ignore == ("PHN001",)
    assert settings.overrides == {"PHN004": Override(severity="warning", applicability="safe")}
    assert read_configuration(path, tmp_path / "elsewhere") == read_configuration(None, tmp_path)


def test_a_pyproject_has_them_in_its_table(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml",
        '[tool.yotpo-lint]\nregion = "DE"\n[tool.yotpo-lint.rule.PHN004]\nseverity = "error"\n',
    )
    settings = merge_settings({}, read_configuration(None, tmp_path), problems=PROBLEMS).settings
    assert (settings.region, settings.overrides) == ("DE", {"PHN004": Override(severity="error")})


def test_the_nearest_folder_wins_and_in_one_folder_our_own_file(tmp_path: Path) -> None:
    write(tmp_path / "yotpo-lint.toml", 'region = "US"')
    write(tmp_path / "a" / "pyproject.toml", '[tool.yotpo-lint]\nregion = "DE"')
    write(tmp_path / "a" / "b" / "pyproject.toml", "[tool.other]\nx = 1")
    write(tmp_path / "c" / "pyproject.toml", '[tool.yotpo-lint]\nregion = "FR"')
    write(tmp_path / "c" / "yotpo-lint.toml", 'region = "IT"')
    found = {folder: read_configuration(None, tmp_path / folder).values for folder in (".", "a", "a/b", "c")}
    assert found == {".": {"region": "US"}, "a": {"region": "DE"}, "a/b": {"region": "DE"}, "c": {"region": "IT"}}


def test_paths_of_rules_start_from_the_file(tmp_path: Path) -> None:
    write(tmp_path / "yotpo-lint.toml", 'rules = ["mine.py", "/opt/rules"]')
    found = read_configuration(None, tmp_path / "deeper")
    assert found.values == {"rules": [str(tmp_path / "mine.py"), "/opt/rules"]}


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "yotpo-lint.toml", 'region = "DE"\ntimezone = "Europe/Berlin"\nunsafe-fixes = true')
    effective = merge_settings(
        {"region": "US", "unsafe_fixes": False, "omit": (), "timezone": None}, read_configuration(path, tmp_path)
    )
    settings, sources = effective.settings, effective.origins
    assert (settings.region, settings.timezone, settings.unsafe_fixes) == ("US", "Europe/Berlin", False)
    assert (sources["region"], sources["timezone"], sources["omit"]) == ("command line", str(path), "default")


def test_ignore_and_extend_select_add_and_select_begins_anew(tmp_path: Path) -> None:
    path = write(tmp_path / "yotpo-lint.toml", 'select = ["PHN"]\nextend-select = "PHN001"\nignore = ["PHN001"]')
    found = read_configuration(path, tmp_path)
    added = merge_settings({"ignore": ("PHN004",)}, found, problems=PROBLEMS)
    assert (added.settings.select, added.settings.ignore) == (("PHN",), ("PHN001", "PHN004"))
    assert added.origins["ignore"] == f"{path} + command line"
    anew = merge_settings({"select": ("PHN004",)}, found, problems=PROBLEMS).settings
    assert (anew.select, anew.extend_select, anew.ignore) == (("PHN004",), (), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date_order = 'dmy'", "unknown key 'date_order'; did you mean 'date-order'?"),
        ("regoin = 'US'", "unknown key 'regoin'; did you mean 'region'?"),
        ("now = 2026-01-01", "unknown key 'now'; did you mean 'region'?"),
        (
            "[rules.PHN004]\nseverity = 'error'",
            "rules is a list of paths; to change a problem, write [rule.CODE]",
        ),
        ("date-order = 'dym'", "date-order: 'dym' is not one of mdy, dmy, ymd; did you mean ymd?"),
        ("[rule.PHN04]\nseverity = 'error'", "rule: no rule has the code or name 'PHN04'; did you mean PHN004?"),
        (
            "[rule.PHN004]\nseverity = 'hint'",
            "rule.PHN004.severity: 'hint' is not one of error, warning; did you mean warning?",
        ),
        ("region = ", "is not valid TOML: Invalid value (at end of document); correct that line"),
    ],
)
def test_what_a_file_may_not_say(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "yotpo-lint.toml", text)
    with pytest.raises(SettingsError) as refusal:
        merge_settings({}, read_configuration(path, tmp_path), problems=PROBLEMS)
    if "unknown key 'now'" in message:
        assert str(refusal.value).startswith(f"{path}: unknown key 'now'; did you mean ")
    else:
        assert str(refusal.value) == f"{path}: {message}"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_configuration(tmp_path / "no.toml", tmp_path)
    assert str(refusal.value) == (
        f"{tmp_path}/no.toml: cannot be read as a configuration: No such file or directory; check --config"
    )


def test_a_named_pyproject_without_our_table(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", "[tool.other]\nx = 1")
    with pytest.raises(SettingsError) as refusal:
        read_configuration(path, tmp_path)
    assert str(refusal.value) == f"{path}: has no table [tool.yotpo-lint]; add it, or choose another file with --config"


def test_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "yotpo-lint.toml"
    path.write_bytes(b'region = "\xff"')
    with pytest.raises(SettingsError, match="is not valid TOML: 'utf-8' codec can't decode"):
        read_configuration(path, tmp_path)
