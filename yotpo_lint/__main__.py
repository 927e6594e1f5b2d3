"""`python -m yotpo_lint` is the command `yotpo-lint`."""

from __future__ import annotations

from yotpo_lint.cli.app import main

if __name__ == "__main__":
    main()
