"""A file that holds customers' values: its owner's alone, and complete under its name or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def open_private_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write; when the block ends well it has its name, else nothing is left of it."""
    # A temporary file is readable by its owner alone.
    handle, name = tempfile.mkstemp(prefix=".yotpo-lint-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
