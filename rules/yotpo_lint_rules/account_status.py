"""Account status: `enabled`, `disabled`, `invited` or `declined`.

Yotpo's four words are Shopify's customer states, and Yotpo stores anything else without a complaint. Shopify itself
and its export apps write them in either case; Magento, Salesforce and PrestaShop write active and inactive or the
flag that the account is enabled. Words that can only mean one of the four are repaired.

Never guessed: states that are none of the four (pending, guest, archived), states of a subscription (past due,
trialing), bare 1 and 0 and yes and no, which may answer any question, and foreign words for *invited* that also mean
*guest* (French invité, Spanish invitado, Portuguese convidado).

Sources: https://core-api.yotpo.com/reference/customers,
https://shopify.dev/docs/api/admin-graphql/latest/enums/customerstate.md (both read 2026-11-23).
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.contract.fields import ACCOUNT_STATUSES
from yotpo_lint.rule import Context, FieldRule, Reading, fix, fixes, keep, keeps, parse_problems, refuse, refuses
from yotpo_lint.text import normalize_word

# Words that mean one state wherever they stand in a column of account states: what shops export in English, German,
# French, Spanish, Italian, Portuguese, Dutch, Polish and the Nordic languages. "Blocked" and "suspended" are
# accounts that cannot be used, which is what `disabled` says.
WORDS: Final = {
    "enabled": (
        "enabled enable active activated aktiv aktiviert aktiverad aktiveret actif activé activée activo activa "
        "activado activada habilitado habilitada attivo attiva attivato attivata abilitato abilitata ativo ativa "
        "ativado ativada actief geactiveerd ingeschakeld aktywny aktywna aktywne"
    ),
    "disabled": (
        "disabled disable inactive deactivated suspended blocked banned inaktiv deaktiviert gesperrt inaktiverad "
        "inactif désactivé désactivée suspendu suspendue bloqué bloquée inactivo inactiva desactivado desactivada "
        "deshabilitado deshabilitada suspendido suspendida bloqueado bloqueada inattivo inattiva disattivato "
        "disattivata disabilitato disabilitata sospeso sospesa bloccato bloccata inativo inativa desativado desativada "
        "suspenso suspensa inactief gedeactiveerd uitgeschakeld geblokkeerd nieaktywny nieaktywna zablokowany "
        "zablokowana"
    ),
    "invited": "invited eingeladen uitgenodigd",
    "declined": "declined",
}
PHRASES: Final = {
    "invite sent": "invited",
    "invitation sent": "invited",
    "pending invite": "invited",
    "pending invitation": "invited",
    "invite pending": "invited",
    "invitation pending": "invited",
    "declined invite": "declined",
    "declined invitation": "declined",
    "invite declined": "declined",
    "invitation declined": "declined",
}
CLEAN_BY_WORD: Final = {word: clean for clean, words in WORDS.items() for word in words.split()} | PHRASES

# Salesforce's enabled-flag and its kin: true and false can only answer "is the account enabled?" here.
# http://www.demandware.com/xml/impex/customer/2006-10-31 (read 2026-11-23)
FLAGS: Final = {"true": "enabled", "false": "disabled"}

# States that shops and payment tools export and that are none of Yotpo's four.
OTHER_STATES: Final = frozenset(
    (
        "pending|pending confirmation|awaiting confirmation|waiting|unconfirmed|not confirmed|confirmed|unverified|"
        "verified|guest|gast|invité|invitée|invitado|invitada|invitato|invitata|convidado|convidada|registered|"
        "archived|deleted|removed|closed|locked|expired|cancelled|canceled|delinquent|past due|trialing|trial|unpaid|"
        "incomplete|incomplete expired|paused|ended|not invited|approved|rejected|new|lead|prospect|opportunity|"
        "customer|subscriber|subscribed|unsubscribed|bounced"
    ).split("|")
)
BARE_ANSWERS: Final = frozenset("1 0 1.0 0.0 2 3 y n t f yes no on off ja nein oui non sí si sim não".split())

PROBLEM: Final = parse_problems(
    """
    STA001 status-word [safe]
        The account status is written in another way; it becomes {after}.
        why: Yotpo knows enabled, disabled, invited and declined in lower case, and files any other spelling silently.
    STA002 status-flag [safe]
        The cell says whether the account is enabled; it becomes {after}.
        why: Salesforce exports the enabled-flag of an account as true or false.
    STA003 status-other-state
        '{hint}' is not one of Yotpo's account states; write enabled, disabled, invited or declined, or empty the
        cell.
        why: Guests, archived accounts, subscriptions and leads have states of their own, and none of Yotpo's four
        says the same.
        general: This is not one of Yotpo's account states; write enabled, disabled, invited or declined, or empty the
        cell.
    STA004 status-bare-answer
        It is not clear what this answers; write enabled, disabled, invited or declined, or empty the cell.
        why: 1 is active in PrestaShop and a customer group, a confirmation or a store elsewhere.
    STA005 status-unreadable
        This is not an account status; write enabled, disabled, invited or declined, or empty the cell.
        why: Yotpo stores an unknown status without a complaint, and no segment will find the customer.
    """
)


def read(text: str, context: Context) -> Reading:
    """Read an account status: the exact spelling, a word that can only mean one, or the enabled flag."""
    if text in ACCOUNT_STATUSES:
        return keep(text)
    key = normalize_word(text)
    if key in CLEAN_BY_WORD:
        return fix(CLEAN_BY_WORD[key], PROBLEM["status-word"])
    if key in FLAGS:
        return fix(FLAGS[key], PROBLEM["status-flag"])
    if key in OTHER_STATES:
        return refuse(PROBLEM["status-other-state"], key)
    return refuse(PROBLEM["status-bare-answer"] if key in BARE_ANSWERS else PROBLEM["status-unreadable"])


RULE = FieldRule(
    name="account_status",
    doc=__doc__,
    fields=("account_status",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    examples=(
        keeps("enabled"),
        keeps("declined"),
        fixes("DISABLED", "disabled", "STA001"),
        fixes("Active", "enabled", "STA001"),
        fixes("gesperrt", "disabled", "STA001"),
        fixes("pending invitation", "invited", "STA001"),
        fixes("true", "enabled", "STA002"),
        refuses("pending", "STA003"),
        refuses("past_due", "STA003"),
        refuses("invité", "STA003"),
        refuses("1", "STA004"),
        refuses("VIP", "STA005"),
    ),
)
