"""In every source a refusal outweighs every consent, and a state that is no yes never becomes one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.registry import load_registry
from yotpo_lint.sources.source import Source
from yotpo_lint.sources.source_file import ANY, installed

SOURCES = installed(load_registry())
YES = ("true", "yes", "1", "SUBSCRIBED", "opted_in")


def contact(source: Source) -> dict[str, str]:
    """Return the cell by which the record is known."""
    return {source.fields["email"].columns[0]: "ana@example.com"}


def opt_outs() -> Iterator[object]:
    """Yield every opt-out of every source, with a cell that says no."""
    for name, source in SOURCES.items():
        for field in FLAG_FIELDS:
            for header, opt_out in source.fields[field].opt_outs.items() if field in source.fields else ():
                words = sorted(opt_out.words - {ANY})
                plain = [] if opt_out.silent else ["true", "2024-02-10 10:00:00"]
                for word in [*words, *plain, *(["any text at all"] if ANY in opt_out.words else [])]:
                    yield pytest.param(name, field, header.replace("*", "1"), word, id=f"{name}-{header}-{word}")


def consent(name: str, field: str, cells: Mapping[str, str]) -> bool | None:
    source = SOURCES[name]
    result = yl.lint(pd.DataFrame([contact(source) | dict(cells)]), source=name)
    made = list(result.payloads("none"))
    return made[0].get(field) if made else None


@pytest.mark.parametrize(("name", "field", "header", "word"), list(opt_outs()))
def test_an_opt_out_outweighs_every_consent(name: str, field: str, header: str, word: str) -> None:
    for column in SOURCES[name].fields[field].columns or ("",):
        agreed = {column: YES[3]} if column else {}
        assert consent(name, field, {**agreed, header: word}) is False


@pytest.mark.parametrize(
    ("name", "field", "column", "word"),
    [
        pytest.param(name, field, column, word, id=f"{name}-{column}-{word}")
        for name, source in SOURCES.items()
        for field in FLAG_FIELDS
        if field in source.fields and not source.fields[field].inverted
        for column in source.fields[field].columns
        for word in source.fields[field].words
        if word != ANY
    ],
)
def test_a_word_of_a_source_is_never_a_yes(name: str, field: str, column: str, word: str) -> None:
    said = SOURCES[name].fields[field].words[word].becomes
    assert consent(name, field, {column: word}) is (False if said == "false" else None)


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("hubspot", {"Unsubscribed from all email": "false", "Opted out of email: News": "true"}, False),
        ("hubspot", {"Unsubscribed from all email": "true", "Opted out of email: News": "false"}, False),
        ("hubspot", {"Unsubscribed from all email": "false", "Opted out of email: News": "false"}, None),
        ("shopify_rest", {"email_marketing_consent.state": "unsubscribed", "accepts_marketing": "true"}, False),
        ("shopify_rest", {"email_marketing_consent": '{"state": "unsubscribed"}', "accepts_marketing": "true"}, False),
        ("shopify_rest", {"email_marketing_consent": "{'state': 'pending'}", "accepts_marketing": "true"}, None),
        ("shopify_rest", {"email_marketing_consent__state": "not_subscribed", "accepts_marketing": "1"}, False),
        ("shopify_rest", {"email_marketing_consent_state": "redacted", "accepts_marketing": "true"}, None),
        ("braze", {"email_subscribe": "subscribed"}, None),
        ("braze", {"email_subscribe": "opted_in"}, True),
        ("attentive", {"email_eligibility": "Eligible"}, None),
        ("klaviyo_api", {"attributes.subscriptions": '{"email": {"marketing": {"consent": "SUBSCRIBED"}}}'}, True),
        (
            "klaviyo_api",
            {
                "attributes.subscriptions": (
                    '{"email": {"marketing": {"consent": "NEVER_SUBSCRIBED", "can_receive_email_marketing": true}}}'
                )
            },
            False,
        ),
    ],
)
def test_what_layouts_are_known_for(name: str, cells: dict[str, str], expected: bool | None) -> None:
    assert consent(name, "accepts_email_marketing", cells) is expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("vip, newsletter", True),
        # A word of refusal among others takes the yes away and says no to nothing.
        ("unsubscribed hats", None),
        ("vip, unsubscribed", False),
        ("Opt-Out|vip", False),
        ("vip;abgemeldet", False),
    ],
)
def test_a_refusal_among_the_tags_outweighs_a_stale_yes(tags: str, expected: bool | None) -> None:
    table = pd.DataFrame({"email": ["ana@example.com"], "accepts_email_marketing": ["true"], "tags": [tags]})
    (body,) = yl.lint(table, tag_separator=next((sign for sign in ";|" if sign in tags), None)).payloads()
    assert body["customer"].get("accepts_email_marketing") is expected
