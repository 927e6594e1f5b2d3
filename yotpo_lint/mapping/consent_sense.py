"""The sense of a header that speaks of consent: who says yes in such a column, to what, and what is no answer at all.

This is the one place that decides it, for sources, `--map`, source files and DataFrames alike.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

from yotpo_lint.mapping.headers import fold_letters, split_words
from yotpo_lint.mapping.lexicon import load_lexicon

FILE: Final = "consent_words.toml"
EMAIL: Final = "accepts_email_marketing"
SMS: Final = "accepts_sms_marketing"
EVERY: Final = (SMS, EMAIL)

# `opt-in`: yes is a yes. `opt-out`: yes is a no, and no says nothing. `trace`: whatever stands there is a trace of a
# refusal (its time, its reason). `unclear`: the words contradict each other. `aside`: no answer stands there.
Kind = Literal["opt-in", "opt-out", "trace", "unclear", "aside"]
REFUSALS: Final = ("opt-out", "trace")
# Fields whose words in a header may as well be about a subscription.
STATES: Final = frozenset(("account_status", "address.state", "account_created_at"))


@dataclass(frozen=True, slots=True)
class ConsentSense:
    """What a column says of consent.

    Attributes:
        kind: how its cells are to be read.
        feeds: the consents that it is about: the channels that the header names, e-mail where it names none.
        refuses: the consents that a no in it takes away; both, where it names no channel.
        agrees: the consents that a yes in it gives; none, where it names no channel.
        reason: why no answer stands there, where none does.
    """

    kind: Kind
    feeds: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    agrees: tuple[str, ...] = ()
    reason: str = ""

    @property
    def answers(self) -> bool:
        """Tell whether an answer stands in the column."""
        return self.kind not in ("aside", "unclear")

    def declared(self, kind: Kind, field: str) -> ConsentSense:
        """Return the sense that a person declared for a column of a field."""
        return replace(
            self, kind=kind, feeds=(field,), refuses=(field,), agrees=(field,) if kind == "opt-in" else (), reason=""
        )


@dataclass(frozen=True, slots=True)
class _Patterns:
    refusal: re.Pattern[str]
    agreement: re.Pattern[str]
    negation: re.Pattern[str]
    ending: re.Pattern[str]
    neutral: re.Pattern[str]
    detail: re.Pattern[str]
    count: re.Pattern[str]
    foreign: re.Pattern[str]
    elsewhere: re.Pattern[str]
    email: re.Pattern[str]
    sms: re.Pattern[str]
    phone: re.Pattern[str]
    call: re.Pattern[str]
    every: re.Pattern[str]


@cache
def load_words() -> Mapping[str, Any]:
    """Read the words of consent; once in a process."""
    return tomllib.loads((files(__package__) / FILE).read_text(encoding="utf-8"))


@cache
def _patterns() -> _Patterns:
    table = load_words()
    channels = {name: _pattern(entry["words"]) for name, entry in table["channel"].items()}
    return _Patterns(
        refusal=_pattern(_every_language(table["refusal"])),
        agreement=_pattern(_every_language(table["agreement"])),
        negation=_pattern(table["negation"]["words"]),
        ending=_pattern(table["ending"]["words"]),
        neutral=_pattern(table["neutral"]["words"]),
        detail=_pattern(table["detail"]["words"]),
        count=_pattern(table["count"]["words"]),
        foreign=_pattern(table["foreign"]["words"]),
        elsewhere=_pattern(table["elsewhere"]["words"]),
        **channels,
    )


def _every_language(entry: Mapping[str, Any]) -> Iterable[str]:
    return (word for language, words in entry.items() if language != "source" for word in words)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Compile words: a blank may be missing, and `*` lets a word go on before, behind or between."""
    return re.compile("|".join(_expression(word) for word in dict.fromkeys(words)))


def _expression(word: str) -> str:
    parts = [" ?".join(map(re.escape, split_words(part))) for part in word.split("*")]
    start = r"[^\W_]*" if word.startswith("*") else r"(?<![^\W_])"
    end = r"[^\W_]*" if word.endswith("*") else r"(?![^\W_])"
    return f"{start}{'.*'.join(part for part in parts if part)}{end}"


