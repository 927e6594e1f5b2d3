"""report.html: what it says, masks and leaves out, and how it says so. Chromium's part is in tests/browser."""

from __future__ import annotations

import html
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.writers.page import funnel
from yotpo_lint.writers.page.page_data import ROWS_LISTED, PageDataCollector
from yotpo_lint.writers.page.rendering import CODES_SHOWN, render_code_spans

SAMPLE = Path(__file__).parents[2] / "notebooks" / "data" / "messy_customers.csv"
# HTML's elements without an end tag, of those that the page has.
VOID = {"meta", "input", "br"}


class Balanced(HTMLParser):
    """A parser that fails where an element is not closed by its own end tag."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """A drawing's shapes close themselves."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(folder: Path, table: Any, /, *, redact: bool = True, **settings: Any) -> str:
    yl.lint(table, **settings).write(folder / "out", redact=redact)
    return (folder / "out" / "report.html").read_text("utf-8")


def text_of(page: str) -> str:
    """Return what a reader sees, blanks folded."""
    page = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace(" ,", ",").replace(" .", ".")


def frame(rows: int, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"external_id": [str(row) for row in range(1, rows + 1)], **columns})


def test_a_clean_table(tmp_path: Path) -> None:
    text = text_of(page_of(tmp_path, frame(2, gender=["F", "M"])))
    assert "2 customers ready for upload, no row rejected." in text
    assert "Nothing: every cell was already right." in text
    assert "No row was rejected; nothing is left to repair." in text
    assert "Rejected rows" not in text


def test_where_nothing_was_accepted_nothing_is_said_of_the_accepted(tmp_path: Path) -> None:
    assert "of the accepted rows" not in text_of(page_of(tmp_path, frame(1, gender=["1"])))


def test_each_problem_says_what_it_is_beside_its_bar(tmp_path: Path) -> None:
    page = page_of(tmp_path, frame(1, gender=["Mrs"]))
    problems = text_of(page.partition('id="problems"')[2].partition('id="columns"')[0])
    assert "GEN004 gender-title 1 rejected A title does not state a gender; write F, M or Other" in problems


def test_a_table_without_rows(tmp_path: Path) -> None:
    assert "The table has no rows." in text_of(page_of(tmp_path, frame(0)))


def test_it_says_what_happened(tmp_path: Path) -> None:
    source = frame(
        6, gender=["female", "M", "1", "Mrs", "F", None], email=[f"a{n}@example.com" for n in range(5)] + ["x"]
    )
    text = text_of(page_of(tmp_path, pd.concat([source, source.iloc[1:2]])))
    assert "7 rows read 3 accepted 42.9 %, ready for upload 3 rejected 42.9 %, to be repaired 1 merged" in text
    assert "2 rows would be accepted if you leave the unreadable gender cells out of the upload: --omit gender" in text
    assert "GEN005 gender-unreadable 1 rejected" in text
    assert "gender 6 filled (85.7 %): 3 kept, 1 repaired, 2 refused" in text
    assert "email 7 filled (100.0 %): 6 kept, 1 refused" in text
    assert "All 3 rejected rows." in text


