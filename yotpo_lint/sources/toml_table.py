"""A TOML file whose values are checked one by one: an error names the file, the key and the nearest known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from yotpo_lint.errors import SettingsError
from yotpo_lint.settings.values import find_nearest


def read_toml(path: Path) -> dict[str, Any]:
    """Read the file of a source.

    Raises:
        SettingsError: it cannot be read, or is no TOML.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"{path}: the source cannot be read: {error.strerror}; check --source") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"{path}: the source is not valid TOML: {reason}; correct that line") from error


class TomlTable:
    """The tables of one file, and what checks their values."""

    def __init__(self, path: Path, table: Mapping[str, Any]) -> None:
        self.path = path
        self.table = table

    def known(self, table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
        """Refuse a key that is none of the known ones."""
        for key in table:
            if key not in known:
                full = f"{where}.{key}" if where else key
                self.fail(full, f"is not a key of a source; did you mean {find_nearest(key, known)}?")

    def mapping(self, value: object, key: str) -> Mapping[str, Any]:
        """Return a value that must be a table."""
        if isinstance(value, dict):
            return value
        return self.fail(key, f"expected a table, got {value!r}")

    def text(self, value: object, key: str) -> str:
        """Return a value that must be a text."""
        if isinstance(value, str):
            return value
        return self.fail(key, f"expected text, got {value!r}")

    def texts(self, value: object, key: str) -> tuple[str, ...]:
        """Return a value that must be a text or a list of texts."""
        texts = [value] if isinstance(value, str) else value
        if isinstance(texts, list) and all(isinstance(text, str) and text for text in texts):
            return tuple(texts)
        return self.fail(key, f"expected text or a list of texts, got {value!r}")

    def fail(self, key: str, what: str) -> NoReturn:
        """Stop, and name the file and the key."""
        raise SettingsError(f"{self.path}: {key}: {what}")
