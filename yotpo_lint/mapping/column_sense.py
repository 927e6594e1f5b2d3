"""The sense of a column by its header and its cells: what a header leaves open, plain answers under it decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.mapping.consent_answers import (
    TICKED,
    UNTICKED,
    Answer,
    holds_date,
    is_refusal_word,
    is_unsure,
    parse_object,
    read_answer,
)
from yotpo_lint.mapping.consent_sense import (
    FAINT,
    REFUSALS,
    ConsentSense,
    fold_word,
    read_sense,
    sense_of_channel,
)
from yotpo_lint.mapping.consent_vocabulary import EVERY, load_words
from yotpo_lint.mapping.evidence import ENOUGH, LOOKED_AT, reaches_share
from yotpo_lint.mapping.local_answers import read_in_column

if TYPE_CHECKING:
    from yotpo_lint.mapping.consent_answers import PlainReader

IN_JSON: Final = ConsentSense("opt-in", (), EVERY, reason=FAINT, is_doubtful=True)


def sense_of_column(header: str, texts: Iterable[str], read_plain: PlainReader) -> ConsentSense | None:
    """Return what a column says of consent; None where it does not speak of it.

    Args:
        header: its header.
        texts: its first cells.
        read_plain: reads a plain answer of a consent.
    """
    sense = read_sense(header)
    if sense is not None and not sense.is_doubtful:
        return sense
    filled, doubtful = _distinct(texts), sense or sense_of_channel(header)
    if doubtful is not None and _are_answers(filled, doubtful, read_in_column(header, filled, read_plain)):
        return doubtful
    return IN_JSON if sense is None and _speak_in_json(filled) else None


def holds_permissions(header: str, texts: Iterable[str], read_plain: PlainReader) -> bool:
    """Tell whether plain answers stand under a header that names a channel: `Email` over yes and no."""
    channel, filled = sense_of_channel(header), _distinct(texts)
    return channel is not None and _are_answers(filled, channel, read_in_column(header, filled, read_plain))


def _distinct(texts: Iterable[str]) -> list[str]:
    """Return the first different cells that are filled."""
    return list(dict.fromkeys(text for text in texts if text and text.strip()))[:LOOKED_AT]


def _are_answers(filled: Sequence[str], sense: ConsentSense, read_plain: PlainReader) -> bool:
    """Tell whether enough cells are plain answers; a number that is none, such as a count, says that none is."""
    speaking = [text for text in filled if _says_something(text, sense, read_plain)]
    if not speaking or any(map(_is_number, speaking)):
        return False
    return reaches_share(speaking, ENOUGH, lambda text: _is_answer(text, sense, read_plain))


def _says_something(text: str, sense: ConsentSense, read_plain: PlainReader) -> bool:
    """Tell whether a cell is no word for nothing, or is one that says no in such a column: `none`, `never`."""
    is_silent = fold_word(text) in load_words()["states"]["silent"]
    return not is_silent or read_answer(text, sense, read_plain, EVERY[-1]) is not Answer.SILENT


def _is_number(text: str) -> bool:
    plain = text.strip().removesuffix(".0")
    return plain.isdigit() and plain not in ("0", "1") and not holds_date(text)


def _is_answer(text: str, sense: ConsentSense, read_plain: PlainReader) -> bool:
    if sense.kind == "preference":
        return read_answer(text, sense, read_plain, EVERY[-1]) is not Answer.UNKNOWN
    if sense.kind in REFUSALS and holds_date(text):
        return True
    word = fold_word(text)
    if is_unsure(text) or read_answer(text, sense, read_plain, EVERY[-1]) is not Answer.UNKNOWN:
        return True
    return read_plain(text) is not None or word in TICKED | UNTICKED or is_refusal_word(text)


def _speak_in_json(filled: Sequence[str]) -> bool:
    """Tell whether objects in the cells have members that speak of consent."""
    return any(_names_consent(parse_object(text)) for text in filled if text.lstrip()[:1] in ("{", "["))


def _names_consent(value: Any) -> bool:
    return any(
        (sense := read_sense(name)) is not None and sense.answers and not sense.is_doubtful for name in _names(value)
    )


def _names(value: Any) -> Iterator[str]:
    """Yield the names of all members of an object, at any depth."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield str(name)
            yield from _names(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _names(member)