@lru_cache(maxsize=4096)
def read_sense(header: str) -> ConsentSense | None:
    """Return what a header says of consent; None where it does not speak of it.

    >>> read_sense("HasOptedOutOfEmail").kind, read_sense("Newsletter").agrees, read_sense("City")
    ('opt-out', ('accepts_email_marketing',), None)
    """
    if _feeds_a_field(header):
        return None
    patterns = _patterns()
    # In Nordic languages "e-post" is e-mail and no letter; "on" before all else says where, and not when.
    text = re.sub(r"\be post", "epost", " ".join(split_words(header))).removeprefix("is ").removeprefix("on ")
    rest = patterns.refusal.sub(" ", text)
    refuses, agrees = rest != text, patterns.agreement.search(rest) is not None
    negated = patterns.negation.search(rest) is not None
    if not refuses and not agrees:
        # "No SMS", "pas d'e-mails".
        return ConsentSense("opt-out", *_bound(text)) if negated and _certain(text) else None
    own = patterns.elsewhere.sub(" ", text)
    if own != text and not (refuses and _certain(own)):
        return ConsentSense("aside", reason="it speaks of another channel or another sender")
    return _refusal_sense(text, rest, own, negated=negated) if refuses else _agreement_sense(rest, own, negated=negated)


def _refusal_sense(text: str, rest: str, own: str, *, negated: bool) -> ConsentSense:
    """Return the sense of a header that speaks of a refusal; `rest` is what else it says."""
    patterns = _patterns()
    if patterns.count.search(rest) and "bounce" in text:
        return ConsentSense("aside", reason="it says how often, which is no answer")
    if negated and _negates_refusal(text):
        return ConsentSense("unclear", *_bound(own), reason="a negation stands before a refusal")
    return ConsentSense("trace" if patterns.detail.search(rest) else "opt-out", *_bound(own))


def _feeds_a_field(header: str) -> bool:
    """Tell whether a header is known for another field: `subscriber_email`. A state may be one of a subscription."""
    fields = load_lexicon().look_up(header).fields
    return bool(fields) and not set(fields) <= STATES


def _agreement_sense(rest: str, own: str, *, negated: bool) -> ConsentSense:
    """Return the sense of a header that speaks of an agreement, be it negated or not."""
    patterns = _patterns()
    foreign = patterns.foreign.search(rest) is not None
    if negated or (not foreign and patterns.ending.search(rest)):
        # "Cancelled at" holds the day of the refusal.
        dated = not negated and patterns.detail.search(rest)
        return ConsentSense("trace" if dated else "opt-out", *_bound(own))
    if foreign:
        return ConsentSense("aside", reason="it is agreed to something else than messages")
    if patterns.detail.search(rest):
        return ConsentSense("aside", reason="it says how or when, and not what is agreed")
    if re.search(r"accepts? ?marketing", own):
        # Shopify's own name for the consent to e-mails, which others took over.
        return ConsentSense("opt-in", (EMAIL,), (EMAIL,), (EMAIL,))
    if _holds_unknown_word(own):
        return ConsentSense("opt-in", *_bound(own), reason="a word in its header is not known")
    return ConsentSense("opt-in", *_bound(own), _certain(own))


def _holds_unknown_word(text: str) -> bool:
    """Tell whether a header holds a word beside its agreement and its channel that may change what a yes means."""
    patterns = _patterns()
    for known in (patterns.agreement, patterns.email, patterns.sms, patterns.every, patterns.neutral):
        text = known.sub(" ", text)
    return re.search(r"[^\W\d_]", text) is not None


def _negates_refusal(text: str) -> bool:
    """Tell whether a negation stands right before a refusal: `not unsubscribed`."""
    patterns = _patterns()
    return any(
        negation.end() <= refusal.start() <= negation.end() + 1
        for negation in patterns.negation.finditer(text)
        for refusal in patterns.refusal.finditer(text, negation.end())
    )


def _bound(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the consents that a text is about, and those that a no takes away."""
    patterns = _patterns()
    if named := _certain(text):
        return named, named
    if patterns.phone.search(text):
        return (SMS,), (SMS,)
    if patterns.every.search(text):
        return EVERY, EVERY
    if patterns.call.search(text):
        return (), (SMS,)
    return (EMAIL,), EVERY


def _certain(text: str) -> tuple[str, ...]:
    """Return the consents whose channels a text names."""
    patterns = _patterns()
    found = {EMAIL} if patterns.email.search(text) else set[str]()
    if patterns.sms.search(text):
        found.add(SMS)
    return tuple(name for name in EVERY if name in found)


def fold_word(text: str) -> str:
    """Return what spellings of one word in a cell have in common: case, diacritics, blanks, joints and quotes.

    >>> fold_word(" HARD_BOUNCE"), fold_word("Opted-Out")
    ('hard bounce', 'opted out')
    """
    return " ".join(re.sub(r"[_\-]+", " ", fold_letters(text)).replace("'", "").replace('"', "").split())
