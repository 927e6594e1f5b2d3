"""Judge records again under other settings, from the outcome of an earlier kernel.

Only what the settings affect is done again. A setting that omits a field changes no value: its bad cells no longer
reject their rows. The value of an unsafe fix is in the finding that suggests it. A cell is read again where a rule
declares a fact that has changed, where a neighbour that its rule needs has changed, and where no finding suggests its
value. The row rules then run as usual; the caller checks the contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.dictionary_columns import dictionary_decode, replace_cells, take_cells
from yotpo_lint.kernel.differences import list_doubtful_rules
from yotpo_lint.kernel.findings import FindingsCollector
from yotpo_lint.kernel.judged_batch import FieldOutcomes
from yotpo_lint.kernel.verdict import Action

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.differences import Differences
    from yotpo_lint.kernel.doubtful_cells import DoubtfulCells
    from yotpo_lint.kernel.kernel import Kernel

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class KnownRecords:
    """Some records of a run with their outcome.

    Attributes:
        count: the number of records.
        cells: the input's columns by field; empty where no cell needs to be read again.
        fields: the records after the field rules of the run.
        findings: the findings on these records, with the columns of `kernel.findings.SCHEMA`; `at` counts within them.
    """

    count: int
    cells: Mapping[str, pa.Array]
    fields: FieldOutcomes
    findings: pa.Table


class Rejudgement:
    """A second judgement of records: the state of every field, and which cells have changed."""

    def __init__(self, before: Kernel, after: Kernel, differences: Differences, known: KnownRecords) -> None:
        self._before, self._after, self._differences, self._known = before, after, differences, known
        self._clean = dict(known.fields.clean)
        self._unreadable = {name: flags.copy() for name, flags in known.fields.unreadable.items()}
        self._rejects = {name: flags.copy() for name, flags in known.fields.rejects.items()}
        self._changed: dict[str, Flags] = {}
        self._read_names: set[str] = set()
        self._doubtful: DoubtfulCells | None = None

    def judge(self, newly_omitted: Mapping[str, Flags]) -> tuple[dict[str, pa.Array], Flags]:
        """Return the clean columns and which rows are rejected; the caller checks the contract.

        Args:
            newly_omitted: by field, the records whose bad cell is omitted now and was not before.

        Raises:
            ConsentError: a rule or a setting raises a consent, as in `Kernel`.
        """
        if self._known.cells:
            self._read_again()
        for name, records in newly_omitted.items():
            if name in self._rejects:
                self._rejects[name] &= ~records
        fields = FieldOutcomes(self._clean, self._unreadable, self._rejects)
        clean = dict(self._clean)
        rejected = self._after.judge_rows(fields, clean, self._get_raw(), self._make_collector())
        return clean, rejected

    def _read_again(self) -> None:
        """Read again the cells of every field that may have changed, needed fields first."""
        doubtful_changes = self._find_doubtful_changes()
        for name, stages in self._after.stages.items():
            if name not in self._known.cells:
                continue
            flags = doubtful_changes.get(name, np.zeros(self._known.count, np.bool_))
            if self._differences.affect_field(self._after, name):
                flags[:] = True
            for stage in stages:
                for need in stage.rule.needs:
                    flags |= self._changed.get(need, False)
            if self._differences.guesses:
                self._take_suggestions(name, flags)
            if flags.any():
                self._read(name, np.flatnonzero(flags))
        consents = {name: self._clean[name] for name in FLAG_FIELDS if name in self._read_names}
        if consents:
            nothing = pa.nulls(self._known.count, pa.string())
            self._after.consent_wall.check(self._get_raw(), dict.fromkeys(FLAG_FIELDS, nothing) | consents)

    def _find_doubtful_changes(self) -> dict[str, Flags]:
        """Return, by field, which doubtful cells have another reading than before."""
        if not any(map(self._differences.affect_doubtful_cells, list_doubtful_rules(self._after))):
            return {}
        before = self._before.read_doubtful(self._known.cells, self._make_collector())
        after = self._read_doubtful()
        changes: dict[str, Flags] = {}
        for name, column in self._known.cells.items():
            flags = np.zeros(self._known.count, np.bool_)
            if before.columns[name] is not column or after.columns[name] is not column:
                flags |= _find_differences(before.columns[name], after.columns[name])
            for kind in ("rejects", "unreadable"):
                marks = np.zeros((2, self._known.count), np.bool_)
                for mark, cells in zip(marks, (before, after), strict=True):
                    mark[getattr(cells, kind).get(name, [])] = True
                flags |= marks[0] != marks[1]
            if flags.any():
                changes[name] = flags
        return changes

    def _take_suggestions(self, name: str, read_again: Flags) -> None:
        """Give the cells of a field with an unsafe fix, which now applies, the value that their finding suggests.

        Adds to `read_again` the cells whose value no finding suggests.
        """
        kernel, findings = self._after, self._known.findings
        guesses = [number for number, code in enumerate(kernel.codes) if code in self._differences.guesses]
        of_field = findings.filter(pc.equal(findings.column("field"), FIELDS.index(name)))
        at, code = (of_field.column(each).to_numpy() for each in ("at", "code"))
        guessed = np.zeros(self._known.count, np.bool_)
        guessed[at[np.isin(code, guesses)]] = True
        guessed &= ~read_again
        if not guessed.any():
            return
        stages = kernel.stages[name]
        # The suggestion of a cell rule, or of the first of several rules, is not final: the next rule must read it.
        final_codes = {problem.code for problem in stages[0].rule.problems} if len(stages) == 1 else set()
        suggests = np.isin(code, [number for number in guesses if kernel.codes[number] in final_codes])
        suggests &= np.isin(of_field.column("action").to_numpy(), (Action.REJECTED, Action.OMITTED))
        suggests &= of_field.column("suggestion").is_valid().to_numpy()
        has_other_finding = np.zeros(self._known.count, np.bool_)
        has_other_finding[at[~suggests]] = True
        read_again |= guessed & has_other_finding
        replaced = guessed & ~has_other_finding
        which = np.flatnonzero(replaced[at])
        rows, first = np.unique(at[which], return_index=True)
        if not len(rows):
            return
        values = of_field.column("suggestion").take(pa.array(which[first])).combine_chunks()
        self._clean[name] = replace_cells(self._clean[name], rows, values)
        self._read_names.add(name)
        self._mark(name, rows, np.ones(len(rows), np.bool_))
        for flags in (self._unreadable, self._rejects):
            if name in flags:
                flags[name][rows] = False

    def _read(self, name: str, at: NDArray[np.int64]) -> None:
        """Read the cells of a field in some records."""
        needs = {need for stage in self._after.stages[name] for need in stage.rule.needs}
        doubtful = self._read_doubtful().take(name, at)
        read = self._after.read_field(
            name,
            doubtful,
            {need: take_cells(self._clean[need], at) for need in needs},
            {need: self._unreadable[need][at] for need in needs if need in self._unreadable},
            self._make_collector(),
        )
        unreadable = self._unreadable.setdefault(name, np.zeros(self._known.count, np.bool_))
        rejects = self._rejects.setdefault(name, np.zeros(self._known.count, np.bool_))
        changed = _find_differences(take_cells(self._clean[name], at), read.values) | (
            unreadable[at] != read.unreadable
        )
        unreadable[at], rejects[at] = read.unreadable, read.rejects
        self._clean[name] = replace_cells(self._clean[name], at, read.values)
        self._read_names.add(name)
        self._mark(name, at, changed)

    def _mark(self, name: str, at: NDArray[np.integer], changed: Flags) -> None:
        """Mark changed cells for the fields that need them as neighbours."""
        if changed.any():
            self._changed.setdefault(name, np.zeros(self._known.count, np.bool_))[at[changed]] = True

    def _read_doubtful(self) -> DoubtfulCells:
        if self._doubtful is None:
            self._doubtful = self._after.read_doubtful(self._known.cells, self._make_collector())
        return self._doubtful

    def _get_raw(self) -> Mapping[str, pa.Array]:
        """Return the columns that the consents are compared with; only a rule that changes a consent needs them."""
        return self._after.choose_raw(self._known.cells, self._read_doubtful()) if self._known.cells else {}

    def _make_collector(self) -> FindingsCollector:
        """Return a collector whose findings are not used."""
        return FindingsCollector(FIELDS, self._after.codes)


def _find_differences(before: pa.Array, after: pa.Array) -> Flags:
    """Return which cells of two columns differ; two nulls are equal."""
    one, other = dictionary_decode(before), dictionary_decode(after)
    both = pc.fill_null(pc.equal(one, other), False)
    same = pc.or_(both, pc.and_(one.is_null(), other.is_null()))
    equal: Flags = same.to_numpy(zero_copy_only=False)
    return ~equal
