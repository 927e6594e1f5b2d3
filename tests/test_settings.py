"""The one door for settings: what passes, what becomes of it, and what each refusal says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from yotpo_lint.errors import SettingsError
from yotpo_lint.rule import Problem
from yotpo_lint.settings.checks import validate_settings
from yotpo_lint.settings.values import Override, Settings, find_nearest

PROBLEMS = {
    "PHN001": Problem(code="PHN001", name="phone-armour", applicability="safe", message="Armour."),
    "PHN004": Problem(code="PHN004", name="phone-extension", applicability="unsafe", message="Extension."),
    "GEN005": Problem(code="GEN005", name="gender-unreadable", message="Unreadable."),
}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_nothing_given_is_the_defaults() -> None:
    assert validate_settings(now=NOW) == Settings(now=NOW)
    assert validate_settings(now=NOW, region=None, timezone=None, omit=None, select=None) == Settings(now=NOW)


@pytest.mark.parametrize(
    ("name", "value", "clean"),
    [
        ("region", "US", "US"),
        ("region", "us", "US"),
        ("timezone", "UTC", "UTC"),
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("date_order", "dmy", "dmy"),
        ("tag_separator", ";", ";"),
        ("tag_separator", "|", "|"),
        ("identify_by", "phone_number", "phone_number"),
        ("duplicates", "first", "first"),
        ("omit", "gender", ("gender",)),
        ("omit", "tags,gender", ("gender", "tags")),
        ("omit", ["city", "address.zip", "zip"], ("address.city", "address.zip")),
        ("omit", {"phone_number"}, ("phone_number",)),
        ("unsafe_fixes", True, True),
        ("rules", "mine.py", ("mine.py",)),
        ("rules", [Path("mine.py"), "yours.py"], ("mine.py", "yours.py")),
        ("now", datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), NOW),
        ("select", "PHN", ("PHN",)),
        ("select", ["PHN", "GEN005,PHN"], ("PHN", "GEN005")),
        ("select", "ALL", ("ALL",)),
        ("extend_select", ("gender-unreadable",), ("GEN005",)),
        ("ignore", ["phone-extension", "PHN004"], ("PHN004",)),
        ("overrides", {"PHN004": {"severity": "warning"}}, {"PHN004": Override(severity="warning")}),
        ("overrides", {"phone-extension": Override(applicability="safe")}, {"PHN004": Override(applicability="safe")}),
    ],
)
def test_what_passes(name: str, value: object, clean: object) -> None:
    assert getattr(validate_settings(problems=PROBLEMS, **{name: value}), name) == clean


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("region", "UK", "region: 'UK' is not a country's two-letter ISO 3166 code; did you mean GB?"),
        ("region", "Germany", "region: 'Germany' is not a country's two-letter ISO 3166 code; did you mean DE?"),
        ("region", "USA", "region: 'USA' is not a country's two-letter ISO 3166 code; did you mean US?"),
        ("region", 1, "region: 1 is not text"),
        (
            "timezone",
            "Berlin",
            "timezone: 'Berlin' is not an IANA time zone such as Europe/Berlin; did you mean Europe/Berlin?",
        ),
        (
            "timezone",
            "Europe/Berln",
            "timezone: 'Europe/Berln' is not an IANA time zone such as Europe/Berlin; did you mean Europe/Berlin?",
        ),
        ("date_order", "dym", "date_order: 'dym' is not one of mdy, dmy, ymd; did you mean ymd?"),
        ("tag_separator", "pipe", "tag_separator: 'pipe' is not one of ;, |; did you mean |?"),
        ("identify_by", "phone", "identify_by: 'phone' is not one of email, phone_number; did you mean phone_number?"),
        ("duplicates", "frist", "duplicates: 'frist' is not one of refuse, first, last; did you mean first?"),
        ("omit", "gendre", "omit: 'gendre' is not a Yotpo field; did you mean gender?"),
        ("omit", 3, "omit: 3 is not a list of text values"),
        ("unsafe_fixes", "yes", "unsafe_fixes: 'yes' is not true or false"),
        (
            "omit",
            "gender,external_id",
            "omit: external_id identifies the customer and cannot be omitted; correct the unreadable ids instead",
        ),
        ("rules", [1], "rules: [1] is not a list of paths"),
        ("select", "PNH", "select: no rule has the code or name 'PNH'; did you mean PHN?"),
        ("ignore", "PHN044", "ignore: no rule has the code or name 'PHN044'; did you mean PHN004?"),
        (
            "ignore",
            "phone-extention",
            "ignore: no rule has the code or name 'phone-extention'; did you mean phone-extension?",
        ),
        ("overrides", ["PHN004"], "overrides: ['PHN004'] is not a table of codes; write [rule.CODE] above the changes"),
        ("overrides", {"PHN009": {}}, "overrides: no rule has the code or name 'PHN009'; did you mean PHN004?"),
        ("overrides", {"PHN": {}}, "overrides: no rule has the code or name 'PHN'; did you mean PHN004?"),
        (
            "overrides",
            {"PHN004": "warning"},
            "overrides.PHN004: 'warning' is not a table; write severity or applicability below [rule.CODE]",
        ),
        (
            "overrides",
            {"PHN004": {"severty": "error"}},
            "overrides.PHN004: unknown key 'severty'; did you mean severity?",
        ),
        (
            "overrides",
            {"PHN004": {"severity": "warn"}},
            "overrides.PHN004.severity: 'warn' is not one of error, warning; did you mean warning?",
        ),
        (
            "overrides",
            {"GEN005": {"applicability": "safe"}},
            "overrides.GEN005.applicability: GEN005 has no fix; change only its severity",
        ),
        ("regoin", "US", "there is no setting 'regoin'; did you mean region?"),
    ],
)
def test_what_is_refused(name: str, value: object, message: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        validate_settings(problems=PROBLEMS, **{name: value})
    assert str(refusal.value) == message


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(SettingsError, match="not a datetime with a time zone"):
        validate_settings(now=datetime(2026, 1, 1))  # noqa: DTZ001 -- a moment without a zone is the point


def test_the_zone_of_the_machine_is_no_zone() -> None:
    with pytest.raises(SettingsError, match="'localtime' is not an IANA time zone"):
        validate_settings(timezone="localtime")


def test_an_error_names_the_setting_as_the_user_wrote_it() -> None:
    with pytest.raises(SettingsError, match=r"^--date-order: 'x' is not one of"):
        validate_settings(labels={"date_order": "--date-order"}, date_order="x")


def test_the_facts_are_the_declared_ones() -> None:
    facts = validate_settings(region="us", date_order="dmy", tag_separator=";", identify_by="email", now=NOW).facts
    assert (facts.region, facts.date_order, facts.tag_separator, facts.identify_by) == ("US", "dmy", ";", "email")
    assert (facts.timezone, facts.now) == ("UTC", NOW)


def test_nearest_ignores_case() -> None:
    assert find_nearest("OMIT", ["select", "omit"]) == "omit"
