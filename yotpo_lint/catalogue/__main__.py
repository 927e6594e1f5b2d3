"""Print the catalogue: python -m yotpo_lint.catalogue > rules/README.md."""

from __future__ import annotations

import sys

from yotpo_lint.catalogue import render
from yotpo_lint.registry import load_registry

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # run as a program it is a real stream
    sys.stdout.write(render(load_registry()))
