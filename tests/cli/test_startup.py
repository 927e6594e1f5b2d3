"""What a command loads, a person waits for: none loads what it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LOADED = """
import sys
from yotpo_lint.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
print(*sorted(sys.modules), file=sys.stderr)
"""
TABLE = "external_id,email,phone_number,address.country_code,accepts_sms_marketing\n1001,Ada@EXAMPLE.com,,GB,no\n"

# What reads tables and judges values.
TABLES = {"numpy", "pandas", "pandera", "pyarrow"}
VALUES = {"email_validator", "html", "phonenumbers", "pycountry"}
# What makes pages and workbooks, shows progress and connects to clouds.
OUTPUTS = {"jinja2", "openpyxl", "xlrd", "rich", "pyarrow.dataset", "pyarrow.fs", "pyarrow.parquet"}


def loaded(*arguments: str, cwd: Path) -> set[str]:
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", LOADED, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [("--help",), ("rules",), ("explain", "PHN002")], ids=" ".join)
def test_what_reads_no_table_loads_no_library_of_tables_or_values(arguments: tuple[str, ...], tmp_path: Path) -> None:
    modules = loaded(*arguments, cwd=tmp_path)
    assert modules & (TABLES | VALUES | OUTPUTS) == set()
    # Not one rule is missing for it.
    assert ("yotpo_lint_rules.zip" in modules) == (arguments != ("--help",))


def test_a_check_loads_nothing_that_writes(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(TABLE, encoding="utf-8")
    modules = loaded("check", "customers.csv", "--exit-zero", cwd=tmp_path)
    # The published schema waits for those who ask for it: a run asks its checks of Arrow columns.
    assert modules >= TABLES - {"pandera"}
    assert "pandera" not in modules
    assert modules & OUTPUTS == set()
    assert {name for name in modules if name.startswith(("yotpo_lint.writers.page", "yotpo_lint.suggestions"))} == set()
    assert "yotpo_lint.writers.outputs" not in modules


def test_patterns_wait_for_their_use() -> None:
    """A pattern that is met at import is compiled there, which a hundred of them make felt."""
    count = (
        "import re, sys\n"
        "from re import _compiler\n"
        "compile, count = _compiler.compile, []\n"
        "def counted(pattern, flags=0):\n"
        "    caller = sys._getframe(3).f_globals['__name__']\n"
        "    count.append(caller)\n"
        "    return compile(pattern, flags)\n"
        "_compiler.compile = counted\n"
        "import yotpo_lint_rules\n"
        "print([name for name in count if name.startswith(('yotpo_lint_rules', 'yotpo_lint.text'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", count], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
