"""Who runs, on which table, and how what each of them made is counted."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.bench.measuring import ROOT

PEERS = ("dataframely", "pointblank", "great_expectations", "frictionless")
# Validates cell by cell, minutes a million: it gets a tenth of the rows and its time is multiplied.
SLOW_PEERS = {"frictionless": 10}
# Starts, which read no million rows.
STARTS = {"rules": ("rules",), "explain PHN002": ("explain", "PHN002")}
PUBLISHED_SEED = 1
PUBLISHED_SHARES = (2.0, 20.0, 60.0)


class Tables(NamedTuple):
    """The tables of a run, and what they were made with."""

    paths: Mapping[str, Path]
    """By name: `2 %` (of the rows are rejected) and so on, `clean`, `worst`, `big`, `tenth`, `ten`."""

    shares: tuple[float, ...] = PUBLISHED_SHARES
    """How many per cent of the rows of each export are beyond repair, in ascending order."""

    seed: int = PUBLISHED_SEED

    @property
    def lowest(self) -> float:
        """Return the share of the table that `check`, the plain script and the peers get."""
        return self.shares[0]

    @property
    def middle(self) -> float:
        """Return the share of the big table."""
        return self.shares[len(self.shares) // 2]

    @property
    def is_published(self) -> bool:
        """Tell whether these are the tables for which the targets are stated."""
        return self.seed == PUBLISHED_SEED


class Contestant(NamedTuple):
    """A program, the table it gets, and what it is held against."""

    name: str
    table: str
    """One of the tables' names; empty where it reads none."""

    command: tuple[str, ...]
    baseline: str
    """The contestant that its time is divided by; empty where there is none."""

    output: Path | None = None
    """What it writes, taken away before each run."""

    count: Callable[[str, Path | None], dict[str, int]] | None = None
    scale: int = 1
    """By how much its time is multiplied, because it got a share of the rows only."""

    runs: int = 1
    folder: Path = ROOT
    """Where it is started."""

    note: str = ""


def contestants(tables: Tables, out: Path, ours: Path, peers: Path | None, startup_runs: int) -> list[Contestant]:
    """Return who runs, in the order of the table; `ours` and `peers` are the Pythons of the two environments.

    Start-up is over in a moment, so that noise weighs more: it is run several times in a round. It is run where no
    configuration lies, and not among the files of a Python project.
    """
    found = [*_ours(tables, out, ours), *_floors_and_plain(tables, out, ours)]
    if peers is not None:
        found += _peers(tables, peers)
    return [*found, *_starts(tables, ours, startup_runs, Path(tempfile.gettempdir()))]


def _ours(tables: Tables, out: Path, python: Path) -> list[Contestant]:
    lint = str(python.with_name("yotpo-lint"))

    def fix(table: str, baseline: str) -> Contestant:
        folder = out / "runs" / f"fix-{_bare(table)}"
        command = (lint, "fix", str(tables.paths[table]), "-o", str(folder), "--exit-zero")
        return Contestant(f"fix, {table}", table, command, baseline, folder, _count_report)

    lowest, middle = f"{tables.lowest:g} %", f"{tables.middle:g} %"
    found = [fix(table, f"floor, {table}") for table in (*(f"{each:g} %" for each in tables.shares), "clean", "worst")]
    check = (lint, "check", str(tables.paths[lowest]), "--statistics", "--exit-zero")
    found.append(Contestant(f"check, {lowest}", lowest, check, f"floor, {lowest}", None, _count_closing_line))
    if "big" in tables.paths:
        found.append(fix("big", f"fix, {middle}"))
    return found


def _floors_and_plain(tables: Tables, out: Path, python: Path) -> list[Contestant]:
    found = []
    for table in (*(f"{each:g} %" for each in tables.shares), "clean", "worst"):
        file = out / "runs" / f"floor-{_bare(table)}.jsonl"
        command = (str(python), "-m", "tests.bench.floor", str(tables.paths[table]), str(file))
        found.append(Contestant(f"floor, {table}", table, command, f"floor, {table}", file, _count_printed))
    for table in (f"{tables.lowest:g} %", "worst"):
        folder = out / "runs" / f"plain-{_bare(table)}"
        command = (str(python), "-m", "tests.bench.plain", str(tables.paths[table]), str(folder))
        note = "pandas, phonenumbers, email-validator, pandera"
        found.append(
            Contestant(f"plain, {table}", table, command, f"floor, {table}", folder, _count_printed, note=note)
        )
    return found


def _bare(table: str) -> str:
    """Return the name of a table as a part of the name of a file."""
    return table.replace(" %", "")


def _peers(tables: Tables, python: Path) -> list[Contestant]:
    found, lowest = [], f"{tables.lowest:g} %"
    for name in PEERS:
        scale = SLOW_PEERS.get(name, 1)
        table = lowest if scale == 1 else "tenth"
        command = (str(python), "-m", f"tests.bench.peers.{name}", str(tables.paths[table]))
        note = "patterns and sets only" + (f"; 1/{scale} of the rows, time multiplied by {scale}" if scale > 1 else "")
        found.append(Contestant(name, table, command, f"floor, {lowest}", None, _count_printed, scale, note=note))
    return found


def _starts(tables: Tables, python: Path, runs: int, folder: Path) -> list[Contestant]:
    lint = str(python.with_name("yotpo-lint"))
    ten = ("check", str(tables.paths["ten"]), "-q", "--exit-zero")
    return [
        *(Contestant(name, "", (lint, *words), "", runs=runs, folder=folder) for name, words in STARTS.items()),
        Contestant("check, ten rows", "ten", (lint, *ten), "", runs=runs, folder=folder),
    ]


def _count_printed(printed: str, _: Path | None) -> dict[str, int]:
    """Read what a script says in its last line."""
    counts: dict[str, int] = json.loads(printed.splitlines()[-1])
    return counts


def _count_report(_: str, folder: Path | None) -> dict[str, int]:
    """Read the counts of a report, which holds them against the lines of the requests, too."""
    assert folder is not None
    counts = json.loads((folder / "report.json").read_text(encoding="utf-8"))["counts"]
    with (folder / "customers.jsonl").open("rb") as file:
        assert sum(1 for _ in file) == counts["accepted"], f"{folder}: the report miscounts customers.jsonl"
    return {name: counts[name] for name in ("rows", "accepted", "rejected", "merged")}


def _count_closing_line(printed: str, _: Path | None) -> dict[str, int]:
    """Read `check`'s last line: 20 rows: 20 would be accepted, 0 rejected, 0 merged."""
    numbers = [int(each.replace(",", "")) for each in re.findall(r"[\d,]*\d", printed.splitlines()[-1])]
    return dict(zip(("rows", "accepted", "rejected", "merged"), numbers, strict=True))
