"""Files made to do harm, or broken on their way: one clear line, exit status 2, nothing written, memory bounded."""

from __future__ import annotations

import gzip
import io
import os
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.readers.formats import CSV, parquet, xlsx, zipped
from tests.sweeps import sweep
from yotpo_lint.cli import main

# A run that reads a small table takes some 200 MB, most of it libraries; a file that is read whole takes gigabytes.
MOST_MEMORY_KIB = 600 * 1024

# Its own peak and not that of the process that starts it, which the kernel counts in otherwise.
PROGRAM = """
import pathlib, re, sys
from yotpo_lint.cli import main
try:
    main()
finally:
    status = pathlib.Path("/proc/self/status").read_text()
    pathlib.Path("peak").write_text(re.search(r"VmHWM:\\s*(\\d+) kB", status)[1])
"""

Refused = Callable[..., str]


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Run `fix` on a file in a process of its own; return its one line, without the beginning that all have."""

    def refused(name: str, content: bytes, *options: str) -> str:
        (tmp_path / name).write_bytes(content)
        command = [sys.executable, "-c", PROGRAM, "fix", name, "-o", "out", *options]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
        text = done.stderr
        assert done.returncode == 2, text
        assert not (tmp_path / "out").exists()
        assert int((tmp_path / "peak").read_text()) < MOST_MEMORY_KIB
        assert text.count("\n") == 1
        beginning = f"yotpo-lint: error: {name}"
        assert text.startswith(beginning), text
        return text.removeprefix(beginning).strip()

    return refused


def deflated(head: bytes, piece: bytes, count: int, wbits: int) -> bytes:
    """Pack a head and very many equal pieces, without having them all in memory."""
    engine = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join([engine.compress(head), *(engine.compress(piece) for _ in range(count)), engine.flush()])


MIB_OF_ROWS = b"ada@example.com\n" * 65_536
BOMB = (
    "unpacks to more than 200 times its size and more than 256 MiB, as no table does; "
    "unpack it yourself if you trust it"
)


@pytest.mark.slow
def test_a_gzip_bomb(refused: Refused) -> None:
    bomb = deflated(b"email\n", MIB_OF_ROWS, 1100, 16 + zlib.MAX_WBITS)
    assert refused("bomb.csv.gz", bomb) == f": {BOMB}"


@pytest.mark.slow
def test_a_gzip_bomb_in_gzip(refused: Refused) -> None:
    bomb = gzip.compress(deflated(b"email\n", MIB_OF_ROWS, 1100, 16 + zlib.MAX_WBITS))
    assert refused("bomb.csv.gz.gz", bomb) == f": {BOMB}"


def test_archives_without_end(refused: Refused) -> None:
    content = CSV
    for _ in range(4):
        content = gzip.compress(content)
    assert refused("nested.csv.gz", content) == (
        ": is an archive in an archive in an archive; unpack it and pass the table"
    )


def zip_of(name: str, packed: bytes, *, size: int, checksum: int = 0, flags: int = 0) -> bytes:
    """Write an archive of one file, whose list may lie."""
    raw = name.encode()
    shared = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0, 0x21, checksum, len(packed), size, len(raw), 0)
    local = b"PK\3\4" + shared + raw + packed
    central = b"PK\1\2" + struct.pack("<H", 20) + shared + struct.pack("<HHHII", 0, 0, 0, 0, 0) + raw
    return local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


@pytest.mark.parametrize("stated", sweep([100, 2**31], quick=1))
def test_a_zip_bomb(refused: Refused, stated: int) -> None:
    """Its list of files may say how large it is, or lie."""
    bomb = zip_of("t.csv", deflated(b"email\n", MIB_OF_ROWS, 1100, -zlib.MAX_WBITS), size=stated)
    assert refused("bomb.zip", bomb) == f": {BOMB}"


def test_a_zip_with_paths_writes_nothing_anywhere(refused: Refused, tmp_path: Path) -> None:
    """Nothing is extracted: a path that leads out of the folder is only a name."""
    content = zipped(**{"../../evil.csv": b"name of nothing\n1\n", "/etc/evil.csv": CSV})
    assert refused("paths.zip", content) == (
        ": holds several files: ../../evil.csv, /etc/evil.csv; choose one with --member, as in --member ../../evil.csv"
    )
    assert refused("paths.zip", content, "--member", "../../evil.csv").startswith(
        "(../../evil.csv): no source is known for this layout, and no column is surely the customer's e-mail"
    )
    assert not list(tmp_path.parent.glob("**/evil.csv"))


def test_a_zip_of_several_tables(refused: Refused) -> None:
    content = zipped(**{"a.csv": CSV, "b c.csv": CSV})
    assert refused("two.zip", content) == (
        ": holds several files: a.csv, b c.csv; choose one with --member, as in --member a.csv"
    )
    assert refused("two.zip", content, "--member", "c.csv") == (
        ": holds no file named 'c.csv'; it holds a.csv, b c.csv"
    )


def test_a_zip_of_too_many_files(refused: Refused) -> None:
    content = bytearray(zipped(table=CSV))
    at = content.rfind(b"PK\5\6")
    content[at + 12 : at + 16] = struct.pack("<I", 2**31)
    assert refused("many.zip", bytes(content)) == ": the zip archive lists too many files; pack only the table"


def test_a_zip_that_is_empty(refused: Refused) -> None:
    assert refused("empty.zip", zipped()) == ": the zip archive holds no file; pack the table anew"


def test_a_zip_with_a_password(refused: Refused) -> None:
    content = zip_of("t.csv", b"x" * 20, size=8, flags=1)
    assert refused("secret.zip", content) == (
        ": 't.csv' is protected by a password; unpack it and pass the file that is inside"
    )


def test_a_zip_whose_checksum_is_wrong(refused: Refused) -> None:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = engine.compress(CSV) + engine.flush()
    content = zip_of("t.csv", packed, size=len(CSV), checksum=1)
    assert refused("damaged.zip", content) == ": the zip archive is damaged; copy or download it again"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated_archives(refused: Refused, share: float) -> None:
    packed = gzip.compress(os.urandom(5000).hex().encode())
    again = "; copy or download it again"
    assert refused("t.csv.gz", packed[: int(len(packed) * share)]) == f": the gzip archive ends too early{again}"
    packed = zipped(table=CSV)
    assert refused("t.zip", packed[: int(len(packed) * share)]) == (
        f": the zip archive ends too early or is damaged{again}"
    )
    packed = xlsx()
    assert refused("t.xlsx", packed[: int(len(packed) * share)]) == (
        f": the workbook ends too early or is damaged{again}"
    )


def test_a_damaged_gzip(refused: Refused) -> None:
    packed = bytearray(gzip.compress(os.urandom(5000).hex().encode()))
    packed[2000:2100] = bytes(100)
    damaged = ": the gzip archive is damaged; copy or download it again"
    assert refused("t.csv.gz", bytes(packed)) == damaged
    assert refused("u.csv.gz", gzip.compress(CSV) + b"rubbish") == damaged


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_truncated_parquet(refused: Refused, share: float) -> None:
    content = parquet()
    assert refused("t.parquet", content[: max(4, int(len(content) * share))]) == (
        ": the Parquet file ends too early or is damaged; copy or export it again"
    )


def test_a_parquet_damaged_within(refused: Refused) -> None:
    content = bytearray(parquet())
    content[20:400] = bytes(380)
    assert refused("t.parquet", bytes(content)) == (
        ": the Parquet file ends too early or is damaged; copy or export it again"
    )


@pytest.mark.slow
def test_a_bomb_in_a_parquet(refused: Refused) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["a" * 100_000]))
    buffer = io.BytesIO()
    pq.write_table(pa.table({"email": text}), buffer)
    assert refused("bomb.parquet", buffer.getvalue()) == f": {BOMB}"


def test_an_encrypted_parquet(refused: Refused) -> None:
    assert refused("t.parquet", b"PARE" + b"x" * 100 + b"PARE") == (
        ": is an encrypted Parquet file; write it anew without encryption"
    )


PROTECTED = ": is protected by a password; open it in Excel, remove the password and save it again"


def test_a_workbook_with_a_password(refused: Refused) -> None:
    """Excel puts an encrypted .xlsx into a compound file, in a stream of this name."""
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000
    assert refused("secret.xlsx", content) == PROTECTED


def test_an_old_workbook_with_a_password(refused: Refused) -> None:
    from xlwt.CompoundDoc import XlsDoc

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    # The beginning of a workbook, and the record that says that the rest is encrypted.
    stream = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 1996, 0, 6)) + record(0x2F, b"\1\0" + b"x" * 52)
    buffer = io.BytesIO()
    XlsDoc().save(buffer, stream + record(0x0A, b""))
    assert refused("secret.xls", buffer.getvalue()) == PROTECTED


def test_a_compound_file_that_is_no_workbook(refused: Refused) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(4000)
    assert refused("letter.doc", content) == (
        ": is not an Excel workbook, or a damaged one; open it in the program it comes from and save the "
        "sheet as .xlsx "
        "or as CSV (UTF-8)"
    )


def changed(workbook: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    return zipped(**parts)


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.slow
def test_a_bomb_in_a_workbook(refused: Refused) -> None:
    bomb = changed(xlsx(), SHEET, lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * (300 * 1024**2)))
    assert refused("bomb.xlsx", bomb) == f": {BOMB}"


LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "lol">' + b"".join(
    b'<!ENTITY %s "%s">' % (bytes([after]), b"&%s;" % bytes([before]) * 10)
    for before, after in zip(b"abcdefghi", b"bcdefghij", strict=True)
)
DTD = ": declares a document type (DTD) or entities, which no export does and which can be an attack; it is not read"


def test_a_billion_laughs(refused: Refused) -> None:
    text = b'<?xml version="1.0"?>' + LAUGHS + b"]><customers><customer><email>&j;</email></customer></customers>"
    assert refused("laughs.xml", text) == DTD
    assert refused("laughs.csv", text) == DTD


def test_a_billion_laughs_in_a_workbook(refused: Refused) -> None:
    def laugh(sheet: bytes) -> bytes:
        begin = sheet.index(b"<worksheet")
        return sheet[:begin] + LAUGHS + b"]>" + sheet[begin:]

    assert refused("laughs.xlsx", changed(xlsx(), SHEET, laugh)) == DTD


def test_an_entity_from_elsewhere(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("ada@example.com")
    text = (
        b'<!DOCTYPE c [<!ENTITY x SYSTEM "secret.txt">]><customers><customer><email>&x;</email></customer></customers>'
    )
    assert refused("outside.xml", text) == DTD


@pytest.mark.slow
def test_elements_without_end(refused: Refused) -> None:
    assert refused("deep.xml", b"<customers><customer>" + b"<a>" * 100_000) == (
        ": is nested deeper than 64 elements, as no export is; export it again"
    )
    assert refused("long.xml", b"<customers><customer a='" + b"x" * (45 * 1024**2)) == (
        ": is not well-formed XML (an element or a comment of more than 33,554,432 bytes); export it again"
    )
    assert refused("fat.xml", b"<customers><customer><a>" + b"x" * (35 * 1024**2)) == (
        ": has a <customer> of more than 33,554,432 characters; export the customers again"
    )
    assert refused("cut.xml", b"<customers><customer><email>a@example.com</email>") == (
        ": is not well-formed XML (no element found, line 1); export it again"
    )


def test_a_json_document_without_end(refused: Refused) -> None:
    end = "write one object a line and name it .jsonl, or export it again"
    assert refused("deep.json", b'[{"a":' + b"[" * 200_000) == (
        ": is nested too deep; export the records as flat objects"
    )
    assert refused("cut.json", b'[{"email":"ada@example.com"},{"email":"be') == (
        f": is not a JSON document (Unterminated string starting at, character 39); {end}"
    )
    assert refused("long.json", b'[{"email":"' + b"x" * (40 * 1024**2)) == (
        ": is not a JSON document (Unterminated string starting at, or one record of more than 33,554,432 characters, "
        f"character 11); {end}"
    )


MANY = [f"c{number}" for number in range(100_000)]
TOO_MANY = "columns, and at most 4,096 are read; export one row a customer and only the columns that are needed"


@pytest.mark.slow
def test_100_000_columns(refused: Refused) -> None:
    header = ",".join(MANY)
    assert refused("wide.csv", f"{header}\n{header}\n".encode()) == f": has 100,000 {TOO_MANY}"
    record = "{" + ",".join(f'"{name}":1' for name in MANY) + "}"
    assert refused("wide.jsonl", f"{record}\n{record}\n".encode()) == f": has 100,000 {TOO_MANY}"
    assert refused("wide.json", f"[{record}]".encode()) == f": has 100,000 {TOO_MANY}"
    elements = "".join(f"<{name}/>" for name in MANY)
    text = f"<customers><customer>{elements}</customer></customers>"
    assert refused("wide.xml", text.encode()) == f": has 100,000 {TOO_MANY}"


def test_a_new_column_in_every_record(refused: Refused) -> None:
    lines = "".join(f'{{"{name}":1}}\n' for name in MANY)
    assert refused("wide.jsonl", lines.encode()) == f": has 4,097 {TOO_MANY}"


def test_too_many_columns_of_parquet_and_excel(refused: Refused) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from openpyxl import Workbook

    buffer = io.BytesIO()
    pq.write_table(pa.table({name: ["x"] for name in MANY[:5000]}), buffer)
    assert refused("wide.parquet", buffer.getvalue()) == f": has 5,000 {TOO_MANY}"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("wide")
    sheet.append(MANY[:5000])
    buffer = io.BytesIO()
    book.save(buffer)
    assert refused("wide.xlsx", buffer.getvalue()) == f": has 5,000 {TOO_MANY}"


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("t.csv")
        entry.size = len(CSV)
        archive.addfile(entry, io.BytesIO(CSV))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "is a PNG picture and not a table of text; "),
        (b"%PDF-1.7\n", "is a PDF document and not a table of text; "),
        (b"<html><table><tr><td>email", "is a web page and not a table of text; "),
        (bytes(range(256)) * 10, "is a binary file and not a table of text; "),
        ("email\nada@example.com\n".encode("utf-16-le"), "looks like UTF-16 without its byte order mark; declare it"),
        (zipped(**{"word/document.xml": b"<a/>"}), "is a Word document; save its table as CSV (UTF-8)"),
        (zipped(**{"xl/workbook.bin": b"x"}), "is a binary Excel workbook (.xlsb); save it as .xlsx"),
        (tar(), "is a tar archive and not a table of text; unpack it and pass the file that is inside"),
        (gzip.compress(tar(), mtime=0), "is a tar archive and not a table of text; unpack it"),
        (b"", "the file is empty; export the table again"),
        (gzip.compress(b"", mtime=0), "the file is empty; export the table again"),
    ],
    ids=["png", "pdf", "html", "binary", "utf-16", "docx", "xlsb", "tar", "tar.gz", "empty", "empty.gz"],
)
@pytest.mark.parametrize("name", ["lies.csv", "lies.xlsx", "lies.parquet", "lies.json"])
def test_a_name_that_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, message: str, name: str
) -> None:
    """These are small and refused at their first bytes, so they need no process of their own."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(content)
    answer = CliRunner().invoke(main, ["fix", name, "-o", "out"])
    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"yotpo-lint: error: {name}: {message}")
    assert answer.stderr.count("\n") == 1
    assert not Path("out").exists()
