"""The baseline: how often each code was met in each field of a table, so that a check fails only on what got worse.

A finding has no identity of its own from one export to the next (rows move, cells change), so counts are compared and
not findings: where a code has become more frequent in a field, all its findings there are shown.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from yotpo_lint.errors import OutputError, SettingsError
from yotpo_lint.escaping import make_visible
from yotpo_lint.humanize import plural

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.result import Result

FORMAT: Final = 1
TABLES_NAMED: Final = 3
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A code in a field whose number of findings is another than in the baseline."""

    code: str
    name: str
    field: str
    before: int
    now: int

    @property
    def worse(self) -> bool:
        """Tell whether there are more than there were."""
        return self.now > self.before

    def __str__(self) -> str:
        # A baseline is a file that anyone may have written.
        named = make_visible(f"{self.code} {self.name} in {self.field or 'the row'}")
        return f"{named}: {self.before:,} -> {self.now:,}"


@dataclass(frozen=True, slots=True)
class Known:
    """A baseline as it was recorded: by table, the count of every code and field, and the names of the codes."""

    path: Path
    tables: Mapping[str, Mapping[str, Any]]

    def changes(self, table: str, batches: Iterable[pa.Table]) -> list[Change]:
        """Return what got worse and what got better in a table; one that was not recorded had no findings."""
        entries = self.tables.get(posix(table), {}).get("findings", [])
        before = {(each["code"], each["field"] or ""): each for each in entries}
        now = counts_of(batches)
        changes = []
        for key in sorted({*before, *now}):
            then, there = before.get(key, {}).get("count", 0), now.get(key, ("", 0))
            if then != there[1]:
                changes.append(Change(key[0], there[0] or before[key]["name"], key[1], then, there[1]))
        return changes

    def other_settings(self, table: str, settings: Mapping[str, Any]) -> list[str]:
        """Name the settings that differ from those under which a table was recorded."""
        recorded = self.tables.get(posix(table), {}).get("settings")
        if recorded is None:
            return []
        current = comparable(settings)
        return [name for name in sorted({*recorded, *current}) if recorded.get(name) != current.get(name)]


class Worse:
    """The findings of a result whose code has become more frequent in their field."""

    def __init__(self, result: Result, changes: list[Change]) -> None:
        self._result = result
        self._keys = [f"{each.code} {each.field}" for each in changes if each.worse]

    def findings_batches(self) -> Iterator[pa.Table]:
        """Yield those findings, batch by batch."""
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted = pa.array(self._keys, pa.string())
        for batch in self._result.findings_batches():
            keys = pc.binary_join_element_wise(batch.column("code"), batch.column("field"), " ")
            yield batch.filter(pc.is_in(keys, value_set=wanted))


def counts_of(batches: Iterable[pa.Table]) -> dict[Key, tuple[str, int]]:
    """Return the name and the number of findings of every code and field."""
    counts: dict[Key, tuple[str, int]] = {}
    for batch in batches:
        for group in batch.group_by(["code", "name", "field"]).aggregate([([], "count_all")]).to_pylist():
            key = (group["code"], group["field"])
            counts[key] = (group["name"], counts.get(key, ("", 0))[1] + group["count_all"])
    return counts


def recorded(result: Result) -> dict[str, Any]:
    """Return what a baseline holds of a table: rows, settings and counts, and no value of any cell."""
    counts = counts_of(result.findings_batches())
    return {
        "rows": result.counts["rows"],
        "rejected": result.counts["rejected"],
        "settings": comparable(result.report["settings"]),
        "findings": [
            {"code": code, "name": name, "field": field or None, "count": count}
            for (code, field), (name, count) in sorted(counts.items())
        ],
    }


def comparable(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings without the moment of the run, which is another each time."""
    return {name: value for name, value in settings.items() if name != "now"}


def posix(table: str) -> str:
    """Return a table's path as baselines have it, on every system and however it was typed."""
    return Path(table).as_posix()


def write(path: Path, tables: Mapping[str, Mapping[str, Any]], *, overwrite: bool) -> None:
    """Write a baseline, whole or not at all.

    Raises:
        OutputError: the file exists and `overwrite` is false, or cannot be written.
    """
    refuse_taken(path, overwrite=overwrite)
    text = json.dumps({"format": FORMAT, "tables": tables}, indent=2, ensure_ascii=False) + "\n"
    scratch = None
    try:
        descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=".yotpo-lint-")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(path)
    except OSError as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        raise OutputError(
            f"{path}: cannot be written ({error.strerror or error}); choose another file with -o"
        ) from error


def refuse_taken(path: Path, *, overwrite: bool) -> None:
    """Refuse a file that exists before the work is done, and again when it is written."""
    if path.exists() and not overwrite:
        raise OutputError(f"{path}: already exists; choose another file with -o, or replace it with --overwrite")


def read(path: Path) -> Known:
    """Read a baseline.

    Raises:
        SettingsError: there is no such file, or it is no baseline.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read as a baseline ({error.strerror}); record one with `yotpo-lint baseline FILE`"
        ) from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path}: is not a baseline; record one with `yotpo-lint baseline FILE`") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT or not _is_baseline(content.get("tables")):
        raise SettingsError(f"{path}: is not a baseline of this version; record it again with `yotpo-lint baseline`")
    return Known(path, content["tables"])


def _is_baseline(tables: object) -> bool:
    """Tell whether tables have the form that `recorded` gives them."""
    return isinstance(tables, dict) and all(
        isinstance(table, dict)
        and isinstance(table.get("findings"), list)
        and isinstance(table.get("settings"), dict)
        and all(
            isinstance(each, dict)
            and isinstance(each.get("code"), str)
            and isinstance(each.get("name"), str)
            and isinstance(each.get("field"), str | None)
            and type(each.get("count")) is int
            and each["count"] > 0
            for each in table["findings"]
        )
        for table in tables.values()
    )


def _few(tables: Iterable[str]) -> str:
    """Name a few tables of a baseline: one of them may be meant by the path that is not found in it."""
    named = sorted(map(make_visible, tables))
    return ", ".join(named[:TABLES_NAMED]) + (
        f" and {len(named) - TABLES_NAMED:,} more" if named[TABLES_NAMED:] else ""
    )


def tell(known: Known, table: str, changes: list[Change], result: Result, *, unlisted: int, err: bool) -> None:
    """Say what got worse and what got better; on standard error where standard output belongs to a format.

    `unlisted` is the number of findings that were left out because they are no more than the baseline knows.
    """
    name = make_visible(str(known.path))
    if posix(table) not in known.tables:
        which = f", which knows {_few(known.tables)}" if known.tables else ""
        click.echo(f"{make_visible(table)} is not in {name}{which}; everything found counts as new.", err=err)
    others = known.other_settings(table, result.report["settings"])
    if others:
        click.echo(
            f"{name} was recorded under other settings ({make_visible(', '.join(others))}); "
            "its counts may differ by them.",
            err=err,
        )
    if unlisted:
        click.echo(
            f"{plural(unlisted, 'finding')} that {name} knows {'is' if unlisted == 1 else 'are'} not listed.", err=err
        )
    worse = [each for each in changes if each.worse]
    better = [each for each in changes if not each.worse]
    for title, some in (("Worse", worse), ("Better", better)):
        if some:
            click.echo(f"{title} than in {name}:", err=err)
            for each in some:
                click.echo(f"  {each}", err=err)
    if not worse:
        click.echo(f"Nothing is worse than in {name}.", err=err)
    if better:
        click.echo(
            f"{plural(len(better), 'count')} went down; record the baseline anew so that they cannot go up again.",
            err=err,
        )
