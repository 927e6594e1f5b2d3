"""What a source does to a table: words, inversion, withheld columns, a map by hand, a second file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.errors import InputError, SettingsError

SAMPLES = Path(__file__).parents[2] / "notebooks" / "data" / "sources"

OWN = """
title = "The shop's own list"
read = "2026-11-24"
facts = ["our own export"]
signs = ["Kundennummer"]
inverted = ["accepts_email_marketing"]

[fields]
external_id = "Kundennummer"
first_name = "Vorname"
accepts_email_marketing = "Werbesperre"

[words.accepts_email_marketing]
ja = { becomes = "false", why = "a block is a refusal" }
nein = { absent = true, why = "no block is no consent" }
"""


def brevo(**cells: str) -> pd.DataFrame:
    row = {"EMAIL": "ana@example.com", "LASTNAME": "Lima", "FIRSTNAME": "Ana", "SMS": "", "EMAIL_BLACKLISTED": "No"}
    return pd.DataFrame([row | {"SMS_BLACKLISTED": "No", "ADDED_TIME": "", "MODIFIED_TIME": ""} | cells])


def payload(source: object, **settings: Any) -> dict[str, Any]:
    (only,) = yl.lint(source, **settings).payloads(envelope="none")  # type: ignore[arg-type]  # as a user calls it
    return only


class TestConsentNeverEscalates:
    @pytest.mark.parametrize("text", ["No", "no", "false", "0", "NO "])
    def test_not_being_blacklisted_is_no_consent(self, text: str) -> None:
        assert "accepts_email_marketing" not in payload(brevo(EMAIL_BLACKLISTED=text))

    @pytest.mark.parametrize("text", ["Yes", "true", "1"])
    def test_being_blacklisted_is_a_refusal(self, text: str) -> None:
        assert payload(brevo(EMAIL_BLACKLISTED=text))["accepts_email_marketing"] is False

    @pytest.mark.parametrize("settings", [{"ignore": "SRC"}, {"ignore": "SRC002"}, {"select": "PHN"}])
    def test_an_inverted_column_is_left_out_where_its_words_are_not_explained(self, settings: dict[str, str]) -> None:
        result = yl.lint(brevo(EMAIL_BLACKLISTED="true", SMS_BLACKLISTED="true"), **settings)
        assert not {"accepts_email_marketing", "accepts_sms_marketing"} & set(result.accepted.columns)
        assert "accepts_email_marketing is left out, for SRC" in result.report["source"]["notes"][1]

    def test_nor_does_a_map_by_hand_turn_it_round(self) -> None:
        made = payload(brevo(EMAIL_BLACKLISTED="true"), map={"EMAIL_BLACKLISTED": "accepts_email_marketing"})
        assert made["accepts_email_marketing"] is False

    def test_a_map_by_hand_to_another_channel_stops_the_run_and_says_how_to_declare_it(self) -> None:
        with pytest.raises(
            SettingsError, match=r"speaks of e-mail; if it is one all the same, say so in a source file"
        ):
            payload(brevo(), map={"EMAIL_BLACKLISTED": "accepts_sms_marketing"})

    def test_a_column_that_only_looks_like_consent_cannot_be_mapped_to_it(self) -> None:
        with pytest.raises(SettingsError, match="is no consent: consent to the offers of partners"):
            yl.lint(SAMPLES / "prestashop_list.csv", map={"Partner offers": "accepts_email_marketing"})

    def test_a_file_without_a_telling_name_says_nothing_of_consent(self, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        path.write_bytes((SAMPLES / "subscribed_members_export.csv").read_bytes())
        result = yl.lint(path)
        assert all("accepts_email_marketing" not in each for each in result.payloads("none"))
        assert result.report["source"]["notes"] == [
            "accepts_email_marketing is told by the file's name, and this name says nothing; it is left out"
        ]

    @pytest.mark.parametrize(
        ("name", "consent"),
        [("unsubscribed.csv", False), ("cleaned.csv", False), ("subscribed.csv", None), ("x.csv", None)],
    )
    def test_a_blank_time_of_unsubscribing_is_what_the_file_says_and_never_a_yes(
        self, tmp_path: Path, name: str, consent: bool | None
    ) -> None:
        (tmp_path / name).write_text("Email Address,LEID,EUID,OPTIN_IP,UNSUB_TIME\nana@example.com,1,2,,\n", "utf-8")
        (made,) = yl.lint(tmp_path / name).payloads("none")
        assert made.get("accepts_email_marketing") is consent

    def test_the_words_are_explained_in_the_findings(self) -> None:
        findings = yl.lint(brevo(EMAIL_BLACKLISTED="Yes")).findings
        (told,) = findings[findings["code"] == "SRC002"]["message"]
        why = "who is blacklisted may not be written to; the cell becomes false."
        assert told == f"Brevo (Sendinblue) contacts export (CSV): {why}"


class TestMap:
    def test_a_column_is_added(self) -> None:
        frame = brevo().assign(Nummer="77")
        assert payload(frame, map={"nummer": "external_id"})["external_id"] == "77"

    def test_a_column_is_left_out(self) -> None:
        assert "first_name" not in payload(brevo(), map={"FIRSTNAME": ""})

    @pytest.mark.parametrize(
        ("whole", "first", "last"),
        [("Nora Quist", "Nora", "Quist"), ("Otto van Dyk", "Otto van", "Dyk"), ("Cher", "Cher", None)],
    )
    def test_a_whole_name_is_split_where_that_is_declared(self, whole: str, first: str, last: str | None) -> None:
        frame = pd.DataFrame({"email": ["ana@example.com"], "Name": [whole]})
        assert "first_name" not in payload(frame)
        made = payload(frame, map={"Name": "first_name+last_name"})
        assert (made.get("first_name"), made.get("last_name")) == (first, last)

    def test_a_split_is_in_the_ledger(self) -> None:
        frame = pd.DataFrame({"email": ["ana@example.com"], "Name": ["Nora Quist"]})
        fixes = yl.lint(frame, map={"Name": "first_name+last_name"}).fixes
        assert fixes[["field", "code", "before", "after"]].to_numpy().tolist() == [
            ["first_name", "SRC005", "Nora Quist", "Nora"],
            ["last_name", "SRC005", "Nora Quist", "Quist"],
        ]

    def test_a_table_of_which_nobody_knows_a_header(self) -> None:
        frame = pd.DataFrame({"Kontakt": ["ana@example.com"]})
        assert payload(frame, map={"Kontakt": "email"}) == {"email": "ana@example.com"}

    def test_a_column_that_is_not_there(self) -> None:
        with pytest.raises(InputError, match="names the column 'EMIAL', which is not there; did you mean 'email'"):
            yl.lint(brevo(), map={"EMIAL": "email"})

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"a": "emial"}, "map: 'emial' is not a Yotpo field; did you mean a=email?"),
            ("email", "map: 'email' is not HEADER=FIELD"),
            (["a=email", "b=email"], "map: two columns feed email; remove one of them"),
            (3, "map: 3 is not a table of headers and fields, such as {'E-mail address': 'email'}"),
        ],
    )
    def test_what_is_refused(self, given: object, told: str) -> None:
        with pytest.raises(SettingsError) as caught:
            yl.lint(brevo(), map=given)
        assert str(caught.value).startswith(told)


class TestOwnSource:
    def test_a_merchants_own_file_works_like_any(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        path.write_text(OWN, encoding="utf-8")
        frame = pd.DataFrame({"Kundennummer": ["1"], "Vorname": ["Ana"], "Werbesperre": ["ja"]})
        result = yl.lint(frame, source=path)
        # A ban on advertising speaks of every channel, whatever field the source feeds with it.
        refusals = {"accepts_sms_marketing": False, "accepts_email_marketing": False}
        assert list(result.payloads("none")) == [{"external_id": "1", "first_name": "Ana", **refusals}]
        assert result.report["source"]["name"] == "ours"
        assert result.report["source"]["detected"] is False

    def test_an_unknown_name_has_a_nearest(self) -> None:
        with pytest.raises(SettingsError, match=r"there is no source 'shopfy'; did you mean shopify\?"):
            yl.lint(brevo(), source="shopfy")

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("[fields]", "[feilds]", "feilds: is not a key of a source; did you mean fields?"),
            (
                'external_id = "K',
                'extrenal_id = "K',
                "fields.extrenal_id: is not a Yotpo field; did you mean external",
            ),
            (
                'becomes = "false"',
                'becomes = "true"',
                "words.accepts_email_marketing.ja: becomes 'true'; a word of",
            ),
            (', why = "a block is a refusal"', "", "words.accepts_email_marketing.ja: has no reason; add why"),
            ('facts = ["our own export"]', "", "facts: is missing; a source has title, read, facts, fields"),
            ('signs = ["Kundennummer"]', "signs = [1]", "signs: expected text or a list of texts, got [1]"),
            ('inverted = ["accepts_email_marketing"]', 'inverted = ["tags"]', "inverted: 'tags' is not a consent"),
            (
                "absent = true",
                "absnt = true",
                "words.accepts_email_marketing.nein.absnt: is not a key of a source;",
            ),
            ("[fields]", "[fields", "the source is not valid TOML"),
            ("[fields]", 'export_steps = ["Click Export."]\n[fields]', "export_steps: and export_page, the page that"),
            ("[fields]", '[several]\nkey = "Kundennummer"\n[fields]', "several.default_column: is missing"),
            (
                "[fields]",
                '[several]\nkeys = "Kundennummer"\n[fields]',
                "several.keys: is not a key of a source;",
            ),
        ],
    )
    def test_an_error_names_the_file_the_key_and_the_nearest(
        self, tmp_path: Path, before: str, after: str, told: str
    ) -> None:
        path = tmp_path / "ours.toml"
        path.write_text(OWN.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(SettingsError) as caught:
            yl.lint(pd.DataFrame({"Kundennummer": ["1"]}), source=str(path))
        assert str(caught.value).startswith(f"{path}: {told}")

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="the source cannot be read: No such file or directory; check --source"):
            yl.lint(brevo(), source=str(tmp_path / "none.toml"))


class TestTranslatedHeaders:
    FRENCH = "ID;Titre;Prénom;Nom;Adresse e-mail;Activé;Newsletter;Offres partenaires;Inscription"

    def test_a_source_named_by_hand_says_why_it_knows_so_few(self, tmp_path: Path) -> None:
        path = tmp_path / "clients.csv"
        path.write_text(f"{self.FRENCH}\n1;M.;Ana;Lima;ana@example.com;1;1;1;2013-07-04\n", encoding="utf-8")
        result = yl.lint(path, source="prestashop")
        assert result.report["source"]["notes"][0] == (
            "PrestaShop customers (list export and import file, CSV) writes its headers in the language of the back "
            "office, and only English ones are known: export it in English, or name each column with --map HEADER=FIELD"
        )

    def test_headers_named_by_hand_are_read_with_the_sources_words(self, tmp_path: Path) -> None:
        path = tmp_path / "clients.csv"
        path.write_text(f"{self.FRENCH}\n1;M.;Ana;Lima;ana@example.com;1;0;1;2013-07-04\n", encoding="utf-8")
        named = {"Prénom": "first_name", "Nom": "last_name", "Adresse e-mail": "email"}
        result = yl.lint(path, source="prestashop", map=named)
        assert "Addresses" in result.report["source"]["notes"][0]
        (made,) = result.payloads("none")
        assert made == {
            "external_id": "1",
            "email": "ana@example.com",
            "first_name": "Ana",
            "last_name": "Lima",
            "accepts_email_marketing": False,
        }


class TestWithheld:
    def test_a_damaged_line_of_a_file_with_secrets_is_not_shown(self, tmp_path: Path) -> None:
        path = tmp_path / "magento.csv"
        path.write_text(
            (SAMPLES / "magento.csv").read_text(encoding="utf-8") + "torn@example.com,base,secretTorn\n", "utf-8"
        )
        result = yl.lint(path)
        assert result.report["counts"]["rejected"] == 3
        result.write(tmp_path / "out")
        for output in (tmp_path / "out").iterdir():
            assert "secret" not in output.read_text(encoding="utf-8"), output.name

    def test_a_secret_is_one_in_a_table_of_yotpos_names_too(self) -> None:
        frame = pd.DataFrame({"external_id": ["1"], "gender": ["1"], "password_hash": ["secret"]})
        result = yl.lint(frame)
        assert "password_hash" not in result.rejected.columns
        assert result.report["source"]["withheld"] == [{"column": "password_hash", "why": "a password's hash"}]

    def test_it_cannot_be_mapped(self) -> None:
        with pytest.raises(SettingsError, match="is withheld: a password's hash"):
            yl.lint(SAMPLES / "magento.csv", map={"password_hash": "external_id"})


class TestSeveralAddresses:
    """Every other layout with several addresses of a customer takes one by rule, and says what it left aside."""

    @pytest.mark.parametrize(
        ("sample", "column", "said"),
        [
            ("shopify_rest.json", "addresses", "all addresses; the default one is taken from default_address"),
            ("woocommerce_rest.json", "shipping.address_1", "the billing address is taken"),
            ("bigcommerce_bulk_edit.csv", "Address City - 2", "Yotpo's customer has one, and the first is taken"),
            ("salesforce.xml", "addresses.address", "all addresses of a customer with several; the preferred one is"),
        ],
    )
    def test_the_report_says_what_is_left_aside(self, sample: str, column: str, said: str) -> None:
        ignored = {each["column"]: each["why"] for each in yl.lint(SAMPLES / sample).report["source"]["ignored"]}
        assert said in ignored[column]

    def test_shopify_graphql_takes_the_default_address(self) -> None:
        frame = pd.DataFrame(
            {
                "legacyResourceId": ["1"],
                "firstName": ["Ana"],
                "defaultAddress.address1": ["1 Elm St"],
                "addresses": ['[{"address1":"2 Elm St"}]'],
                "addressesV2.nodes": ['[{"address1":"3 Elm St"}]'],
                "defaultAddress.countryCodeV2": ["US"],
            }
        )
        result = yl.lint(frame)
        assert next(iter(result.payloads("none")))["address"] == {"address1": "1 Elm St", "country_code": "US"}
        assert [each["column"] for each in result.report["source"]["ignored"]] == ["addresses", "addressesV2.nodes"]

    def test_webtoffee_takes_the_billing_address(self) -> None:
        frame = pd.DataFrame(
            {
                "user_login": ["a"],
                "user_email": ["ana@example.com"],
                "user_registered": ["2024-01-02 03:04:05"],
                "billing_address_1": ["1 Elm St"],
                "shipping_address_1": ["2 Elm St"],
                "shipping_postcode": ["02108"],
            }
        )
        result = yl.lint(frame)
        assert next(iter(result.payloads("none")))["address"] == {"address1": "1 Elm St"}
        ignored = [each["column"] for each in result.report["source"]["ignored"]]
        assert ignored == ["shipping_address_1", "shipping_postcode"]


class TestJoin:
    def test_several_addresses_without_a_default_are_left_out_and_counted(self) -> None:
        result = yl.lint(SAMPLES / "magento.csv", join=str(SAMPLES / "magento_addresses.csv"))
        assert result.report["source"]["notes"][0].endswith(
            "magento_addresses.csv; 2 that are not a customer's default one are left aside; none is taken where a "
            "customer has several and not one alone is marked as the default (1 customer)"
        )

    def test_without_the_second_file_the_report_asks_for_it(self) -> None:
        assert yl.lint(SAMPLES / "magento.csv").report["source"]["notes"] == [
            "Addresses are in a second file of this export; pass it with --join FILE"
        ]

    def test_a_source_with_one_file_has_none_to_join(self) -> None:
        with pytest.raises(SettingsError, match="join: the source 'brevo' has no second file; leave it out"):
            yl.lint(brevo(), join="x.csv")

    @pytest.mark.parametrize("source", ["magento", "prestashop"])
    def test_the_second_file_alone_is_told_from_the_first(self, source: str) -> None:
        path = SAMPLES / f"{source}_addresses.csv"
        with pytest.raises(InputError) as caught:
            yl.lint(path)
        assert str(caught.value) == (
            f"{path}: holds the addresses of {source} and no customers; pass the file of the customers, and this one "
            f"beside it with --join {path}"
        )

    def test_the_wrong_file(self) -> None:
        with pytest.raises(InputError, match="has no column '_email', by which Addresses are matched"):
            yl.lint(SAMPLES / "magento.csv", join=SAMPLES / "brevo.csv")


def test_a_header_near_a_known_one_has_a_suggestion() -> None:
    frame = brevo().rename(columns={"FIRSTNAME": "FIRSTNAMES"})
    assert yl.lint(frame).report["source"]["suggestions"] == [
        {"column": "FIRSTNAMES", "field": "first_name", "option": '--map "FIRSTNAMES=first_name"'}
    ]


def test_an_object_that_is_null_in_some_record_is_no_field_of_its_own() -> None:
    assert yl.lint(SAMPLES / "shopify_graphql.json").report["source"]["suggestions"] == []


def test_the_index_of_a_frame_is_kept_where_columns_are_combined() -> None:
    frame = pd.DataFrame(
        {"Record ID": ["1"], "Lead Status": [""], "Email": ["no"], "Mobile Phone Number": [""], "Phone Number": [""]},
        index=["a"],
    )
    assert list(yl.lint(frame).rejected.index) == ["a"]
