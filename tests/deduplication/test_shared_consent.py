"""Records that share a mailbox or a phone are not sent with opposite consents."""

from __future__ import annotations

import pandas as pd
import pytest

import yotpo_lint as yl

EMAILS = "accepts_email_marketing"


def consents(frame: pd.DataFrame, **settings: object) -> list[bool | None]:
    made = yl.lint(frame, **settings).payloads(envelope="none")  # type: ignore[arg-type]  # as a user calls it
    return [each.get(EMAILS) for each in made]


class TestLeftAlone:
    def test_several_yeses_stay(self) -> None:
        frame = pd.DataFrame({"email": ["ana@example.com", "Ana@example.com"], EMAILS: ["yes", "true"]})
        assert consents(frame) == [True, True]

    def test_a_blank_beside_a_yes_is_no_refusal(self) -> None:
        frame = pd.DataFrame({"email": ["ana@example.com", "Ana@example.com"], EMAILS: ["yes", ""]})
        assert consents(frame) == [True, None]

    def test_other_mailboxes_are_other_people(self) -> None:
        frame = pd.DataFrame({"email": ["ana@example.com", "anna@example.com"], EMAILS: ["yes", "no"]})
        assert consents(frame) == [True, False]


@pytest.mark.parametrize(
    "columns",
    [
        {"email": ["ana@example.com", "Ana@Example.com"]},
        {"external_id": ["1", "2"], "email": ["ana@example.com", "ana@example.com"]},
        {"external_id": ["1", "2"], "phone_number": ["+34600112233", "+34 600 11 22 33"]},
        {"external_id": ["1", ""], "email": ["ana@example.com", "ANA@example.com"]},
    ],
)
@pytest.mark.parametrize("answers", [["yes", "no"], ["no", "yes"], ["subscribed", "unsubscribed"]])
def test_a_refusal_binds_all_that_share_a_contact(columns: dict[str, list[str]], answers: list[str]) -> None:
    assert consents(pd.DataFrame(columns | {EMAILS: answers})) == [False, False]


def test_it_is_in_the_ledger_and_the_records_stay_apart() -> None:
    frame = pd.DataFrame({"email": ["ana@example.com", "Ana@example.com"], EMAILS: ["true", "false"]})
    result = yl.lint(frame)
    assert result.report["counts"]["accepted"] == 2
    assert result.fixes[["row", "field", "code", "before", "after"]].to_numpy().tolist() == [
        [1, EMAILS, "IDN034", "true", "false"]
    ]
    (said,) = result.findings[result.findings["code"] == "IDN034"]["message"]
    assert "(record 2) refuses this" in said


def test_it_travels_from_record_to_record() -> None:
    frame = pd.DataFrame(
        {
            "external_id": ["1", "2", "3", "4"],
            "email": ["ana@example.com", "ANA@example.com", "bo@example.com", "cy@example.com"],
            "phone_number": ["", "+34600112233", "+34600112233", "+34600112244"],
            EMAILS: ["no", "yes", "yes", "yes"],
        }
    )
    assert consents(frame) == [False, False, False, True]


def test_a_rejected_record_refuses_as_well() -> None:
    frame = pd.DataFrame(
        {
            "external_id": ["1", "2"],
            "email": ["ana@example.com", "Ana@example.com"],
            "account_created_at": ["2021-01-01", "no date"],
            EMAILS: ["yes", "no"],
        }
    )
    result = yl.lint(frame)
    assert result.report["counts"]["rejected"] == 1
    assert [each.get(EMAILS) for each in result.payloads("none")] == [False]


def test_no_setting_switches_it_off() -> None:
    frame = pd.DataFrame({"email": ["ana@example.com", "Ana@example.com"], EMAILS: ["yes", "no"]})
    assert consents(frame, ignore="IDN033,IDN034") == [False, False]


def test_batches_do_not_matter() -> None:
    frame = pd.DataFrame(
        {"email": ["ana@example.com", "bo@example.com", "Ana@example.com"], EMAILS: ["yes", "yes", "no"]}
    )
    assert consents(frame, batch_size=1) == [False, True, False]
