"""What a cell of a column that speaks of consent answers: yes, no, neither, nothing, or something not understood."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from functools import cache
from typing import Any, Final

from yotpo_lint.mapping.consent_sense import REFUSALS, ConsentSense, fold_word, read_sense
from yotpo_lint.mapping.consent_vocabulary import load_words

# Reads a plain answer, as the field's rule does: `true`, `false`, "" for neither, None for what it does not know.
PlainReader = Callable[[str], "str | None"]


class Answer(IntEnum):
    """The answers a cell may give, the strictest first."""

    NO = 0
    UNKNOWN = 1
    NEITHER = 2
    YES = 3
    SILENT = 4


# A tick in a list of boxes; in a column of refusals it is one, elsewhere it is not known what is ticked.
TICKED: Final = frozenset(("x", "✓", "✔", "☑", "✅", "checked", "ticked"))
UNTICKED: Final = frozenset(("☐", "unchecked", "unticked", "✗", "✘", "❌", "☒"))
# What bears a date or a moment, in whatever form; longer numbers are seconds since 1970.
_DATE: Final = re.compile(
    r"\d{1,4}[-/.年]\s?\d{1,2}[-/.月]|\d{1,2}:\d{2}|\d{8,}|/date\(|\d{1,2}\.? \w+ \d{4}|\w+ \d{1,2}, \d{4}"
)
_COUNT: Final = re.compile(r"[0-9]{1,3}(?:\.0)?")
_ITEMS: Final = re.compile(r"[,;|\n]")
# A cell of prose is no answer; what is longer is not taken apart.
LONGEST: Final = 2000


@cache
def _words(name: str, section: str = "states") -> frozenset[str]:
    return frozenset(fold_word(word) for word in load_words()[section][name])


def is_refusal_state(text: str) -> bool:
    """Tell whether a cell is a refusal by itself, in whatever column it stands."""
    return fold_word(text) in _words("words")


def is_refusal_word(text: str) -> bool:
    """Tell whether a cell is a refusal in a column that speaks of consent."""
    return fold_word(text) in _words("words") | _words("in_consent")


def is_unsure(text: str) -> bool:
    """Tell whether a cell is a no in some languages and a yes in others."""
    return fold_word(text) in _words("unsure")


def lists_refusal(text: str) -> bool:
    """Tell whether a cell is a refusal by itself, or a list of which an item is one."""
    return any(map(is_refusal_state, (text, *_ITEMS.split(text))))


def holds_date(text: str) -> bool:
    """Tell whether a cell bears a date or a moment."""
    return _DATE.search(text.casefold()) is not None


def read_answer(text: str, sense: ConsentSense, read_plain: PlainReader, field: str) -> Answer:
    """Return what a cell answers about a consent in a column of this sense."""
    word = fold_word(text)
    if word in _words("silent"):
        return _of_silent(word, sense)
    if len(text) > LONGEST:
        return Answer.UNKNOWN
    plain = text.strip()
    if plain[:1] in ("{", "["):
        parsed = parse_object(plain)
        if parsed is not None:
            return _of_object(parsed, sense, read_plain, field)
        if plain.startswith("{"):
            return Answer.UNKNOWN
    items = [item for item in map(str.strip, _ITEMS.split(plain.strip("[](){}"))) if item]
    if len(items) > 1 and not holds_date(plain):
        answer = strictest(read_answer(item, sense, read_plain, field) for item in items)
        # A list is no explicit yes, whatever its items say.
        return Answer.UNKNOWN if answer is Answer.YES else answer
    return _of_word(word, plain, sense, read_plain)


def _of_silent(word: str, sense: ConsentSense) -> Answer:
    """Read a word that says nothing, but for a few columns in which it says no."""
    chosen = sense.kind == "preference" and word in _words("no", "preference")
    return Answer.NO if chosen or (word == "never" and sense.kind not in REFUSALS) else Answer.SILENT


def strictest(answers: Iterable[Answer]) -> Answer:
    """Return the strictest of some answers; a cell that says nothing counts only where all say nothing."""
    return min(answers, default=Answer.SILENT)


def _of_word(word: str, text: str, sense: ConsentSense, read_plain: PlainReader) -> Answer:
    if is_refusal_word(text):
        return Answer.NO
    spoken = read_sense(text) if not _is_short(word) else None
    if spoken is not None and spoken.kind in REFUSALS:
        return Answer.NO
    if word in _words("denied"):
        return Answer.SILENT if sense.kind in REFUSALS else Answer.NO
    if sense.kind in REFUSALS:
        return _of_refusal(word, text, sense, spoken, read_plain)
    if sense.kind == "preference" and word in _words("no", "preference") | _words("choice", "preference"):
        return Answer.NO if word in _words("no", "preference") else Answer.SILENT
    plain = read_plain(text)
    answers = {"true": Answer.YES, "false": Answer.NO, "": Answer.NEITHER, None: Answer.UNKNOWN}
    return answers[plain]


def _of_refusal(
    word: str, text: str, sense: ConsentSense, spoken: ConsentSense | None, read_plain: PlainReader
) -> Answer:
    """Read a cell of a column in which yes means no."""
    if word in TICKED or word in _words("affirmed"):
        return Answer.NO
    if word in UNTICKED or (spoken is not None and spoken.kind == "opt-in"):
        return Answer.SILENT
    plain = read_plain(text)
    if plain is not None:
        return Answer.NO if plain == "true" else Answer.SILENT
    if _COUNT.fullmatch(word):
        # So often the customer refused, or mail came back.
        return Answer.NO
    return Answer.NO if sense.kind == "trace" or holds_date(text) else Answer.UNKNOWN


def _is_short(word: str) -> bool:
    """Tell whether a word is too short to speak of consent by itself: `no`, `n`, `baja` is in the tables."""
    return len(word) < len("optout")


def parse_object(text: str) -> Any | None:
    """Return the object that a cell holds as JSON or as Python wrote it; None where it holds none."""
    try:
        return json.loads(text, object_pairs_hook=_object)
    except KeyError:
        return None
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; which of two values of one key is meant would be a guess."""
    built = dict(pairs)
    if len(built) < len(pairs):
        raise KeyError
    return built


