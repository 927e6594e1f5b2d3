"""Addresses of files: those of this machine are paths, and those of other places are refused with a way that works."""

from __future__ import annotations

import os
import re
from typing import Final

from yotpo_lint.errors import InputError

# A scheme of RFC 3986, 3.1; one letter alone is a drive of Windows.
_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_WEB: Final = frozenset(("http", "https", "ftp", "ftps"))


def find_local_path(source: str | os.PathLike[str]) -> str:
    """Return the path of a file that is named by its path or by a `file://` address.

    >>> find_local_path("exports/customers.csv"), find_local_path("file:///exports/new%20customers.csv")
    ('exports/customers.csv', '/exports/new customers.csv')

    Raises:
        InputError: the address is that of another place.
    """
    text = os.fspath(source)
    address = _ADDRESS.match(text)
    if address is None:
        return text
    scheme = address[1].lower()
    if scheme == "file":
        from pyarrow.fs import FileSystem

        return str(FileSystem.from_uri(text)[1])
    # Not the whole address: it may hold a password.
    if scheme in _WEB:
        raise InputError(
            f"{scheme}://: is a web address, and nothing but push and verify opens a connection; "
            "download the file and pass its path"
        )
    raise InputError(
        f"{scheme}://: is the address of a store, and nothing but push and verify opens a connection; copy the file, "
        "or read it with Polars, DuckDB or Spark and pass the table to yotpo_lint.lint"
    )
