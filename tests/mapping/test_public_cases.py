"""Layouts of public bug reports that once went wrong, each with variants in other words and languages."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.errors import InputError, SettingsError

EMAILS, SMS = "accepts_email_marketing", "accepts_sms_marketing"


def payloads(table: object, **settings: Any) -> list[dict[str, Any]]:
    return list(yl.lint(table, **settings).payloads(envelope="none"))  # type: ignore[arg-type]  # as a user calls it


def consents(table: object, field: str = EMAILS, **settings: Any) -> list[bool | None]:
    return [each.get(field) for each in payloads(table, **settings)]


def people(**columns: list[str]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    emails = ["ana@example.com", "bo@example.com", "cy@example.com", "di@example.com"][:count]
    return pd.DataFrame({"email": emails, **columns})


class TestAnOptOutMappedByHand:
    """A yes in it is a no, and a no in it is no consent, whoever maps it."""

    HEADERS = (
        *("Email Opt Out", "Unsubscribed", "do_not_email", "Opted Out", "Do Not Contact", "HasOptedOutOfEmail"),
        *("donotbulkemail", "Suppressed", "isUnsubscribed", "Abgemeldet", "désabonné", "Dado de baja", "配信停止"),
        *("!subscribed", "no_newsletter", "EMAIL_BLACKLISTED", "Uitgeschreven", "Keine Werbung", "отписан"),
    )

    @pytest.mark.parametrize("header", HEADERS)
    @pytest.mark.parametrize(("yes", "no"), [("yes", "no"), ("true", "false"), ("1", "0"), ("x", "")])
    def test_it_is_read_as_what_it_is(self, header: str, yes: str, no: str) -> None:
        frame = people(**{header: [yes, no]})
        assert consents(frame, map={header: EMAILS}) == [False, None]
        assert consents(frame) == [False, None]

    @pytest.mark.parametrize("header", ["opt_out_date", "Unsubscribed at", "Abmeldedatum am", "UNSUB_TIME"])
    def test_a_time_in_it_is_a_refusal(self, header: str) -> None:
        assert consents(people(**{header: ["2023-01-01", ""]}), map={header: EMAILS}) == [False, None]

    @pytest.mark.parametrize(
        ("header", "why"),
        [
            ("SMS Opt Out", "speaks of SMS"),
            ("Opt-in date", "says how or when"),
            ("Not unsubscribed", "a negation stands before a refusal"),
            ("Accepts WhatsApp Marketing", "another channel"),
        ],
    )
    def test_what_contradicts_its_header_stops_the_run_and_says_how_to_declare_it(self, header: str, why: str) -> None:
        with pytest.raises(SettingsError, match=why) as caught:
            yl.lint(people(**{header: ["yes"]}), map={header: EMAILS})
        assert f'[senses] "{header}" = "opt-in"' in str(caught.value)

    @pytest.mark.parametrize(("sense", "said"), [("opt-in", [True, False]), ("opt-out", [False, None])])
    def test_on_purpose_it_is_declared_in_a_source_file(
        self, tmp_path: Path, sense: str, said: list[bool | None]
    ) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(
            f'title = "mine"\nread = "2026-11-27"\nfacts = ["our own"]\n[fields]\nemail = "email"\n'
            f'{EMAILS} = "Not unsubscribed"\n[senses]\n"Not unsubscribed" = "{sense}"\n',
            encoding="utf-8",
        )
        assert consents(people(**{"Not unsubscribed": ["yes", "no"]}), source=path) == said

    def test_a_sense_that_is_none(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(
            'title = "mine"\nread = "x"\nfacts = []\n[fields]\nemail = "email"\n[senses]\nA = "perhaps"\n', "utf-8"
        )
        with pytest.raises(SettingsError, match=r"senses\.A: is not opt-in or opt-out but 'perhaps'"):
            yl.lint(people(A=["yes"]), source=path)


class TestColumnsThatSpeakOfOneConsent:
    @pytest.mark.parametrize(
        ("columns", "said"),
        [
            ({"accepts_marketing": "true", "email_marketing_consent": '{"state": "unsubscribed"}'}, False),
            ({"Newsletter": "ja", "Abmeldedatum": "2023-01-01"}, False),
            ({"Email Marketing Consent": "SUBSCRIBED", "Email Suppressions": "HARD_BOUNCE, UNSUBSCRIBE"}, False),
            ({"Email Marketing Consent": "SUBSCRIBED", "Email Suppressions": "MANUAL_SUPPRESSION"}, False),
            ({"Email Marketing Consent": "SUBSCRIBED", "Email Suppressions": "['SPAM_COMPLAINT']"}, False),
            ({"Email Marketing Consent": "SUBSCRIBED", "Email Suppressions": "[]"}, True),
            ({"Email Marketing Consent": "SUBSCRIBED", "Email Suppressions": "False"}, True),
            ({EMAILS: "yes", "Unsubscribed": "yes"}, False),
            ({EMAILS: "yes", "Status": "Unsubscribed"}, False),
            ({EMAILS: "yes", "Notes": "opted_out"}, False),
            ({EMAILS: "yes", "unsubscribe_reason": "too many mails"}, False),
            ({EMAILS: "yes", "Email status": "perhaps"}, None),
            ({EMAILS: "yes", "Not unsubscribed": "no"}, None),
            ({EMAILS: "yes", "Email Opt Out": "no"}, True),
            ({EMAILS: "yes", "City": "Madrid"}, True),
        ],
    )
    def test_the_strictest_answer_counts(self, columns: dict[str, str], said: bool | None) -> None:
        assert consents(people(**{header: [text] for header, text in columns.items()})) == [said]

    def test_what_was_read_is_in_the_ledger(self) -> None:
        frame = people(**{EMAILS: ["yes"], "Unsubscribed": ["true"]})
        (fix,) = yl.lint(frame).fixes[["field", "code", "before", "after"]].to_numpy().tolist()
        assert fix == [EMAILS, "SRC008", json.dumps({EMAILS: "yes", "Unsubscribed": "true"}), "false"]

    def test_a_word_that_nobody_knows_in_a_column_of_refusals_is_refused(self) -> None:
        result = yl.lint(people(**{EMAILS: ["yes"], "Email Suppressions": ["SOMETHING_NEW"]}))
        assert result.rejected["_codes"].tolist() == ["SRC004"]

    def test_a_refusal_without_a_channel_binds_sms_as_well(self) -> None:
        frame = people(**{SMS: ["yes", "yes"], "Unsubscribed": ["yes", "no"]})
        assert consents(frame, SMS) == [False, True]

    def test_one_of_a_channel_does_not_bind_the_other(self) -> None:
        frame = people(**{SMS: ["yes"], EMAILS: ["yes"], "Email Opt Out": ["yes"]})
        assert (consents(frame, SMS), consents(frame)) == ([True], [False])

    def test_a_yes_that_names_no_channel_is_not_taken_and_the_report_says_so(self) -> None:
        frame = people(**{"Opted In": ["yes", "no"]})
        result = yl.lint(frame)
        assert [each.get(EMAILS) for each in result.payloads("none")] == [None, False]
        assert f'--map "Opted In={EMAILS}"' in " ".join(result.report["source"]["notes"])

    def test_leaving_out_what_may_be_a_refusal_is_not_advised_without_a_word(self) -> None:
        steps = yl.lint(people(**{EMAILS: ["yes", "perhaps"]})).report["next_steps"]
        (message,) = [step["message"] for step in steps if step["option"].startswith("--omit")]
        assert "drops 1 cell that may be a refusal" in message


class TestTheStatusInAName:
    MEMBERS = "Email Address,First Name,OPTIN_TIME,LEID,EUID\nana@example.com,Ana,,1,a1\n"

    @pytest.mark.parametrize("folder", ["", "audience export/", "2024/unsubscribed/"])
    def test_it_counts_in_a_folder_of_an_archive(self, tmp_path: Path, folder: str) -> None:
        path = tmp_path / "audience.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{folder}unsubscribed_members_export_1a2b.csv", self.MEMBERS)
        assert consents(path) == [False]

    def test_a_yes_is_believed_at_the_beginning_of_the_files_own_name(self, tmp_path: Path) -> None:
        path = tmp_path / "audience.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("audience/subscribed_members_export_1a2b.csv", self.MEMBERS)
        assert consents(path) == [True]


class TestJsonInACell:
    @pytest.mark.parametrize(
        ("header", "cell", "said"),
        [
            ("email_marketing_consent", '{"state": "unsubscribed", "opt_in_level": "single_opt_in"}', False),
            ("emailMarketingConsent", "{'marketingState': 'UNSUBSCRIBED', 'consentUpdatedAt': '2023-01-01'}", False),
            ("email_marketing_consent", '{"state": "subscribed", "opt_in_level": "unknown"}', True),
            ("email_consent", '{"subscribed": false}', False),
            ("email_consent", '{"status": "pending"}', None),
            ("email_consent", '{"colour": "red"}', None),
        ],
    )
    def test_it_is_read(self, header: str, cell: str, said: bool | None) -> None:
        result = yl.lint(people(**{header: [cell]}), ignore="CNS")
        (made,) = [*result.payloads("none"), {}][:1]
        assert made.get(EMAILS) is said

    def test_it_outweighs_a_flag(self) -> None:
        frame = people(accepts_marketing=["true"], email_marketing_consent=['{"state": "not_subscribed"}'])
        assert consents(frame) == [False]


class TestUnknownLayouts:
    @pytest.mark.parametrize(
        "columns",
        [
            {"Email": "ana@example.com", "First Name": "Ana", "Last Name": "Lopez", "Country": "Spain"},
            {"E-Mail": "ana@example.com", "Vorname": "Ana", "Name": "Lopez", "Land": "ES"},
            {"メールアドレス": "ana@example.com", "名": "Ana", "姓": "Lopez", "国": "ES"},
            {"person.email": "ana@example.com", "person.firstname": "Ana", "person.lastname": "Lopez"}
            | {"person.country": "Spain"},
        ],
    )
    def test_they_are_read_by_headers_and_values(self, columns: dict[str, str]) -> None:
        result = yl.lint(pd.DataFrame({header: [text] for header, text in columns.items()}))
        assert list(result.payloads("none")) == [
            {
                "email": "ana@example.com",
                "first_name": "Ana",
                "last_name": "Lopez",
                "address": {"country_code": "ES"},
            }
        ]
        about = result.report["source"]
        assert (about["name"], about["detected"]) == ("headers", False)
        assert {each["field"] for each in about["by_headers"]} >= {"first_name", "address.country_code"}
        assert about["notes"][0].startswith("Read by its headers and values: ")

    def test_own_names_feed_their_fields_beside_a_map(self, tmp_path: Path) -> None:
        path = tmp_path / "customers.csv"
        path.write_text(
            "created_at;address;city;country;phone;email;full_name\n"
            "1571300329;2 Hill Rd;Drayton;GB;02079460018;abi@example.com;Abi Byrne\n"
            "1569418361;1 Lake Dr;Pooler;US;;alf@example.com;Alf Dicks\n",
            encoding="utf-8",
        )
        made = payloads(path, map={"full_name": "first_name+last_name"}, identify_by="email")
        assert [(each["email"], each["first_name"], each["last_name"]) for each in made] == [
            ("abi@example.com", "Abi", "Byrne"),
            ("alf@example.com", "Alf", "Dicks"),
        ]
        assert made[0]["address"] == {"address1": "2 Hill Rd", "city": "Drayton", "country_code": "GB"}

    @pytest.mark.parametrize("country", ["Country", "Country/Region", "Land", "pays", "País", "Ülke", "国"])
    def test_a_country_is_never_lost_beside_an_address(self, country: str) -> None:
        frame = people(**{"address1": ["1 Elm St"], "phone_number": ["020 7946 0018"], country: ["GB"]})
        (made,) = payloads(frame, region="US", identify_by="email")
        assert made["address"]["country_code"] == "GB"

    def test_a_region_does_not_speak_for_rows_that_name_a_country_under_an_unknown_header(self) -> None:
        frame = people(address1=["1 Elm St"], phone_number=["415 555 0123"], Cntry=["Germany"])
        with pytest.raises(InputError, match="whose country the column 'Cntry' names") as caught:
            yl.lint(frame, region="US", identify_by="email")
        assert str(caught.value).endswith('add: --map "Cntry=address.country_code"; if not, add: --map "Cntry="')
        (made,) = payloads(frame, region="US", identify_by="email", map={"Cntry": ""})
        assert made["address"] == {"address1": "1 Elm St", "country_code": "US"}

    def test_where_identity_cannot_be_settled_the_run_stops_with_the_option_that_would_do(self) -> None:
        frame = pd.DataFrame({"Kontakt": ["ana@example.com"], "Vorname": ["Ana"], "Farbe": ["rot"]})
        with pytest.raises(InputError) as caught:
            yl.lint(frame)
        assert str(caught.value).endswith('if these are right, add: --map "Kontakt=email" --map "Vorname=first_name"')
        assert payloads(frame, map={"Kontakt": "email"}) == [{"email": "ana@example.com", "first_name": "Ana"}]

    def test_without_a_likely_column_it_names_the_command_that_shows_all(self) -> None:
        with pytest.raises(InputError, match=r"look at all of them with `yotpo-lint map"):
            yl.lint(pd.DataFrame({"a": ["1"], "b": ["2"]}))

    def test_a_state_of_an_account_is_no_province(self) -> None:
        assert "address" not in payloads(people(state=["bounced", "cancelled", "active"]))[0]
        assert payloads(people(state=["Bayern", "Hessen"]))[0]["address"] == {"state": "Bayern"}


class TestColumnsThatBeginWithAnUnderscore:
    def test_they_are_listed(self) -> None:
        frame = people(_id=["64a1b2"], _deleted=["true"], _fivetran_synced=["2024-01-01"])
        assert yl.lint(frame).report["unmapped_columns"] == ["_id", "_deleted", "_fivetran_synced"]

    def test_a_refusal_in_one_is_heard_and_it_is_listed(self) -> None:
        frame = people(_unsubscribed=["true", "false"], _subscribed=["no", "yes"])
        assert consents(frame) == [False, None]
        assert yl.lint(frame).report["unmapped_columns"] == ["_unsubscribed", "_subscribed"]

    def test_the_linters_own_are_passed_over(self) -> None:
        frame = people(_row=["1"], _line=["2"], _codes=["EML001"], _reasons=["x"], _text=[""])
        assert yl.lint(frame).report["unmapped_columns"] == []


class TestWhatHidesInColumnsLeftAside:
    @pytest.mark.parametrize(
        ("column", "text", "field"),
        [("Kontakt 2", "bo@example.com", "email"), ("Notiz", "+34 600 11 22 33", "phone_number")],
    )
    def test_it_is_named_with_its_option(self, column: str, text: str, field: str) -> None:
        suggestions = yl.lint(people(**{column: [text]})).report["source"]["suggestions"]
        assert [(each["column"], each["field"]) for each in suggestions] == [(column, field)]


@pytest.mark.parametrize("source", ["auto", "yotpo"])
def test_a_column_that_is_mapped_to_nothing_feeds_nothing(source: str) -> None:
    frame = pd.DataFrame({"external_id": ["1"], "email": ["ana@example.com"]})
    assert list(yl.lint(frame, map={"email": ""}, source=source).payloads("none")) == [{"external_id": "1"}]
