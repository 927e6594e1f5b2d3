"""Delimited text: what is read, what is set aside, and that neither blocks nor line breaks make a difference."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.readers.reading import damages, read
from yotpo_lint.errors import InputError
from yotpo_lint.readers import delimited
from yotpo_lint.readers.delimited_cells import CellsError
from yotpo_lint.readers.inputs import open_table
from yotpo_lint.readers.text_file import TextFile

NASTY = (
    b"\xef\xbb\xbf id ,name,note\r\n"
    b'1,"Ann ""A"" O\'Neil","two\r\nlines"\r\n'
    b"\r\n"
    b'2,5" pipe,6" pipe\n'
    b"3,ragged\n"
    b"   \n"
    b"4,Jos\xe9,latin\r"
    b"5,nul\0,x\n"
    b'6,"one\n\n\rtwo" ,"\xc3\xa9"\r\n'
    b'7,"said "hi" there",x\n'
    b"8,,\n"
    b'9,"never closed,x\n'
    b"10,\xf0\x9f\x98\x80,\xef\xbb\xbfz\n"
    b"\xef\xbb\xbf11,a,b\r\n"
    b'12,"",""""\n'
    b'13,"open,to the end\n'
    b"14,last,line"
)
NASTY_ROWS = [
    (1, 2, ("1", 'Ann "A" O\'Neil', "two\r\nlines")),
    (2, 5, ("2", '5" pipe', '6" pipe')),
    (6, 10, ("6", "one\n\n\rtwo ", "é")),
    (8, 15, ("8", "", "")),
    (10, 17, ("10", "😀", "\ufeffz")),
    (11, 18, ("\ufeff11", "a", "b")),
    (12, 19, ("12", "", '"')),
    (14, 21, ("14", "last", "line")),
]
NASTY_DAMAGES = [
    (3, 6, "ragged-record", "3,ragged"),
    (4, 8, "undecodable-bytes", "4,Jos\\xe9,latin"),
    (5, 9, "nul-byte", "5,nul\\x00,x"),
    (7, 14, "stray-quote", '7,"said "hi" there",x'),
    (9, 16, "unclosed-quote", '9,"never closed,x'),
    (13, 20, "unclosed-quote", '13,"open,to the end'),
]


@pytest.fixture
def opened(tmp_path):
    def opened(raw: bytes, name: str = "table.csv", **sizes):
        path = tmp_path / name
        path.write_bytes(raw)
        return open_table(path, **sizes)

    return opened


def test_the_nasty_file(opened):
    table = opened(NASTY)
    assert table.columns == ("id", "name", "note")
    assert read(table) == NASTY_ROWS
    assert damages(table) == NASTY_DAMAGES


@pytest.mark.parametrize("size", [*range(4, 40), 64, 100, len(NASTY) - 1, len(NASTY)])
def test_no_size_of_blocks_makes_a_difference(opened, size):
    table = opened(NASTY, block_size=size, batch_size=3)
    assert read(table) == NASTY_ROWS
    assert damages(table) == NASTY_DAMAGES


