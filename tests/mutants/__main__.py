"""Print coverage and a mutation score of rules, kernel and contract: `python -m tests.mutants --help`.

mutmut changes one expression of a function at a time. A mutant that no test notices survives: a test is missing, or
the change makes no difference.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from tests.mutants.coverage_table import measure_coverage
from tests.mutants.equivalents import read_equivalents
from tests.mutants.parts import PARTS
from tests.mutants.report import count_killed, find_failures, render_shares, render_survivors
from tests.mutants.tree import prepare_tree, run_tool
from tests.mutants.trial import make_mutants, try_mutants
from tests.mutants.verdicts import Mutant, draw_sample, read_mutants


@click.command()
@click.option("--seed", type=int, default=1, show_default=True, help="Which sample is drawn.")
@click.option("--count", type=click.IntRange(1), default=300, show_default=True, help="How many mutants are tried.")
@click.option(
    "--keep",
    type=click.Choice(["nothing", "killed", "tried"]),
    default="nothing",
    show_default=True,
    help="Verdicts of an earlier run that stand as long as the function is unchanged.",
)
@click.option("--coverage/--no-coverage", default=True, show_default=True, help="Measure coverage as well.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/mutants"), show_default=True)
def main(*, seed: int, count: int, keep: str, coverage: bool, out: Path) -> None:
    """Try a sample of mutants; print coverage, the score by folder and the survivors.

    The exit status is 1 if a mutant of the kernel, the contract or the rules of consent survives that is not in
    equivalent.toml, or one of that table is killed.
    """
    if keep == "nothing":
        shutil.rmtree(out, ignore_errors=True)
    trees = {part: out / part.name for part in PARTS}
    for part, tree in trees.items():
        prepare_tree(part, tree)
        make_mutants(tree)
    if coverage:
        covered = [measure_coverage(part, tree) for part, tree in trees.items()]
        click.echo(render_shares("Lines that the tests run", covered[0] | covered[1]))
    sample = draw_sample((each.name for tree in trees.values() for each in read_mutants(tree)), count, seed)
    equivalents = read_equivalents()
    tried: list[Mutant] = []
    diffs: dict[str, str] = {}
    for part, tree in trees.items():
        drawn = [each for each in read_mutants(tree) if each.name in sample]
        try_mutants(tree, part, [each for each in drawn if not _stands(each, keep)])
        for each in read_mutants(tree):
            if each.name in sample:
                tried.append(each)
                if each.survived or any(each.file == known.file for known in equivalents):
                    diffs[each.name] = run_tool(tree, "mutmut", "show", each.name).stdout
    click.echo(render_survivors(tried, diffs, equivalents))
    click.echo(render_shares(f"Mutants that the tests kill: {len(tried)} drawn with seed {seed}", count_killed(tried)))
    failures = find_failures(tried, diffs, equivalents)
    click.echo("\n".join(failures), err=True)
    sys.exit(bool(failures))


def _stands(mutant: Mutant, keep: str) -> bool:
    """Return whether the verdict of an earlier run is kept."""
    return mutant.was_tried and (keep == "tried" or (keep == "killed" and not mutant.survived))


if __name__ == "__main__":
    main()
