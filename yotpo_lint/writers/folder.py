"""The output folder: all files appear under their final names, complete, or none does."""

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
def stage_outputs(directory: Path, names: Sequence[str], *, overwrite: bool) -> Iterator[Path]:
    """Yield a temporary folder; move its files to `directory` if the block succeeds, remove them otherwise.

    `names` are all names that any run can write. The last one marks a complete run: it is the first to be removed
    when an older run is replaced, and the last to appear.

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
    created = _create(directory)
    staging: Path | None = None
    complete = False
    try:
        staging = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=directory))
        yield staging
        _publish(staging, directory, present, names)
        complete = True
    except OSError as error:
        raise OutputError(
            f"{directory}: cannot be written ({_describe_error(error)}); nothing was left there"
        ) from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        if not complete:
            for folder in reversed(created):
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _create(directory: Path) -> list[Path]:
    """Create the folder with its parents; return those that did not exist, outermost first."""
    missing = []
    folder = directory
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{directory}: cannot be created ({_describe_error(error)}); name another folder") from error
    return missing[::-1]


def _describe_error(error: OSError) -> str:
    """Return the system's description of an error; pyarrow puts a sentence of its own around it."""
    return os.strerror(error.errno) if error.errno else str(error)


def _publish(staging: Path, directory: Path, present: Sequence[str], names: Sequence[str]) -> None:
    """Move the staged files to their final names; the report, which marks a complete run, comes last."""
    for name in reversed([name for name in names if name in present]):
        (directory / name).unlink()
    for name in names:
        if (staging / name).exists():
            (staging / name).replace(directory / name)
