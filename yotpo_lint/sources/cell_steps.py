"""What a source means by its words, as a step before the field's owner; what it changes is in the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable

from yotpo_lint.rule import CellRule, Context, Reading, clear, fix, keep
from yotpo_lint.source_problems import INTERNATIONAL, NAME_SPLIT, NO_ANSWER, PROBLEMS, VOCABULARY
from yotpo_lint.sources.consents import Consent
from yotpo_lint.sources.source import Origin, Source
from yotpo_lint.sources.source_file import ANY, word_of

# What E.164 allows after its plus sign. ITU-T E.164 (11/2010), 6.2.1
INTERNATIONAL_DIGITS = re.compile(r"[1-9][0-9]{6,14}")

FIRST, LAST = "first", "last"


def make_steps(source: Source, field: str, origin: Origin, consent: Consent | None) -> tuple[CellRule, ...]:
    """Return the steps between the rules for any cell and the owner of a field."""
    steps = []
    if origin.part:
        steps.append(_split(origin.part))
    if consent is not None:
        steps.append(consent.reader.read)
    elif origin.words:
        steps.append(_vocabulary(source, origin))
    if origin.international:
        steps.append(_international(source))
    return tuple(
        CellRule(
            name=f"source {source.name}: {field}",
            doc=source.title,
            problems=PROBLEMS,
            read=read,
            # A consent column is read by the owner of the field, with whatever it looks at.
            facts=() if consent is None else None,
            examples=(),
        )
        for read in steps
    )


def _vocabulary(source: Source, origin: Origin) -> Callable[[str, Context], Reading]:
    def read(text: str, _context: Context) -> Reading:
        word = origin.words.get(word_of(text)) or origin.words.get(ANY)
        if word is None:
            return keep(text)
        hint = f"{source.title}: {word.why}"
        if word.becomes is None:
            return clear(NO_ANSWER.note(hint))
        return keep(text) if word.becomes == text else fix(word.becomes, VOCABULARY.note(hint))

    return read


def _international(source: Source) -> Callable[[str, Context], Reading]:
    hint = f"{source.title}: numbers have the country's code and no plus sign"

    def read(text: str, _context: Context) -> Reading:
        return fix(f"+{text}", INTERNATIONAL.note(hint)) if INTERNATIONAL_DIGITS.fullmatch(text) else keep(text)

    return read


def _split(part: str) -> Callable[[str, Context], Reading]:
    def read(text: str, _context: Context) -> Reading:
        before, _, last = text.strip().rpartition(" ")
        hint = "The column was declared to hold the whole name, and the last word to be the last name"
        value = (before.strip() or last) if part == FIRST else (last if before else "")
        if not value:
            return clear(NAME_SPLIT.note("The column was declared to hold the whole name, and there is one word only"))
        return keep(text) if value == text else fix(value, NAME_SPLIT.note(hint))

    return read
