"""The output folder: every file complete under its final name, or none at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from yotpo_lint.errors import OutputError

STAGING_PREFIX = ".yotpo-lint-"


@contextlib.contextmanager
def staged(directory: Path, names: Sequence[str], *, overwrite: bool) -> Iterator[Path]:
    """Give a folder to write in; when the block ends well its files move to `directory`, else nothing is left.

    `names` are all names that any run could write. The last one written is the sign of a complete run: it
    goes first when an older run is replaced, and comes last.

    Raises:
        OutputError: the folder holds outputs and `overwrite` is false, or cannot be written.
    """
    present = [name for name in names if (directory / name).exists()]
    if directory.exists() and not directory.is_dir():
        raise OutputError(f"{directory}: is a file, not a folder; name another folder with -o")
    if present and not overwrite:
        raise OutputError(
            f"{directory}: already holds {', '.join(present)}; name another folder, or replace them with --overwrite"
        )
    made = _made(directory)
    staging: Path | None = None
    done = False
    try:
        staging = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=directory))
        yield staging
        _publish(staging, directory, present, names)
        done = True
    except OSError as error:
        raise OutputError(f"{directory}: cannot be written ({_reason(error)}); nothing was left there") from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        if not done:
            for folder in reversed(made):
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _made(directory: Path) -> list[Path]:
    """Create the folder with its parents; return those that were not there before, outermost first."""
    missing = []
    folder = directory
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{directory}: cannot be created ({_reason(error)}); name another folder") from error
    return missing[::-1]


def _reason(error: OSError) -> str:
    """Say in the system's words what failed; pyarrow's own text has a sentence of its own around them."""
    return os.strerror(error.errno) if error.errno else str(error)


def _publish(staging: Path, directory: Path, present: Sequence[str], names: Sequence[str]) -> None:
    """Move the staged files to their final names; the report, which says that the run is complete, comes last."""
    for name in reversed([name for name in names if name in present]):
        (directory / name).unlink()
    for name in names:
        if (staging / name).exists():
            (staging / name).replace(directory / name)
