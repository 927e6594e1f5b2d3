"""`yotpo-lint new-rule`: a rule file and its test, to start a rule of your own from."""

from __future__ import annotations

import keyword
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from yotpo_lint.cli.rule_template import RULE_FILE, TEST_FILE
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.errors import OutputError, SettingsError
from yotpo_lint.settings.values import find_nearest

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_LETTERS: Final = re.compile(r"[A-Z]{3}")


@click.command("new-rule")
@click.argument("name")
@click.option(
    "--field", default="external_id", show_default=True, metavar="FIELD", help="The field that the rule reads."
)
@click.option(
    "--code", metavar="ABC", help="The three capital letters of the rule's codes.  [default: taken from NAME]"
)
def new_rule(name: str, field: str, code: str | None) -> int:
    """Write NAME.py, a rule to edit, and test_NAME.py, its test, into the current folder."""
    module = _module_name(name)
    if field not in FIELDS:
        raise SettingsError(f"--field: {field!r} is not a Yotpo field; did you mean {find_nearest(field, FIELDS)}?")
    values = {
        "module": module,
        "slug": module.replace("_", "-"),
        "field": field,
        "letters": _free_letters(module, code),
    }
    files = {Path(f"{module}.py"): RULE_FILE, Path(f"test_{module}.py"): TEST_FILE}
    for path in files:
        if path.exists():
            raise OutputError(f"{path}: already exists; choose another name, or remove the file")
    if find_spec(module) is not None:
        raise SettingsError(f"NAME: a Python module {module!r} is already installed; choose another name")
    for path, template in files.items():
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(template.substitute(values))
    rule_file, test_file = files
    click.echo(
        f"Wrote {rule_file}, a rule for {field} with the codes {values['letters']}001 and {values['letters']}002."
    )
    click.echo(f"Wrote {test_file}, which runs the rule's examples.")
    click.echo()
    click.echo("Edit the rule and its examples, then run")
    click.echo(f"  python -m pytest {test_file}")
    click.echo(f"  yotpo-lint check FILE --rules {rule_file}")
    return 0


def _module_name(name: str) -> str:
    """Return the module that a rule's name stands for."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise SettingsError(
            f"NAME: {name!r} cannot name a rule; use lowercase letters, digits and hyphens, such as customer-number"
        )
    return name.replace("-", "_")


def _free_letters(module: str, letters: str | None) -> str:
    """Return the three letters of the codes; no installed rule owns a code with them."""
    from yotpo_lint.registry import load_registry

    owned = {code[:3] for code in load_registry().problems}
    if letters is None:
        letters = re.sub(r"[^a-z]", "", module)[:3].upper().ljust(3, "X")
        if letters in owned:
            letters = "X" + letters[:2]
        if letters in owned:
            raise SettingsError(f"--code: other rules own the codes {letters}...; give three other letters")
        return letters
    if not _LETTERS.fullmatch(letters):
        raise SettingsError(f"--code: {letters!r} is not three capital letters, such as ACM")
    if letters in owned:
        raise SettingsError(f"--code: other rules own the codes {letters}...; give three other letters")
    return letters
