"""Accepts marketing, by SMS and by e-mail: `true` or `false`; they become JSON booleans in the upload.

A wrong `true` sends messages to someone who never agreed. So nothing becomes `true` but an explicit yes: one of the
words in one table, spelled out in full (or `y`, `t`, `1`). Explicit refusals, and states that can only come from one
(unsubscribed, bounced, complained), become `false`; so do *not subscribed* and *never subscribed*, since nobody
agreed. States that are neither (pending, unknown, redacted) leave the field out, with a warning: Yotpo then keeps
what it knows.

Never guessed: dates and lists of channels (they say that something happened, not what is agreed today), other
numbers, *eligible*, ticks and crosses, and words that are a yes in one language and a no in another: `ne` is Czech
for no and sounds Greek and Korean for yes, `tak` is Polish for yes and Malay for no. Single letters other than y, n,
t and f depend on the language. Where a column shows its language, by its header or by both answers in its cells, they
are read in it before they come here.

Sources: https://core-api.yotpo.com/reference/customers, https://core-api.yotpo.com/reference/subscribers,
https://shopify.dev/docs/api/admin-graphql/latest/enums/CustomerEmailMarketingState.md (all read 2026-11-23).
"""

from __future__ import annotations

import unicodedata
from typing import Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.rule import (
    Context,
    FieldRule,
    Reading,
    clear,
    clears,
    fix,
    fixes,
    keep,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import BLANKS, CONTROL, DASHES, IGNORABLE, compile_lazily

# The only words that become `true`. English and tool words: Shopify, Klaviyo, Mailchimp, Square and SMS tools write
# them (read 2026-11-23). Then yes and Excel's TRUE in the shop languages. Left out on purpose: ok, active, enabled,
# registered, eligible, x and ticks (none is an agreement), tak, так, ne, and the single letters j, o, s and д.
YES: Final = frozenset(
    (
        "true|yes|y|t|1|on|subscribed|opted in|opt in|optin|confirmed|confirmed opt in|single opt in|double opt in|"
        "accepted|granted|"
        "ja|wahr|oui|vrai|sí|si|sì|verdadero|vero|sim|verdadeiro|waar|da|ano|áno|igen|kyllä|evet|"
        "да|ναι|はい|是|예|네|نعم|כן"
    ).split("|")
)
# Words that become `false`: the same tools and languages, and states in which nobody may be written to.
NO: Final = frozenset(
    (
        "false|no|n|f|0|off|unsubscribed|unsubscribe|opted out|opt out|optout|cleaned|bounced|hard bounce|hard bounced|"
        "complained|complaint|spam|spam complaint|blacklisted|stop|stopped|revoked|withdrawn|denied|declined|"
        "nein|falsch|non|faux|falso|não|nao|nee|onwaar|nej|nei|nie|nem|ei|hayır|hayir|нет|не|ні|όχι|いいえ|否|아니요|لا|לא"
    ).split("|")
)
# Nobody agreed, so nobody may be written to. Yotpo keeps "never subscribed" apart from "unsubscribed" elsewhere
# (https://core-api.yotpo.com/reference/subscribers); its customers endpoint has two states, and this one is `false`.
NEVER: Final = frozenset(("not subscribed", "never subscribed", "non subscribed", "nonsubscribed"))

# Known states that are neither yes nor no; Shopify's PENDING, REDACTED and INVALID, Mailchimp's transactional,
# Square's Unknown.
NEITHER: Final = frozenset(
    (
        "pending|pending confirmation|awaiting confirmation|unconfirmed|not confirmed|unknown|undetermined|not set|"
        "redacted|invalid|transactional|unbekannt|inconnu|desconocido|sconosciuto|desconhecido|onbekend"
    ).split("|")
)

# A whole number that a table of numbers wrote as a float, because a neighbour in its column was empty.
FLOATS: Final = {"1.0": "true", "0.0": "false"}

_CHANNEL: Final = compile_lazily(r"\b(?:e-?mails?|sms|web|mobile|push|direct ?mail|phone|whatsapp|newsletter)\b")
_DATE: Final = compile_lazily(
    r"[0-9]{4}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}|[0-9]{8}|[0-9]{1,2}:[0-9]{2}"
)
_JOINT: Final = compile_lazily(r"(?<=\w)[ _-]+(?=\w)")
_LONGEST: Final = 200
# Japanese and Chinese keyboards write Latin letters as wide as their own signs: Unicode, U+FF21 to U+FF5A. A digit is
# only a mark of ours for yes or no, so it must be the plain one.
_FULLWIDTH: Final = {wide: wide - 0xFEE0 for wide in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}

PROBLEM: Final = parse_problems(
    """
    CNS001 consent-word [safe]
        The answer is written as a word or number; it becomes {after}.
        why: Yotpo wants a JSON boolean; a quoted yes is taken without a complaint and the consent is lost.
    CNS002 consent-float [safe]
        The answer was written as a decimal number; it becomes {after}.
        why: Spreadsheets and data frames write 1 and 0 as 1.0 and 0.0 where other cells of the column are empty.
    CNS003 consent-never-given [safe]
        The customer is not subscribed; the answer becomes {after}.
        why: Yotpo's customers endpoint has two states; whoever never agreed is not to be written to.
    CNS004 consent-neither [safe, warning]
        '{hint}' is neither a yes nor a no; the field is left out, and Yotpo keeps what it knows.
        why: Shopify, Mailchimp and Square export such states; sending false would record a refusal nobody gave.
        general: This is neither a yes nor a no; the field is left out, and Yotpo keeps what it knows.
    CNS005 consent-date-or-channel
        A date or a list of channels is not a yes or no; write true or false for this channel, or empty the cell.
        why: It is not said whether a date is that of an opt-in or an opt-out; Klaviyo lists channels in one cell for
        all.
    CNS006 consent-unreadable
        This is not an explicit yes or no; write true or false, or empty the cell.
        why: Consent is never guessed: nothing but an explicit yes becomes true.
    CNS007 consent-hidden-characters
        The answer holds invisible characters; write true or false, or empty the cell.
        why: What was changed on its way here is no explicit yes. A no stays a no, whatever is hidden in it.
    """
)


def read(text: str, context: Context) -> Reading:
    """Read an explicit yes or no; a known third state leaves the field out, all else is refused."""
    if text in ("true", "false"):
        return keep(text)
    if CONTROL.search(text) or IGNORABLE.search(text):
        return _read_hidden_characters(IGNORABLE.sub("", CONTROL.sub("", text)))
    key = _normalize_answer(text)
    if key in YES:
        return fix("true", PROBLEM["consent-word"])
    if key in NO:
        return fix("false", PROBLEM["consent-word"])
    if key in NEVER:
        return fix("false", PROBLEM["consent-never-given"])
    return _read_other_answer(key, text)


def _read_hidden_characters(text: str) -> Reading:
    """Read an answer without its hidden characters: a refusal or a third state counts, a yes does not."""
    key = _normalize_answer(text)
    if key in NO or FLOATS.get(key) == "false":
        return fix("false", PROBLEM["consent-word"])
    if key in NEVER:
        return fix("false", PROBLEM["consent-never-given"])
    return (
        clear(PROBLEM["consent-neither"].note(key)) if key in NEITHER else refuse(PROBLEM["consent-hidden-characters"])
    )


def _read_other_answer(key: str, text: str) -> Reading:
    """Read an answer that is not a plain yes or no: a float, a third state, or a cell to refuse."""
    if key in FLOATS:
        return fix(FLOATS[key], PROBLEM["consent-float"])
    if key in NEITHER:
        return clear(PROBLEM["consent-neither"].note(key))
    is_date_or_channel = len(text) <= _LONGEST and (_DATE.search(text) or _CHANNEL.search(key))
    return refuse(PROBLEM["consent-date-or-channel"] if is_date_or_channel else PROBLEM["consent-unreadable"])


def _normalize_answer(text: str) -> str:
    """Fold case, outer blanks, the joints between words and full-width forms, and nothing else.

    Full-width letters are what they look like. Narrower than `normalize_word` on purpose: that one reads `-1`, a
    superscript and a circled one as `1`.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.translate(_FULLWIDTH)).casefold())
    return _JOINT.sub(" ", BLANKS.sub(" ", DASHES.sub("-", folded)).strip())


RULE = FieldRule(
    name="accepts_marketing",
    doc=__doc__,
    fields=FLAG_FIELDS,
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    examples=(
        keeps("true"),
        keeps("false"),
        fixes("TRUE", "true", "CNS001"),
        fixes("yes", "true", "CNS001"),
        fixes("SUBSCRIBED", "true", "CNS001"),
        fixes("opted_in", "true", "CNS001"),
        fixes("0", "false", "CNS001"),
        fixes("unsubscribed", "false", "CNS001"),
        fixes("1.0", "true", "CNS002"),
        fixes("NEVER SUBSCRIBED", "false", "CNS003"),
        clears("pending", "CNS004", field="accepts_email_marketing"),
        fixes("Ｙ", "true", "CNS001"),
        refuses('["email","sms"]', "CNS005"),
        refuses("2021-03-04", "CNS005"),
        refuses("maybe", "CNS006"),
        refuses("2", "CNS006"),
        refuses("tr\u00adue", "CNS007"),
        fixes("n\u200bo", "false", "CNS001"),
    ),
)
