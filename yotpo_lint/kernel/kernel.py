"""The kernel: one pure function of a batch of text columns and settings, called by every way of running."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.contract.gate import Gate
from yotpo_lint.contract.problems import NOT_SENT
from yotpo_lint.contract.profiles import PROFILES
from yotpo_lint.dictionary_columns import dictionary_encode, is_present, replace_cells, take_cells
from yotpo_lint.kernel.consent_wall import ConsentWall
from yotpo_lint.kernel.doubtful_cells import read_doubtful_cells
from yotpo_lint.kernel.field_stage import ColumnOutcome, FieldStage
from yotpo_lint.kernel.findings import FindingsCollector
from yotpo_lint.kernel.policy import build_policy
from yotpo_lint.kernel.row_stage import RowStage
from yotpo_lint.kernel.verdict import Action, Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.registry import Registry
    from yotpo_lint.rule import Facts, FieldRule
    from yotpo_lint.settings.values import Settings


@dataclass(frozen=True, slots=True)
class JudgedBatch:
    """What became of the records of one batch, before their duplicates are known.

    Attributes:
        clean: a text column for every field, in payload order; null where absent, refused or left out. One that
            repeats itself is a dictionary array.
        findings: as `kernel.findings.SCHEMA` says.
        rejected: which records are rejected.
    """

    clean: Mapping[str, pa.Array]
    findings: pa.Table
    rejected: NDArray[np.bool_]


class Kernel:
    """The rules of a registry under given settings. Its answers depend on nothing but the batch.

    What it remembers between batches are readings and judgements that it would otherwise repeat.
    """

    def __init__(self, registry: Registry, settings: Settings, like: Kernel | None = None) -> None:
        """Prepare the rules; whatever another kernel of the registry would read alike, is shared with it."""
        self.registry = registry
        self.settings = settings
        self.policy = build_policy(registry.problems, settings)
        self.codes = tuple(registry.problems)
        self.profile = PROFILES[settings.profile]
        facts = self.facts = replace(settings.facts, evidence=registry.evidence)
        self._stages: dict[str, list[FieldStage]] = {
            name: like._stages[name]  # noqa: SLF001 -- a kernel, too
            if like is not None and self._reads_equally(name, like)
            else [
                _build_stage(name, rule, registry, self.policy, facts, first=rank == 0)
                for rank, rule in enumerate(rules)
            ]
            for name, rules in registry.fields.items()
        }
        self._gate: Gate = like._gate if like is not None else Gate(self.profile)  # noqa: SLF001 -- a kernel, too
        self._row_stages = [RowStage(rule, self.policy, facts) for rule in registry.row_rules]
        self._consent_wall = ConsentWall(registry, self.policy, facts)

    def _reads_equally(self, field: str, other: Kernel) -> bool:
        """Tell whether the settings of two kernels make the same of every cell of a field."""
        return (
            self.settings.facts == other.settings.facts
            and self.policy.problems == other.policy.problems
            and (field in self.policy.omit) == (field in other.policy.omit)
        )

    def __call__(self, columns: Mapping[str, pa.Array], rows: int) -> JudgedBatch:
        """Judge a batch: `columns` are text columns by Yotpo field, each `rows` long; a missing one is absent.

        Raises:
            ConsentError: a rule or a setting makes a consent of a cell that says no explicit yes (law 4).
        """
        findings = FindingsCollector(FIELDS, self.codes)
        nothing = pa.nulls(rows, pa.string())
        clean = dict.fromkeys(FIELDS, nothing)
        rejected = np.zeros(rows, np.bool_)
        unreadable: dict[str, NDArray[np.bool_]] = {}
        refused: dict[str, NDArray[np.bool_]] = {}
        doubtful = read_doubtful_cells(columns, self.registry.cell_rules, self.facts, self.policy, findings)
        for name, stages in self._stages.items():
            if name in columns:
                read = _read_field(dictionary_encode(doubtful.columns[name]), stages, clean, unreadable, findings)
                clean[name], unreadable[name], refused[name] = read.values, read.unreadable, read.rejects
                read.rejects[doubtful.rejects.get(name, [])] = True
                read.unreadable[doubtful.unreadable.get(name, [])] = True
                rejected |= read.rejects
        raw = doubtful.columns if self._consent_wall.trusts_doubtful_readings else columns
        self._consent_wall.check(raw, clean)
        for stage in self._row_stages:
            closed = np.zeros(rows, np.bool_)
            for name in stage.rule.needs:
                closed |= refused.get(name, closed)
            consents = [clean[name] for name in FLAG_FIELDS]
            rejected |= stage.run(clean, closed, unreadable, findings)
            if any(clean[name] is not before for name, before in zip(FLAG_FIELDS, consents, strict=True)):
                self._consent_wall.check(raw, clean, by=stage.rule)
        for at, name, code, expected in self._gate.find_violations(clean, ~rejected):
            findings.add(at, name, [Finding(code, Action.REJECTED, expected)])
            rejected[at] = True
        for name, why in self.profile.unsent.items():
            if name in columns:
                at = np.flatnonzero(is_present(clean[name]) & ~rejected)
                findings.add(at, name, [Finding(NOT_SENT.code, Action.OMITTED, why)])
        return JudgedBatch(clean, findings.table(), rejected)


def _build_stage(
    name: str, rule: FieldRule, registry: Registry, policy: Policy, facts: Facts, *, first: bool
) -> FieldStage:
    """Put a rule in its place; what the table's source means by its words, no accelerator knows."""
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
    """Send the present cells of a column through its rules."""
    whole = ColumnOutcome(column, np.zeros(len(column), np.bool_), np.zeros(len(column), np.bool_))
    for stage in stages:
        at = np.flatnonzero(is_present(whole.values))
        everywhere = len(at) == len(column)
        read = stage.run(take_cells(whole.values, at), at, clean, unreadable, findings)
        whole.rejects[at] |= read.rejects
        whole.unreadable[at] |= read.unreadable
        values = read.values if everywhere else replace_cells(pa.nulls(len(column), pa.string()), at, read.values)
        whole = ColumnOutcome(values, whole.rejects, whole.unreadable)
    return whole
