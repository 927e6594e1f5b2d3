"""Which columns of a table speak of each consent: those that feed it, and every other that may refuse it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.errors import SettingsError
from yotpo_lint.mapping.column_sense import sense_of_column
from yotpo_lint.mapping.consent_answers import PlainReader, lists_refusal
from yotpo_lint.mapping.consent_sense import REFUSALS, ConsentSense, read_sense
from yotpo_lint.mapping.local_answers import find_local_answers
from yotpo_lint.sources.consent_columns import ANYWHERE, ConsentColumn, ConsentReader
from yotpo_lint.sources.source import OptOut, Origin, Source, Word, header_key
from yotpo_lint.sources.source_file import ANY

# What stands for all columns that are looked through for refusals only.
ELSEWHERE: Final = ConsentColumn("another column", ANYWHERE, claimed=False)
NO_CONSENT: Final = "not having opted out is no consent"


@dataclass(frozen=True, slots=True)
class Consent:
    """The columns of a table that speak of one consent.

    Attributes:
        columns: those that are read, in the reader's order.
        anywhere: those that are only looked through for cells that are a refusal by themselves.
        reader: reads them together.
    """

    columns: tuple[str, ...]
    anywhere: tuple[str, ...]
    reader: ConsentReader

    @property
    def may_mislead(self) -> bool:
        """Tell whether the field's rule alone would misread a cell: yes means no in it, or it has words of its own."""
        return any(each.sense.kind != "opt-in" or each.words or each.local for each in self.reader.columns)

    @property
    def claimed(self) -> tuple[str, ...]:
        """Return the columns that the source or a person lets feed the consent."""
        return tuple(column for column, each in zip(self.columns, self.reader.columns, strict=False) if each.claimed)

    def notes(self, target: str, cells: Mapping[str, Sequence[str]]) -> Iterator[str]:
        """Yield what a person should know of the columns that no source and no person lets feed the consent."""
        for each in self.reader.columns:
            if each.claimed or each.sense is ANYWHERE:
                continue
            if not any(text and text.strip() for text in cells.get(each.header, ())):
                continue
            if each.sense.kind in REFUSALS and not each.sense.takes_away:
                yield f"{each.header} is heard: who says yes in it does not get {target}"
            elif each.sense.kind == "unclear" or each.sense.takes_away:
                why = each.sense.reason
                yield (
                    f"{each.header} may refuse {target} ({why}); beside an answer in it no yes is taken; if it is no "
                    f'answer: --map "{each.header}="'
                )
            else:
                yield (
                    f"{each.header} is heard for refusals of {target} only; if its yes counts as well: "
                    f'--map "{each.header}={target}"'
                )


@dataclass(frozen=True, slots=True)
class ConsentFinder:
    """Finds the columns that speak of consent, for one source.

    Attributes:
        source: the source as the table has it.
        inverted: by folded header, the words of columns that other sources know to say the opposite of consent.
        read_plain: by field, what reads a plain answer.
        cells: by column, the first cells of the table.
        aside: the columns that a person mapped to nothing, of which clear refusals are heard and no doubts.
        by_hand: the columns that a person mapped to a consent.
    """

    source: Source
    inverted: Mapping[str, Mapping[str, Word]]
    read_plain: Mapping[str, PlainReader]
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)
    aside: frozenset[str] = frozenset()
    by_hand: frozenset[str] = frozenset()
    _known: dict[str, ConsentSense | None] = field(default_factory=dict)

    def find(
        self,
        target: str,
        feeding: Sequence[str],
        opt_outs: Mapping[str, OptOut],
        others: Sequence[str],
        named: tuple[str, str] | None,
    ) -> Consent | None:
        """Return the columns that speak of a consent; None where none does.

        Args:
            target: the consent.
            feeding: the columns that the source or a person lets feed it.
            opt_outs: by column, those that can only say no to it.
            others: the table's other columns that feed nothing.
            named: the column of what the file's name says, and what it says.
        """
        origin = self.source.fields.get(target, Origin())
        found = [(column, self._in_its_language(self._claimed(column, target, origin))) for column in feeding]
        if named is not None:
            words = {word: meaning for word, meaning in origin.words.items() if word != ANY}
            sense = ConsentSense("opt-in", (target,), (target,), (target,))
            found.append((named[0], ConsentColumn(named[0], sense, words)))
        opt_out = ((column, _opt_out_column(column, each, target)) for column, each in opt_outs.items())
        heard_too = self._heard(target, others, fed=bool(found or opt_outs))
        found += [(column, self._in_its_language(each)) for column, each in (*opt_out, *heard_too)]
        heard = {column for column, _ in found}
        anywhere = tuple(column for column in others if column not in heard and not self._speaks(column))
        if not found and not (target in _BY_WORDS and self._holds_refusals(anywhere)):
            return None
        columns = tuple(each for _, each in found)
        reader = ConsentReader(
            target,
            self.source.title,
            (*columns, ELSEWHERE) if anywhere else columns,
            self.read_plain[target],
        )
        return Consent(tuple(column for column, _ in found), anywhere, reader)

    def _speaks(self, column: str) -> bool:
        """Tell whether a column speaks of some consent, which then is the one that its refusals are about."""
        key = header_key(column)
        return self._heard_sense(column) is not None or any(
            key == header_key(header)
            for target in FLAG_FIELDS
            for origin in (self.source.fields.get(target, Origin()),)
            for header in (*origin.columns, *origin.opt_outs)
        )

    def _claimed(self, column: str, target: str, origin: Origin) -> ConsentColumn:
        """Return a column that feeds a consent, in the sense that was declared or that its header has."""
        sense = sense_of_claimed(self.source, column, target, origin)
        words = origin.words
        known = self.inverted.get(header_key(column))
        if known is not None and sense.kind not in REFUSALS:
            sense = sense.declared("opt-out", target)
        if known is not None and not words:
            words = known
        return ConsentColumn(column, sense, words)

    def _in_its_language(self, column: ConsentColumn) -> ConsentColumn:
        """Return a column with what its words say in the language that its header and its cells are in."""
        texts = self.cells.get(column.header, ())
        local = find_local_answers(column.header, texts, self.read_plain[FLAG_FIELDS[-1]])
        return replace(column, local=local) if local else column

    def _heard(self, target: str, others: Iterable[str], *, fed: bool) -> Iterator[tuple[str, ConsentColumn]]:
        """Yield the columns that no source or person speaks of and that speak of the consent."""
        senses = [(column, sense) for column in others if (sense := self._heard_sense(column)) is not None]
        about_it = fed or any(target in sense.feeds for _, sense in senses)
        for column, sense in senses:
            if about_it and target in sense.refuses:
                yield column, ConsentColumn(column, sense, self.inverted.get(header_key(column), {}), claimed=False)

    def _heard_sense(self, column: str) -> ConsentSense | None:
        if self.source.withholds(column) or self.source.ignores(column):
            return None
        if column not in self._known:
            self._known[column] = self.source.sense_of(column) or self._sense_by_cells(column)
        return self._known[column]

    def _sense_by_cells(self, column: str) -> ConsentSense | None:
        sense = sense_of_column(column, self.cells.get(column, ()), self.read_plain[FLAG_FIELDS[-1]])
        if sense is None or sense.kind == "aside":
            return None
        if column in self.aside:
            return None if sense.is_doubtful else replace(sense, takes_away=False)
        return sense

    def _holds_refusals(self, columns: Iterable[str]) -> bool:
        """Tell whether the first cells of some columns are refusals by themselves."""
        return any(lists_refusal(text) for column in columns for text in set(self.cells.get(column, ())) if text)


