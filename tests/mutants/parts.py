"""The two parts that are mutated, and the tests that each part is tried against."""

from __future__ import annotations

import configparser
import fnmatch
from pathlib import Path
from typing import NamedTuple


class Part(NamedTuple):
    """Files to mutate, as patterns, and the folders of tests that should notice.

    The tests of every rule run the kernel, too, and take minutes: a mutant of the kernel must be noticed by its own.
    """

    name: str
    mutated: tuple[str, ...]
    left_out: tuple[str, ...]
    tests: tuple[str, ...]


PARTS = (
    Part(
        "engine",
        (
            "yotpo_lint/contract/*.py",
            "yotpo_lint/deduplication/groups.py",  # reads the consents of records
            "yotpo_lint/deduplication/resolution.py",  # consent between copies of a customer
            "yotpo_lint/deduplication/shared_consent.py",  # consent between customers who share a contact
            "yotpo_lint/kernel/*.py",
        ),
        (),
        ("tests/contract", "tests/deduplication", "tests/kernel", "tests/mapping", "tests/suggestions"),
    ),
    Part(
        "rules",
        ("yotpo_lint_rules/*.py",),
        (
            # Data, as problems/ is.
            "yotpo_lint_rules/tables/*",
            "yotpo_lint_rules/problems/*",
            # An accelerator that settles less is slower, not wrong; `make test-agreement` finds a wrong one.
            "yotpo_lint_rules/columns/[!c]*",
            "yotpo_lint_rules/columns/cells.py",
        ),
        ("tests/rules",),
    ),
)

# Every survivor in these files gets a test, or a line in equivalent.toml.
CRITICAL = (
    "yotpo_lint/*",
    "yotpo_lint_rules/accepts_marketing.py",
    "yotpo_lint_rules/columns/consent_ticks.py",
    "yotpo_lint_rules/consent_contact.py",
    "yotpo_lint_rules/duplicates.py",
)

PYTEST_ARGUMENTS = ("-p", "no:cacheprovider", "-m", "not slow", "--hypothesis-profile=mutants")


def is_critical(file: str) -> bool:
    """Return whether a survivor in this file needs a test."""
    return any(fnmatch.fnmatch(file, pattern) for pattern in CRITICAL)


def write_settings(part: Part, tree: Path) -> None:
    """Write the settings of mutmut for a part into the tree."""
    settings = configparser.ConfigParser(interpolation=None)
    settings["mutmut"] = {
        # mutmut copies tests/ by itself.
        "source_paths": "yotpo_lint\nyotpo_lint_rules",
        "only_mutate": "\n".join(part.mutated),
        "do_not_mutate": "\n".join(part.left_out),
    }
    with (tree / "setup.cfg").open("w", encoding="utf-8") as file:
        settings.write(file)
