"""Law 4 between columns: no refusal anywhere in a row is followed by a `true`, whatever its header and language."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import yotpo_lint as yl
from yotpo_lint.errors import YotpoLintError

EMAILS, SMS = "accepts_email_marketing", "accepts_sms_marketing"
BOTH = (EMAILS, SMS)

# By header: the consents that a yes in it refuses.
REFUSING = {
    **dict.fromkeys(
        (
            *("Email Opt Out", "do_not_email", "HasOptedOutOfEmail", "donotbulkemail", "EMAIL_BLACKLISTED"),
            *("Unsubscribed from all email", "emailUnsubscribed", "email_disabled", "Email Suppressions"),
            *("Opted out of email: Marketing Information", "no_newsletter", "Newsletter Abmeldung"),
            *("désinscrit newsletter", "Baja newsletter", "disiscritto dalla newsletter", "Keine Werbung per E-Mail"),
            *("nieuwsbrief uitgeschreven", "нет рассылки", "メルマガ配信停止", "邮件退订", "이메일 수신거부"),
        ),
        (EMAILS,),
    ),
    **dict.fromkeys(("SMS Opt Out", "sms_unsubscribed", "SMS_BLACKLISTED", "smsOptedOut", "kein SMS"), (SMS,)),
    **dict.fromkeys(
        (
            *("Unsubscribed", "Opted Out", "Do Not Contact", "Suppressed", "dnd", "!subscribed", "isUnsubscribed"),
            *("_unsubscribed", "Not subscribed", "Blocklisted", "Bounced", "Abmeldung", "abgemeldet", "Werbesperre"),
            *("désinscrit", "désabonné", "Baja", "disiscritto", "uitgeschreven", "descadastrado", "avregistrerad"),
            *("wypisany", "odhlášen", "leiratkozott", "dezabonat", "отписан", "配信停止", "退订", "수신거부"),
        ),
        BOTH,
    ),
}
# By header: the consents that a no in it refuses.
AGREEING = {
    **dict.fromkeys(
        (
            *("Newsletter", "accepts_marketing", "Accepts Email Marketing", "emailOptIn", "Email Marketing Consent"),
            *("email_marketing_consent", "Email subscription status", "E-Mail Einwilligung", "abonné newsletter"),
            *("suscrito al boletín", "iscritto alla newsletter", "nieuwsbrief", "nyhetsbrev", "zgoda na newsletter"),
            *("odběr novinek e-mailem", "согласие на рассылку", "メルマガ購読", "邮件订阅"),
        ),
        (EMAILS,),
    ),
    **dict.fromkeys(("Accepts SMS Marketing", "SMS consent", "smsOptIn", "sms_marketing_consent"), (SMS,)),
    **dict.fromkeys(("Subscribed", "Opted In", "Consent", "Einwilligung", "consentement"), BOTH),
}
STATES = ("unsubscribed", "UNSUBSCRIBED", "opted out", "Opted-Out", "HARD_BOUNCE, UNSUBSCRIBE", "['SPAM_COMPLAINT']")
YESES = ("yes", "true", "1", "Y", "TRUE", *STATES)
NOES = ("no", "false", "0", "N", *STATES, '{"state": "unsubscribed"}')
DATES = ("2023-01-01", "2023-01-01T10:00:00Z", "01.02.2023")
OTHERS = ("", " ", "maybe", "pending", "null", "[]", "2", '{"state": "subscribed"}')

spellings = st.sampled_from(
    [str, str.upper, str.lower, lambda header: f" {header} ", lambda header: header + " (optional)"]
)


@st.composite
def tables(draw: Any) -> tuple[dict[str, str], set[str]]:
    """Draw a row by header, and the consents that it refuses somewhere."""
    headers = draw(st.lists(st.sampled_from([*REFUSING, *AGREEING]), min_size=1, max_size=5, unique=True))
    row: dict[str, str] = {}
    refused: set[str] = set()
    for header in headers:
        refusing = header in REFUSING
        value = draw(st.sampled_from([*YESES, *NOES, *OTHERS, *(DATES if refusing else ())]))
        spelled = draw(spellings)(header)
        if spelled.strip().casefold() in {each.strip().casefold() for each in row}:
            continue
        row[spelled] = value
        says_no = value in (*YESES, *DATES) if refusing else value in NOES
        if says_no or value in STATES or "unsubscribed" in value:
            refused.update(REFUSING.get(header) or AGREEING[header])
    if draw(st.booleans()):
        row["Status"] = draw(st.sampled_from(["active", "Unsubscribed", "", "opted_out"]))
        if row["Status"] in ("Unsubscribed", "opted_out"):
            refused.update(BOTH)
    for field in BOTH:
        if draw(st.booleans()):
            row[field] = draw(st.sampled_from(["yes", "true", "no", ""]))
            if row[field] == "no":
                refused.add(field)
    return row, refused


def emitted(row: dict[str, str], **options: Any) -> dict[str, Any]:
    """Return the consents that are emitted; none where the run stops or the row is rejected."""
    frame = pd.DataFrame(
        {"external_id": ["1"], "email": ["ana@example.com"], **{key: [text] for key, text in row.items()}}
    )
    try:
        made = list(yl.lint(frame, **options).payloads("none"))
    except YotpoLintError:
        return {}
    return {field: made[0].get(field) for field in BOTH} if made else {}


@given(table=tables(), options=st.sampled_from([{}, {"source": "yotpo"}, {"ignore": "SRC"}, {"ignore": "CNS001"}]))
def test_no_refusal_is_followed_by_a_yes(table: tuple[dict[str, str], set[str]], options: dict[str, Any]) -> None:
    row, refused = table
    consents = emitted(row, **options)
    assert not any(consents.get(field) is True for field in refused), (row, consents)


@given(table=tables(), data=st.data())
def test_nor_where_a_column_is_mapped_by_hand(table: tuple[dict[str, str], set[str]], data: Any) -> None:
    row, refused = table
    header = data.draw(st.sampled_from(sorted(set(row) - set(BOTH)) or [EMAILS]))
    consents = emitted(row, map={header: data.draw(st.sampled_from(BOTH))})
    assert not any(consents.get(field) is True for field in refused), (row, consents)


@pytest.mark.parametrize("header", REFUSING)
def test_every_refusing_header_alone_refuses(header: str) -> None:
    for field in REFUSING[header]:
        row = {header: "yes", field: "yes"}
        assert emitted(row)[field] is False, row
    assert not any(emitted({header: "no"}).values())


@pytest.mark.parametrize("header", AGREEING)
def test_every_agreeing_header_refuses_with_a_no(header: str) -> None:
    for field in AGREEING[header]:
        assert emitted({header: "no", field: "yes"})[field] is False