def _of_object(value: Any, sense: ConsentSense, read_plain: PlainReader, field: str) -> Answer:
    """Read an object in a cell: the strictest of what its members answer about the consent."""
    return strictest(_member_answers(value, sense, read_plain, field))


def _member_answers(value: Any, sense: ConsentSense, read_plain: PlainReader, field: str) -> Iterator[Answer]:
    if isinstance(value, dict):
        channel = _channel_of(value)
        if channel is not None and channel != field:
            # It speaks of the other channel, or of one that Yotpo does not know.
            yield Answer.SILENT
            return
        found = [
            answer for name, member in value.items() for answer in _named(str(name), member, sense, read_plain, field)
        ]
        # An object of which nothing is understood is not passed over.
        yield from found or [Answer.UNKNOWN if value else Answer.SILENT]
    elif isinstance(value, list | tuple | set):
        for member in value:
            yield from _member_answers(member, sense, read_plain, field)
    elif value is not None:
        yield read_answer(str(value).lower() if isinstance(value, bool) else str(value), sense, read_plain, field)


def _channel_of(value: dict[str, Any]) -> str | None:
    """Return the consent of whose channel an object says that it speaks, "" for another channel; None for none."""
    states = load_words()["states"]
    for name, member in value.items():
        if fold_word(str(name)) in states["kinds"] and isinstance(member, str):
            word = fold_word(member)
            if word in states["channels"]:
                return str(states["channels"][word])
            if word in states["others"]:
                return ""
    return None


def _named(name: str, member: Any, sense: ConsentSense, read_plain: PlainReader, field: str) -> Iterator[Answer]:
    """Yield what one member of an object answers: by its own name, or as the column is read."""
    states, word, spoken = load_words()["states"], fold_word(name), read_sense(name)
    holds_more = isinstance(member, dict | list)
    channel = states["channels"].get(word, "" if word in states["others"] else None)
    if channel is not None and channel != field:
        # It speaks of the other channel, or of one that Yotpo does not know.
        yield Answer.SILENT
    elif word in states["kinds"] and isinstance(member, str):
        return
    elif channel == field:
        yield from _member_answers(member, sense, read_plain, field)
    elif spoken is not None:
        if spoken.answers and field in spoken.refuses:
            yield from _member_answers(member, spoken, read_plain, field)
    elif word in states["keys"] or holds_more:
        yield from _member_answers(member, sense, read_plain, field)
    elif sense.kind in REFUSALS and isinstance(member, str) and is_refusal_word(member):
        yield Answer.NO
