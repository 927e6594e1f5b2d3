"""The forms in which findings are printed: one file each, and each checked by its consumer's own schema or parser.

A format takes the tables one after the other and keeps none of them: what it holds is bounded by the number of rules,
or by a cap that it announces.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Final

from yotpo_lint.cli.formats.checked import Checked, Manner

# `text` is for a person at a terminal; every other one travels, and shows customers' values masked.
FORMATS: Final = ("text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown")
UNMASKED: Final = "text"


def print_as(name: str, checked: Iterable[Checked], manner: Manner) -> None:
    """Print what was found in every table in the format `name`; only its own module is loaded."""
    import_module(f"{__name__}.{name}").print_findings(checked, manner)
