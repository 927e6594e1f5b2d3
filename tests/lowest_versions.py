"""Print the constraints under which the oldest supported release of each dependency is installed.

`pip install --constraint <(python -m tests.lowest_versions) '.[dev]'`
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def read_constraints(project: Path = PROJECT) -> list[str]:
    """Return a constraint for each dependency: the release series that its lower bound names.

    >>> "click==8.1.*" in read_constraints()
    True
    """
    wanted = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    found = [re.fullmatch(r"([\w.-]+)>=([\d.]+)", each) for each in wanted]
    return [f"{match[1]}=={match[2]}.*" for match in found if match]


if __name__ == "__main__":
    sys.stdout.write("\n".join(read_constraints()) + "\n")
