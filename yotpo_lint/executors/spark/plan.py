"""What a worker of Spark needs to know of a run, and the kernel that it builds from it once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from yotpo_lint.deduplication.keys import Keys
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.registry import load_registry
from yotpo_lint.report.finding_formatter import FindingFormatter

if TYPE_CHECKING:
    from yotpo_lint.readers.table import Batch
    from yotpo_lint.rule import CellRule, TableEvidence
    from yotpo_lint.settings.values import Settings
    from yotpo_lint.sources import ColumnMap
    from yotpo_lint.sources.mapped_table import MappedTable

# Workers live for many tasks and may serve several runs by turns.
_MOST_KERNELS: Final = 4
_TOOLS: Final[OrderedDict[str, Tools]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of the input, as a table."""

    name: str
    columns: tuple[str, ...]
    records: Iterable[Batch] = ()

    def batches(self) -> Iterator[Batch]:
        """Yield the records in order."""
        return iter(self.records)

    def share(self) -> float | None:
        """Return nothing: how far it was read is not known."""
        return None

    def about(self) -> dict[str, object]:
        """Return nothing: the driver knows the input."""
        return {}


@dataclass(frozen=True, slots=True)
class RunPlan:
    """Everything that decides what becomes of a record, sent to the workers with each pass.

    Attributes:
        run: a name of the run's own.
        settings: the settings.
        name, columns: the input, and its columns as texts.
        shown: the columns that may be shown.
        cells: the columns of a batch as rules and reports see it.
        mapping: which column feeds each field.
        mapped: makes columns of other columns; None where the input's own are enough.
        source_steps: what the source means by its words.
        evidence: what the first records of the input show.
    """

    run: str
    settings: Settings
    name: str
    columns: tuple[str, ...]
    shown: tuple[str, ...]
    cells: tuple[str, ...]
    mapping: ColumnMap
    mapped: MappedTable | None
    source_steps: Mapping[str, tuple[CellRule, ...]]
    evidence: TableEvidence

    def read(self, records: Iterable[Batch]) -> Iterator[Batch]:
        """Yield records with the columns that are made of others."""
        part = Part(self.name, self.columns, records)
        return self.mapped.over(part).batches() if self.mapped is not None else part.batches()


@dataclass(frozen=True, slots=True)
class Tools:
    """What a plan is carried out with."""

    kernel: Kernel
    keys: Keys
    formatter: FindingFormatter


def build_tools(plan: RunPlan) -> Tools:
    """Return the kernel of a plan, made once in each process.

    Raises:
        PackError: a rule pack cannot be loaded here.
    """
    tools = _TOOLS.pop(plan.run, None)
    if tools is None:
        registry = load_registry(plan.settings.rules)
        registry = replace(registry, source_steps=plan.source_steps, evidence=plan.evidence)
        kernel = Kernel(registry, plan.settings)
        tools = Tools(kernel, Keys(registry.key_rule, kernel.policy), FindingFormatter(kernel.policy, plan.mapping))
    _TOOLS[plan.run] = tools
    while len(_TOOLS) > _MOST_KERNELS:
        _TOOLS.popitem(last=False)
    return tools
