"""Race yotpo-lint against the floor, the plain script and its peers: python -m tests.bench --help."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.by_field import measure_fields
from tests.bench.contestants import PEERS, PUBLISHED_SEED, PUBLISHED_SHARES, contestants
from tests.bench.markdown import render_results
from tests.bench.preparation import prepare_ours, prepare_peers, prepare_tables, versions
from tests.bench.race import add_ratios, race
from tests.bench.targets import judge_targets

LIBRARIES = ["yotpo-lint", "pandas", "pyarrow", "pandera", "polars", "phonenumbers", "email-validator", "click"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the tables, run everyone, print the tables of results and write results.json."""
    options = _options().parse_args(arguments)
    out: Path = options.out.resolve()
    big = 0 if options.by_field else options.big
    _say(f"Tables of {options.rows:,} rows" + (f" and one of {big:,}" if big else ""))
    tables = prepare_tables(out / "tables", options.rows, big, options.shares, options.seed)
    ours = Path(sys.executable)
    if not options.here:
        _say("The environment of a user")
        ours = prepare_ours(out / "venv")
    if options.by_field:
        print(measure_fields(tables, ours, out, _say))
        return
    python, missing = None, {}
    if options.peers:
        _say("The environment of the peers")
        python, missing = prepare_peers(out / "peers-venv")
    runners = [
        each for each in contestants(tables, out, ours, python, options.startup_runs) if each.name not in missing
    ]
    (out / "runs").mkdir(exist_ok=True)
    measured, failed = race(runners, options.rounds, out / "logs", _say)
    add_ratios(measured)
    results = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "versions": {
            **versions(ours, LIBRARIES),
            # The tables' author.
            **versions(Path(sys.executable), ["faker"]),
            **({} if python is None else {k: v for k, v in versions(python, [*PEERS]).items() if v}),
        },
        "rows": options.rows,
        "big": big,
        "rounds": options.rounds,
        "seed": options.seed,
        "shares": options.shares,
        "tables": {name: {"file": path.name, "bytes": path.stat().st_size} for name, path in tables.paths.items()},
        "contestants": measured,
        "missing": {**missing, **failed},
        "targets": judge_targets(measured, tables),
    }
    (out / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"\n{render_results(results)}\nIn full: {out / 'results.json'}")
    if ours := failed.keys() - set(PEERS):
        sys.exit(f"failed: {', '.join(sorted(ours))}")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the tables [%(default)s]")
    parser.add_argument("--big", type=int, default=10_000_000, help="rows of the big table; 0: none [%(default)s]")
    parser.add_argument(
        "--shares", type=_shares, default=PUBLISHED_SHARES, help="per cent of the rows that are rejected [2,20,60]"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=PUBLISHED_SEED,
        help="another one makes tables of other customers, who write otherwise [%(default)s]",
    )
    parser.add_argument(
        "--by-field", action="store_true", help="race no one; say what CPU time each field takes, and how it is read"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often everyone runs [%(default)s]")
    parser.add_argument("--startup-runs", type=int, default=5, help="how often in a round it is started [%(default)s]")
    parser.add_argument(
        "--peers", action=argparse.BooleanOptionalAction, default=True, help="also run peers, in a venv of their own"
    )
    parser.add_argument("--here", action="store_true", help="in this environment, not in one as a user has it")
    parser.add_argument("--out", type=Path, default=Path("out/bench"), help="folder for everything [%(default)s]")
    return parser


def _shares(text: str) -> tuple[float, ...]:
    """Read `2,20,60`."""
    shares = tuple(sorted({float(each) for each in text.split(",")}))
    if not all(0 <= each <= 100 for each in shares):
        raise ValueError(text)
    return shares


def _say(line: str) -> None:
    """Say how far it is, on standard error."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
