"""What installed distributions offer under a group of entry points.

`importlib.metadata` answers that, and imports what reads e-mail headers, zip archives and CSV to do so, which is a
quarter of the time that `yotpo-lint rules` takes. Nearly always all distributions are folders on `sys.path`, and then
their files are read here. Where one could be missed, `importlib.metadata` is asked after all: a pack that is passed
over would be rules that are not in force.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.machinery import PathFinder
from typing import Final, NamedTuple

_SUFFIXES: Final = (".dist-info", ".egg-info")
_LISTING: Final = "entry_points.txt"


class Offer(NamedTuple):
    """An entry point: its name, and `module:attribute`."""

    name: str
    value: str

    def load(self) -> object:
        """Import what is offered."""
        module, _, attributes = re.sub(r"\s|\[.*", "", self.value).partition(":")
        found: object = import_module(module)
        for attribute in filter(None, attributes.split(".")):
            found = getattr(found, attribute)
        return found


def offered(group: str) -> list[Offer]:
    """Return what the installed distributions offer in a group; of two of one name the first on the path counts."""
    try:
        if all(map(_brings_none, sys.meta_path)) and all(map(_is_plain, sys.path)):
            return [offer for text in _listings() for offer in _offers(text, group)]
    except (OSError, UnicodeDecodeError):
        # importlib.metadata knows what to make of a file that cannot be read.
        pass
    from importlib.metadata import entry_points

    return [Offer(point.name, point.value) for point in entry_points(group=group)]


def _brings_none(finder: object) -> bool:
    """Tell whether a finder knows no distributions but those on `sys.path`."""
    return finder is PathFinder or not hasattr(finder, "find_distributions")


def _is_plain(entry: str) -> bool:
    """Tell whether an entry of `sys.path` is a folder or nothing, and no archive and no egg."""
    return not entry.lower().endswith(".egg") and not os.path.isfile(entry)


def _listings() -> Iterator[str]:
    """Yield the lists of entry points, one for each distribution that has one."""
    seen = set[str]()
    for folder in sys.path:
        for child in _children(folder):
            stem, dot, suffix = child.lower().rpartition(".")
            name = re.sub(r"[-_.]+", "_", stem.partition("-")[0])
            if dot + suffix not in _SUFFIXES or name in seen:
                continue
            seen.add(name)
            try:
                with open(os.path.join(folder, child, _LISTING), encoding="utf-8") as file:
                    yield file.read()
            except (FileNotFoundError, NotADirectoryError):
                continue


def _children(folder: str) -> list[str]:
    """Return the names in a folder, in the order in which `importlib.metadata` meets them."""
    try:
        return os.listdir(folder or ".")
    except FileNotFoundError:
        return []


def _offers(text: str, group: str) -> Iterator[Offer]:
    """Yield the entry points of a group in a list of them."""
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line.strip("[]")
        elif section == group and line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield Offer(name.strip(), value.strip())
