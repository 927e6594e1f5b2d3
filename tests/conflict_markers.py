"""Look for the conflict markers of a merge in every tracked file: `python -m tests.conflict_markers`."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Git writes seven of each at the beginning of a line; the middle one stands alone.
MARKER = re.compile(rb"(<{7}|>{7})( |$)|={7}$|\|{7} ")


def marked_lines(path: Path) -> list[int]:
    """Return the numbers of the lines that are conflict markers, from 1."""
    lines = path.read_bytes().splitlines()
    return [number for number, line in enumerate(lines, start=1) if MARKER.match(line)]


def tracked_files(root: Path) -> list[Path]:
    """Return the files of a checkout that git tracks."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], check=True, capture_output=True)  # noqa: S603, S607  git from the path
    names = listed.stdout.decode().split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def main() -> int:
    """Print each marker with its file and line; return 1 if there is one."""
    found = [(path, line) for path in tracked_files(ROOT) for line in marked_lines(path)]
    for path, line in found:
        print(f"{path.relative_to(ROOT)}:{line}: conflict marker of a merge; resolve the conflict")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
