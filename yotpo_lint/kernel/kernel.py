"""The kernel: one pure function of a batch of text columns and settings, called by every executor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.contract.gate import Gate
from yotpo_lint.contract.problems import NOT_SENT
from yotpo_lint.contract.profiles import PROFILES
from yotpo_lint.dictionary_columns import dictionary_encode, is_present, replace_cells, take_cells
from yotpo_lint.kernel.consent_wall import ConsentWall
from yotpo_lint.kernel.doubtful_cells import DoubtfulCells, read_doubtful_cells
from yotpo_lint.kernel.field_stage import ColumnOutcome, FieldStage
from yotpo_lint.kernel.findings import FindingsCollector
from yotpo_lint.kernel.judged_batch import FieldOutcomes, JudgedBatch
from yotpo_lint.kernel.policy import build_policy
from yotpo_lint.kernel.row_stage import RowStage
from yotpo_lint.kernel.verdict import Action, Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.registry import Registry
    from yotpo_lint.rule import Facts, FieldRule
    from yotpo_lint.settings.values import Settings


class Kernel:
    """The rules of a registry under given settings. Its result for a batch depends on that batch alone.

    It caches readings and verdicts across batches, only to save time.
    """

    def __init__(self, registry: Registry, settings: Settings, like: Kernel | None = None) -> None:
        """Prepare the rules; share the contract's cache with `like`, another kernel of the registry."""
        self.registry = registry
        self.settings = settings
        self.policy = build_policy(registry.problems, settings)
        self.codes = tuple(registry.problems)
        self.profile = PROFILES[settings.profile]
        facts = self.facts = replace(settings.facts, evidence=registry.evidence)
        self.stages: dict[str, list[FieldStage]] = {
            name: [
                _build_stage(name, rule, registry, self.policy, facts, first=rank == 0)
                for rank, rule in enumerate(rules)
            ]
            for name, rules in registry.fields.items()
        }
        self.row_stages = [RowStage(rule, self.policy, facts) for rule in registry.row_rules]
        self.gate: Gate = like.gate if like is not None else Gate(self.profile)
        self.consent_wall = ConsentWall(registry, self.policy, facts)

    def __call__(self, columns: Mapping[str, pa.Array], rows: int) -> JudgedBatch:
        """Judge a batch: `columns` are text columns by Yotpo field, each `rows` long; a missing field is absent.

        Raises:
            ConsentError: a rule or a setting turns a cell that is not an explicit yes into a consent (law 4).
        """
        findings = FindingsCollector(FIELDS, self.codes)
        doubtful = self.read_doubtful(columns, findings)
        raw = self.choose_raw(columns, doubtful)
        clean = dict.fromkeys(FIELDS, pa.nulls(rows, pa.string()))
        unreadable: dict[str, NDArray[np.bool_]] = {}
        rejects: dict[str, NDArray[np.bool_]] = {}
        for name in self.stages:
            if name in columns:
                read = self.read_field(name, doubtful, clean, unreadable, findings)
                clean[name], unreadable[name], rejects[name] = read.values, read.unreadable, read.rejects
        self.consent_wall.check(raw, clean)
        fields = FieldOutcomes(dict(clean), _drop_empty(unreadable), _drop_empty(rejects))
        rejected = self.judge_rows(fields, clean, raw, findings)
        for at, name, code, expected in self.gate.find_violations(clean, ~rejected):
            findings.add(at, name, [Finding(code, Action.REJECTED, expected)])
            rejected[at] = True
        for name, reason in self.profile.unsent.items():
            if name in columns:
                at = np.flatnonzero(is_present(clean[name]) & ~rejected)
                findings.add(at, name, [Finding(NOT_SENT.code, Action.OMITTED, reason)])
        return JudgedBatch(clean, findings.table(), rejected, fields)

    def read_doubtful(self, columns: Mapping[str, pa.Array], findings: FindingsCollector) -> DoubtfulCells:
        """Read the doubtful cells, which only their row or the table can decide."""
        return read_doubtful_cells(columns, self.registry.cell_rules, self.facts, self.policy, findings)

    def choose_raw(self, columns: Mapping[str, pa.Array], doubtful: DoubtfulCells) -> Mapping[str, pa.Array]:
        """Return the columns that the consents are compared with."""
        return doubtful.columns if self.consent_wall.trusts_doubtful_readings else columns

    def read_field(
        self,
        name: str,
        doubtful: DoubtfulCells,
        clean: Mapping[str, pa.Array],
        unreadable: Mapping[str, NDArray[np.bool_]],
        findings: FindingsCollector,
    ) -> ColumnOutcome:
        """Read the column of a field; `clean` and `unreadable` hold its neighbours, which are read before it."""
        read = _read_field(dictionary_encode(doubtful.columns[name]), self.stages[name], clean, unreadable, findings)
        read.rejects[doubtful.rejects.get(name, [])] = True
        read.unreadable[doubtful.unreadable.get(name, [])] = True
        return read

    def judge_rows(
        self,
        fields: FieldOutcomes,
        clean: dict[str, pa.Array],
        raw: Mapping[str, pa.Array],
        findings: FindingsCollector,
    ) -> NDArray[np.bool_]:
        """Run the row rules, which may change `clean`; return which rows are rejected."""
        rejected = np.zeros(len(clean[FIELDS[0]]), np.bool_)
        for rejects in fields.rejects.values():
            rejected |= rejects
        for stage in self.row_stages:
            refused = np.zeros(len(rejected), np.bool_)
            for name in stage.rule.needs:
                refused |= fields.rejects.get(name, refused)
            consents = [clean[name] for name in FLAG_FIELDS]
            rejected |= stage.run(clean, refused, fields.unreadable, findings)
            if any(clean[name] is not before for name, before in zip(FLAG_FIELDS, consents, strict=True)):
                self.consent_wall.check(raw, clean, changed_by=stage.rule)
        return rejected


def _drop_empty(flags: Mapping[str, NDArray[np.bool_]]) -> dict[str, NDArray[np.bool_]]:
    """Return the flags without the fields whose flags are all false."""
    return {name: each for name, each in flags.items() if each.any()}


def _build_stage(
    name: str, rule: FieldRule, registry: Registry, policy: Policy, facts: Facts, *, first: bool
) -> FieldStage:
    """Build the stage of a rule; drop its accelerator where the source has steps, which no accelerator knows."""
    steps = registry.source_steps.get(name, ())
    if not first:
        return FieldStage(name, rule, (), policy, facts)
    owner = replace(rule, accelerate=None) if steps else rule
    return FieldStage(name, owner, (*registry.cell_rules, *steps), policy, facts)


def _read_field(
    column: pa.Array,
    stages: list[FieldStage],
    clean: Mapping[str, pa.Array],
    unreadable: Mapping[str, NDArray[np.bool_]],
    findings: FindingsCollector,
) -> ColumnOutcome:
    """Read the present cells of a column by the rules of its field."""
    outcome = ColumnOutcome(column, np.zeros(len(column), np.bool_), np.zeros(len(column), np.bool_))
    for stage in stages:
        at = np.flatnonzero(is_present(outcome.values))
        all_present = len(at) == len(column)
        read = stage.run(take_cells(outcome.values, at), at, clean, unreadable, findings)
        outcome.rejects[at] |= read.rejects
        outcome.unreadable[at] |= read.unreadable
        values = read.values if all_present else replace_cells(pa.nulls(len(column), pa.string()), at, read.values)
        outcome = ColumnOutcome(values, outcome.rejects, outcome.unreadable)
    return outcome
