"""Releases of Unicode CLDR as `update_cldr` reads them: the JSON packages of one release, and Babel's copy.

Nothing here is needed when the rules run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

# Languages of which CLDR has most of the names: 114, and their regional forms.
_LEVELS: Final = frozenset(("modern", "moderate"))


class Cldr:
    """The JSON packages of one CLDR release, and the locales that are taken from them."""

    def __init__(self, folder: Path, locales: list[str] | None = None) -> None:
        self.folder = folder
        self.version: str = self.read("cldr-core", "package.json")["version"]
        self.locales = self.covered_locales() if locales is None else locales

    def read(self, package: str, path: str) -> Any:
        """Read one file of a package."""
        return json.loads((self.folder / package / path).read_bytes())

    def covered_locales(self) -> list[str]:
        """Return the locales that have most of their names."""
        levels = self.read("cldr-core", "coverageLevels.json")["effectiveCoverageLevels"]
        return sorted(locale for locale, level in levels.items() if level in _LEVELS)

    def supplemental(self, name: str) -> Any:
        """Read one supplemental file."""
        return self.read("cldr-core", f"supplemental/{name}.json")["supplemental"]

    def main(self, package: str, name: str) -> Iterator[tuple[str, Any]]:
        """Give each locale with what one of its files says."""
        for locale in self.locales:
            path = f"main/{locale}/{name}.json"
            if (self.folder / package / path).exists():
                yield locale, self.read(package, path)["main"][locale]


class Babel(Cldr):
    """The names that Babel has, in the shape of the JSON packages; codes are those of a release beside it."""

    def __init__(self, release: Cldr) -> None:
        from babel.core import get_cldr_version

        super().__init__(release.folder, release.locales)
        self.version = get_cldr_version()

    def main(self, package: str, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ARG002
        """Give each locale that Babel has with its names of territories, languages or currencies."""
        from babel import Locale, UnknownLocaleError

        for locale in self.locales:
            try:
                data = Locale.parse(locale, sep="-")
            except (UnknownLocaleError, ValueError):
                continue
            names = {
                "territories": data.territories,
                "languages": {code.replace("_", "-"): each for code, each in data.languages.items()},
            }
            plurals = data._data["currency_names_plural"]  # noqa: SLF001
            currencies = {
                code: {"displayName": each}
                | {f"displayName-count-{count}": plural for count, plural in plurals.get(code, {}).items()}
                for code, each in data.currencies.items()
            }
            if name in names or name == "currencies":
                yield locale, {"localeDisplayNames": names, "numbers": {"currencies": currencies}}
