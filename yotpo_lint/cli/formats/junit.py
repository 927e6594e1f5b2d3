"""`junit`: a suite for each table, a test for each rule in force, which fails where the rule found an error.

The dialect that Jenkins, GitLab and junitparser read: https://github.com/testmoapp/junitxml (read 2026-11-23)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import click

from yotpo_lint.cli import text_output
from yotpo_lint.cli.formats.checked import Checked, Manner
from yotpo_lint.cli.formats.groups import Group, groups_of
from yotpo_lint.humanize import plural
from yotpo_lint.report.redaction import Redaction

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from yotpo_lint.rule import Problem

# A test's output is read by a person; how many findings there are is in its message.
LISTED: Final = 20

# What XML cannot hold, not even escaped. XML 1.0 (fifth edition), 2.2
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print the suites of all tables in one document."""
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("testsuites", name="yotpo-lint")
    tests = failures = 0
    registry = manner.registry
    problems = _in_force(registry.problems, manner)
    owners = {code: owner.name if (owner := registry.owner_of(code)) else "engine" for code in problems}
    for each in checked:
        suite = _suite(each, problems, owners, manner.redaction)
        tests += int(suite.get("tests", 0))
        failures += int(suite.get("failures", 0))
        root.append(suite)
    root.set("tests", str(tests))
    root.set("failures", str(failures))
    root.set("errors", "0")
    indent(root)
    click.echo('<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode"))


def _in_force(problems: Mapping[str, Problem], manner: Manner) -> Mapping[str, Problem]:
    """Return the problems that the settings ask for, the engine's own included."""
    from yotpo_lint.kernel.policy import build_policy

    policy = build_policy(problems, manner.settings)
    return {code: problem for code, problem in problems.items() if policy[code].active}


def _suite(checked: Checked, problems: Mapping[str, Problem], owners: dict[str, str], redaction: Redaction) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    groups = {group.code: group for group in groups_of(checked)}
    listed = _listed(checked, redaction)
    suite = Element("testsuite", name=_xml(checked.path))
    properties = SubElement(suite, "properties")
    for name, count in checked.counts.items():
        SubElement(properties, "property", name=name, value=str(count))
    failures = 0
    # A code that is not in force is met all the same when a line is damaged.
    for code in dict.fromkeys([*problems, *groups]):
        name = problems[code].name if code in problems else groups[code].first["name"]
        case = SubElement(
            suite, "testcase", classname=f"yotpo-lint.{owners.get(code, 'engine')}", name=f"{code} {name}"
        )
        if code in groups:
            failures += _tell(case, groups[code], listed[code], redaction)
    suite.set("tests", str(len(suite) - 1))
    suite.set("failures", str(failures))
    suite.set("errors", "0")
    return suite


def _tell(case: Element, group: Group, lines: list[str], redaction: Redaction) -> int:
    """Add to a test what its rule found, as its failure or, for a warning, as its output; return the failures."""
    from xml.etree.ElementTree import SubElement

    if group.count > len(lines):
        lines = [*lines, f"... {plural(group.count - len(lines), 'more finding')}; --output-format jsonl lists all"]
    text = _xml("\n".join(lines))
    if not group.is_error:
        SubElement(case, "system-out").text = text
        return 0
    SubElement(case, "failure", type=group.code, message=_xml(group.sentence(redaction))).text = text
    return 1


def _listed(checked: Checked, redaction: Redaction) -> dict[str, list[str]]:
    """Return the lines of the first findings of every code."""
    import pyarrow.compute as pc

    listed: dict[str, list[str]] = {}
    for batch in checked.batches():
        for code in pc.unique(batch.column("code")).to_pylist():
            lines = listed.setdefault(code, [])
            if len(lines) < LISTED:
                chosen = batch.filter(pc.equal(batch.column("code"), code)).slice(0, LISTED - len(lines))
                lines += [text_output.line(checked.path, each, redaction, cell=False) for each in chosen.to_pylist()]
    return {code: [click.unstyle(line) for line in lines] for code, lines in listed.items()}


def _xml(text: str) -> str:
    """Write what XML cannot hold as its escape."""
    return _NO_XML.sub(lambda found: found[0].encode("unicode_escape", "backslashreplace").decode("ascii"), text)
