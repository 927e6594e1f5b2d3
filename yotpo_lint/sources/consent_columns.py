"""All columns that speak of one consent, read together: the strictest answer of a record counts (law 4).

A made column carries, for each record, what decides: the one cell that speaks, or, where several do and differ, all of
them with their headers. So the ledger shows everything that was read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.dictionary_columns import dictionary_decode, find_distinct
from yotpo_lint.mapping.consent_answers import (
    Answer,
    PlainReader,
    is_refusal_state,
    is_unsure,
    lists_refusal,
    read_answer,
)
from yotpo_lint.mapping.consent_sense import REFUSALS, ConsentSense
from yotpo_lint.mapping.local_answers import with_local_answers
from yotpo_lint.rule import Clean, Context, Reading, clear, fix, keep, refuse
from yotpo_lint.source_problems import (
    CONSENT_NOT_UNDERSTOOD,
    CONSENTS_COMBINED,
    INVERTED,
    NO_ANSWER,
    UNKNOWN_INVERTED,
    VOCABULARY,
)
from yotpo_lint.sources.refusal_search import find_refusals
from yotpo_lint.sources.source import Word
from yotpo_lint.sources.source_file import ANY, word_of

if TYPE_CHECKING:
    from yotpo_lint.rule import FieldRule

# A cell shown in a message; more of it is in the ledger.
SHOWN: Final = 60

REFUSING: Final = "says yes where the customer said no"
SILENT: Final = "says yes where the customer said no, and a no there is no consent"
NOT_TAKEN: Final = "does not say for which channel it is, so that its yes is not taken"

VALUES: Final = {Answer.NO: "false", Answer.YES: "true"}
_ITEMS: Final = re.compile(r"[,;|]")

# What such a text in any other column says; of that column nothing else is read.
ANYWHERE: Final = ConsentSense("opt-in")


@dataclass(frozen=True, slots=True)
class ConsentColumn:
    """One column that speaks of a consent.

    Attributes:
        header: what a person calls it.
        sense: how its cells are read.
        words: the source's vocabulary; what it does not hold is read by the sense.
        claimed: whether the source or a person says that it feeds the field. Others take a yes away and give none.
        why: why a yes in it is a no, where the source says so.
        local: what folded words say in the column's own language, `true`, `false` or None for nobody knows.
    """

    header: str
    sense: ConsentSense
    words: Mapping[str, Word] = field(default_factory=dict)
    claimed: bool = True
    why: str = ""
    local: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConsentReader:
    """Reads the columns of one consent.

    Attributes:
        field: the consent.
        title: the source, for messages.
        columns: the columns, those that the field is fed by first.
        read_plain: reads a plain answer as the field's rule does.
    """

    field: str
    title: str
    columns: tuple[ConsentColumn, ...]
    read_plain: PlainReader

    @property
    def plain(self) -> int:
        """Return which column a text without a header is read as: the first in which a yes is a yes."""
        upright = (at for at, each in enumerate(self.columns) if each.claimed and each.sense.kind not in REFUSALS)
        return next(upright, 0)

    def answer(self, at: int, text: str) -> Answer:
        """Return what a cell of a column answers."""
        column = self.columns[at]
        if column.sense is ANYWHERE:
            return Answer.NO if _is_refusal_behind_header(text) else Answer.UNKNOWN
        if column.words and (answer := self._by_words(column, text)) is not None:
            return answer
        if column.sense.kind == "unclear":
            return Answer.UNKNOWN
        answer = read_answer(text, column.sense, with_local_answers(self.read_plain, column.local), self.field)
        if answer not in (Answer.SILENT, Answer.NO) and ANY in column.words:
            return Answer.NO if column.words[ANY].becomes is not None else Answer.SILENT
        return answer if column.claimed else _without_consent(answer, text, column.sense)

    def _by_words(self, column: ConsentColumn, text: str) -> Answer | None:
        """Return what a cell answers in the source's own words, be it one or a list; None where they do not say."""
        word = column.words.get(word_of(text))
        if word is not None:
            return Answer.SILENT if word.becomes is None else Answer.NO
        items = [word_of(item) for item in _ITEMS.split(text.strip("[] "))]
        known = [column.words[item] for item in items if item in column.words]
        return Answer.NO if any(each.becomes is not None for each in known) else None

    def encode(self, cells: Sequence[str | None]) -> str | None:
        """Return the text that stands for the cells of one record, of which blank ones are None."""
        spoken = [(at, text, self.answer(at, text)) for at, text in enumerate(cells) if text is not None]
        if not spoken:
            return None
        speaking = [each for each in spoken if each[2] is not Answer.SILENT]
        agreed = {answer for _, _, answer in speaking or spoken}
        at, text, answer = next((each for each in speaking if each[0] == self.plain), (speaking or spoken)[0])
        if (
            len(agreed) == 1
            and self.columns[at].claimed
            and (at == self.plain or self._answer_of_plain(text) is answer)
        ):
            return text
        if len(spoken) == 1:
            return f"{self.columns[spoken[0][0]].header}: {spoken[0][1]}"
        return json.dumps({self.columns[at].header: text for at, text, _ in spoken}, ensure_ascii=False)

    def _answer_of_plain(self, text: str) -> Answer | None:
        """Return what a text answers without its header; None where it would be taken for cells with theirs."""
        return None if self._labelled(text) is not None else self.answer(self.plain, text)

    def read(self, text: str, _context: Context) -> Reading:
        """Read the cells of one record."""
        cells = self._labelled(text) or [(self.plain, text)]
        return self._read_one(*cells[0], text) if len(cells) == 1 else self._read_several(cells)

    def _read_several(self, cells: Sequence[tuple[int, str]]) -> Reading:
        """Read cells that do not say the same: the strictest counts."""
        answer, at, cell = min((self.answer(at, cell), at, cell) for at, cell in cells)
        said = _say(self.columns[at], cell)
        if answer in VALUES:
            return fix(VALUES[answer], CONSENTS_COMBINED.note(said))
        if answer is Answer.SILENT:
            return clear(NO_ANSWER.note(f"{said}, which is no consent"))
        if answer is Answer.UNKNOWN and _must_be_read(self.columns[at], cell):
            return refuse(UNKNOWN_INVERTED, f"{self.title}: {self.columns[at].header!r}")
        if answer is Answer.UNKNOWN and self.columns[at].claimed and self.read_plain(cell) is None:
            # The field's rule refuses it, and says why.
            return keep(cell)
        return clear(CONSENT_NOT_UNDERSTOOD.note(said))

    def _read_one(self, at: int, cell: str, text: str) -> Reading:
        """Read the one cell that speaks; what the field's rule reads alike is left to the rule.

        `text` is what stands for it: the cell itself, or with its header before it.
        """
        column = self.columns[at]
        word = column.words.get(word_of(cell))
        if word is not None:
            return self._read_word(column, word, text)
        answer = self.answer(at, cell)
        if column.sense.kind in REFUSALS:
            return self._read_refusal(column, answer, text)
        name = f"{self.title}: {column.header!r}"
        if answer is Answer.SILENT:
            return clear(NO_ANSWER.note(f"{name} {NOT_TAKEN}"))
        plain = self.read_plain(text)
        if answer in VALUES and plain != VALUES[answer]:
            hint = f"{self.title}: {column.words[ANY].why}" if ANY in column.words else f"{name} says so"
            return fix(VALUES[answer], VOCABULARY.note(hint))
        if answer not in VALUES and (not column.claimed or plain == "true" or text != cell):
            return clear(CONSENT_NOT_UNDERSTOOD.note(f"{name} says {_shortened(cell)}"))
        return keep(text)

    def _read_word(self, column: ConsentColumn, word: Word, text: str) -> Reading:
        """Read a word of the source's own."""
        hint = f"{self.title}: {word.why}"
        if word.becomes is None:
            return clear(NO_ANSWER.note(hint))
        changed = INVERTED if column.sense.kind in REFUSALS else VOCABULARY
        return keep(text) if word.becomes == text else fix(word.becomes, changed.note(hint))

    def _read_refusal(self, column: ConsentColumn, answer: Answer, text: str) -> Reading:
        """Read the cell of a column in which yes means no."""
        name = f"{self.title}: {column.header!r}"
        if answer is Answer.SILENT:
            return clear(NO_ANSWER.note(f"{name} {SILENT}"))
        if answer is not Answer.NO:
            said = f"{column.header!r} says {_shortened(text)}"
            return (
                refuse(UNKNOWN_INVERTED, name)
                if _must_be_read(column, text)
                else clear(CONSENT_NOT_UNDERSTOOD.note(said))
            )
        why = f"{self.title}: {column.why}" if column.why else f"{name} {REFUSING}"
        return keep(text) if text == "false" else fix("false", INVERTED.note(why))

    def _labelled(self, text: str) -> list[tuple[int, str]] | None:
        """Return the cells that a text carries with their headers; None where it is one cell."""
        if len(self.columns) < 2:  # noqa: PLR2004 -- one column needs no header
            return None
        at = {column.header: number for number, column in enumerate(self.columns)}
        for header, number in at.items():
            if text.startswith(f"{header}: "):
                return [(number, text.removeprefix(f"{header}: "))]
        if not text.startswith("{"):
            return None
        try:
            cells = json.loads(text)
        except ValueError:
            return None
        if not isinstance(cells, dict) or not cells or not all(name in at for name in cells):
            return None
        return [(at[name], str(cell)) for name, cell in cells.items()]


