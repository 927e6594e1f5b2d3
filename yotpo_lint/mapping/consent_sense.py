"""The sense of a header that speaks of consent: who says yes in such a column, to what, and what is no answer at all.

This is the one place that decides it, for sources, `--map`, source files and DataFrames alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from yotpo_lint.mapping.consent_vocabulary import (
    EMAIL,
    EVERY,
    SMS,
    bound_consents,
    holds_unknown_word,
    named_consents,
    patterns,
)
from yotpo_lint.mapping.headers import fold_letters, split_words
from yotpo_lint.mapping.lexicon import load_lexicon

# `opt-in`: yes is a yes. `opt-out`: yes is a no, and no says nothing. `trace`: whatever stands there is a trace of a
# refusal (its time, its reason). `unclear`: the words contradict each other. `aside`: no answer stands there.
# `preference`: a choice of channels stands there, and "none" is a no.
Kind = Literal["opt-in", "opt-out", "trace", "preference", "unclear", "aside"]
REFUSALS: Final = ("opt-out", "trace")
# A yes under `Has Email` says that there is an address.
OWNING: Final = re.compile(r"\b(?:has|have|hat|a|tiene|tem|with|con)\b")
# "Do not" is a refusal of whatever is done to the customer, be it to write or to leave out.
DOUBLED: Final = re.compile(r"\b(?:do not|donot|dont) ?")
FAINT: Final = "its header may be about something else than consent"
LEFT: Final = "its header does not say what the customer left"
UNTIL: Final = "it says until when, and not whether that is over"
OTHER: Final = "it may be agreed to something else than messages"
CHOICE: Final = "a choice of channels is no consent"
# Fields whose words in a header may as well be about a subscription.
STATES: Final = frozenset(("account_status", "address.state", "account_created_at"))
UNKNOWN_WORD: Final = "a word in its header is not known"


@dataclass(frozen=True, slots=True)
class ConsentSense:
    """What a column says of consent.

    Attributes:
        kind: how its cells are to be read.
        feeds: the consents that it is about: the channels that the header names, e-mail where it names none.
        refuses: the consents that a no in it takes away; both, where it names no channel.
        agrees: the consents that a yes in it gives; none, where it names no channel.
        reason: why no answer stands there, where none does, or why a yes in it is not taken.
        is_doubtful: whether it may be about something else than messages. Such a column makes no consent; beside one it
            is heard where its cells are plain answers, or days where they may be those of a refusal.
        takes_away: whether what is no clear refusal in it takes a yes away all the same.
    """

    kind: Kind
    feeds: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    agrees: tuple[str, ...] = ()
    reason: str = ""
    is_doubtful: bool = False
    takes_away: bool = False

    @property
    def answers(self) -> bool:
        """Tell whether an answer stands in the column."""
        return self.kind not in ("aside", "unclear")

    def declared(self, kind: Kind, field: str) -> ConsentSense:
        """Return the sense that a person declared for a column of a field."""
        return replace(
            self, kind=kind, feeds=(field,), refuses=(field,), agrees=(field,) if kind == "opt-in" else (), reason=""
        )


@lru_cache(maxsize=4096)
def read_sense(header: str) -> ConsentSense | None:
    """Return what a header says of consent; None where it does not speak of it.

    >>> read_sense("HasOptedOutOfEmail").kind, read_sense("Newsletter").agrees, read_sense("City")
    ('opt-out', ('accepts_email_marketing',), None)
    """
    if _feeds_a_field(header):
        return None
    words = patterns()
    # In Nordic languages "e-post" is e-mail and no letter; "on" before all else says where, and not when.
    text = re.sub(r"\be post", "epost", " ".join(split_words(header))).removeprefix("is ").removeprefix("on ")
    text = words.question.sub(" ", text)
    rest = words.refusal.sub(" ", text)
    refuses, agrees = rest != text, _agrees(rest)
    negated = words.negation.search(rest) is not None
    if not refuses and not agrees:
        return _faint_sense(text, negated=negated)
    if words.preference.search(text) and not refuses:
        return ConsentSense("preference", *bound_consents(text), reason=CHOICE)
    own = words.elsewhere.sub(" ", text)
    if own != text and not (refuses and named_consents(own)):
        return ConsentSense("aside", reason="it speaks of another channel or another sender")
    return _refusal_sense(text, rest, own, negated=negated) if refuses else _agreement_sense(rest, own, negated=negated)


def _agrees(text: str) -> bool:
    """Tell whether a header speaks of an agreement; a verb such as `allow` needs a channel, or known words only."""
    words = patterns()
    if words.agreement.search(text) is None:
        return False
    is_generic = words.agreement.search(words.generic.sub(" ", text)) is None
    names_channel = named_consents(text) or words.every.search(text) or words.phone.search(text)
    is_known = words.foreign.search(text) is not None or not holds_unknown_word(text)
    return not is_generic or bool(names_channel) or is_known


def _faint_sense(text: str, *, negated: bool) -> ConsentSense | None:
    """Return the sense of a header that names neither a refusal nor an agreement."""
    words = patterns()
    if words.elsewhere.search(text) or words.foreign.search(text):
        return None
    if negated and (named_consents(text) or _negates(words.every, text) or _negates(words.faint, text)):
        # "No SMS", "pas d'e-mails", "ingen reklam".
        return ConsentSense("opt-out", *bound_consents(text))
    if words.preference.search(text):
        speaks = named_consents(text) or words.phone.search(text) or words.every.search(text)
        refuses = bound_consents(text)[1]
        return ConsentSense("preference", (), refuses, reason=CHOICE, is_doubtful=True) if speaks else None
    for shut, clear in ((words.shut_out, True), (words.leaving, False)):
        rest = shut.sub(" ", text)
        if rest != text and not holds_unknown_word(words.detail.sub(" ", rest)):
            dated = words.detail.search(rest) is not None
            return ConsentSense(
                "trace" if dated else "opt-out", (), EVERY, reason=LEFT, is_doubtful=True, takes_away=not clear
            )
    rest = words.faint.sub(" ", text)
    if rest != text and not holds_unknown_word(rest):
        channels = named_consents(text) or ((SMS,) if words.phone.search(text) else (EMAIL,))
        return ConsentSense("opt-in", (), channels, reason=FAINT, is_doubtful=True)
    return None


def sense_of_channel(header: str) -> ConsentSense | None:
    """Return what a header that only names a channel says where plain answers stand under it; None for any other.

    `Email` over yes and no is a permission, and `Email glorfed` may be one or the opposite.
    """
    text, words = " ".join(split_words(header)), patterns()
    channels = named_consents(text)
    if any(each.search(text) for each in (words.elsewhere, words.foreign, words.trait, OWNING)):
        return None
    if not channels:
        is_phone = set(load_lexicon().look_up(header).fields) & {"phone_number", "address.phone_number"}
        return ConsentSense("opt-in", (), (SMS,), reason=FAINT, is_doubtful=True) if is_phone else None
    if holds_unknown_word(text):
        return ConsentSense("unclear", (), channels, reason=UNKNOWN_WORD, is_doubtful=True, takes_away=True)
    return ConsentSense("opt-in", (), channels, reason=FAINT, is_doubtful=True)


def _negates(named: re.Pattern[str], text: str) -> bool:
    """Tell whether a negation stands before what is named: `no marketing`, and not `contact no`."""
    last = max((each.end() for each in named.finditer(text)), default=0)
    return any(each.end() < last for each in patterns().negation.finditer(text))


def _refusal_sense(text: str, rest: str, own: str, *, negated: bool) -> ConsentSense:
    """Return the sense of a header that speaks of a refusal; `rest` is what else it says."""
    words = patterns()
    doubled = DOUBLED.search(text)
    if doubled and any(each.match(text, doubled.end()) for each in (words.ending, words.refusal)):
        # "Do not exclude" keeps the customer in.
        return ConsentSense("unclear", *bound_consents(own), reason="a negation stands before a refusal")
    if words.count.search(rest) and "bounce" in text:
        return ConsentSense("aside", reason="it says how often, which is no answer")
    if negated and _negates_refusal(text):
        return ConsentSense("unclear", *bound_consents(own), reason="a negation stands before a refusal")
    return ConsentSense("trace" if words.detail.search(rest) else "opt-out", *bound_consents(own))


def _feeds_a_field(header: str) -> bool:
    """Tell whether a header is known for another field: `subscriber_email`. A state may be one of a subscription."""
    fields = load_lexicon().look_up(header).fields
    return bool(fields) and not set(fields) <= STATES


def _agreement_sense(rest: str, own: str, *, negated: bool) -> ConsentSense:
    """Return the sense of a header that speaks of an agreement, be it negated or not."""
    words = patterns()
    foreign = words.foreign.search(rest) is not None
    if negated or (not foreign and words.ending.search(rest)):
        # "Cancelled at" holds the day of the refusal.
        dated = not negated and words.detail.search(rest)
        return ConsentSense("trace" if dated else "opt-out", *bound_consents(own))
    if foreign or words.detail.search(rest) or words.until.search(rest):
        return _aside_sense(rest, own, foreign=foreign)
    if holds_unknown_word(own):
        return ConsentSense("opt-in", *bound_consents(own), reason=UNKNOWN_WORD, takes_away=True)
    if re.search(r"accepts? ?marketing", own):
        # Shopify's own name for the consent to e-mails, which others took over.
        return ConsentSense("opt-in", (EMAIL,), (EMAIL,), (EMAIL,))
    return ConsentSense("opt-in", *bound_consents(own), named_consents(own))


def _aside_sense(rest: str, own: str, *, foreign: bool) -> ConsentSense:
    """Return the sense of an agreement to something else, or of a detail of one."""
    words = patterns()
    if not foreign and words.until.search(rest):
        return ConsentSense("unclear", *bound_consents(own), reason=UNTIL)
    if not foreign:
        return ConsentSense("aside", reason="it says how or when, and not what is agreed")
    if words.marketing.search(own) and not words.detail.search(rest):
        return ConsentSense("opt-in", *bound_consents(own), reason=OTHER)
    return ConsentSense("aside", reason="it is agreed to something else than messages")


def _negates_refusal(text: str) -> bool:
    """Tell whether a negation stands right before a refusal: `not unsubscribed`."""
    words = patterns()
    return any(
        negation.end() <= refusal.start() <= negation.end() + 1
        for negation in words.negation.finditer(text)
        for refusal in words.refusal.finditer(text, negation.end())
    )


def fold_word(text: str) -> str:
    """Return what spellings of one word in a cell have in common: case, diacritics, blanks, joints and quotes.

    >>> fold_word(" HARD_BOUNCE"), fold_word("Opted-Out")
    ('hard bounce', 'opted out')
    """
    return " ".join(re.sub(r"[_\-]+", " ", fold_letters(text)).replace("'", "").replace('"', "").split())
