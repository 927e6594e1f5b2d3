"""Headers tell the source, whatever was done to them; where they do not, the run stops and says why."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from yotpo_lint.contract.fields import ADDRESS_PARTS, FIELDS
from yotpo_lint.errors import InputError
from yotpo_lint.readers.opening import open_table
from yotpo_lint.registry import load_registry
from yotpo_lint.sources.detection import detect_source, distinctive_signs
from yotpo_lint.sources.source import Source, header_key
from yotpo_lint.sources.source_file import installed

SAMPLES = Path(__file__).parents[2] / "notebooks" / "data" / "sources"
# The samples whose names are not their sources' names.
SOURCE_OF = {
    "shopify_older": "shopify",
    "shopify_transitional": "shopify",
    "shopify_airbyte": "shopify_rest",
    "shopify_fivetran": "shopify_rest",
    "shopify_stitch": "shopify_rest",
    "bigcommerce_bulk_edit": "bigcommerce",
    "prestashop_list": "prestashop",
    "subscribed_members_export": "mailchimp",
    "unsubscribed_members_export": "mailchimp",
    "cleaned_members_export": "mailchimp",
}
YOTPO = (*FIELDS, *ADDRESS_PARTS)
SECOND_FILES = ("magento_addresses", "prestashop_addresses")


def headers_of(path: Path) -> list[str]:
    return list(open_table(path).columns)


CASES = [
    pytest.param(headers_of(path), SOURCE_OF.get(path.stem, path.stem), id=path.stem)
    for path in sorted(SAMPLES.iterdir())
    if path.stem not in SECOND_FILES
]


def test_json_and_xml_are_among_the_samples() -> None:
    assert {"salesforce", "shopify_graphql", "shopify_rest", "woocommerce_rest"} <= {str(case.id) for case in CASES}


@pytest.fixture(scope="module")
def sources() -> Mapping[str, Source]:
    return installed(load_registry())


def told(columns: Sequence[str], sources: Mapping[str, Source]) -> str | None:
    """Return the source that is told, or None where the run stops with an honest line."""
    try:
        return detect_source("t.csv", columns, sources).source.name
    except InputError:
        return None


@pytest.mark.parametrize(("columns", "source"), CASES)
class TestASample:
    def test_it_is_told(self, columns: list[str], source: str, sources: Mapping[str, Source]) -> None:
        assert told(columns, sources) == source

    def test_the_order_of_its_columns_does_not_matter(
        self, columns: list[str], source: str, sources: Mapping[str, Source]
    ) -> None:
        assert told(columns[::-1], sources) == source

    @pytest.mark.parametrize("change", [str.upper, str.lower, str.title, lambda header: f"  {header} "])
    def test_nor_does_their_case(
        self, columns: list[str], source: str, sources: Mapping[str, Source], change: object
    ) -> None:
        assert callable(change)
        assert told([change(column) for column in columns], sources) == source

    def test_nor_do_columns_of_the_shops_own(
        self, columns: list[str], source: str, sources: Mapping[str, Source]
    ) -> None:
        added = ["Loyalty points", "Shoe size", "Internal remark", "2nd e-mail", "Score"]
        assert told([*added, *columns], sources) == source

    def test_one_column_less_is_told_as_well(
        self, columns: list[str], source: str, sources: Mapping[str, Source]
    ) -> None:
        # A layout of common words but one is told by that one; without it the table is read by headers and values.
        own = distinctive_signs(sources[source])
        for dropped in columns:
            left = told([column for column in columns if column != dropped], sources)
            assert left == source or (own == {header_key(dropped)} and left == "headers"), dropped

    def test_many_columns_less_are_told_or_refused_but_never_another_source(
        self, columns: list[str], source: str, sources: Mapping[str, Source]
    ) -> None:
        draw = random.Random(source)  # noqa: S311  nothing secret
        for _ in range(200):
            left = draw.sample(columns, draw.randint(1, len(columns)))
            # What is left may be common words: Yotpo's names, or a table that is read by its headers and values.
            assert told(left, sources) in (source, None, "headers", "yotpo"), left


class TestRefusals:
    def test_two_sources_that_know_as_much_are_named_with_their_difference(self, sources: Mapping[str, Source]) -> None:
        columns = ["EMAIL_BLACKLISTED", "SMS_BLACKLISTED", "ADDED_TIME", "OPTIN_TIME", "LEID", "EUID"]
        with pytest.raises(InputError) as caught:
            detect_source("t.csv", columns, sources)
        assert str(caught.value) == (
            "t.csv: the columns do not tell which source this is: brevo (uses 'EMAIL_BLACKLISTED', 'SMS_BLACKLISTED', "
            "which the others do not); mailchimp (uses no other columns); say which with --source NAME"
        )

    @pytest.mark.parametrize(
        "headers",
        [
            "Name,Benutzername,Zuletzt aktiv,Registrierung,E-Mail,AOV,Land / Region",
            "Nombre,Apellido,Correo electrónico",
            "e_mail,nom",
            "First Name,Last Name",
            "Email,First Name,Last Name,Phone,Country",
            "group_id,_store,gender,password_hash",
        ],
    )
    def test_a_table_that_no_source_knows_is_read_by_its_headers(
        self, headers: str, sources: Mapping[str, Source]
    ) -> None:
        assert told(headers.split(","), sources) == "headers"


class TestForeignDocuments:
    """Words that any document has do not make it a shop's."""

    @pytest.mark.parametrize(
        "columns",
        [
            ["id", "version", "createdAt", "email", "firstName", "lastName", "customerNumber", "addresses", "password"],
            ["id", "firstName", "lastName", "email", "phone", "createdAt", "updatedAt", "loyaltyPoints"],
            [
                "uuid",
                "email",
                "firstName",
                "lastName",
                "displayName",
                "createdAt",
                "locale",
                "status",
                "roles",
                "teams",
            ],
            ["contact.email", "contact.firstName", "contact.lastName", "createdAt", "tags", "state", "score"],
        ],
    )
    def test_they_are_read_by_their_headers(self, columns: list[str], sources: Mapping[str, Source]) -> None:
        assert told(columns, sources) in ("headers", "yotpo")


def test_the_reason_names_signs(sources: Mapping[str, Source]) -> None:
    found = detect_source("t.csv", headers_of(SAMPLES / "brevo.csv"), sources)
    assert found.why == "it knows 8 of 8 columns, among them 'LASTNAME', 'FIRSTNAME', 'EMAIL_BLACKLISTED'"


@pytest.mark.parametrize(("columns", "source"), CASES)
def test_columns_with_names_of_yotpos_and_of_others_do_not_make_it_anothers(
    columns: list[str], source: str, sources: Mapping[str, Source]
) -> None:
    draw = random.Random(source)  # noqa: S311  nothing secret
    foreign = [sign for name, other in sources.items() if name != source for sign in other.signs]
    for _ in range(100):
        added = draw.sample(YOTPO, draw.randint(0, 3)) + draw.sample(foreign, draw.randint(0, 2))
        mixed = list(dict.fromkeys([*columns, *added]))
        draw.shuffle(mixed)
        assert told(mixed, sources) in (source, None, "headers"), added


def test_the_parts_of_an_object_tell_a_document_of_few_keys(sources: Mapping[str, Source]) -> None:
    columns = ["id", "email_address", "status", "merge_fields.FNAME", "merge_fields.LNAME", "merge_fields.PHONE"]
    assert told(columns, sources) == "mailchimp_api"
