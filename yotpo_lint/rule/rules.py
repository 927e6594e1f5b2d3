"""The kinds of rule, and the pack that lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yotpo_lint.rule.columns import ColumnRule

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule.column_reading import ColumnReading
    from yotpo_lint.rule.example import Example, RowExample
    from yotpo_lint.rule.facts import Context, Facts
    from yotpo_lint.rule.problem import Note, Problem
    from yotpo_lint.rule.reading import Reading

Row = Mapping[str, str | None]
Columns = Mapping[str, "pa.Array"]


@dataclass(frozen=True, slots=True)
class CellsReading:
    """One reading of equal cells of a column.

    Attributes:
        field: the field that the column feeds.
        rows: the positions of the cells in the batch, an int64 array, ascending.
        text: the text of the cells without surrounding blanks.
        reading: the reading of each of them.
    """

    field: str
    rows: pa.Array
    text: str
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRule:
    """Tidy any cell of any field before the rule of its field reads it (blanks, null words, damage to the text).

    Attributes:
        name: the rule's name, the same as its module's.
        doc: the manual page of the rule; write `doc=__doc__`.
        problems: every problem that the rule can report.
        read: the reading; gets the raw text and `context.field`.
        examples: kept, fixed, left out and refused values; they are the rule's tests.
        accelerate: optional; given a raw column (a string array, no nulls, no empty cells) and its field, settles
            the cells whose reading is certain. Without it no field's accelerator can settle a cell.
        count_evidence: optional; given the raw columns of a batch by field and the facts, returns counts by names of
            its choice. The counts of the first 10,000 records are added up before the first cell is judged and are
            `facts.evidence` from then on, so they must not depend on where a batch begins.
        facts: the facts that `read` uses; None where they are unknown, so that `read` may use any. `read` gets these
            facts and no others, so a setting that declares another fact changes no reading.
        doubtful_facts: the facts that `read_doubtful_cells` uses, in the same way.
        read_doubtful_cells: optional; given the raw columns of a batch by field and the facts, reads those cells that
            only their row or `facts.evidence` can decide. It is called before any other reading; a cell that it keeps
            or fixes is then read as usual. Its result for a row must depend on this row and the facts alone.
    """

    name: str
    doc: str
    problems: tuple[Problem, ...]
    read: Callable[[str, Context], Reading]
    examples: tuple[Example, ...]
    accelerate: Callable[[pa.Array, str], ColumnReading] | None = None
    count_evidence: Callable[[Columns, Facts], Mapping[str, int]] | None = None
    read_doubtful_cells: Callable[[Columns, Facts], Sequence[CellsReading]] | None = None
    facts: tuple[str, ...] | None = None
    doubtful_facts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """Read the cells of one or more fields: raw text in, clean value or refusal out.

    Attributes:
        name: the rule's name, the same as its module's.
        doc: the manual page of the field; write `doc=__doc__`.
        fields: the fields whose cells it reads. A second rule for a field gets the clean values of the first.
        problems: every problem that the rule can report.
        read: the reading; called once per distinct (text, neighbours), never for an absent cell.
        needs: the neighbours whose clean values it uses; the engine reads those first.
        examples: kept, fixed, left out and refused values; they are the rule's tests.
        accelerate: optional; given the column as the cell rules left it (a string array, no nulls, no empty
            cells), the clean neighbour columns and the facts, settles the cells whose reading is certain.
        facts: the facts that `read` and `accelerate` use, by their names in `Facts`; None where they are unknown, so
            that they may use any. Both get these facts and no others. The suggestions read the field again only for
            settings that change one of them.
    """

    name: str
    doc: str
    fields: tuple[str, ...]
    problems: tuple[Problem, ...]
    read: Callable[[str, Context], Reading]
    needs: tuple[str, ...] = ()
    examples: tuple[Example, ...]
    accelerate: Callable[[pa.Array, Columns, Facts], ColumnReading] | None = None
    facts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RowNote:
    """One note of a row rule.

    An error that sets no value rejects the row. A cell that could not be read is never filled: where `--omit` would
    leave it out, its row is rejected instead.

    Attributes:
        note: the problem and its hint.
        field: the field that the note is about.
        value: the new clean value (None: the field is left out); ignored unless `sets_value` is true.
        sets_value: whether the rule changes the field.
        unfilled_hint: how the message ends where the row is rejected because the rule would fill a cell that could
            not be read: which setting would fill it, and what to do.
    """

    note: Note
    field: str
    value: str | None = None
    sets_value: bool = False
    unfilled_hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """Judge the fields of a row against each other, after all its cells are clean.

    Attributes:
        name: the rule's name, the same as its module's.
        doc: the manual page of the rule; write `doc=__doc__`.
        problems: every problem that the rule can report.
        needs: the fields that it uses; `read` gets exactly these, None where absent or refused.
        read: the reading; called once per distinct combination of those fields.
        examples: rows with the codes and changes that the rule returns for them; they are the rule's tests.
        presence_only: those of `needs` whose presence alone matters: `read` gets any text for them, and is not called
            again for each e-mail.
        accelerate: optional; given the clean columns of `needs`, returns a boolean array that is true
            where the row must be read. Where it is false the reading would return no note.
    """

    name: str
    doc: str
    problems: tuple[Problem, ...]
    needs: tuple[str, ...]
    read: Callable[[Row, Facts], tuple[RowNote, ...]]
    examples: tuple[RowExample, ...]
    presence_only: tuple[str, ...] = ()
    accelerate: Callable[[Columns, Facts], pa.Array] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRule:
    """Say what makes two rows the same customer, and which problems the reports name for duplicates.

    Attributes:
        name: the rule's name, the same as its module's.
        doc: the manual page of the rule; write `doc=__doc__`.
        identity_fields: the identifying fields, strongest first; a row's key is the first that is present.
        strictest_first: for each consent field its values (None: absent), strictest first; the survivor gets the
            strictest value of its duplicate group.
        shared_contact_fields: the fields that `shared_contact_problem` compares.
        merge_problem: a row is identical to an earlier one.
        conflict_problem: rows have the same key and different content.
        consent_problem: another record of the group made a consent stricter.
        shared_contact_problem: records with different keys share an e-mail, whatever its capitals, or a phone.
        shared_consent_problem: another record with the same e-mail or phone refuses the consent.
    """

    name: str
    doc: str
    identity_fields: tuple[str, ...]
    strictest_first: Mapping[str, tuple[str | None, ...]]
    shared_contact_fields: tuple[str, ...]
    merge_problem: Problem
    conflict_problem: Problem
    consent_problem: Problem
    shared_contact_problem: Problem
    shared_consent_problem: Problem

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return every problem that the rule can name."""
        return (
            self.merge_problem,
            self.conflict_problem,
            self.consent_problem,
            self.shared_contact_problem,
            self.shared_consent_problem,
        )


Rule = CellRule | FieldRule | RowRule | KeyRule | ColumnRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A named list of rules; what an entry point of the group `yotpo_lint.rules` resolves to.

    `sources` is the folder of the TOML files that say what shops and tools call things, if the pack brings any.
    """

    name: str
    rules: tuple[Rule, ...]
    sources: Path | None = None
