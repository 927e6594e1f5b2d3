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
BARE_CLICK, PANDAS_AND_PANDERA = "import click", "import pandas, pandera.pandas"


class Contestant(NamedTuple):
    """A program, the table it gets, and what it is held against."""

    name: str
    table: str
    """`mixed`, `clean`, `worst`, `big`, `share` (of the mixed table) or `ten`; empty where it reads none."""

    command: tuple[str, ...]
    baseline: str
    """The contestant that its time is divided by."""

    output: Path | None = None
    """What it writes, taken away before each run."""

    count: Callable[[str, Path | None], dict[str, int]] | None = None
    scale: int = 1
    """By how much its time is multiplied, because it got a share of the rows only."""

    runs: int = 1
    folder: Path = ROOT
    """Where it is started."""

    note: str = ""


def contestants(
    tables: Mapping[str, Path], out: Path, ours: Path, peers: Path | None, startup_runs: int
) -> list[Contestant]:
    """Return who runs, in the order of the table; `ours` and `peers` are the Pythons of the two environments.

    Start-up is over in a moment, so that noise weighs more: it is run several times in a round. It is run where no
    configuration lies, and not among the files of a Python project.
    """
    found = [*_ours(tables, out, ours), *_floors_and_plain(tables, out, ours)]
    if peers is not None:
        found += _peers(tables, peers)
    return [*found, *_startup(tables, ours, startup_runs, Path(tempfile.gettempdir()))]


def _ours(tables: Mapping[str, Path], out: Path, python: Path) -> list[Contestant]:
    lint = str(python.with_name("yotpo-lint"))

    def fix(name: str, table: str, ledger: str, baseline: str) -> Contestant:
        folder = out / "runs" / name.replace(" ", "-").replace(",", "")
        command = (lint, "fix", str(tables[table]), "-o", str(folder), "--exit-zero", "--fixes-format", ledger)
        return Contestant(name, table, command, baseline, folder, _count_report)

    found = [
        fix("fix, ledger parquet", "mixed", "parquet", "floor"),
        fix("fix, ledger csv", "mixed", "csv", "floor"),
        Contestant(
            *("check --statistics", "mixed"),
            (lint, "check", str(tables["mixed"]), "--statistics", "--exit-zero"),
            *("floor", None, _count_closing_line),
        ),
        fix("fix, clean", "clean", "parquet", "floor, clean"),
        fix("fix, worst", "worst", "parquet", "floor, worst"),
    ]
    if "big" in tables:
        found.append(fix("fix, big", "big", "parquet", "fix, ledger parquet"))
    return found


def _floors_and_plain(tables: Mapping[str, Path], out: Path, python: Path) -> list[Contestant]:
    found = []
    for table, after in (("mixed", ""), ("clean", ", clean"), ("worst", ", worst")):
        file = out / "runs" / f"floor-{table}.jsonl"
        command = (str(python), "-m", "tests.bench.floor", str(tables[table]), str(file))
        note = "Polars: read_csv as text, write_ndjson"
        found.append(Contestant(f"floor{after}", table, command, f"floor{after}", file, _count_printed, note=note))
    for table, after in (("mixed", ""), ("worst", ", worst")):
        folder = out / "runs" / f"plain-{table}"
        command = (str(python), "-m", "tests.bench.plain", str(tables[table]), str(folder))
        note = "pandas, phonenumbers, email-validator, pandera"
        found.append(Contestant(f"plain{after}", table, command, f"floor{after}", folder, _count_printed, note=note))
    return found


def _peers(tables: Mapping[str, Path], python: Path) -> list[Contestant]:
    found = []
    for name in PEERS:
        scale = SLOW_PEERS.get(name, 1)
        table = "mixed" if scale == 1 else "share"
        command = (str(python), "-m", f"tests.bench.peers.{name}", str(tables[table]))
        note = "patterns and sets only" + (f"; 1/{scale} of the rows, time multiplied by {scale}" if scale > 1 else "")
        found.append(Contestant(name, table, command, "floor", None, _count_printed, scale, note=note))
    return found


def _startup(tables: Mapping[str, Path], python: Path, runs: int, folder: Path) -> list[Contestant]:
    lint = str(python.with_name("yotpo-lint"))
    ten = str(tables["ten"])
    return [
        Contestant(name, table, command, baseline, runs=runs, folder=folder)
        for name, table, command, baseline in (
            (BARE_CLICK, "", (str(python), "-c", BARE_CLICK), BARE_CLICK),
            ("--help", "", (lint, "--help"), BARE_CLICK),
            ("rules", "", (lint, "rules"), BARE_CLICK),
            ("explain PHN002", "", (lint, "explain", "PHN002"), BARE_CLICK),
            (PANDAS_AND_PANDERA, "", (str(python), "-c", PANDAS_AND_PANDERA), PANDAS_AND_PANDERA),
            ("check, ten rows", "ten", (lint, "check", ten, "-q", "--exit-zero"), PANDAS_AND_PANDERA),
        )
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
