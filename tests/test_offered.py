"""Entry points read from files are those that importlib.metadata reports."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, DistributionFinder, entry_points
from pathlib import Path

import pytest

from yotpo_lint.offered import Offer, offered

LISTING = """\
# what a builder wrote
[console_scripts]
acme = acme.cli:main

[acme.rules]
# a remark
one = acme:PACK
two=acme.more : Outer.PACK [extra]
"""


def reported(group: str) -> list[Offer]:
    return sorted(Offer(point.name, point.value) for point in entry_points(group=group))


def install(folder: Path, name: str, listing: str | None) -> None:
    info = folder / name
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n", encoding="utf-8")
    if listing is not None:
        (info / "entry_points.txt").write_text(listing, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "path", [str(tmp_path / "first"), str(tmp_path / "second"), str(tmp_path / "none")])
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    return tmp_path


def without_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever asks importlib.metadata after all fail."""
    monkeypatch.setitem(sys.modules, "importlib.metadata", None)


@pytest.mark.parametrize("group", ["yotpo_lint.rules", "console_scripts", "pytest11", "a.group.of.nobody"])
def test_of_this_environment(group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = reported(group)
    without_metadata(monkeypatch)
    assert sorted(offered(group)) == expected


def test_sections_comments_and_blanks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder / "first", "acme-1.0.dist-info", LISTING)
    expected = reported("acme.rules")
    assert [offer.name for offer in expected] == ["one", "two"]
    without_metadata(monkeypatch)
    assert sorted(offered("acme.rules")) == expected


@pytest.mark.parametrize("second", ["acme-2.0.dist-info", "Acme-0.9.egg-info", "acme.egg-info"])
def test_the_first_of_one_name_counts(folder: Path, second: str, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder / "first", "acme-1.0.dist-info", None)
    install(folder / "second", second, LISTING)
    install(folder / "second", "acme_more-1.0.dist-info", "[acme.rules]\nmore = more:PACK\n")
    expected = reported("acme.rules")
    assert expected == [Offer("more", "more:PACK")]
    without_metadata(monkeypatch)
    assert offered("acme.rules") == expected


def test_an_old_distribution(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder / "first", "acme.egg-info", LISTING)
    (folder / "second" / "plain-1.0.egg-info").write_text("Name: plain\n", encoding="utf-8")
    expected = reported("console_scripts")
    without_metadata(monkeypatch)
    assert offered("console_scripts") == expected == [Offer("acme", "acme.cli:main")]


def test_an_archive_is_left_to_importlib(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = folder / "acme.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("acme-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
        file.writestr("acme-1.0.dist-info/entry_points.txt", LISTING)
    monkeypatch.setattr(sys, "path", [*sys.path, str(archive)])
    assert offered("console_scripts") == [Offer("acme", "acme.cli:main")]


def test_an_egg_is_left_to_importlib(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder / "acme-1.0-py3.11.egg", "EGG-INFO", LISTING)
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder / "acme-1.0-py3.11.egg")])
    assert offered("console_scripts") == [Offer("acme", "acme.cli:main")]


def test_a_finder_with_distributions_of_its_own_is_heard(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder / "elsewhere", "acme-1.0.dist-info", LISTING)

    class Finder(DistributionFinder):
        def find_distributions(self, context: object = None) -> Iterable[Distribution]:
            return [Distribution.at(folder / "elsewhere" / "acme-1.0.dist-info")]

        def find_spec(self, *_: object) -> None:
            return None

    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert offered("console_scripts") == [Offer("acme", "acme.cli:main")]


@pytest.mark.parametrize("value", ["pathlib:Path.home", "pathlib : Path.home [extra]", "pathlib:Path.home[a,b]"])
def test_what_is_offered_is_imported(value: str) -> None:
    assert Offer("home", value).load() == Path.home


def test_a_module_may_be_offered() -> None:
    assert Offer("module", "pathlib").load() is sys.modules["pathlib"]
