"""Where a table stands in the repository: the one way to name a file that GitHub and GitLab find."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

# The root of the repository in a job of GitHub Actions and of GitLab CI; a step may run in a folder below it.
# https://docs.github.com/actions/reference/workflows-and-actions/variables and
# https://docs.gitlab.com/ci/variables/predefined_variables/ (read 2026-11-25)
ROOTS: Final = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


def in_repository(path: str) -> str:
    """Return a path from the root of the repository, which is the folder of the command where no job says otherwise.

    GitLab takes no path that begins with `./` or `/`, and GitHub shows an annotation only beside a file that it finds.
    What lies outside of the repository, standard input among it, stays as it was named.
    """
    whole = Path(os.path.normpath(Path.cwd() / path))
    roots = [Path(os.environ[name]) for name in ROOTS if os.environ.get(name)]
    for root in (*roots, Path.cwd()):
        if whole.is_relative_to(root) and whole.exists():
            return whole.relative_to(root).as_posix()
    return path
