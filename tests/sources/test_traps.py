"""Traps of the sources: words that look like a consent, whoever maps them, and secrets wherever they lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.registry import load_registry
from yotpo_lint.sources.source_file import installed

MEMBERS = "Email Address,First Name,OPTIN_TIME,LEID,EUID\nana@example.com,Ana,,1,a1\n"
BLOCKED = pd.DataFrame({"email": ["ana@example.com", "ben@example.com"], "EMAIL_BLACKLISTED": ["Yes", "No"]})


def consents(table: object, **settings: Any) -> list[bool | None]:
    made = yl.lint(table, **settings).payloads(envelope="none")  # type: ignore[arg-type]  # as a user calls it
    return [each.get("accepts_email_marketing") for each in made]


class TestTheNameOfAMailchimpFile:
    @pytest.mark.parametrize(
        "name",
        [
            "subscribed_members_export_1a2b.csv",
            "Subscribed_Segment_Export_1a2b.csv",
            "subscribed_email_audience_export_1a2b (1).csv",
        ],
    )
    def test_it_is_a_yes_where_mailchimp_wrote_it(self, tmp_path: Path, name: str) -> None:
        assert self.said(tmp_path / name) is True

    @pytest.mark.parametrize(
        "name",
        [
            "unsubscribed_members_export_1a2b.csv",
            "un-subscribed.csv",
            "old un_subscribed.csv",
            "not_subscribed.csv",
            "not subscribed.csv",
            "never_subscribed.csv",
            "nonsubscribed_members_export_1a2b.csv",
            "cleaned_members_export_1a2b.csv",
            "subscribed_and_unsubscribed.csv",
        ],
    )
    def test_a_refusal_is_believed_anywhere(self, tmp_path: Path, name: str) -> None:
        assert self.said(tmp_path / name) is False

    @pytest.mark.parametrize(
        "name", ["previously_subscribed.csv", "no-longer-subscribed.csv", "to be subscribed.csv", "subscribedness.csv"]
    )
    def test_any_other_name_says_nothing(self, tmp_path: Path, name: str) -> None:
        assert self.said(tmp_path / name) is None

    def test_in_an_archive_the_name_of_the_member_counts(self, tmp_path: Path) -> None:
        import zipfile

        with zipfile.ZipFile(tmp_path / "audience.zip", "w") as archive:
            for status in ("subscribed", "unsubscribed", "cleaned"):
                archive.writestr(f"{status}_members_export_1a2b.csv", MEMBERS)
        made = {
            status: consents(tmp_path / "audience.zip", member=f"{status}_members_export_1a2b.csv")
            for status in ("subscribed", "unsubscribed", "cleaned")
        }
        assert made == {"subscribed": [True], "unsubscribed": [False], "cleaned": [False]}

    def said(self, path: Path) -> bool | None:
        path.write_text(MEMBERS, encoding="utf-8")
        (said,) = consents(path)
        return said


class TestAnInvertedColumnUnderAnotherSource:
    @pytest.mark.parametrize("source", ["yotpo", "klaviyo"])
    def test_a_map_by_hand_does_not_turn_it_round(self, source: str) -> None:
        mapped = {"EMAIL_BLACKLISTED": "accepts_email_marketing", "email": "email"}
        assert consents(BLOCKED, source=source, map=mapped) == [False, None]

    def test_a_source_of_ones_own_does_not_either(self, tmp_path: Path) -> None:
        assert consents(BLOCKED, source=self.own(tmp_path, '"EMAIL_BLACKLISTED"')) == [False, None]

    def test_beside_a_column_of_consent_it_outweighs_it(self, tmp_path: Path) -> None:
        own = self.own(tmp_path, '["EMAIL_BLACKLISTED", "Newsletter"]')
        assert consents(BLOCKED.assign(Newsletter=["yes", "yes"]), source=own) == [False, True]

    @pytest.mark.parametrize("column", ["do_not_email", "email_disabled", "DND"])
    def test_nor_is_one_that_no_export_is_known_to_have(self, column: str) -> None:
        frame = pd.DataFrame({"email": ["ana@example.com", "bo@example.com"], column: ["yes", "no"]})
        assert consents(frame, map={column: "accepts_email_marketing"}) == [False, None]
        assert consents(frame) == [False, None]

    def own(self, folder: Path, columns: str) -> str:
        path = folder / "own.toml"
        path.write_text(
            f'title = "own"\nread = "2026-11-25"\nfacts = ["our own export"]\n[fields]\nemail = "email"\n'
            f"accepts_email_marketing = {columns}\n",
            encoding="utf-8",
        )
        return str(path)


@pytest.mark.parametrize(
    ("suppression", "said"),
    [("", True), ("HARD_BOUNCE", False), ("spam complaint", False), ("USER_SUPPRESSED", False)],
)
def test_a_suppressed_profile_is_not_written_to_whatever_its_consent(suppression: str, said: bool) -> None:
    frame = pd.DataFrame(
        {
            "Email": ["ana@example.com"],
            "Klaviyo ID": ["01"],
            "Email Marketing Consent": ["SUBSCRIBED"],
            "Email Suppressions": [suppression],
        }
    )
    assert consents(frame) == [said]


def test_a_suppression_that_nobody_knows_is_refused() -> None:
    frame = pd.DataFrame(
        {
            "Email": ["ana@example.com"],
            "Klaviyo ID": ["01"],
            "Email Marketing Consent": ["SUBSCRIBED"],
            "Email Suppressions": ["SOMETHING_NEW"],
        }
    )
    assert yl.lint(frame).report["counts"]["rejected"] == 1


def test_the_number_of_a_card_is_shown_nowhere() -> None:
    frame = pd.DataFrame({"EMAIL": ["no address"], "NAME": ["Ana"], "CARD.NUMBER": ["4242424242424242"]})
    result = yl.lint(frame)
    assert [each["column"] for each in result.report["source"]["withheld"]] == ["CARD.NUMBER"]
    assert "4242424242424242" not in result.rejected.to_csv() + result._repr_html_()


def test_what_lies_in_a_withheld_object_is_withheld_too() -> None:
    rest = installed(load_registry())["shopify_rest"]
    assert rest.withholds("multipass_identifier.token") == rest.withholds("multipass_identifier")
    assert rest.withholds("multipass_identifiers") is None
