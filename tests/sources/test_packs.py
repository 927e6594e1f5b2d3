"""A pack ships sources through the same door as the built-in one, and loading fails closed."""

from __future__ import annotations

from pathlib import Path

import pytest

import yotpo_lint as yl
from yotpo_lint.errors import PackError
from yotpo_lint.registry import load_registry

SOURCE = (
    'title = "Acme"\nread = "2026-11-24"\nfacts = ["ours"]\nsigns = ["ACME NO"]\n[fields]\nexternal_id = "ACME NO"\n'
)
PACK = """
from pathlib import Path
from yotpo_lint.rule import Pack
PACK = Pack(name="acme", rules=(), sources=Path(__file__).with_name("sources"))
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    (folder / "sources").mkdir(parents=True)
    (folder / "__init__.py").write_text(PACK, encoding="utf-8")
    (folder / "sources" / "acme.toml").write_text(SOURCE, encoding="utf-8")
    return folder


def linted(pack: Path, folder: Path) -> yl.Result:
    (folder / "t.csv").write_text("acme no,shoe size\n7,40\n", encoding="utf-8")
    return yl.lint(folder / "t.csv", rules=[pack])


def test_its_source_is_told_by_its_headers(pack: Path, tmp_path: Path) -> None:
    result = linted(pack, tmp_path)
    assert result.report["source"]["name"] == "acme"
    assert list(result.payloads("none")) == [{"external_id": "7"}]
    assert result.report["unmapped_columns"] == ["shoe size"]


def test_a_name_that_is_there_twice_stops_the_run(pack: Path, tmp_path: Path) -> None:
    (pack / "sources" / "acme.toml").rename(pack / "sources" / "shopify.toml")
    with pytest.raises(PackError, match="two files define the source 'shopify'"):
        linted(pack, tmp_path)


def test_a_broken_source_stops_the_run_and_names_the_pack(pack: Path, tmp_path: Path) -> None:
    (pack / "sources" / "acme.toml").write_text("title = 1", encoding="utf-8")
    with pytest.raises(PackError, match=r"acme\.toml: read: is missing.*\(in the rule pack 'acme'\)"):
        linted(pack, tmp_path)


def test_a_folder_without_sources_stops_the_run(pack: Path, tmp_path: Path) -> None:
    (pack / "sources" / "acme.toml").unlink()
    with pytest.raises(PackError, match="expected the sources of the pack"):
        linted(pack, tmp_path)


def test_a_folder_that_is_not_there_stops_the_run(pack: Path) -> None:
    (pack / "sources" / "acme.toml").unlink()
    (pack / "sources").rmdir()
    with pytest.raises(PackError, match="which is no folder"):
        load_registry([str(pack)])
