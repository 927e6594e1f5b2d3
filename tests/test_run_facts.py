"""What report.json says of the run itself: which it was, what it read, and whose rules judged."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

import yotpo_lint as yl

RULE = """
from yotpo_lint.rule import FieldRule, Problem, keep
PROBLEM = Problem(code="OWN001", name="my-own", severity="warning", message="Mine.")
RULE = FieldRule(name="mine", doc="Mine.", fields=("tags",), problems=(PROBLEM,),
                 read=lambda text, given: keep(text), examples=())
"""


def written(source: Any, folder: Path, **options: Any) -> dict[str, Any]:
    yl.lint(source, **options).write(folder, overwrite=True)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    return report


def test_the_run_is_named_and_timed(tmp_path: Path) -> None:
    before = datetime.now(UTC).isoformat(timespec="milliseconds")
    run = written(pd.DataFrame({"external_id": ["1"]}), tmp_path / "out")["run"]
    after = datetime.now(UTC).isoformat(timespec="milliseconds")
    assert str(uuid.UUID(run["id"])) == run["id"]
    assert before <= run["started"].replace("Z", "+00:00") <= after


def test_writing_the_result_again_is_the_same_run(tmp_path: Path) -> None:
    result = yl.lint(pd.DataFrame({"external_id": ["1"]}))
    early = result.run
    result.write(tmp_path / "a")
    assert result.run == json.loads((tmp_path / "a" / "report.json").read_text("utf-8"))["run"]
    assert (result.run["id"], result.run["started"]) == (early["id"], early["started"])
    assert yl.lint(pd.DataFrame({"external_id": ["1"]})).run["id"] != early["id"]


def test_a_run_that_is_repeated_at_the_same_moment_has_the_same_name() -> None:
    frame = pd.DataFrame({"external_id": ["1"]})
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert yl.lint(frame, now=moment).run == yl.lint(frame, now=moment).run
    assert yl.lint(frame, now=moment).run["id"] != yl.lint(frame, now=moment, region="US").run["id"]


def test_the_input_is_named_by_its_bytes(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes(b"external_id\n1\n")
    found = written(table, tmp_path / "out")["input"]
    assert (found["sha256"], found["bytes"]) == (hashlib.sha256(table.read_bytes()).hexdigest(), 14)


def test_the_packs_are_named_with_their_versions(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(RULE, "utf-8")
    report = written(pd.DataFrame({"external_id": ["1"]}), tmp_path / "out", rules=[str(tmp_path / "mine.py")])
    builtin, mine = report["packs"][0], report["packs"][-1]
    assert (builtin["name"], builtin["distribution"], builtin["sha256"]) == ("yotpo-lint", "yotpo-lint", None)
    assert builtin["version"].count(".") == 2
    assert mine == {
        "name": str(tmp_path / "mine.py"),
        "distribution": None,
        "version": None,
        "sha256": hashlib.sha256((tmp_path / "mine.py").read_bytes()).hexdigest(),
    }


def test_the_hash_of_a_folder_of_rules_changes_with_any_of_its_files(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "mine.py").write_text(RULE, "utf-8")
    (pack / "__init__.py").write_text(
        "from yotpo_lint.rule import Pack\nfrom .mine import RULE\nPACK = Pack(name='mine', rules=(RULE,))\n", "utf-8"
    )

    def hash_of_pack() -> str:
        report = written(pd.DataFrame({"external_id": ["1"]}), tmp_path / "out", rules=[str(pack)])
        found: str = report["packs"][-1]["sha256"]
        return found

    first = hash_of_pack()
    assert hash_of_pack() == first
    (pack / "words.txt").write_text("a", "utf-8")
    second = hash_of_pack()
    (pack / "words.txt").write_text("b", "utf-8")
    assert len({first, second, hash_of_pack()}) == 3
