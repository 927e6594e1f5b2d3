"""The harness of the mutation score: its parts exist, its table of equivalent mutants is true, its verdict is right."""

from __future__ import annotations

import fnmatch
from pathlib import Path

import pytest

from tests.mutants.equivalents import Equivalent, read_equivalents
from tests.mutants.parts import CRITICAL, PARTS, Part, is_critical
from tests.mutants.report import count_killed, find_failures, render_survivors
from tests.mutants.tree import ROOT, prepare_tree
from tests.mutants.verdicts import Mutant, read_mutants, store_status

SOURCES = {"yotpo_lint": ROOT / "yotpo_lint", "yotpo_lint_rules": ROOT / "rules" / "yotpo_lint_rules"}
FILES = [
    f"{name}/{path.relative_to(folder).as_posix()}" for name, folder in SOURCES.items() for path in folder.rglob("*.py")
]


def read_source(file: str) -> str:
    """Return a file of the prepared tree, with the blanks around each line removed."""
    name, _, rest = file.partition("/")
    return "\n".join(line.strip() for line in (SOURCES[name] / rest).read_text(encoding="utf-8").splitlines())


def diff(before: str, after: str) -> str:
    return f"--- a\n+++ b\n@@ -1 +1 @@\n-    {before}\n+    {after}"


@pytest.mark.parametrize("pattern", [*CRITICAL, *(each for part in PARTS for each in (*part.mutated, *part.left_out))])
def test_each_pattern_finds_a_file(pattern: str) -> None:
    assert fnmatch.filter(FILES, pattern)


def test_the_files_that_decide_on_consent_are_mutated_and_critical() -> None:
    for file in ("yotpo_lint/kernel/consent_wall.py", "yotpo_lint_rules/columns/consent_ticks.py"):
        assert is_critical(file)
        assert any(
            any(fnmatch.fnmatch(file, each) for each in part.mutated)
            and not any(fnmatch.fnmatch(file, each) for each in part.left_out)
            for part in PARTS
        )
    assert not is_critical("yotpo_lint_rules/zip.py")


def test_each_equivalent_mutant_changes_a_line_that_is_there() -> None:
    entries = read_equivalents()
    assert [each for each in entries if each.before not in read_source(each.file)] == [], "gone: remove the entry"
    assert [each for each in entries if each.before == each.after or not each.reason] == []
    assert len({each[:3] for each in entries}) == len(entries)


@pytest.mark.parametrize("part", PARTS, ids=[part.name for part in PARTS])
def test_the_prepared_tree_has_both_packages_side_by_side(tmp_path: Path, part: Part) -> None:
    prepare_tree(part, tmp_path)
    assert {"yotpo_lint", "yotpo_lint_rules", "tests", "pyproject.toml", "setup.cfg"} <= {
        path.name for path in tmp_path.iterdir()
    }
    assert (tmp_path / "yotpo_lint_rules" / "__init__.py").exists()


# One mutant that died and two that live, one of them where each survivor needs a test.
DEAD = Mutant("k.x_f__mutmut_1", "yotpo_lint/kernel/verdict.py", 1)
ALIVE = Mutant("k.x_f__mutmut_2", "yotpo_lint/kernel/verdict.py", 0)
ELSEWHERE = Mutant("z.x_f__mutmut_1", "yotpo_lint_rules/zip.py", 5)
TRIED = [DEAD, ALIVE, ELSEWHERE]
DIFFS = {DEAD.name: diff("a = 1", "a = 2"), ALIVE.name: diff("b = 1", "b = 2"), ELSEWHERE.name: diff("c = 1", "c = 2")}


def test_a_survivor_in_the_kernel_fails_and_is_printed_first() -> None:
    assert find_failures(TRIED, DIFFS, []) == ["k.x_f__mutmut_2 survives: add a test, or a line in equivalent.toml"]
    printed = render_survivors(TRIED, DIFFS, [])
    assert printed.startswith("NEEDS A TEST --- a")
    assert printed.index("+    b = 2") < printed.index("+    c = 2")
    assert "a = 2" not in printed


def test_an_equivalent_mutant_is_let_live_and_not_printed() -> None:
    known = [Equivalent(ALIVE.file, "b = 1", "b = 2", "b is never read")]
    assert find_failures(TRIED, DIFFS, known) == []
    assert "b = 2" not in render_survivors(TRIED, DIFFS, known)


def test_an_equivalent_mutant_that_is_killed_fails() -> None:
    known = [
        Equivalent(ALIVE.file, "b = 1", "b = 2", "b is never read"),
        Equivalent(DEAD.file, "a = 1", "a = 2", "wrong"),
    ]
    assert find_failures(TRIED, DIFFS, known) == [
        "k.x_f__mutmut_1 is killed: remove its line from equivalent.toml: a = 2"
    ]


def test_the_score_is_counted_by_folder() -> None:
    assert count_killed(TRIED) == {"yotpo_lint/kernel": (1, 2), "yotpo_lint_rules": (0, 1)}


def test_a_status_is_stored_where_it_was_read(tmp_path: Path) -> None:
    meta = tmp_path / "mutants" / "yotpo_lint" / "kernel" / "cell.py.meta"
    meta.parent.mkdir(parents=True)
    meta.write_text('{"exit_code_by_key": {"b": null, "a": 0}}')
    assert read_mutants(tmp_path) == [
        Mutant("a", "yotpo_lint/kernel/cell.py", 0),
        Mutant("b", "yotpo_lint/kernel/cell.py", None),
    ]
    assert [each.survived for each in read_mutants(tmp_path)] == [True, False]
    store_status(tmp_path, read_mutants(tmp_path)[0], 1)
    assert read_mutants(tmp_path)[0].status == 1
