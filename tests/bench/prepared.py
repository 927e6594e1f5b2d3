"""What must lie ready before anything is measured: the tables, and the environment of the peers."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.bench.contestants import PEERS, SLOW_PEERS
from tests.bench.measuring import ROOT

HERE = Path(__file__).parent


def prepare_tables(folder: Path, rows: int, big: int) -> dict[str, Path]:
    """Write the tables that are not there yet, each in a process of its own, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {"mixed": ("mixed", rows), "clean": ("clean", rows), "worst": ("worst", rows)}
    kinds["share"] = ("mixed", max(rows // max(SLOW_PEERS.values()), 1))
    kinds["ten"] = ("mixed", 10)
    if big:
        kinds["big"] = ("mixed", big)
    return {name: _table(folder, kind, count) for name, (kind, count) in kinds.items()}


def _table(folder: Path, kind: str, rows: int) -> Path:
    """Return the table, made anew where the generator is another than the one that made it."""
    digest = hashlib.sha256(b"".join((HERE / f"{name}.py").read_bytes() for name in ("tables", "countries")))
    path = folder / f"{kind}-{rows}-{digest.hexdigest()[:8]}.csv"
    if not path.exists():
        staged = path.with_suffix(".part")
        code = (
            "import pathlib, sys; from tests.bench.tables import write_table; "
            "write_table(pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])"
        )
        subprocess.run(  # noqa: S603 -- the code stands above
            [sys.executable, "-c", code, str(staged), str(rows), kind], cwd=ROOT, check=True
        )
        staged.replace(path)
    return path


def prepare_peers(folder: Path) -> tuple[Path, dict[str, str]]:
    """Make the environment of the peers; return its Python and, by name, why a peer could not be installed."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)  # noqa: S603
    failed = {}
    for name in PEERS:
        if versions(python, [name])[name] is not None:
            continue
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-qq", "install", name.replace("_", "-")]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)  # noqa: S603 -- names of ours
        if done.returncode:
            failed[name] = "cannot be installed: " + (done.stderr.strip().splitlines() or ["pip failed"])[-1]
    return python, failed


def versions(python: Path, names: list[str]) -> Mapping[str, str | None]:
    """Return the version of each library in an environment; None where it is missing."""
    code = (
        "import importlib.metadata as m, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(m.version(name))\n"
        "    except m.PackageNotFoundError: print()\n"
    )
    done = subprocess.run(  # noqa: S603 -- the code stands above
        [str(python), "-c", code, *names], capture_output=True, text=True, check=True
    )
    return dict(zip(names, (line or None for line in done.stdout.split("\n")), strict=False))
