"""The command: `yotpo_lint.cli:main` is the console script.

Nothing here judges a value: the commands read options, call the library and show what it says.
"""

from __future__ import annotations

from yotpo_lint.cli.app import main

__all__ = ["main"]
