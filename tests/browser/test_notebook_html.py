"""A result in a notebook, in a real browser: it keeps its shape under the rules that notebooks have for every table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import yotpo_lint as yl
from yotpo_lint.report.notebook import render_notebook

pytestmark = pytest.mark.browser

# As JupyterLab and nbconvert have them (packages/rendermime/style/base.css, read 2026-11-25).
JUPYTER = """
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon td,
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon th,
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon tr {
  text-align: right; vertical-align: middle; padding: 0.5em; line-height: normal; max-width: none; border: none
}
.jp-RenderedHTMLCommon tbody tr:nth-child(odd) { background: rgb(245, 245, 245) }
.jp-RenderedHTMLCommon ul:not(.list-inline) { padding-left: 2em }
"""


def test_sentences_stand_on_the_left_and_numbers_on_the_right(browser: Any, tmp_path: Path) -> None:
    result = yl.lint(Path(__file__).parents[2] / "notebooks" / "data" / "messy_customers.csv")
    html = render_notebook(result.report, result.findings_batches())
    page = tmp_path / "notebook.html"
    page.write_text(f'<!doctype html><style>{JUPYTER}</style><div class="jp-RenderedHTMLCommon">{html}</div>', "utf-8")
    browser.open(page)
    styles = browser.run(
        "Array.from(document.querySelectorAll('.yl td, .yl th'), each => [each.className, getComputedStyle(each)]"
        ".map((it, at) => at ? it.textAlign : it))"
    )
    assert {align for name, align in styles if name == "n"} == {"right"}
    assert {align for name, align in styles if name != "n"} == {"left"}
    rows = browser.run(
        "Array.from(document.querySelectorAll('.yl tbody tr'), each => getComputedStyle(each).backgroundColor)"
    )
    assert set(rows) == {"rgba(0, 0, 0, 0)"}
    assert browser.run("getComputedStyle(document.querySelector('.yl ul')).paddingLeft") == "0px"
