"""The output folder: all files appear under their final names, complete, or none does."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from yotpo_lint.errors import OutputError
from yotpo_lint.writers.leftovers import name_staging_folder, remove_leftovers
from yotpo_lint.writers.publication import JOURNAL, complete_interrupted, lock_folder, publish


@contextlib.contextmanager
def stage_outputs(directory: Path, names: Sequence[str], *, overwrite: bool) -> Iterator[Path]:
    """Yield a temporary folder; move its files to `directory` if the block succeeds, remove them otherwise.

    `names` are all names that any run can write. The last one marks a complete run: it is the first to be removed
    when an older run is replaced, and the last to appear. What killed runs left in `directory` is completed, if they
    were publishing, or removed.

    Raises:
        OutputError: the folder holds outputs and `overwrite` is false, or cannot be written.
    """
    if directory.exists() and not directory.is_dir():
        raise OutputError(f"{directory}: is a file, not a folder; choose another folder with -o")
    _refuse_present(directory, names, overwrite=overwrite)
    created = _create(directory)
    # Named before it is made, so that no signal comes between.
    staging = name_staging_folder(directory)
    complete = False
    try:
        with lock_folder(directory):
            remove_leftovers(directory)
            complete_interrupted(directory, names)
            _refuse_present(directory, names, overwrite=overwrite)
        # Nobody else may look into it: it holds customers' data.
        staging.mkdir(mode=0o700)
        yield staging
        with lock_folder(directory):
            complete_interrupted(directory, names)
            # Another run may have published meanwhile.
            _refuse_present(directory, names, overwrite=overwrite)
            publish(staging, directory, names)
        complete = True
    except OSError as error:
        interrupted = (directory / JOURNAL).is_dir()
        left = "run it once more with --overwrite, to complete the outputs" if interrupted else "nothing was left there"
        raise OutputError(f"{directory}: cannot be written ({_describe_error(error)}); {left}") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if not complete:
            for folder in reversed(created):
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _refuse_present(directory: Path, names: Sequence[str], *, overwrite: bool) -> None:
    """Refuse a folder with outputs that may not be replaced."""
    present = [name for name in names if (directory / name).exists()]
    if present and not overwrite:
        raise OutputError(
            f"{directory}: already holds {', '.join(present)}; choose another folder, or replace them with --overwrite"
        )


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
        raise OutputError(
            f"{directory}: cannot be created ({_describe_error(error)}); choose another folder"
        ) from error
    return missing[::-1]


def _describe_error(error: OSError) -> str:
    """Return the system's description of an error; pyarrow puts a sentence of its own around it."""
    return os.strerror(error.errno) if error.errno else str(error)
