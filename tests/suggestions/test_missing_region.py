"""Phones that name no country, in a table that names none: the option that would save them is named."""

from __future__ import annotations

import pytest

import yotpo_lint as yl

ADVICE = "if all customers are from one country, rather name it: --region US for the United States"
ROW = {"external_id": "1", "email": "ada@example.com", "phone_number": "(415) 555-0123"}


@pytest.mark.parametrize(
    ("row", "settings", "named"),
    [
        (ROW, {}, True),
        (ROW | {"country_code": ""}, {}, True),
        (ROW, {"region": "FR"}, False),
    ],
)
def test_what_omits_the_phones_names_the_region(row: dict[str, str], settings: dict[str, str], named: bool) -> None:
    [omit] = [each for each in yl.lint([row], **settings).report["next_steps"] if each["option"].startswith("--omit")]
    assert (ADVICE in omit["message"]) is named


def test_a_table_that_names_a_country_has_that_tried() -> None:
    rows = [ROW | {"country_code": ""}, ROW | {"external_id": "2", "phone_number": "", "country_code": "US"}]
    steps = {each["option"]: each["message"] for each in yl.lint(rows).report["next_steps"]}
    assert "--region US" in steps
    assert ADVICE not in steps["--omit phone_number"]
