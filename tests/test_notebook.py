"""A result in a notebook, and the notebook that ships: it runs, and what it shows is what comes out."""

from __future__ import annotations

import os
import re
from html import escape
from typing import Any

import nbformat
import pandas as pd
import pytest

import yotpo_lint as yl
from tests.notebook_execution import NOTEBOOKS, execute_notebook, keep_outputs, shown
from yotpo_lint.report.notebook import CODES_SHOWN, ROWS_SHOWN, SUGGESTIONS_SHOWN, render_notebook

CLEAN = "clean_a_customer_table.ipynb"
EXPLORE = "explore_the_findings.ipynb"
EXPORT = "from_a_shop_export.ipynb"
SAMPLE = NOTEBOOKS / "data" / "messy_customers.csv"
PANDAS = int(pd.__version__.partition(".")[0])


def lint(**columns: list[Any]) -> yl.Result:
    return yl.lint(pd.DataFrame(columns))


def result_html(result: yl.Result) -> str:
    return render_notebook(result.report, result.findings_batches())


def text_of(html: str) -> str:
    """Return what a reader sees, blanks folded."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestNotebookHtml:
    def test_a_clean_table_has_nothing_to_show_but_its_rows(self) -> None:
        text = text_of(result_html(lint(external_id=["1", "2"])))
        assert text == (
            "2 rows &rarr; 2 accepted, 0 rejected, 0 merged 0 repaired cells in accepted rows "
            "What was found Nothing: every cell was already right."
        )

    def test_the_rows_go_somewhere_and_the_repairs_are_counted(self) -> None:
        text = text_of(result_html(lint(external_id=["1.0", "2", "2", "3"], gender=["female", "M", "M", "1"])))
        assert text.startswith("4 rows &rarr; 2 accepted, 1 rejected, 1 merged 2 repaired cells in accepted rows")

    def test_a_problem_bears_its_code_its_name_and_what_was_done(self) -> None:
        text = text_of(result_html(lint(external_id=["1", "2", "3"], gender=["female", "woman", "1"])))
        assert "GEN001 gender-word 2 fixed" in text
        assert "GEN005 gender-unreadable 1 rejected" in text

    def test_problems_that_cost_rows_come_first(self) -> None:
        text = text_of(result_html(lint(external_id=["1", "2", "3"], gender=["female", "woman", "1"])))
        assert text.index("GEN005") < text.index("GEN001")

    def test_code_in_a_sentence_is_set_as_code(self) -> None:
        html = result_html(lint(external_id=["1.0", "2.0"]))
        assert "in pandas: <code>dtype=str</code>." in html

    def test_a_rejected_row_shows_the_cell_and_the_reason(self) -> None:
        text = text_of(result_html(lint(external_id=["1", "2"], gender=["F", "Mrs"])))
        assert "Row Why 2 gender &quot;Mrs&quot; A title does not state a gender; write F, M or Other" in text

    def test_next_steps_are_keywords_with_the_rows_they_rescue(self) -> None:
        html = result_html(lint(external_id=["1", "2"], gender=["1", "Mrs"]))
        assert "2 rows omit=&quot;gender&quot; leave the unreadable gender cells out of the upload" in text_of(html)

    def test_the_keyword_that_it_names_does_what_it_says(self) -> None:
        frame = pd.DataFrame({"external_id": ["1", "2"], "gender": ["1", "Mrs"]})
        assert yl.lint(frame, omit="gender").report["counts"]["accepted"] == 2

    def test_every_cut_is_announced(self) -> None:
        rows = ROWS_SHOWN + 3
        text = text_of(result_html(lint(external_id=[str(row) for row in range(rows)], gender=["1"] * rows)))
        assert f"Rejected rows first {ROWS_SHOWN} of {rows} rows" in text
        text = text_of(result_html(yl.lint(SAMPLE)))
        assert re.search(rf"What was found first {CODES_SHOWN} of \d+ problems", text)
        assert re.search(rf"Next steps first {SUGGESTIONS_SHOWN} of \d+ steps", text)

    def test_nothing_is_announced_where_nothing_is_cut(self) -> None:
        assert (
            " of "
            not in text_of(result_html(lint(external_id=["1", "2"], phone_number=["x", "y"]))).split("With it, you")[0]
        )

    @pytest.mark.parametrize("bad", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>&lt;"])
    def test_values_are_escaped(self, bad: str) -> None:
        html = result_html(lint(external_id=["1"], gender=[bad]))
        assert bad not in html
        assert escape(bad) in html

    def test_hidden_characters_are_shown(self) -> None:
        html = result_html(lint(external_id=["1"], account_status=["on\u202eline"]))
        assert "\u202e" not in html

    def test_a_long_cell_is_cut_and_says_how_long_it_is(self) -> None:
        html = result_html(lint(external_id=["1"], gender=["x" * 5000]))
        assert "(5,000 characters)" in html
        assert len(html) < 10_000

    def test_it_is_self_contained(self) -> None:
        html = result_html(yl.lint(SAMPLE))
        assert not re.search(r"<script|<link|<img|@import|url\(|https?:|src=|on\w+=\"", html)
        rules = re.findall(r"(?:^|[}\n])([^{}@]+)\{", re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1])  # type: ignore[index]  # there is a style
        for selectors in rules:
            assert all(part.strip().startswith(".yl") for part in selectors.split(",")), selectors

    def test_a_large_table_is_not_read_to_its_end(self) -> None:
        """The first rejected rows are enough; the findings of later batches are never formatted."""
        rows = 100
        result = lint(external_id=[str(row) for row in range(rows)], gender=["1"] * rows)
        batches = list(result.findings_batches())

        def watched() -> Any:
            yield from batches
            raise AssertionError("a batch more than needed")

        result.findings_batches = watched  # type: ignore[method-assign]  # to see how far it goes
        assert "first 10 of 100 rows" in result_html(result)

    def test_a_notebook_shows_it(self) -> None:
        result = lint(external_id=["1"])
        assert result._repr_html_() == result_html(result)


@pytest.fixture(scope="module", params=[CLEAN, EXPLORE, EXPORT])
def name(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def committed(name: str) -> Any:
    return nbformat.read(NOTEBOOKS / name, as_version=4)


@pytest.fixture(scope="module")
def executed(committed: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return execute_notebook(committed, tmp_path_factory.mktemp("jupyter"))


class TestTheNotebookThatShips:
    def test_it_runs(self, executed: Any) -> None:
        for cell in executed.cells:
            assert not [each for each in cell.get("outputs", []) if each["output_type"] == "error"]

    @pytest.mark.skipif(PANDAS < 3, reason="its outputs were made with pandas 3, which shows blank cells otherwise")
    def test_its_outputs_are_what_comes_out(self, name: str, committed: Any, executed: Any) -> None:
        """`UPDATE_CASES=1 pytest tests/test_notebook.py` writes them anew; look at them before you keep them."""
        if os.environ.get("UPDATE_CASES"):
            keep_outputs(name, committed, executed)
        for kept, fresh in zip(committed.cells, executed.cells, strict=True):
            assert shown(kept) == shown(fresh), kept.source

    def test_it_shows_the_result_by_its_html(self, name: str, committed: Any) -> None:
        pages = [each["text/html"] for cell in committed.cells for each in shown(cell) if "text/html" in each]
        assert sum('<div class="yl">' in page for page in pages) >= (2 if name == CLEAN else 1)

    def test_it_draws_bars_and_needs_no_script(self, name: str, committed: Any) -> None:
        pages = "".join(each.get("text/html", "") for cell in committed.cells for each in shown(cell))
        assert pages.count("linear-gradient") >= (20 if name == EXPLORE else 0)
        assert not re.search(r"<script|<img|https?:", pages)

    def test_it_goes_from_a_frame_to_payloads_by_way_of_an_own_rule(self) -> None:
        committed = nbformat.read(NOTEBOOKS / CLEAN, as_version=4)
        text = "".join(each.get("text", "") for cell in committed.cells for each in shown(cell))
        assert '{"customer": {"external_id": "1001"' in text
        assert "ben.foster@example.com -> ACM004" in text

    def test_it_names_no_machine(self, name: str) -> None:
        text = (NOTEBOOKS / name).read_text(encoding="utf-8")
        assert not re.search(r"/(?:home|root|Users|tmp|work|private)/|site-packages|[A-Z]:\\\\", text)


class TestTheSample:
    def test_it_has_every_kind_of_dirt_and_more_good_rows_than_bad(self) -> None:
        result = yl.lint(SAMPLE)
        counts = result.report["counts"]
        assert counts["accepted"] > counts["rejected"] > 0
        assert counts["merged"] > 0
        families = {entry["code"][:3] for entry in result.report["by_code"]}
        assert families >= set("FIL IDN EML PHN NAM GEN DAT STA LNG CUR TAG ADR CNS".split())
        assert {entry["field"] for entry in result.report["by_field"]} >= {"email", "phone_number", "gender", "tags"}
        assert result.report["next_steps"]
        assert result.report["unmapped_columns"] == ["loyalty_points"]

    def test_its_people_are_invented(self) -> None:
        """Addresses under the example domains, or a slip of one that the sample needs."""
        text = SAMPLE.read_text(encoding="utf-8")
        for domain in re.findall(r"@([\w.,-]+?)\.?[,>\n]", text):
            assert domain.casefold().startswith("example.") or domain.startswith("gm"), domain
