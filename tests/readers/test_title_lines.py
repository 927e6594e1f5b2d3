"""Titles above the header: what is left alone, where the stop says the header is, and what --skip-lines reads."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pandas as pd
import pytest

import yotpo_lint as yl
from tests.readers.formats import parquet
from tests.readers.reading import read
from yotpo_lint.errors import InputError, SettingsError
from yotpo_lint.readers.file_options import FileOptions
from yotpo_lint.readers.inputs import open_table

TABLE = "id,email,city\n1,ada@example.com,Lyon\n2,ben@example.com,Graz\n"
COLUMNS = ("id", "email", "city")
ROWS = [("1", "ada@example.com", "Lyon"), ("2", "ben@example.com", "Graz")]


def opened(folder: Path, content: bytes | str, skip_lines: int | None = None, name: str = "table.csv"):
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path, options=FileOptions(skip_lines=skip_lines))


def workbook(*rows: list[object]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "email\nada@example.com\nben@example.com\n",
        "name\nLee, Ann\nRoss, Dee\n",
        "tags\nvip, new\nvip, gold\n",
        "address\n12 High Street, Lyon\nElm Road 3, Graz\n",
        "address\nHigh Street, Lyon\nElm Road, 8010 Graz\nOak Lane, Oslo\n",
        'phones\n"+1 202 555 0123; +1 202 555 0124"\n+1 202 555 0125; +1 202 555 0126\n',
        "email,,\nada@example.com,Ada,Lyon\nben@example.com,Ben,Graz\n",
        "id,email,city\n1,ada@example.com,Lyon\n",
        "email,tags\nada@example.com,vip;new;x\nben@example.com,a;b;c\n",
        "sep=;\nid;email\n1;ada@example.com\n",
        "id,name\nada,lyon\n",
        "Id,Name\nAda,Lyon\n",
        # Only one record is wider than the header; those below it are not.
        "id,email\n1,ada@example.com,a,b,c\n2,ben@example.com\n3,cy@example.com\n",
        "id,name\nAda,Lyon,a,b,c\n1,Ben\n2,Cy\n",
    ],
)
def test_a_table_without_a_title_is_left_alone(tmp_path: Path, content: str) -> None:
    assert opened(tmp_path, content).columns == opened(tmp_path, content, 0).columns


@pytest.mark.parametrize(
    ("above", "skip_lines", "title_line"),
    [
        ("Customer list\n", 1, 1),
        ("Customer list,,\n", 1, 1),
        ("\ufeffCustomer list\n", 1, 1),
        ("Customer list\n\n", 2, 1),
        ("\nCustomer list\n\n\n", 4, 2),
        ("Customer list\r\nExported 2024-05-01\r\n", 2, 1),
        ("Customer list,,\nby Ada,,\n,,\n", 3, 1),
        ('"Customers, May, Lyon and Graz"\n', 1, 1),
        ('"Customers\nof May",,\n', 2, 1),
        (",,\n", 1, 1),
        ("Клиенты\n", 1, 1),
        ("\n".join(f"Remark {number}" for number in range(15)) + "\n", 15, 1),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_stop_says_where_the_header_is(
    tmp_path: Path, above: str, skip_lines: int, title_line: int, separator: str
) -> None:
    if '"' not in above:
        above = above.replace(",", separator)
    content = above + TABLE.replace(",", separator)
    with pytest.raises(InputError) as caught:
        opened(tmp_path, content)
    assert str(caught.value) == (
        f"{tmp_path / 'table.csv'}: line {title_line} is a title, and the header is on line {skip_lines + 1} "
        f"('id', 'email', 'city'); pass --skip-lines {skip_lines}, or --skip-lines 0 if line {title_line} is the header"
    )
    table = opened(tmp_path, content, skip_lines)
    assert table.columns == COLUMNS
    first = skip_lines + 2
    assert read(table) == [(1, first, ROWS[0]), (2, first + 1, ROWS[1])]


def test_a_title_with_more_commas_than_a_narrow_table_is_the_first_line_that_is_declared(tmp_path: Path) -> None:
    content = "Customers, May, Lyon\n" + TABLE.replace(",", ";")
    with pytest.raises(InputError, match=r"pass --skip-lines 1, "):
        opened(tmp_path, content)
    assert opened(tmp_path, content, 1).columns == COLUMNS


def test_titles_beside_the_hint_of_a_separator(tmp_path: Path) -> None:
    body = TABLE.replace(",", ";")
    for content in (f"sep=;\nCustomer list\n{body}", f"Customer list\nsep=;\n{body}"):
        if content.startswith("sep"):
            with pytest.raises(InputError, match=r"line 2 is a title.* line 3 .*pass --skip-lines 2, "):
                opened(tmp_path, content)
        table = opened(tmp_path, content, 2 if content.startswith("sep") else 1)
        assert table.columns == COLUMNS
        assert read(table)[0] == (1, 4, ROWS[0])


def test_too_few_skipped_lines_are_told_how_many_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 2 is a title.*pass --skip-lines 2, "):
        opened(tmp_path, f"Customer list\nMay\n{TABLE}", 1)


def test_the_first_line_is_the_header_if_that_is_declared(tmp_path: Path) -> None:
    assert opened(tmp_path, f"Customer list,,\n{TABLE}", 0).columns == ("Customer list", "_column2", "_column3")


def test_too_many_skipped_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no line below the 9 that --skip-lines passes over; pass a smaller numb"):
        opened(tmp_path, TABLE, 9)
    with pytest.raises(InputError, match=r"has no row below the 9 that --skip-lines passes over; pass a smaller numb"):
        opened(tmp_path, workbook(["email"], ["ada@example.com"]), 9)
    with pytest.raises(InputError, match=r"the 300,000 lines of --skip-lines hold more than a megabyte"):
        opened(tmp_path, TABLE + "3,cy@example.com,Oslo\n" * 100_000, 300_000)


@pytest.mark.parametrize(
    ("above", "skip_lines"),
    [
        ([["Customer list"]], 1),
        ([["Customer list"], []], 2),
        ([["Customer list"], ["Exported", None]], 2),
        ([[None, None, "Customer list"], [], ["May"], []], 4),
    ],
)
def test_titles_above_the_header_of_a_sheet(tmp_path: Path, above: list[list[object]], skip_lines: int) -> None:
    content = workbook(*above, *(line.split(",") for line in TABLE.splitlines()))
    with pytest.raises(InputError, match=rf"line 1 is a title.* line {skip_lines + 1} .*--skip-lines {skip_lines}, "):
        opened(tmp_path, content)
    table = opened(tmp_path, content, skip_lines)
    assert table.columns == COLUMNS
    assert read(table)[0] == (1, skip_lines + 2, ROWS[0])


def test_a_sheet_of_one_column_has_no_title(tmp_path: Path) -> None:
    assert opened(tmp_path, workbook(["email"], ["ada@example.com"], ["ben@example.com"])).columns == ("email",)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("t.parquet", parquet(), "a Parquet file has no lines above a header"),
        ("t.json", json.dumps([{"email": "ada@example.com"}]).encode(), "JSON has no lines above a header"),
        ("t.jsonl", b'{"email": "ada@example.com"}\n{"email": "b@example.com"}\n', "JSON has no lines above a header"),
        ("t.xml", b"<customers><customer><email>a</email></customer></customers>", "XML has no lines above a header"),
    ],
    ids=["parquet", "json", "jsonl", "xml"],
)
def test_other_formats_have_no_lines_to_skip(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    with pytest.raises(SettingsError) as caught:
        opened(tmp_path, content, 1, name)
    assert str(caught.value) == f"skip_lines: {what}; leave --skip-lines out"


def test_the_library_takes_and_records_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(f"Customer list\n{TABLE}".encode()))
    result = yl.lint(path, skip_lines=1, map={"id": "external_id", "city": "address.city"}, region="FR")
    assert result.report["input"]["declared"] == {"skip_lines": 1}
    assert "yotpo-lint fix" not in str(result.report["input"])
    with pytest.raises(SettingsError, match="skip_lines: a DataFrame is not a file; leave --skip-lines out"):
        yl.lint(pd.DataFrame({"email": ["ada@example.com"]}), skip_lines=1)
    for wrong in (-1, True, "1", 1.0):
        with pytest.raises(SettingsError, match=r"skip_lines: .* is not a whole number from 0 on"):
            yl.lint(path, skip_lines=wrong)
