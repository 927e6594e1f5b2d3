"""The door through which every rule enters, the built-in ones included; it opens only for packs that fit together."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from yotpo_lint import source_problems
from yotpo_lint.contract import problems as contract_problems
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.errors import PackError
from yotpo_lint.readers import record_problems
from yotpo_lint.rule import CellRule, ColumnRule, FieldRule, KeyRule, Pack, Problem, RowRule, Rule, TableEvidence
from yotpo_lint.rule.facts import FACT_NAMES

ENTRY_POINT_GROUP = "yotpo_lint.rules"

# The distribution whose pack is loaded first, so that its rules own the fields: no other pack can take their place.
OWN_DISTRIBUTION = "yotpo-lint"

# The consents of copies, the one that wins first: anything beats a yes (law 4).
STRICTEST_FIRST = ("false", None, "true")

# What the engine itself can find: lines that are no records, words of a source, and values that the contract stops.
ENGINE_PROBLEMS: tuple[Problem, ...] = (
    *record_problems.PROBLEMS,
    *source_problems.PROBLEMS,
    *contract_problems.PROBLEMS,
)


@dataclass(frozen=True, slots=True)
class PackOrigin:
    """A pack with where it came from: an entry point of an installed distribution, or a path.

    `sha256` is of the file or the folder of a pack that has no distribution and so no version; None for the others.
    """

    name: str
    origin: str
    distribution: str
    rules: int
    version: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Registry:
    """All rules of a run, in the order in which they are applied.

    `fields` maps each field to the rules that read it, its owner first, in an order in which every
    field comes after the neighbours that its rules need. `source_steps` are the steps of the table's source that
    stand between the cell rules and a field's owner; `evidence` is what the cell rules counted in its first records;
    `origins` is where each pack came from, if it was loaded.
    """

    packs: tuple[Pack, ...]
    cell_rules: tuple[CellRule, ...]
    fields: Mapping[str, tuple[FieldRule, ...]]
    row_rules: tuple[RowRule, ...]
    key_rule: KeyRule
    problems: Mapping[str, Problem]
    owners: Mapping[str, Rule]
    column_rules: tuple[ColumnRule, ...] = ()
    source_steps: Mapping[str, tuple[CellRule, ...]] = field(default_factory=dict)
    evidence: TableEvidence = field(default_factory=TableEvidence)
    origins: tuple[PackOrigin, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return every rule of every pack."""
        return tuple(rule for pack in self.packs for rule in pack.rules)

    def owner_of(self, code: str) -> Rule | None:
        """Return the rule that can name a code; None for the engine's own problems."""
        return self.owners.get(code)


def load_registry(paths: Sequence[str] = ()) -> Registry:
    """Load the installed packs and the rule files or folders in `paths`.

    Raises:
        PackError: there is no pack, one is broken, two rules own one code or name, or a field has no rule.
    """
    points = _list_entry_points()
    packs = [*_load_packs(points), *(load_pack(Path(path)) for path in paths)]
    return replace(build_registry(packs), origins=_trace_packs(packs, points, paths))


def load_installed_packs() -> list[Pack]:
    """Return the packs that installed distributions offer, the built-in one first, then by name."""
    return _load_packs(_list_entry_points())


def _list_entry_points() -> list[EntryPoint]:
    """Return the entry points of all rule packs in the order in which they are loaded."""
    return sorted(set(entry_points(group=ENTRY_POINT_GROUP)), key=_rank_entry_point)


def _load_packs(points: Sequence[EntryPoint]) -> list[Pack]:
    """Load the pack of every entry point."""
    if not points:
        raise PackError(
            f"no rule pack is installed (no entry point in the group {ENTRY_POINT_GROUP!r}): "
            "install yotpo-lint with pip, a bare checkout has no rules"
        )
    packs = []
    for point in points:
        try:
            pack = point.load()
        except Exception as error:
            raise PackError(
                f"the rule pack {point.name!r} ({point.value}) cannot be loaded: {_format_error(error)}"
            ) from error
        packs.append(_validate_pack(pack, f"the entry point {point.name!r} ({point.value})"))
    return packs


def _trace_packs(packs: Sequence[Pack], points: Sequence[EntryPoint], paths: Sequence[str]) -> tuple[PackOrigin, ...]:
    """Return where the installed packs, which come first, and those of the paths come from."""
    origins: list[tuple[str, str, str, str | None]] = [
        (f"{point.name} = {point.value}", *((point.dist.name, point.dist.version) if point.dist else ("", "")), None)
        for point in points
    ]
    origins += [(path, "", "", _hash_pack(Path(path))) for path in paths]
    return tuple(
        PackOrigin(pack.name, origin, distribution, len(pack.rules), version, sha256)
        for pack, (origin, distribution, version, sha256) in zip(packs, origins, strict=True)
    )


