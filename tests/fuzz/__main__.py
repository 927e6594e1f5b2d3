"""Search for inputs that break a target: `python -m tests.fuzz read --seconds 300`."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import atheris
import click

OUT = Path("out") / "fuzz"
CORPUS = Path(__file__).parent / "corpus"
# A table of the kinds that are tried has a few kilobytes; one input may take this many seconds and this much memory.
MAX_BYTES = 1 << 16
MAX_SECONDS = 20
MAX_MEGABYTES = 3_000


@click.command()
@click.argument("target", type=click.Choice(["read", "lint"]))
@click.option("--seconds", type=click.IntRange(1), required=True, help="How long to search.")
def search(target: str, seconds: int) -> None:
    """Search for an input that breaks TARGET; it is written to out/fuzz, and the exit status is not 0."""
    with atheris.instrument_imports(include=["yotpo_lint", "yotpo_lint_rules"]):
        from tests.fuzz.seeds import make_seeds
        from tests.fuzz.targets import TARGETS
        from yotpo_lint import api

        # What is installed does not change meanwhile, and to look for it takes as long as a small table does.
        api.load_registry = functools.cache(api.load_registry)
        # Much is imported when it is first needed: what is imported later than here is not searched by its branches.
        for seed in make_seeds(target):
            TARGETS[target](seed)
    seeds = OUT / "seeds" / target
    seeds.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(make_seeds(target)):
        (seeds / f"seed-{number}").write_bytes(seed)
    options = {
        "max_total_time": seconds,
        "max_len": MAX_BYTES,
        "timeout": MAX_SECONDS,
        "rss_limit_mb": MAX_MEGABYTES,
        "artifact_prefix": f"{OUT}/{target}-",
        "print_final_stats": 1,
        "verbosity": 1,
    }
    arguments = [sys.argv[0], *(f"-{name}={value}" for name, value in options.items())]
    # What is found on the way is kept in the first folder, for the next search.
    found = OUT / "corpus" / target
    found.mkdir(parents=True, exist_ok=True)
    atheris.Setup([*arguments, str(found), str(CORPUS / target), str(seeds)], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    search()
