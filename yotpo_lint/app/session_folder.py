"""The folder that holds everything of one session: only its owner may look in, and it goes when the session ends."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PREFIX: Final = "yotpo-lint-open-"


@contextlib.contextmanager
def session_folder() -> Iterator[Path]:
    """Make the folder (`mkdtemp` gives it the mode 0700), and remove it however the session ends."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield folder
    finally:
        remove_folder(folder)


def remove_folder(folder: Path) -> None:
    """Remove the folder and everything in it; what another process removes meanwhile is gone as well."""
    shutil.rmtree(folder, ignore_errors=True)
