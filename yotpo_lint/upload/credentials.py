"""The store ID and the secret: from the environment, a file that is its owner's alone, or a prompt.

The secret is never an option's value, which every user of the machine reads in the list of processes.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from yotpo_lint.upload.errors import UploadError
from yotpo_lint.upload.yotpo_apis import CORE_API, Api

# What stands in a path without a second meaning.
_STORE_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LONGEST: Final = 4096


class Secret:
    """A text that no message, traceback or log shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for the request that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whose store it is, and what proves it."""

    store_id: str
    secret: Secret


def find_store_id(store_id: str | None, environment: Mapping[str, str], api: Api = CORE_API) -> str:
    """Return the store ID, or what an API has instead, of an option or of the environment.

    Raises:
        UploadError: there is none, or it is none.
    """
    found = (store_id or environment.get(api.account_variable, "")).strip()
    if not found:
        raise UploadError(f"no {api.account} found; set {api.account_variable}{api.also_called} or pass --store-id")
    if not _STORE_ID.fullmatch(found):
        raise UploadError("expected a store ID of letters, digits, - and _; copy it again from Yotpo's settings")
    return found


def find_secret(
    file: Path | None, environment: Mapping[str, str], prompt: Callable[[], str] | None, api: Api = CORE_API
) -> Secret:
    """Return the secret of a file, of the environment, or of a person at a terminal, in this order.

    Raises:
        UploadError: there is none, or others may read the file.
    """
    if file is not None:
        found = _read_private(file)
    elif api.secret_variable in environment:
        found = environment[api.secret_variable]
    elif prompt is not None:
        found = prompt()
    else:
        raise UploadError(
            f"no secret found; set {api.secret_variable}, name a file with --secret-file, or run at a terminal"
        )
    found = found.strip()
    if not found or len(found) > _LONGEST or not found.isascii() or not found.isprintable():
        raise UploadError("expected a secret of one line of ASCII characters; copy it again from Yotpo's settings")
    return Secret(found)


def _read_private(file: Path) -> str:
    """Read a file that nobody but its owner may read."""
    try:
        with file.open("rb") as stream:
            about = os.fstat(stream.fileno())
            # Windows has no such bits; what it has instead, Python cannot read.
            if os.name == "posix" and about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise UploadError(f"{file}: other users may read or change the secret; run chmod 600 on it")
            return stream.read(_LONGEST + 2).decode("utf-8-sig")
    except OSError as error:
        raise UploadError(f"{file}: the secret cannot be read ({error.strerror})") from error
    except UnicodeDecodeError:
        raise UploadError(f"{file}: expected a secret of one line of ASCII characters") from None
