"""`new-rule`: what it writes passes as it is, and it never writes over a file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Command = Callable[..., Result]

NOT_A_NAME = "cannot name a rule; use lowercase letters, digits and hyphens, such as customer-number"


def run_module(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_an_existing_file_is_left_alone(command: Command, tmp_path: Path) -> None:
    (tmp_path / "test_customer_number.py").write_text("mine", encoding="utf-8")
    answer = command("new-rule", "customer-number")
    assert answer.exit_code == 2
    assert answer.stderr == (
        "yotpo-lint: error: test_customer_number.py: already exists; choose another name, or remove the file\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["test_customer_number.py"]
    assert (tmp_path / "test_customer_number.py").read_text(encoding="utf-8") == "mine"


def test_the_rule_passes_its_own_test_and_judges_a_table(command: Command, tmp_path: Path) -> None:
    answer = command("new-rule", "customer-number", "--field", "tags")
    assert answer.exit_code == 0
    assert answer.stdout == (
        "Wrote customer_number.py, a rule for tags with the codes CUS001 and CUS002.\n"
        "Wrote test_customer_number.py, which runs the rule's examples.\n"
        "\n"
        "Edit the rule and its examples, then run\n"
        "  python -m pytest test_customer_number.py\n"
        "  yotpo-lint check FILE --rules customer_number.py\n"
    )
    tested = run_module("pytest", "-q", "-p", "no:cacheprovider", "test_customer_number.py", cwd=tmp_path)
    assert "3 passed" in tested.stdout, tested.stdout
    # A wrong example fails: the test runs them.
    rule = tmp_path / "customer_number.py"
    rule.write_text(rule.read_text("utf-8").replace('keeps("right value")', 'keeps("wrong value")'), "utf-8")
    tested = run_module("pytest", "-q", "-p", "no:cacheprovider", "test_customer_number.py", cwd=tmp_path)
    assert "1 failed, 2 passed" in tested.stdout, tested.stdout
    (tmp_path / "t.csv").write_text("external_id,tags\n1,vip\n2,old value\n3,wrong value\n", encoding="utf-8")
    checked = run_module("yotpo_lint", "check", "t.csv", "--rules", "customer_number.py", cwd=tmp_path)
    assert 't.csv:2:tags: CUS001 [*] This is an old value of ours; it becomes new value. ("old value" ->' in (
        checked.stdout
    )
    assert "t.csv:3:tags: CUS002 This is not a value of ours; correct the cell." in checked.stdout
    assert checked.returncode == 1


@pytest.mark.parametrize(
    ("name", "letters"),
    # A family of codes that a built-in rule owns is never taken.
    [("vip", "VIP"), ("qa", "QAX"), ("gender_words", "XGE"), ("a1-b2-c3", "ABC")],
)
def test_the_codes_take_letters_that_are_free(command: Command, tmp_path: Path, name: str, letters: str) -> None:
    answer = command("new-rule", name)
    assert answer.exit_code == 0, answer.stderr
    assert f"codes {letters}001 and {letters}002." in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Customer Number",), f"NAME: 'Customer Number' {NOT_A_NAME}"),
        (("../escape",), f"NAME: '../escape' {NOT_A_NAME}"),
        (("class",), f"NAME: 'class' {NOT_A_NAME}"),
        (("email",), "NAME: a Python module 'email' is already installed; choose another name"),
        (("vip", "--field", "emial"), "--field: 'emial' is not a Yotpo field; did you mean email?"),
        (("vip", "--code", "acme"), "--code: 'acme' is not three capital letters, such as ACM"),
        (("vip", "--code", "GEN"), "--code: other rules own the codes GEN...; give three other letters"),
    ],
)
def test_what_cannot_be_written_is_refused(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    answer = command("new-rule", *arguments)
    assert (answer.exit_code, answer.stderr) == (2, f"yotpo-lint: error: {message}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    answer = run_module("yotpo_lint", "--version", cwd=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("yotpo-lint ")