def test_no_place_of_a_block_boundary_makes_a_difference(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    path.write_bytes(NASTY)
    for cut in range(4, len(NASTY)):
        monkeypatch.setattr(TextFile, "_raw_blocks", lambda _self, cut=cut: iter((NASTY[:cut], NASTY[cut:])))
        table = open_table(path)
        assert read(table) == NASTY_ROWS, cut
        assert damages(table) == NASTY_DAMAGES, cut


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_every_batch_is_a_run_of_records(opened, size):
    seen = 0
    for batch in opened(NASTY, batch_size=size).batches():
        assert len(batch.rows) <= size
        assert len(batch.rows) == len(batch.lines) == batch.cells.num_rows
        numbers = sorted([*batch.rows.to_pylist(), *(damaged.row for damaged in batch.damaged)])
        assert numbers == list(range(seen + 1, seen + 1 + len(numbers)))
        seen += len(numbers)
    assert seen == 14


def test_a_second_look_sees_the_same(opened):
    table = opened(NASTY)
    assert read(table) == read(table)


def test_about_says_how_it_was_read(opened):
    table = opened(b"\xef\xbb\xbfa;b\n1;2\n")
    assert table.about()["sha256"] is None
    read(table)
    assert table.about() == {
        "name": table.name,
        "sha256": hashlib.sha256(b"\xef\xbb\xbfa;b\n1;2\n").hexdigest(),
        "bytes": 11,
        "encoding": "utf-8-sig",
        "encoding_guessed": False,
        "format": "delimited",
        "delimiter": ";",
    }


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("blank", [",,", " , ,\t", '"",,""', '" ", ,'])
def test_records_of_separators_only_are_counted_and_passed_over(opened, blank, ending):
    table = opened(ending.join(["id,name,note", "1,Ana,", blank, "2,,x", blank, blank]).encode())
    assert read(table) == [(1, 2, ("1", "Ana", "")), (2, 4, ("2", "", "x"))]
    assert table.about()["blank_rows"] == 3


def test_a_blank_cell_of_a_table_with_one_column_is_a_record(opened):
    table = opened(b'id\n1\n""\n2\n')
    assert [cells for _, _, cells in read(table)] == [("1",), ("",), ("2",)]
    assert "blank_rows" not in table.about()


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("bo@example.com,Bo,vip,", ("bo@example.com", "Bo", "vip")),
        ("bo@example.com,Bo,vip,,,", ("bo@example.com", "Bo", "vip")),
        ('bo@example.com,Bo,"a, b", , ', ("bo@example.com", "Bo", "a, b")),
        ('bo@example.com,,"two\nlines",', ("bo@example.com", "", "two\nlines")),
        ("bo@example.com,,,", ("bo@example.com", "", "")),
    ],
)
def test_empty_cells_too_many_at_the_end_lose_nothing(opened, line, cells):
    table = opened(f"email,name,tags\nana@example.com,Ana,vip\n{line}\ncy@example.com,Cy,x".encode())
    assert damages(table) == []
    assert [found for _, _, found in read(table)][1] == cells
    assert [found for _, _, found in read(table)][2] == ("cy@example.com", "Cy", "x")


@pytest.mark.parametrize("line", ["bo@example.com,Bo,vip,x", "bo@example.com,Bo,,vip", "bo@example.com,Bo"])
def test_cells_too_many_or_too_few_set_the_line_aside(opened, line):
    table = opened(f"email,name,tags\nana@example.com,Ana,vip\n{line}\n".encode())
    assert [name for _, _, name, _ in damages(table)] == ["ragged-record"]


def test_a_header_with_separators_too_many_names_no_column_behind_them(opened):
    table = opened(b"email,name,,\nana@example.com,Ana\nbo@example.com,Bo,,\ncy@example.com,Cy, ,,,\n")
    assert table.columns == ("email", "name")
    assert damages(table) == []
    assert len(read(table)) == 3


def test_a_column_without_a_name_stays_where_a_record_has_a_value_there(opened):
    table = opened(b"email,name,\nana@example.com,Ana,\nbo@example.com,Bo,x\n")
    assert table.columns == ("email", "name", "_column3")


# Any table that Python's csv module writes is read back equal, with the lines on which its records begin.

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=6)
MARKS = st.text(alphabet='",;\t|\n\r a', max_size=5)


@given(
    rows=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(TEXT | MARKS, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    separator=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    size=st.sampled_from([1, 5, 16, 64, 1 << 20]),
    is_ended=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_read_back(opened, rows, separator, quoting, ending, size, is_ended):  # noqa: PLR0917 - hypothesis
    buffer = io.StringIO(newline="")
    buffer.write(f"sep={separator}{ending}")
    minimal = csv.writer(buffer, delimiter=separator, quoting=quoting, lineterminator=ending)
    # Before Python 3.13 a line break other than the table's own is written without quotes.
    quoted = csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator=ending)
    minimal.writerow([f"c{number}" for number in range(len(rows[0]))])
    assume(len(rows[0]) == 1 or any(map(has_value, rows)))
    expected = []
    for row in rows:
        # A record of separators only is passed over.
        if len(row) == 1 or has_value(row):
            expected.append((len(expected) + 1, _lines(buffer.getvalue()) + 1, tuple(row)))
        (quoted if set("\r\n") & set("".join(row)) else minimal).writerow(row)
    text = buffer.getvalue() if is_ended else buffer.getvalue().removesuffix(ending)
    table = opened(text.encode(), block_size=size, batch_size=2)
    assert damages(table) == []
    assert read(table) == expected


def has_value(row):
    return any(map(str.strip, row))


def _lines(text: str) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


PIECES = ['"', '""', ",", "\n", "\r\n", "\r", "a", "b,c", '"q"', '"x,\ny",z\n', "é", "\ufeff", " ", "1,2\n", "\0"]


@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=30), bad=st.booleans(), sizes=st.sampled_from([(1, 7), (3, 11)])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_at_all_are_read_alike_whatever_the_blocks(opened, pieces, bad, sizes):
    # A long header, so that few NUL bytes do not make a binary file of it.
    raw = (
        b"a," + b"b" * 700 + b"\n" + "".join(pieces).encode() + b"\n\xc3\xa9,1\n\xc3\xa9,2" + (b"\xff" if bad else b"")
    )
    whole = opened(raw)
    rows, damaged = read(whole), damages(whole)
    numbers = sorted([row for row, *_ in rows] + [row for row, *_ in damaged])
    assert numbers == list(range(1, len(numbers) + 1))
    for size in sizes:
        table = opened(raw, block_size=size)
        assert read(table) == rows
        assert damages(table) == damaged


