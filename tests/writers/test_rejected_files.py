"""The rejected rows as CSV, Excel and Parquet; and the loop: repaired by hand they are a source like any other."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import yotpo_lint as yl
from yotpo_lint.errors import OutputError
from yotpo_lint.writers import workbook

HEAD = "external_id,gender,email,zip,note\n"
TABLE = HEAD + (
    "1,F,a@example.com,02134,kept\n"
    "007,Mrs,b@example.com,02134,\"=cmd|' /C calc'!A0\"\n"
    '1.00E+15,1,c@example.com,00501,"line one\nline two"\n'
    "4,2,d@example.com,1E5,@SUM(A1)\n"
)


def fixed(folder: Path, text: str = TABLE, wanted: Any = "xlsx") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "t.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    yl.lint(folder / "t.csv").write(folder / "out", rejected_format=wanted)
    return folder / "out" / f"rejected.{wanted}"


def sheet_of(path: Path) -> Any:
    return openpyxl.load_workbook(path)["rejected"]


def cells(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


class TestExcel:
    def test_it_holds_what_the_csv_holds(self, tmp_path: Path) -> None:
        head, *rows = cells(sheet_of(fixed(tmp_path / "a")))
        other = pd.read_csv(fixed(tmp_path / "b", wanted="csv"), dtype=str, keep_default_na=False)
        assert head == list(other.columns)
        assert [[str(value) for value in row] for row in rows] == other.to_numpy().tolist()

    def test_every_cell_of_the_source_is_text_and_no_formula_runs(self, tmp_path: Path) -> None:
        sheet = sheet_of(fixed(tmp_path))
        for row in sheet.iter_rows(min_row=2, min_col=3):
            for cell in row:
                assert cell.data_type in ("s", "inlineStr"), cell.value
                assert cell.number_format == "@"
        values = [cell.value for row in sheet.iter_rows(min_row=2, min_col=5) for cell in row]
        assert {"007", "02134", "00501", "1E5", "=cmd|' /C calc'!A0", "@SUM(A1)", "line one\nline two"} <= set(values)

    def test_the_bad_cells_are_coloured_and_say_why(self, tmp_path: Path) -> None:
        sheet = sheet_of(fixed(tmp_path))
        head = [cell.value for cell in sheet[1]]
        coloured = {}
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                bad = cell.fill.fgColor.rgb == workbook.FILL
                assert bad is (cell.comment is not None)
                if bad:
                    coloured[row[0].value, head[cell.column - 1]] = cell.comment.text
        assert set(coloured) == {(2, "gender"), (3, "external_id"), (3, "gender"), (4, "gender"), (4, "zip")}
        assert coloured[2, "gender"].startswith("A title does not state a gender")

    def test_a_reason_for_the_whole_row_colours_its_reasons(self, tmp_path: Path) -> None:
        sheet = sheet_of(fixed(tmp_path, HEAD + "1,F,a@example.com,,x\n1,M,a@example.com,,x\n1,M\n"))
        head = [cell.value for cell in sheet[1]]
        assert head[:5] == ["_row", "_line", "_codes", "_reasons", "_text"]
        commented = [cell.column_letter for row in sheet.iter_rows() for cell in row if cell.comment]
        assert commented == ["D", "D", "D"]
        assert sheet["E4"].value == "1,M"

    def test_our_columns_stay_in_sight_and_the_header_filters(self, tmp_path: Path) -> None:
        sheet = sheet_of(fixed(tmp_path))
        assert sheet.freeze_panes == "E2"
        assert sheet.auto_filter.ref == "A1:I4"

    def test_no_rejected_row_leaves_a_header(self, tmp_path: Path) -> None:
        assert cells(sheet_of(fixed(tmp_path, HEAD + "1,F,a@example.com,,x\n"))) == [
            ["_row", "_line", "_codes", "_reasons", "external_id", "gender", "email", "zip", "note"]
        ]

    def test_what_xml_cannot_hold_is_written_as_excel_writes_it(self, tmp_path: Path) -> None:
        sheet = sheet_of(fixed(tmp_path, HEAD + '1,Mrs,a@example.com,,"a\x01b\r\n_x0041_"\n'))
        assert sheet["I2"].value == "a_x0001_b_x000D_\n_x005F_x0041_"

    def test_the_same_input_gives_the_same_bytes(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(fixed(tmp_path)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {workbook.EARLIEST_TIME}
            core = archive.read("docProps/core.xml").decode()
        assert core.count("1980-01-01T00:00:00Z") == 2

    def test_comments_are_capped_and_the_colour_stays(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workbook, "COMMENTED", 2)
        sheet = sheet_of(fixed(tmp_path))
        found = [cell for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == workbook.FILL]
        assert [cell.comment is not None for cell in found] == [True, True, False, False, False]
        said = ["the reasons of the cells below stand in _reasons" in cell.comment.text for cell in found[:2]]
        assert said == [False, True]

    @pytest.mark.parametrize(
        ("limit", "value", "message"),
        [
            ("ROWS", 3, "more than 2 rows, which Excel holds beside the header"),
            ("COLUMNS", 4, "9 columns and Excel holds 4"),
            ("CHARACTERS", 12, "characters and Excel holds 12"),
        ],
    )
    def test_what_excel_cannot_hold_is_said_and_nothing_is_left(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, message: str
    ) -> None:
        monkeypatch.setattr(workbook, limit, value)
        with pytest.raises(OutputError, match="write them with --rejected-format csv") as failed:
            fixed(tmp_path)
        assert message in str(failed.value)
        assert not (tmp_path / "out").exists()


def test_parquet_is_text_too(tmp_path: Path) -> None:
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(fixed(tmp_path, wanted="parquet"))
    assert [str(field.type) for field in table.schema] == ["int64", "int64", *["string"] * 7]
    assert table.column("external_id").to_pylist() == ["007", "1.00E+15", "4"]


@pytest.mark.parametrize(("first", "second"), [("csv", "xlsx"), ("xlsx", "parquet"), ("parquet", "csv")])
def test_an_earlier_form_goes_when_another_is_written(tmp_path: Path, first: Any, second: Any) -> None:
    result = yl.lint(pd.DataFrame({"external_id": ["1"], "gender": ["1"]}))
    result.write(tmp_path, rejected_format=first)
    result.write(tmp_path, rejected_format=second, overwrite=True)
    assert [path.name for path in tmp_path.glob("rejected.*")] == [f"rejected.{second}"]


# The three rejected rows after a person repaired them.
REPAIRED = [
    {"customer": {"external_id": "007", "email": "b@example.com", "gender": "F", "address": {"zip": "02134"}}},
    {"customer": {"external_id": "1000000000000001", "email": "c@example.com", "address": {"zip": "00501"}}},
    {"customer": {"external_id": "4", "email": "d@example.com", "address": {"zip": "10000"}}},
]


class TestTheLoop:
    """Rejected, repaired by hand, linted again: what was right stays, what was repaired is accepted."""

    def test_by_csv(self, tmp_path: Path) -> None:
        rejected = fixed(tmp_path, wanted="csv")
        text = rejected.read_text("utf-8").replace('"Mrs"', '"F"').replace('"1.00E+15"', '"1000000000000001"')
        text = text.replace(',"1",', ",,").replace(',"2",', ",,").replace('"1E5"', '"10000"')
        (tmp_path / "repaired.csv").write_text(text, "utf-8")
        again = yl.lint(tmp_path / "repaired.csv")
        assert list(again.payloads()) == REPAIRED
        assert again.report["unmapped_columns"] == ["note"]

    def test_by_excel(self, tmp_path: Path) -> None:
        path = fixed(tmp_path)
        book = openpyxl.load_workbook(path)
        sheet = book["rejected"]
        for cell, text in (("F2", "F"), ("E3", "1000000000000001"), ("F3", None), ("F4", None), ("H4", "10000")):
            sheet[cell].value = text
        book.save(path)
        assert list(yl.lint(path).payloads()) == REPAIRED

    def test_excel_brings_back_every_character(self, tmp_path: Path) -> None:
        path = fixed(tmp_path, HEAD + '1,Mrs,a@example.com,,"a\x01b\r\n_x0041_ =1+1 "\n')
        assert yl.lint(path).rejected["note"].tolist() == ["a\x01b\r\n_x0041_ =1+1 "]