def _hash_pack(path: Path) -> str:
    """Return the hash of a rule file, or of the names and bytes of all files of a folder."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for each in sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts):
        content = each.read_bytes()
        digest.update(f"{each.relative_to(path).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _rank_entry_point(point: EntryPoint) -> tuple[bool, bool, str, str]:
    """Return what installed packs are sorted by: our own first, whatever another calls itself."""
    ours = point.dist is not None and point.dist.name == OWN_DISTRIBUTION
    return not ours, point.name != "builtin", point.name, point.value


def load_pack(path: Path) -> Pack:
    """Load the rule file (which defines `RULE`) or the package folder (which defines `PACK`) at `path`."""
    if not path.exists():
        raise PackError(f"{path}: there is no such rule file or folder; check --rules")
    if path.is_dir():
        if not (path / "__init__.py").is_file():
            raise PackError(f"{path}: a folder of rules has an __init__.py that defines PACK; add one, or name a file")
        return _validate_pack(getattr(_import_file(path / "__init__.py"), "PACK", None), f"{path}: PACK")
    rule = getattr(_import_file(path), "RULE", None)
    if not isinstance(rule, Rule):
        raise PackError(
            f"{path}: a rule file defines RULE, a FieldRule, RowRule, CellRule or ColumnRule; this one defines {rule!r}"
        )
    return _validate_pack(Pack(name=str(path), rules=(rule,)), str(path))


def build_registry(packs: Sequence[Pack]) -> Registry:
    """Fit packs together into one registry, or say which do not fit."""
    problems: dict[str, Problem] = {}
    owners: dict[str, Rule] = {}
    origins: dict[str, str] = {}
    for problem in ENGINE_PROBLEMS:
        _claim_problem(problem, "the engine", problems, origins)
    for pack in packs:
        for rule in pack.rules:
            _require_known_facts(rule, pack.name)
            for problem in rule.problems:
                _claim_problem(problem, f"{pack.name} ({rule.name})", problems, origins)
                owners[problem.code] = rule
    rules = [rule for pack in packs for rule in pack.rules]
    key_rules = [rule for rule in rules if isinstance(rule, KeyRule)]
    if len(key_rules) != 1:
        names = ", ".join(rule.name for rule in key_rules) or "none"
        raise PackError(f"there must be one rule that knows duplicates, found: {names}; remove the others")
    _require_strict_consents(key_rules[0])
    return Registry(
        packs=tuple(packs),
        cell_rules=tuple(rule for rule in rules if isinstance(rule, CellRule)),
        fields=_order_fields([rule for rule in rules if isinstance(rule, FieldRule)]),
        row_rules=tuple(rule for rule in rules if isinstance(rule, RowRule)),
        key_rule=key_rules[0],
        problems=dict(sorted(problems.items())),
        owners=owners,
        column_rules=tuple(rule for rule in rules if isinstance(rule, ColumnRule)),
    )


def _require_strict_consents(rule: KeyRule) -> None:
    """Refuse a rule of duplicates under which a copy's yes could win (law 4)."""
    for name in FLAG_FIELDS:
        if rule.strictest_first.get(name) != STRICTEST_FIRST:
            raise PackError(
                f"the rule {rule.name!r} orders the answers of {name} otherwise than false, none, true; "
                "between copies of one customer the stricter consent wins"
            )


def _claim_problem(problem: Problem, origin: str, problems: dict[str, Problem], origins: dict[str, str]) -> None:
    for key in (problem.code, problem.name):
        if key in origins:
            raise PackError(
                f"{key} is claimed twice, by {origins[key]} and by {origin}; a code and a name have one owner"
            )
        origins[key] = origin
    problems[problem.code] = problem


def _order_fields(rules: Iterable[FieldRule]) -> dict[str, tuple[FieldRule, ...]]:
    """Return the rules of every field, fields sorted so that needed neighbours come first."""
    by_field: dict[str, list[FieldRule]] = {name: [] for name in FIELDS}
    for rule in rules:
        for name in (*rule.fields, *rule.needs):
            if name not in by_field:
                raise PackError(f"the rule {rule.name!r} names the field {name!r}, which Yotpo does not have")
        for name in rule.fields:
            by_field[name].append(rule)
    orphans = [name for name, readers in by_field.items() if not readers]
    if orphans:
        raise PackError(f"no rule reads {', '.join(orphans)}; reinstall yotpo-lint, its own pack is incomplete")
    graph = {name: {need for rule in readers for need in rule.needs} for name, readers in by_field.items()}
    try:
        order = tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise PackError(f"rules need each other's fields in a circle: {' -> '.join(error.args[1])}") from error
    return {name: tuple(by_field[name]) for name in order}


def _validate_pack(pack: object, origin: str) -> Pack:
    if not isinstance(pack, Pack):
        raise PackError(
            f"{origin} is no Pack but {type(pack).__name__}; a pack is yotpo_lint.rule.Pack(name=…, rules=(…))"
        )
    for rule in pack.rules:
        if not isinstance(rule, Rule):
            raise PackError(f"{origin} lists {rule!r}, which is no rule")
    if not pack.rules and pack.sources is None:
        raise PackError(f"{origin} lists no rules; a pack without rules would pass everything")
    if pack.sources is not None and not Path(pack.sources).is_dir():
        raise PackError(f"{origin} says that its sources are in {pack.sources}, which is no folder")
    return pack


def _require_known_facts(rule: Rule, origin: str) -> None:
    for name in (*(getattr(rule, "facts", None) or ()), *(getattr(rule, "doubtful_facts", None) or ())):
        if name not in FACT_NAMES:
            known = ", ".join(sorted(FACT_NAMES))
            raise PackError(f"{origin}: the rule {rule.name!r} lists the fact {name!r}; the facts are {known}")


def _import_file(path: Path) -> ModuleType:
    """Import the file at `path` under a name of its own, as a package when it is an __init__.py."""
    import importlib.util  # only a rule file needs it

    name = "yotpo_lint_rules_at_" + "".join(c if c.isalnum() else "_" for c in str(path.resolve()))
    folder = [str(path.parent)] if path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=folder)
    if spec is None or spec.loader is None:
        raise PackError(f"{path}: a rule file is a Python file, its name ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise PackError(f"{path}: the rule file cannot be loaded: {_format_error(error)}") from error
    return module


def _format_error(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