GOOD = st.sampled_from(["1,a", '2,"b, c"', '3,"d\ne"', '4,5" pipe', "5,é", '"6 ""x""",'])
BAD = st.sampled_from(
    [("x", "ragged-record"), ("x,y,z", "ragged-record"), ("x,\0", "nul-byte"), ('x,"y"z', "stray-quote")]
)


@given(st.lists(GOOD | BAD, min_size=1, max_size=40), st.sampled_from([4, 30, 1 << 20]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bad_lines_among_good_ones_harm_no_other(opened, lines, size):
    text = "".join(f"{each if isinstance(each, str) else each[0]}\n" for each in lines)
    table = opened(f"a,{'b' * 200}\n{text}".encode(), block_size=size)
    bad = [(number, each[1]) for number, each in enumerate(lines, 1) if not isinstance(each, str)]
    good = [tuple(next(csv.reader(io.StringIO(each, newline="")))) for each in lines if isinstance(each, str)]
    assert [(row, name) for row, _, name, _ in damages(table)] == bad
    assert [cells for _, _, cells in read(table)] == good


# Quotation marks.


@pytest.mark.parametrize(
    ("text", "rows", "names"),
    [
        ('1,"x\n2,"y",z\n', [], ["unclosed-quote", "ragged-record"]),
        ('1,"x\n2,"y"\n3,z\n', [("2", "y"), ("3", "z")], ["unclosed-quote"]),
        ('1,"a\nb "c" d"\n2,y\n', [("2", "y")], ["stray-quote"]),
        ('1,"a" "b"\n2,y\n', [("2", "y")], ["stray-quote"]),
        ('1,"a"  \n2,y\n', [("1", "a  "), ("2", "y")], []),
        ('1, "a"\n2,y\n', [("1", ' "a"'), ("2", "y")], []),
        ('"1","a"\n"2","', [("1", "a")], ["unclosed-quote"]),
    ],
)
def test_quotation_marks(opened, text, rows, names):
    table = opened(f"a,b\n{text}".encode())
    assert [cells for _, _, cells in read(table)] == rows
    assert [name for _, _, name, _ in damages(table)] == names


def test_an_unclosed_mark_costs_one_line_of_many(opened):
    lines = [f"{number},x{number}" for number in range(5000)]
    lines[100] = '100,"open'
    lines[4000] = '4000,5" pipe'
    table = opened(("a,b\n" + "\n".join(lines)).encode())
    assert damages(table) == [(101, 102, "unclosed-quote", '100,"open')]
    assert len(read(table)) == 4999


def test_a_cell_of_5_mb_is_a_cell(opened):
    cell = 'x "" ,\n' * 750_000
    table = opened(f'a,b\n1,"{cell}"\n2,y\n'.encode(), block_size=1 << 20)
    assert damages(table) == []
    assert [len(cells[1]) for _, _, cells in read(table)] == [len(cell) - 750_000, 1]


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_a_block_is_read_alike_in_pieces_of_any_size(opened, monkeypatch, block):
    lines = [f'{number},"{"x" * (number % 90)},\n""y"" {number}",é{number}\r\n' for number in range(300)]
    raw = "a,b,c\r\n" + "\r\n".join(["", *lines])
    whole = read(opened(raw.encode()))
    monkeypatch.setattr("yotpo_lint.readers.delimited_cells._BLOCK", block)
    assert read(opened(raw.encode())) == whole
    assert len(whole) == 300


def test_a_record_beyond_the_bound_is_an_unclosed_mark(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b'a,b\n1,"' + b"x,y\n" * 100 + b'"\n2,y\n')
    for size in (16, 100, 1 << 20):
        table = delimited.DelimitedTable(TextFile(path, size), batch_size=100, longest=64)
        assert [name for _, _, name, _ in damages(table)][:1] == ["unclosed-quote"]
        assert read(table)[:2] == [(2, 3, ("x", "y")), (3, 4, ("x", "y"))]
        assert read(table)[-1][2] == ("2", "y")


def test_a_line_without_end_is_no_table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n1,2\n" + b"x" * 1000)
    table = delimited.DelimitedTable(TextFile(path, 16), batch_size=100, longest=64)
    with pytest.raises(InputError, match="has a line of more than 64 bytes"):
        read(table)


def test_what_pyarrow_reads_otherwise_than_counted_ends_the_run(opened, monkeypatch):
    def broken(*_):
        raise CellsError("2 records were read where 1 were counted")

    table = opened(b"a,b\n1,2\n")
    monkeypatch.setattr(delimited, "parse_cells", broken)
    with pytest.raises(InputError, match="please report this"):
        read(table)


# Dialects and headers.


@pytest.mark.parametrize(
    ("text", "separator", "columns"),
    [
        ("a,b\n1,2\n", ",", ("a", "b")),
        ("a;b\n1,5;2,5\n", ";", ("a", "b")),
        ("a\tb, c\n1\t2\n", "\t", ("a", "b, c")),
        ("a|b|c\n1|2,x|3\n", "|", ("a", "b", "c")),
        ("email\nann@example.com\n", ",", ("email",)),
        ("\n\na,b\n1,2\n", ",", ("a", "b")),
        ("sep=;\na;b,c\n1;2\n", ";", ("a", "b,c")),
        ('"sep=,"\r\na;b,c\r\n1,2\r\n', ",", ("a;b", "c")),
        ("SEP=^\na^b\n1^2\n", "^", ("a", "b")),
        ('"a,\nb";c\n1;2\n', ";", ("a,\nb", "c")),
        ("a,,c,\n1,2,3,\n", ",", ("a", "_column2", "c")),
        ("a,b\r1,2\r", ",", ("a", "b")),
        ("\ufeff\ufeffa,\u00a0b \n1,2\n", ",", ("a", "b")),
    ],
)
def test_dialects(opened, text, separator, columns):
    table = opened(text.encode())
    assert table.columns == columns
    assert table.about()["delimiter"] == separator
    assert damages(table) == []


def test_lines_are_counted_from_the_top(opened):
    table = opened(b'sep=;\n\n"a\nb";c\n\n\n1;2\n')
    assert read(table) == [(1, 7, ("1", "2"))]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the file is empty; export the table again"),
        (b"\xef\xbb\xbf", "holds no line of text; export the table again"),
        (b"\n \n", "the header names no column; write the fields' names into the first line"),
        (b"\n\n", "holds no line of text; export the table again"),
        (b"a,b", "has a header but no rows; export the table again"),
        (b"a,b\r\n\r\n\n", "has a header but no rows; export the table again"),
        (b"a,b\n   \n", "has a header but no rows; export the table again"),
        (b"sep=,\na,b\n", "has a header but no rows; export the table again"),
        (b",,\n1,2,3\n", "the header names no column; write the fields' names into the first line"),
        (b"a,b,a , b\n1,2,3,4\n", "the header repeats 'a', 'b'; rename or remove one column of each name"),
        (b'a,"b\n1,2\n', "the header cannot be read; its quotation marks do not close, so correct the first line"),
        (b"a,b\0" + b"x" * 50 + b"\n1,2\n", "the header holds a NUL byte; export the table again"),
        (b"a,b\xff\n1,2\n", "the header a,b\\xff holds bytes that are not UTF-8; export the table as UTF-8"),
        (b"x" * 1_100_000, "the first line is longer than a megabyte; this is not a table with a header"),
    ],
)
def test_what_is_no_table(opened, raw, message):
    with pytest.raises(InputError) as caught:
        read(opened(raw))
    assert str(caught.value).endswith(f"table.csv: {message}")


def test_a_file_of_damage_alone_is_no_empty_file(opened):
    table = opened(b"a,b\n1\n2\n")
    assert read(table) == []
    assert damages(table) == [(1, 2, "ragged-record", "1"), (2, 3, "ragged-record", "2")]


def test_hints_say_what_was_found(opened):
    table = opened(b"a,b\n1\n1,2,3\n\xc3\xa9,1\n\xff,1\n")
    hints = [damaged.hint for batch in table.batches() for damaged in batch.damaged]
    assert hints == [
        "1 cell instead of 2",
        "3 cells instead of 2",
        "the bytes \\xff, which are no character of its encoding",
    ]


def test_line_breaks_mix(opened):
    table = opened(b"a,b\r1,2\n3,4\r\n5,6\r\r\n7,8\n\r9,0")
    assert [(line, cells[0]) for _, line, cells in read(table)] == [(2, "1"), (3, "3"), (4, "5"), (6, "7"), (8, "9")]