# The consent to which a refusal is put down that names no channel.
_BY_WORDS: Final = ("accepts_email_marketing",)


def sense_of_claimed(source: Source, column: str, target: str, origin: Origin) -> ConsentSense:
    """Return the sense of a column that feeds a consent.

    Raises:
        SettingsError: its header speaks of another channel or is no answer, and nothing says that this is meant.
    """
    upright = ConsentSense("opt-in", (target,), (target,), (target,))
    declared = source.sense_of(column)
    if declared is not None:
        return declared.declared(declared.kind, target)
    sense = read_sense(column)
    if origin.inverted:
        return upright.declared(sense.kind if sense is not None and sense.kind in REFUSALS else "opt-out", target)
    if sense is None:
        return upright
    if not origin.words:
        refuse_contradiction(column, target, sense)
    return upright.declared(sense.kind, target) if sense.answers else upright


def refuse_contradiction(column: str, target: str, sense: ConsentSense) -> None:
    """Refuse a column for a consent that its header is not about.

    Raises:
        SettingsError: it is about something else, or cannot be told.
    """
    if sense.answers and target in sense.refuses:
        return
    channels = " and ".join("SMS" if each.startswith("accepts_sms") else "e-mail" for each in sense.refuses)
    why = sense.reason or f"its header speaks of {channels}"
    raise SettingsError(
        f"map: the column {column!r} is no answer for {target}: {why}; if it is one all the same, say so in a source "
        f'file: [senses] "{column}" = "opt-in" (yes is a yes) or "opt-out" (yes is a no); `yotpo-lint map FILE -o '
        "mine.toml` writes such a file"
    )


def _opt_out_column(column: str, opt_out: OptOut, target: str) -> ConsentColumn:
    """Return a column that the source says can only say no."""
    sense = read_sense(opt_out.header)
    kind = sense.kind if sense is not None and sense.kind in REFUSALS else "opt-out"
    words = {word: Word(becomes="false", why=opt_out.why) for word in opt_out.words}
    words |= {word: Word(becomes=None, why=NO_CONSENT) for word in opt_out.silent}
    return ConsentColumn(column, ConsentSense(kind, (target,), (target,)), words, why=opt_out.why)


def inverted_words(sources: Iterable[Source]) -> dict[str, dict[str, Word]]:
    """Return by folded header the words of the columns that some source knows to say the opposite of consent."""
    found: dict[str, dict[str, Word]] = {}
    for source in sources:
        for target in FLAG_FIELDS:
            origin = source.fields.get(target, Origin())
            if origin.inverted:
                found |= {header_key(column): dict(origin.words) for column in origin.columns}
            for header, opt_out in origin.opt_outs.items():
                if not opt_out.silent:
                    found[header_key(header)] = dict(_opt_out_column(header, opt_out, target).words)
    return found
