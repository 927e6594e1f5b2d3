"""The door for rules: an installed pack is in force, and a pack that does not fit stops the run and is named."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOY = Path(__file__).parent / "plugin" / "toy_pack"
RULE_PAGE = ROOT / "rules" / "guide" / "extending" / "rule.md"
TITLED = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)

TABLE = 'external_id,tags\n1001,vip\n1002,"vip, star"\n'

ANOTHER_STAR = """
from yotpo_lint.rule import FieldRule, Pack, Problem, keep
PROBLEM = Problem(code="{code}", name="{name}", severity="warning", message="A star.")
RULE = FieldRule(name="another_star", doc="Stars.", fields=("tags",), problems=(PROBLEM,),
                 read=lambda text, given: keep(text), examples=())
PACK = Pack(name="another-pack", rules=(RULE,))
"""


def run(*arguments: str, cwd: Path, path: Path | None = None, module: str = "yotpo_lint.cli") -> tuple[int, str, str]:
    """Run the command as a user would, with the packs in the folder `path` installed; return status and output."""
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(  # noqa: S603  our own command
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout, done.stderr


def install(project: Path, target: Path) -> Path:
    """Install a project offline into the folder `target`, which then goes on PYTHONPATH."""
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index")
    status, _, told = run("install", *options, "--target", str(target), str(project), cwd=project, module="pip")
    assert status == 0, told
    return target


def offer(target: Path, name: str, module: str, text: str | None) -> Path:
    """Lay down in `target` what installing a pack of one module leaves there."""
    info = target / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[yotpo_lint.rules]\n{name} = {module}:PACK\n", encoding="utf-8")
    if text is not None:
        (target / f"{module}.py").write_text(text, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(TOY, tmp_path_factory.mktemp("toy"))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "customers.csv").write_text(TABLE, encoding="utf-8")
    return folder


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return tmp_path / "packs"


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that the page on rules shows."""
    folder = tmp_path_factory.mktemp("acme")
    for title, text in TITLED.findall(RULE_PAGE.read_text(encoding="utf-8")):
        (folder / title).parent.mkdir(exist_ok=True)
        (folder / title).write_text(text, encoding="utf-8")
    return folder


def stopped(shop: Path, path: Path | None, *arguments: str) -> str:
    """Assert that the run stops with status 2, one line and no outputs; return the line."""
    status, out, told = run("fix", "customers.csv", "-o", "out", *arguments, cwd=shop, path=path)
    assert (status, out) == (2, "")
    assert told.count("\n") == 1
    assert told.startswith("yotpo-lint: error: ")
    assert not (shop / "out").exists()
    return told


class TestInstalled:
    def test_without_the_pack_its_code_is_unknown(self, shop: Path) -> None:
        status, _, told = run("explain", "TOY001", cwd=shop)
        assert (status, "TOY001" in told) == (2, True)

    def test_an_installed_pack_is_in_force(self, toy: Path, shop: Path) -> None:
        status, out, told = run("check", "customers.csv", cwd=shop, path=toy)
        assert told == ""
        assert "customers.csv:2:tags: TOY001" in out
        assert "A customer with a star; say hello." in out
        assert status == 1, "the blank that TAG001 repairs"

    def test_it_is_listed_and_explained_like_the_built_in_ones(self, toy: Path, shop: Path) -> None:
        _, listed, _ = run("rules", "--output-format", "json", cwd=shop, path=toy)
        assert "TOY001" in listed
        assert isinstance(json.loads(listed), list | dict)
        status, explained, _ = run("explain", "toy-star", cwd=shop, path=toy)
        assert status == 0
        assert "the toy shop marks its best customers" in explained

    def test_rules_sources_lists_it_with_its_entry_point(self, toy: Path, shop: Path) -> None:
        status, out, told = run("rules", "--sources", "--output-format", "json", cwd=shop, path=toy)
        assert (status, told) == (0, "")
        found = {each["name"]: each for each in json.loads(out)}
        assert found["toy-pack"]["origin"] == "toy = toy_pack:PACK"
        assert found["toy-pack"]["distribution"].startswith("toy-pack ")
        assert next(iter(found)) == "yotpo-lint", "our own pack comes first and owns the fields"

    def test_its_row_is_still_accepted_for_it_only_warns(self, toy: Path, shop: Path) -> None:
        status, _, _ = run("fix", "customers.csv", "-o", "out", "-q", cwd=shop, path=toy)
        assert status == 0
        assert len((shop / "out" / "customers.jsonl").read_text(encoding="utf-8").splitlines()) == 2