def test_it_says_which_columns_stay_with_the_rejected_rows_and_which_do_not(tmp_path: Path) -> None:
    table = pd.DataFrame({"email": ["ana@example.com", "no"], "Loyalty": ["7", "8"], "password_hash": ["abc", "def"]})
    said = html.unescape(text_of(page_of(tmp_path, table, source="yotpo")))
    assert (
        "Not uploaded, because no field of Yotpo's takes it (1): Loyalty. It stays with the rejected rows. "
        "Shown nowhere, not even with the rejected rows (1): password_hash (a password's hash). "
        "To keep it, keep your export."
    ) in said
    rejects = (tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8")
    assert "Loyalty" in rejects
    assert "password_hash" not in rejects


def test_a_table_whose_only_other_columns_are_withheld_promises_nothing_of_them(tmp_path: Path) -> None:
    table = pd.DataFrame({"email": ["nobody"], "password_hash": ["abc"], "rp_token": ["t"]})
    said = text_of(page_of(tmp_path, table, source="yotpo"))
    assert "Not uploaded, because" not in said
    assert "Shown nowhere, not even with the rejected rows (2)" in said
    assert "To keep them, keep your export." in said


def test_values_are_masked_unless_asked(tmp_path: Path) -> None:
    source = frame(3, gender=["FeMale", "Mrs Smith", "F"], email=["Ann@Example.COM", "not-an-address", "zed@gmial.com"])
    page = page_of(tmp_path / "masked", source)
    for secret in ("Mrs Smith", "not-an-address", "Ann@", "zed@", "FeMale"):
        assert secret not in page.partition('id="meanings"')[0], secret
    assert "Customers’ data is masked on this page" in page
    shown = text_of(page_of(tmp_path / "shown", source, redact=False))
    assert "&#34;Mrs Smith&#34;" in shown
    assert "This page shows customers’ data." in shown
    assert "&#34;FeMale&#34; → &#34;F&#34;" in shown


@pytest.mark.parametrize(
    "bad", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style>", "</script>"]
)
def test_values_and_names_are_escaped(tmp_path: Path, bad: str) -> None:
    page = page_of(tmp_path / "bad", frame(1, gender=[bad], **{bad: ["x"]}), redact=False)
    good = page_of(tmp_path / "good", frame(1, gender=["good"], good=["x"]), redact=False)
    assert page.count(bad) == good.count(bad)
    Balanced().feed(page)


def test_it_is_one_file_that_fetches_nothing(tmp_path: Path) -> None:
    page = page_of(tmp_path, SAMPLE, redact=False)
    Balanced().feed(page)
    assert not re.search(r"<link|<img|<iframe|@import|url\(|\ssrc=|\son\w+=", page)
    assert re.findall(r'href="(?!#)[^"]*"', page) == []
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_same_run_gives_the_same_page(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert page_of(tmp_path / "a", SAMPLE, now=now) == page_of(tmp_path / "b", SAMPLE, now=now)


def test_it_says_what_the_table_was_taken_for_and_what_that_could_not_tell(tmp_path: Path) -> None:
    (tmp_path / "repaired.csv").write_text("Email Address,MEMBER_RATING,OPTIN_TIME,LEID,EUID\na@example.com,2,,1,b\n")
    text = text_of(page_of(tmp_path, tmp_path / "repaired.csv"))
    assert "The table was read as Mailchimp audience export (CSV) : it knows 5 of 5 columns" in text
    assert "About the source accepts_email_marketing is told by the file&#39;s name, and this name says nothing" in text


def test_what_is_one_or_none_is_said_as_such(tmp_path: Path) -> None:
    text = text_of(page_of(tmp_path, frame(2, gender=["F", "1"])))
    assert "No cell of the accepted rows was repaired." in text
    assert "The only rejected row. Rows are counted" in text
    table = frame(2, gender=["1", "1"], email=["a", "b"])
    assert "No rejected row has one problem only." in text_of(page_of(tmp_path / "two", table))


def test_a_masked_page_explains_by_invented_examples(tmp_path: Path) -> None:
    table = frame(2, gender=["FEMALE", "1"])
    assert "For example (invented): &#34;female&#34; becomes &#34;F&#34;" in text_of(
        page_of(tmp_path / "masked", table)
    )
    shown = text_of(page_of(tmp_path / "shown", table, redact=False))
    assert "For example" not in shown
    assert "&#34;FEMALE&#34; → &#34;F&#34;" in shown


def test_many_problems_are_a_click_away_and_counted(tmp_path: Path) -> None:
    result = yl.lint(SAMPLE)
    more = len(result.report["by_code"]) - CODES_SHOWN
    assert f"{more} more problems" in text_of(page_of(tmp_path, SAMPLE))


def test_the_meaning_is_the_catalogues(tmp_path: Path) -> None:
    text = text_of(page_of(tmp_path, frame(2, gender=["female", "1"])))
    assert "The gender is written as a word; it becomes … Yotpo knows F, M and Other only" in text
    assert "Repair safe: repaired by fix ; the repair is provably the same value" in text
    assert "To keep the row without the cell --omit gender To pass over it --ignore GEN005" in text


def test_problems_that_come_together(tmp_path: Path) -> None:
    source = frame(5, gender=["Mrs", "Mrs", "Mrs", "1", "F"], email=["x", "y", "a@example.com", "z", "b@example.com"])
    text = text_of(page_of(tmp_path, source))
    assert "1 rejected row has one problem only. Of the others, these sets are the most frequent:" in text
    assert re.search(
        r"EML\d{3} [\w-]+ \+ GEN004 gender-title 2 rows EML\d{3} [\w-]+ \+ GEN005 gender-unreadable 1 row", text
    )


class TestAMillionRejectedRows:
    """A smaller table shows the same: the page does not grow with the rows, and every cut is announced."""

    ROWS = 3 * ROWS_LISTED + 10

    @pytest.fixture
    def result(self) -> yl.Result:
        gender = ["1"] * self.ROWS
        # The rarest problem stands where no fourth row is.
        gender[5] = "Mrs"
        return yl.lint(frame(self.ROWS, gender=gender))

    def test_the_list_is_a_sample_that_says_so(self, result: yl.Result, tmp_path: Path) -> None:
        result.write(tmp_path / "out")
        page = (tmp_path / "out" / "report.html").read_text("utf-8")
        listed = page.count('<li data-code="')
        assert listed == 1_506
        note = (
            f"{listed:,} of {self.ROWS:,} rejected rows are listed: every 4th of them, and the first 3 of each problem."
        )
        assert note in text_of(page)
        assert '<li data-code="GEN004"' in page
        assert (tmp_path / "out" / "report.html").stat().st_size < 1_000_000

    def test_what_is_counted_is_counted_whole(self, result: yl.Result) -> None:
        formatter = result._formatter
        collector = PageDataCollector(formatter, self.ROWS)
        for number, outcome in enumerate(result._run.outcomes()):
            collector.add(collector.examine_batch(number, outcome, formatter.format_rejections(outcome)))
        data = collector.page_data()
        assert data.sets == {frozenset({"GEN005"}): self.ROWS - 1, frozenset({"GEN004"}): 1}
        assert len(data.rows) <= ROWS_LISTED + 3 * len(data.examples)
        (health,) = [each for each in data.health if each.field == "gender"]
        assert (health.filled, health.kept, health.rejected) == (self.ROWS, 0, self.ROWS)


class TestTheFunnel:
    @pytest.mark.parametrize(
        ("accepted", "rejected", "merged"), [(1, 0, 0), (1, 1, 1), (1_000_000, 1, 1), (1, 1_000_000, 0), (0, 0, 7)]
    )
    def test_bands_and_labels_stay_inside_and_apart(self, accepted: int, rejected: int, merged: int) -> None:
        counts = {"accepted": accepted, "rejected": rejected, "merged": merged, "rows": accepted + rejected + merged}
        bands = funnel.compute_bands(counts)
        assert [band.count for band in bands] == [count for count in (accepted, rejected, merged) if count]
        for band in bands:
            assert band.height > 1
            assert 0 <= band.top <= funnel.HEIGHT - band.height + 0.01
            assert 0 <= band.label <= funnel.HEIGHT - funnel.LABEL + 0.01
        for above, below in itertools.pairwise(bands):
            assert below.label - above.label >= funnel.LABEL - 0.01
            assert below.top > above.top + above.height

    def test_no_rows(self) -> None:
        assert funnel.compute_bands({"accepted": 0, "rejected": 0, "merged": 0, "rows": 0}) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`F` & <b>", "<code>F</code> &amp; &lt;b&gt;"),
        ("``a`b``", "<code>a`b</code>"),
        ("`<script>`", "<code>&lt;script&gt;</code>"),
        ("an ` alone", "an ` alone"),
    ],
)
def test_code_spans_become_elements_and_nothing_else_does(text: str, html: str) -> None:
    assert str(render_code_spans(text)) == html
