"""What must lie ready before anything is measured: the tables, and the environment of the peers."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.bench.contestants import PEERS, SLOW_PEERS, Tables
from tests.bench.measuring import ROOT

HERE = Path(__file__).parent
# What weighs in the figures, in the versions that the tests run with.
OURS = ["polars", "pandas", "pyarrow", "pandera", "phonenumbers", "email-validator", "click"]
# A table takes its name when it is complete.
WRITE = """
import json, pathlib, sys
from tests.bench.export.table import write_table
from tests.bench.tables import write_table as write_end
for path, rows, kind, seed in json.loads(sys.argv[1]):
    staged = pathlib.Path(path + ".part")
    if isinstance(kind, str):
        write_end(staged, rows, kind)
    else:
        write_table(staged, rows, kind / 100, seed)
    staged.replace(path)
"""


def prepare_tables(folder: Path, rows: int, big: int, shares: tuple[float, ...], seed: int) -> Tables:
    """Write the tables that are not there yet, in a process of their own, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Tables({}, shares, seed)
    kinds: dict[str, tuple[float | str, int]] = {f"{each:g} %": (each, rows) for each in shares}
    kinds |= {"clean": ("clean", rows), "worst": ("worst", rows)}
    kinds |= {"tenth": (made.lowest, max(rows // max(SLOW_PEERS.values()), 1)), "ten": (made.lowest, 10)}
    if big:
        kinds["big"] = (made.middle, big)
    # Another generator makes other tables, whatever the old ones are called.
    sources = [*sorted((HERE / "export").glob("*.py")), HERE / "tables.py", HERE / "countries.py"]
    digest = hashlib.sha256(b"".join(each.read_bytes() for each in sources)).hexdigest()[:8]
    paths = {
        name: folder / (f"{kind}-{count}-{digest}.csv" if isinstance(kind, str) else
                        f"rejected-{kind:g}-{count}-seed-{seed}-{digest}.csv")
        for name, (kind, count) in kinds.items()
    }  # fmt: skip
    wanted = [(str(paths[name]), count, kind, seed) for name, (kind, count) in kinds.items()]
    wanted = [each for each in dict.fromkeys(wanted) if not Path(each[0]).exists()]
    if wanted:
        subprocess.run([sys.executable, "-c", WRITE, json.dumps(wanted)], cwd=ROOT, check=True)  # noqa: S603
    return made._replace(paths=paths)


def prepare_ours(folder: Path) -> Path:
    """Make the environment that a user has, and Polars for the floor; return its Python.

    With development tools beside it pandera would import hypothesis at every start, which no user waits for.
    """
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)  # noqa: S603
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    wanted = [f"{name}=={version}" for name, version in versions(Path(sys.executable), OURS).items()]
    subprocess.run([*pip, str(ROOT), *wanted], check=True)  # noqa: S603
    # The version stays the same while the code changes.
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)  # noqa: S603
    return python


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
