"""Workbooks: numbers come in as the text that the person saw, in .xlsx and .xls alike."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from tests.readers.formats import zipped
from tests.readers.reading import damages, read
from yotpo_lint.errors import InputError
from yotpo_lint.readers.excel_numbers import format_number, parse_number_format
from yotpo_lint.readers.inputs import open_table

# What a cell holds, its number format, and what the person sees (or, of dates, its ISO form).
SHOWN = [
    (1001, "General", "1001"),
    (1001, "0.00", "1001"),
    (1234567, "#,##0", "1234567"),
    (14155550123, "General", "14155550123"),
    (999999999999999, "0", "999999999999999"),
    (-5, "0", "-5"),
    (0, "General", "0"),
    (12.3, "General", "12.3"),
    (0.1 + 0.2, "General", "0.3"),
    (0.0000001, "General", "0.0000001"),
    (0.25, "0%", "0.25"),
    (1234.5, '"$"#,##0.00', "1234.5"),
    (2134, "00000", "02134"),
    (0, "00000", "00000"),
    (123456, "00000", "123456"),
    (21341234, "00000-0000", "02134-1234"),
    (123456789, "000-00-0000", "123-45-6789"),
    (2025550123, "[<=9999999]###-####;(###) ###-####", "(202) 555-0123"),
    (5550123, "[<=9999999]###-####;(###) ###-####", "555-0123"),
    (12025550123, '"+"0', "+12025550123"),
    (12025550123, "\\+#", "+12025550123"),
    (7, '0 "days"', "7"),
    (True, "General", "true"),
    (False, "General", "false"),
    ("text ", "General", "text "),
    ("007", "@", "007"),
    (dt.date(2024, 3, 1), "dd/mm/yyyy", "2024-03-01"),
    (dt.date(2024, 3, 1), "[$-409]mmmm d, yyyy;@", "2024-03-01"),
    (dt.date(1900, 1, 31), "yyyy-mm-dd", "1900-01-31"),
    (dt.datetime(2024, 3, 1, 14, 30), "yyyy-mm-dd", "2024-03-01T14:30:00"),  # noqa: DTZ001
    (dt.datetime(2024, 3, 1), "yyyy-mm-dd hh:mm", "2024-03-01T00:00:00"),  # noqa: DTZ001
    (dt.datetime(2024, 3, 1, 23, 59, 59), "m/d/yy h:mm AM/PM", "2024-03-01T23:59:59"),  # noqa: DTZ001
    (45352 + 3723.25 / 86400, "yyyy-mm-dd hh:mm:ss.000", "2024-03-01T01:02:03.250"),
    (dt.time(14, 30), "hh:mm", "14:30:00"),
    (1.5, "[h]:mm:ss", "1.5"),
    (-1, "yyyy-mm-dd", "-1"),
    (60, "yyyy-mm-dd", "60"),
    (3_000_000, "yyyy-mm-dd", "3000000"),
]


def of_openpyxl() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["shown", "id"])
    for row, (value, form, _) in enumerate(SHOWN, 2):
        sheet.cell(row, 1, value).number_format = form
        sheet.cell(row, 2, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def of_xlwt() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("one")
    sheet.write(0, 0, "shown")
    sheet.write(0, 1, "id")
    for row, (value, form, _) in enumerate(SHOWN, 1):
        style = xlwt.XFStyle()
        style.num_format_str = form
        sheet.write(row, 0, value, style)
        sheet.write(row, 1, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def opened(tmp_path):
    def opened(content: bytes, **options):
        path = tmp_path / "table.xlsx"
        path.write_bytes(content)
        return open_table(path, **options)

    return opened


@pytest.mark.parametrize("write", [of_openpyxl, of_xlwt])
def test_cells_come_in_as_they_were_shown(opened, write):
    rows = read(opened(write(), batch_size=7))
    assert [cells[0] for _, _, cells in rows] == [shown for *_, shown in SHOWN]
    assert [(row, line) for row, line, _ in rows] == [(number, number + 1) for number in range(1, len(SHOWN) + 1)]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        # What Excel stores of numbers that it shortened, and what others store of numbers that they did not.
        ("1.23456789012346E+17", "1.23456789012346E+17"),
        ("123456789012345678", "123456789012345678"),
        ("1.4155550123E10", "14155550123"),
        ("12.300000000000001", "12.3"),
        ("1e999", "1e999"),
        ("1e-999", "0"),
        ("NaN", "NaN"),
        ("rubbish", "rubbish"),
        ("", ""),
    ],
)
def test_numbers_as_they_are_stored(stored, shown):
    assert format_number(stored) == shown


def test_days_from_1904():
    form = parse_number_format("yyyy-mm-dd")
    assert format_number("0", form, from_1904=True) == "1904-01-01"
    assert format_number("42429", form, from_1904=True) == "2020-03-01"
    assert format_number("2958465", form, from_1904=True) == "2958465"


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def by_hand(rows: str, texts: str = "") -> bytes:
    """Write a workbook as other programs do, with absolute targets and whatever cells are wanted."""
    return zipped(
        **{
            "xl/workbook.xml": (
                f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>'
                '<sheet name="One" sheetId="1" r:id="a"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships><Relationship Id="a" Type="{RELATIONS}/worksheet" Target="/xl/one.xml"/>'
                f'<Relationship Id="b" Type="{RELATIONS}/sharedStrings" Target="texts.xml"/></Relationships>'
            ).encode(),
            "xl/one.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode(),
            "xl/texts.xml": f"<sst {MAIN}>{texts}</sst>".encode(),
        }
    )


def test_texts_of_every_kind(opened):
    rows = (
        '<row r="3"><c r="B3" t="inlineStr"><is><t>email</t></is></c><c r="D3" t="s"><v>0</v></c></row>'
        '<row r="4"><c r="B4" t="str"><f>A1&amp;"x"</f><v>ada@example.com</v></c><c r="D4" t="s"><v>1</v></c></row>'
        '<row r="6"><c r="B6" t="e"><v>#N/A</v></c><c r="D6" t="d"><v>2024-03-01</v></c></row>'
        '<row><c t="inlineStr"><is><r><t>in </t></r><r><t>parts</t></r></is></c><c><v>5</v></c>'
        '<c t="s"><v>99</v></c></row>'
    )
    texts = (
        "<si><r><t>no</t></r><r><t>te</t></r></si>"
        "<si><t xml:space='preserve'> 山田_x000D_</t><rPh sb='0' eb='2'><t>ヤマダ</t></rPh><phoneticPr/></si>"
    )
    table = opened(by_hand(rows, texts))
    assert table.columns == ("_column1", "email", "note")
    assert read(table) == [
        (1, 4, ("", "ada@example.com", " 山田\r")),
        (2, 6, ("", "#N/A", "2024-03-01")),
        (3, 7, ("in parts", "5", "")),
    ]


def test_a_cell_far_away_costs_no_memory(opened):
    """Libraries make room for each of the 17 billion cells between the first and the last."""
    rows = (
        '<row r="1"><c r="A1" t="str"><v>email</v></c></row>'
        '<row r="1048576"><c r="A1048576" t="str"><v>ada@example.com</v></c><c r="XFD1048576"><v>1</v></c></row>'
    )
    table = opened(by_hand(rows))
    assert table.columns == ("email", "_column16384")
    assert read(table) == [(1, 1048576, ("ada@example.com", "1"))]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("", "the sheet 'One' is empty; choose another"),
        ('<row><c t="str"><v>email</v></c></row>', "has a header but no rows; export the table again"),
        (
            '<row><c t="str"><v>email</v></c><c t="str"><v> email</v></c></row><row><c><v>1</v></c></row>',
            "the header repeats 'email'; rename or remove one column of each name",
        ),
        ("<row><c>", "the workbook is damaged (mismatched tag, line 1); open it in Excel and save it again"),
    ],
)
def test_what_is_no_table(opened, rows, message):
    with pytest.raises(InputError) as caught:
        opened(by_hand(rows))
    assert str(caught.value).endswith(f"table.xlsx: {message}")


def test_a_part_that_is_missing(opened):
    with zipfile.ZipFile(io.BytesIO(by_hand("<row/>"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "xl/one.xml"}
    with pytest.raises(InputError, match=r"the workbook is damaged \(xl/one.xml is missing\)"):
        opened(zipped(**parts))


def test_a_formula_that_was_never_computed_is_no_blank(opened):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "email"], ["1", '=CONCATENATE("ana","@example.com")'], ["2", "=A2"], ["3", None], ["4", "x"]):
        sheet.append(row)
    table = opened(saved(book))
    assert [(row, cells) for row, _, cells in read(table)] == [(3, ("3", "")), (4, ("4", "x"))]
    assert damages(table) == [
        (1, 2, "formula-without-result", '1, =CONCATENATE("ana","@example.com")'),
        (2, 3, "formula-without-result", "2, =A2"),
    ]


def test_a_formula_with_an_empty_result_is_blank(opened):
    cells = '<c r="A2"><v>1</v></c><c r="B2" t="str"><f>IF(A1=1,"x","")</f><v></v></c>'
    header = '<c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>email</t></is></c>'
    table = opened(by_hand(f'<row r="1">{header}</row><row r="2">{cells}</row>'))
    assert (read(table), damages(table)) == ([(1, 2, ("1", ""))], [])


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_rows_of_merged_cells_are_set_aside(opened, kind):
    rows = [["id", "email"], ["1", "a@example.com"], ["2", None], ["3", "c@example.com"], ["4", None]]
    if kind == "xlsx":
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        sheet.merge_cells("B2:B3")
        # Over columns alone a row is whole.
        sheet.merge_cells("B5:C5")
        content = saved(book)
    else:
        import xlwt

        book = xlwt.Workbook()
        sheet = book.add_sheet("one")
        for at, (number, email) in enumerate(rows):
            sheet.write(at, 0, number)
            if email and at != 1:
                sheet.write(at, 1, email)
        sheet.write_merge(1, 2, 1, 1, "a@example.com")
        content = saved(book)
    table = opened(content)
    assert [cells for *_, cells in read(table)] == [("1", "a@example.com"), ("3", "c@example.com"), ("4", "")]
    assert [(row, line, name) for row, line, name, _ in damages(table)] == [(2, 3, "merged-cells")]


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# What a cell holds, its number format, and its text; None where the two answer differently.
WORDS = [
    (1, '"Yes";"Yes";"No"', "Yes"),
    (-1, '"Yes";"Yes";"No"', "Yes"),
    (0, '"Yes";"Yes";"No"', "No"),
    (1, '[=1]"Oui";"Non"', "Oui"),
    (0, '[=1]"Oui";[=0]"Non";"?"', "Non"),
    (1, '[Green]"✓";;[Red]"✗"', "✓"),
    (0, '[Green]"✓";;[Red]"✗"', "✗"),
    (1, '[=1]"Male";[=2]"Female";"Other"', "Male"),
    (7, '[=1]"Male";[=2]"Female";"Other"', "Other"),
    (0, "\\N\\o", "No"),
    (0, '#,##0;-#,##0;"-"', "0"),
    (0, "0;-0;;@", "0"),
    (1001, ";;;", "1001"),
    (7, '0 "days"', "7"),
    (1, '0 "yes"', "1"),
    ("yes", '0;0;0;@" (yes)"', "yes"),
    ("yes", "0;0;0;@ ", "yes"),
    ("Ada", '0;0;0;"Mr "@', "Ada"),
    (1, '"No"', None),
    (1, '[=1]"No";"Yes"', None),
    (0, '[=1]"No";"Yes"', None),
    (0, '"No";"No";"Yes"', None),
    (1, '"No";"No";"Yes"', None),
    (1, '[=1]"Nein";[=0]"Ja"', None),
    (1, '[Red]"✗";;[Green]"✓"', None),
    (0, 'General;General;"subscribed"', None),
    (1, '"Unsubscribed";"Unsubscribed";"Subscribed"', None),
    (5, '"Yes";"Yes";"No"', None),
    (1, '0" (no)"', None),
    (0, 'yyyy-mm-dd;;"yes"', None),
    (1, ";;;", None),
    ("yes", '0;0;0;"No"', None),
    ("yes", '"not "@', None),
    ("yes", '0;0;0;@" (no)"', None),
    ("yes", ";;;", None),
]


def in_openpyxl(value: object, form: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Opt in", "id"])
    sheet.append([value, "x"])
    sheet.cell(2, 1).number_format = form
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def in_xlwt(value: object, form: str) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("one")
    for at, text in enumerate(("Opt in", "id")):
        sheet.write(0, at, text)
    style = xlwt.XFStyle()
    style.num_format_str = form
    sheet.write(1, 0, value, style)
    sheet.write(1, 1, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("write", [in_openpyxl, in_xlwt])
@pytest.mark.parametrize(("value", "form", "text"), WORDS)
def test_words_that_a_format_writes_over_a_cell(opened, write, value, form, text):
    table = opened(write(value, form))
    if text is not None:
        assert read(table) == [(1, 2, (text, "x"))]
    else:
        assert read(table) == []
        assert [(row, line, name) for row, line, name, _ in damages(table)] == [(1, 2, "contradicted-cell")]


def test_the_rejects_show_both_answers(opened):
    assert damages(opened(in_openpyxl(1, '[=1]"No";"Yes"')))[0][3] == "No (stored as 1), x"
    assert damages(opened(in_openpyxl("yes", ";;;")))[0][3] == "nothing (stored as yes), x"


def test_every_answer_of_the_consent_rule_is_known_here():
    from yotpo_lint_rules.accepts_marketing import NEVER, NO, YES

    from yotpo_lint.readers.answers import find_answer

    assert {word for word in YES if find_answer(word) is not True} == set()
    assert {word for word in NO | NEVER if find_answer(word) is not False} == set()
