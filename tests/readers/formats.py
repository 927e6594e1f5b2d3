"""One table in every format and encoding: what its cells are, and how each format writes them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

# Every kind of row: kept, repaired, refused, merged; letters that cp1252 and Mac Roman have too, and breaks in cells.
HEADER = ["external_id", "email", "first_name", "phone_number", "zip", "country_code", "gender", "note"]
ROWS = [
    ["1001", "ada@example.com", "Zoë", "+12025550123", "02134", "US", "female", "plain"],
    ["1002", "Ben@Example.COM", "André", "(202) 555-0124", "10001", "US", "M", 'quoted "word", comma; semicolon'],
    ["1003", "no address", "Jürgen", "", "", "DE", "3", "refused | twice"],
    ["1004", "cleo@example.com", "François", "", "75001", "FR", "", "two\nlines"],
    ["1004", "cleo@example.com", "François", "", "75001", "FR", "", "two\nlines"],
    ["1005", "dan@example.com", "Señor", "", "", "", "F", " blanks "],
]


def delimited(separator: str, ending: str = "\r\n") -> str:
    buffer = io.StringIO(newline="")
    # Before Python 3.13 a line break other than the table's own is written without quotes.
    quoting = csv.QUOTE_ALL if ending == "\r" else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=separator, lineterminator=ending, quoting=quoting)
    writer.writerows([HEADER, *ROWS])
    return buffer.getvalue()


def records() -> list[dict[str, str]]:
    return [dict(zip(HEADER, row, strict=True)) for row in ROWS]


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def lines(wrap: Callable[[dict[str, str]], object] = lambda record: record) -> bytes:
    return b"".join(as_json(wrap(record)) + b"\n" for record in records())


def xml() -> str:
    def one(record: dict[str, str]) -> str:
        return "<customer>" + "".join(f"<{key}>{escape(text)}</{key}>" for key, text in record.items()) + "</customer>"

    return f"<customers>\n{chr(10).join(map(one, records()))}\n</customers>\n"


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    for record in ROWS:
        # Ids and ZIP codes as the numbers that they become when a person types them.
        sheet.append([int(record[0]), *record[1:4], int(record[4]) if record[4] else None, *record[5:]])
        sheet.cell(sheet.max_row, 5).number_format = "00000"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Customers")
    zip_code = xlwt.easyxf(num_format_str="00000")
    for at, name in enumerate(HEADER):
        sheet.write(0, at, name)
    for row, record in enumerate(ROWS, 1):
        for at, text in enumerate(record):
            if at == 0:
                sheet.write(row, at, int(text))
            elif at == 4 and text:
                sheet.write(row, at, int(text), zip_code)
            else:
                sheet.write(row, at, text)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = dict(zip(HEADER, zip(*ROWS, strict=True), strict=True))
    arrays = {name: pa.array(values) for name, values in columns.items()}
    arrays["external_id"] = pa.array([int(text) for text in columns["external_id"]], pa.int64())
    arrays["country_code"] = arrays["country_code"].dictionary_encode()
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays), buffer, row_group_size=2)
    return buffer.getvalue()


CSV = delimited(",").encode()

# By file name: the bytes, and whether the format has the lines that the UTF-8 CSV has.
TWINS: dict[str, tuple[bytes, bool]] = {
    "bom.csv": (delimited(",").encode("utf-8-sig"), True),
    "utf16.csv": (delimited(",").encode("utf-16"), True),
    "cp1252.csv": (delimited(",").encode("cp1252"), True),
    "mac.csv": (delimited(",").encode("mac_roman"), True),
    "dos.csv": (delimited(",").encode("cp850"), True),
    "latin9.csv": (delimited(",").encode("iso8859-15"), True),
    "utf32.csv": (delimited(",").encode("utf-32"), True),
    "mac.csv.gz": (gzip.compress(delimited(",").encode("mac_roman")), True),
    "utf16.csv.gz": (gzip.compress(delimited(",").encode("utf-16")), True),
    "utf16.xml": (xml().encode("utf-16"), False),
    "lf.csv": (delimited(",", "\n").encode(), True),
    "cr.csv": (delimited(",", "\r").encode(), True),
    "semicolon.csv": (delimited(";").encode(), True),
    "tab.tsv": (delimited("\t").encode(), True),
    "pipe.txt": (delimited("|").encode(), True),
    "hinted.csv": (f"sep=;\r\n{delimited(';')}".encode(), False),
    "table.csv.gz": (gzip.compress(CSV), True),
    "twice.csv.gz": (gzip.compress(CSV[:100]) + gzip.compress(CSV[100:]), True),
    "table.zip": (zipped(**{"folder/table.csv": CSV, "__MACOSX/folder/._table.csv": b"x"}), True),
    "table.zip.gz": (gzip.compress(zipped(table=CSV)), True),
    "table.jsonl": (lines(), False),
    "table.jsonl.gz": (gzip.compress(lines()), False),
    "yotpo.jsonl": (lines(lambda record: {"customer": record}), False),
    "table.json": (as_json(records()), False),
    "pretty.json": (json.dumps(records(), indent=2).encode(), False),
    "rest.json": (as_json({"customers": records()}), False),
    "page.json": (as_json({"meta": {"total": 6}, "data": records(), "links": [{"rel": "next"}][:0]}), False),
    "edges.json": (
        as_json({"data": {"customers": {"edges": [{"cursor": "x", "node": each} for each in records()]}}}),
        False,
    ),
    "nodes.json": (
        as_json(
            {
                "data": {"customers": {"pageInfo": {"hasNextPage": False}, "nodes": records()}},
                "extensions": {"cost": {"requestedQueryCost": 7}},
            }
        ),
        False,
    ),
    "utf16.json": (json.dumps(records(), ensure_ascii=False).encode("utf-16"), False),
    "table.xml": (xml().encode(), False),
    "latin.xml": (f'<?xml version="1.0" encoding="ISO-8859-1"?>\n{xml()}'.encode("latin-1"), False),
    "table.xlsx": (xlsx(), False),
    "table.xlsx.gz": (gzip.compress(xlsx()), False),
    "table.xls": (xls(), False),
    "table.parquet": (parquet(), False),
    "packed.zip": (zipped(**{"table.parquet": parquet()}), False),
    # Names that lie.
    "parquet.csv": (parquet(), False),
    "workbook.csv": (xlsx(), False),
    "old.xlsx": (xls(), False),
    "new.xls": (xlsx(), False),
    "gzip.csv": (gzip.compress(CSV), True),
    "plain.csv.gz": (CSV, True),
    "plain.xlsx": (CSV, True),
    "plain.json": (CSV, True),
    "plain.jsonl": (CSV, True),
    "lines.json": (lines(), False),
    "lines.csv": (lines(), False),
    "document.jsonl": (json.dumps(records(), indent=2).encode(), False),
    "document.csv": (as_json(records()), False),
    "customers.jsonl": (as_json({"customers": records()}), False),
    "xml.csv": (xml().encode(), False),
}


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
