"""What a user declares about how a file is read; what becomes of its rows is the settings' business."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from yotpo_lint.errors import SettingsError

# Codecs that Python calls text encodings though no file is written in them.
_NO_FILE: Final = frozenset(("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"))

_TEXTS: Final = ("encoding", "sheet", "member")
_NAMES: Final = (*_TEXTS, "skip_lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOptions:
    """How a file is to be read; None leaves it to what the file shows.

    Attributes:
        encoding: the name of the text's encoding.
        sheet: the sheet of a workbook, by name or by number from 1.
        member: the file in a zip archive that holds the table.
        skip_lines: how many lines of a delimited text, or rows of a sheet, stand above the header. None is 0, and a
            title above the header then stops the run.

    Raises `SettingsError` when it is created if there is no such encoding, or an option has another type.
    """

    encoding: str | None = None
    sheet: str | None = None
    member: str | None = None
    skip_lines: int | None = None

    def __post_init__(self) -> None:
        for name in _TEXTS:
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise SettingsError(f"{name}: {value!r} is not text")
        count = self.skip_lines
        if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 0):
            raise SettingsError(f"skip_lines: {count!r} is not a whole number from 0 on")
        if self.encoding is not None:
            object.__setattr__(self, "encoding", _normalize_encoding(self.encoding))

    @property
    def declared(self) -> dict[str, str | int]:
        """Return what the user declared."""
        return {name: value for name in _NAMES if (value := getattr(self, name)) is not None}

    def refuse(self, what: str, *names: str, remedy: str) -> None:
        """Refuse options that mean nothing for the input, for a declaration that is ignored would mislead.

        Raises:
            SettingsError: one of the options is given.
        """
        for name in names:
            if getattr(self, name) is not None:
                raise SettingsError(f"{name}: {what} {remedy}; leave --{name.replace('_', '-')} out")


def _normalize_encoding(name: str) -> str:
    """Return Python's name of an encoding.

    >>> _normalize_encoding("Windows-1252"), _normalize_encoding("UTF8")
    ('cp1252', 'utf-8')
    """
    try:
        found = codecs.lookup(name.strip()).name
        # A codec that turns bytes into bytes is none that text can be written in.
        is_of_text = "a,1".encode(found).decode(found).lstrip("\ufeff") == "a,1"
    except (LookupError, ValueError, TypeError):
        found, is_of_text = "", False
    if not is_of_text or found in _NO_FILE:
        raise SettingsError(
            f"encoding: {name!r} is not a known encoding; name one such as utf-8, cp1252, mac-roman or utf-16"
        )
    return found