class TestRefused:
    def test_two_owners_of_a_code(self, toy: Path, packs: Path, shop: Path) -> None:
        install(TOY, packs)
        offer(packs, "another-pack", "another_pack", ANOTHER_STAR.format(code="TOY001", name="another-star"))
        line = stopped(shop, packs)
        assert "TOY001 is claimed twice" in line
        assert "another-pack (another_star)" in line
        assert "toy-pack (star_tag)" in line

    def test_two_owners_of_a_name(self, packs: Path, shop: Path) -> None:
        offer(packs, "another-pack", "another_pack", ANOTHER_STAR.format(code="XYZ001", name="gender-word"))
        line = stopped(shop, packs)
        assert "gender-word is claimed twice" in line
        assert "another-pack (another_star)" in line

    def test_a_rule_file_that_claims_a_built_in_code(self, shop: Path) -> None:
        (shop / "mine.py").write_text(ANOTHER_STAR.format(code="GEN001", name="another-star"), encoding="utf-8")
        line = stopped(shop, None, "--rules", "mine.py")
        assert "GEN001 is claimed twice" in line
        assert "mine.py (another_star)" in line

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            (None, "ModuleNotFoundError: No module named 'broken'"),
            ("import a_library_that_nobody_has", "No module named 'a_library_that_nobody_has'"),
            ("1 / 0", "ZeroDivisionError: division by zero"),
            ("def read(:", "SyntaxError"),
            ("OTHER = 1", "has no attribute 'PACK'"),
            ("PACK = 'gender'", "is no Pack but str"),
            ("from yotpo_lint.rule import Pack\nPACK = Pack(name='void', rules=())", "lists no rules"),
            ("from yotpo_lint.rule import Pack\nPACK = Pack(name='odd', rules=(1,))", "lists 1, which is no rule"),
        ],
        ids=["absent", "import-error", "raises", "syntax", "no-pack", "wrong-type", "no-rules", "not-a-rule"],
    )
    def test_a_pack_that_cannot_be_loaded(self, packs: Path, shop: Path, text: str | None, named: str) -> None:
        offer(packs, "broken-pack", "broken", text)
        line = stopped(shop, packs)
        assert "'broken-pack' (broken:PACK)" in line
        assert named in line

    def test_an_empty_registry(self, packs: Path, shop: Path) -> None:
        """As in a bare checkout that nobody installed: no entry point, no rules."""
        packs.mkdir()
        (packs / "uninstalled.py").write_text(
            "import importlib.metadata\n"
            "importlib.metadata.entry_points = lambda group: ()\n"
            "from yotpo_lint.cli import main\n"
            "main()\n",
            encoding="utf-8",
        )
        status, out, told = run("check", "customers.csv", cwd=shop, path=packs, module="uninstalled")
        assert (status, out) == (2, "")
        assert "no rule pack is installed (no entry point in the group 'yotpo_lint.rules')" in told
        assert told.count("\n") == 1


class TestRulePage:
    """What the page on rules says; its commands and their output are run by test_readme.py."""

    RULES = ("--rules", "acme_rules/customer_number.py")

    def test_a_second_rule_gets_what_the_owner_made_clean(self, acme: Path) -> None:
        (acme / "blanks.csv").write_text("external_id\n  c-7 \n", encoding="utf-8")
        status, _, _ = run("fix", "blanks.csv", "-o", "blanks", "-q", *self.RULES, cwd=acme)
        assert status == 0
        body = json.loads((acme / "blanks" / "customers.jsonl").read_text(encoding="utf-8"))
        assert body == {"customer": {"external_id": "C-7"}}
        ledger = (acme / "blanks" / "fixes.csv").read_text(encoding="utf-8")
        assert "ACM001" in ledger

    def test_the_examples_become_tests(self, acme: Path) -> None:
        status, out, _ = run("-q", "-p", "no:cacheprovider", "test_acme_rules.py", cwd=acme, module="pytest")
        assert status == 0, out
        assert "8 passed" in out

    def test_a_wrong_example_fails(self, acme: Path, tmp_path: Path) -> None:
        source = (acme / "acme_rules" / "staff_email.py").read_text(encoding="utf-8")
        (tmp_path / "staff_email.py").write_text(source.replace('com", "ACM004"', 'com"'), encoding="utf-8")
        test = (acme / "test_acme_rules.py").read_text(encoding="utf-8")
        test = test.replace("acme_rules", "staff_email").replace("*staff_email.PACK.rules", "staff_email.RULE")
        (tmp_path / "test_staff_email.py").write_text(test, encoding="utf-8")
        status, out, _ = run("-q", "-p", "no:cacheprovider", "test_staff_email.py", cwd=tmp_path, module="pytest")
        assert status == 1
        assert "1 failed, 1 passed" in out

    def test_installed_they_need_no_option(self, acme: Path, tmp_path: Path) -> None:
        target = install(acme, tmp_path / "installed")
        by_option = run("check", "acme.csv", "--rules", "acme_rules", cwd=acme)
        (tmp_path / "acme.csv").write_bytes((acme / "acme.csv").read_bytes())
        assert run("check", "acme.csv", cwd=tmp_path, path=target) == by_option
        assert "ACM002" in by_option[1]


@pytest.mark.parametrize("batch", ["1", "2", "100"])
def test_a_rule_on_whole_columns_enters_as_every_other(tmp_path: Path, batch: str) -> None:
    shown = dict(TITLED.findall(RULE_PAGE.read_text(encoding="utf-8")))
    (tmp_path / "shouted.py").write_text(shown["acme_rules/shouted_names.py"], encoding="utf-8")
    (tmp_path / "t.csv").write_text(
        "external_id,last_name\n1,MURPHY\n2,SMITH\n3,Jones\n4,\n5,DUBOIS\n", encoding="utf-8"
    )
    options = ("--rules", "shouted.py", "--batch-size", batch)
    status, out, _ = run("fix", "t.csv", "-o", "out", *options, cwd=tmp_path)
    assert status == 0
    assert "last_name: The macro has put 3 of 4 cells in capitals (ACM005)." in out
    [told] = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["columns"]
    assert (told["code"], told["field"], told["cells"]) == ("ACM005", "last_name", 3)
    assert told["undo"] == "No: which letters were capitals before is lost."
    assert run("fix", "t.csv", "-o", "out2", *options, "--ignore", "ACM005", cwd=tmp_path)[1].count("ACM005") == 0
    status, page, _ = run("explain", "ACM005", "--rules", "shouted.py", cwd=tmp_path)
    assert (status, "Export the table before the macro runs." in page) == (0, True)