def _without_consent(answer: Answer, text: str, sense: ConsentSense) -> Answer:
    """Return what an answer comes to in a column that only takes a yes away."""
    if answer is Answer.YES:
        return Answer.UNKNOWN if sense.takes_away else Answer.SILENT
    if answer is Answer.NO and sense.takes_away and sense.kind in REFUSALS:
        return Answer.NO if is_refusal_state(text) else Answer.UNKNOWN
    return answer


def _must_be_read(column: ConsentColumn, cell: str) -> bool:
    """Tell whether a word that is not known in a column rejects the row: it may be a refusal, and nothing else."""
    is_sure = column.claimed or not column.sense.is_doubtful
    return column.sense.kind in REFUSALS and is_sure and not is_unsure(cell)


def _is_refusal_behind_header(text: str) -> bool:
    """Tell whether a cell behind its header is a refusal by itself, and not prose that speaks of one."""
    return any(lists_refusal(text[at.end() :]) for at in re.finditer(": ", text))


def combine_columns(
    reader: ConsentReader, columns: Sequence[pa.Array], anywhere: Mapping[str, pa.Array], rows: int
) -> pa.Array:
    """Return one column of the texts that stand for the cells of each record, once made for each combination.

    Args:
        reader: reads the columns.
        columns: the columns that speak of the consent, in the reader's order.
        anywhere: other columns, looked through for cells that are a refusal by themselves.
        rows: how many records the batch has.
    """
    refusals = find_refusals(anywhere)
    if refusals is None and len(columns) == 1:
        return columns[0]
    cells = [_without_blanks(column) for column in columns]
    if refusals is not None:
        cells.append(refusals)
    if not cells:
        return pa.nulls(rows, pa.string())
    first, which = find_distinct(cells)
    index = pa.array(first)
    combinations = zip(*(dictionary_decode(column.take(index)).to_pylist() for column in cells), strict=True)
    texts = pa.array([reader.encode(cells) for cells in combinations], pa.string())
    return texts.take(pa.array(which))


def _without_blanks(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    texts = dictionary_decode(column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column)
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(texts), ""), pa.scalar(None, pa.string()), texts)


def plain_reader(rule: FieldRule, context: Context) -> Callable[[str], str | None]:
    """Return what reads a plain answer as the field's rule does."""

    def read(text: str) -> str | None:
        reading = rule.read(text.strip(), context)
        return (reading.value or "") if isinstance(reading, Clean) else None

    return read


def _say(column: ConsentColumn, cell: str) -> str:
    """Say what a cell says; one of any other column carries its header itself."""
    header, _, text = cell.partition(": ") if column.sense is ANYWHERE else (column.header, "", cell)
    return f"{header!r} says {_shortened(text)}"


def _shortened(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
