"""A file that changes while it is read: one line says so, and no mix of two files is ever taken for a table."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.readers.formats import parquet, xls, xlsx, xml, zipped
from yotpo_lint.errors import InputError
from yotpo_lint.readers.inputs import open_table

ROWS = "email,id\n" + "".join(f"a{number}@example.com,{number}\n" for number in range(2000))
RECORDS = [{"email": f"a{number}@example.com"} for number in range(2000)]
CONTENTS = {
    "a.csv": ROWS.encode(),
    "a.csv.gz": gzip.compress(ROWS.encode()),
    "a.zip": zipped(table=ROWS.encode()),
    "utf16.csv": ROWS.encode("utf-16"),
    "a.json": json.dumps(RECORDS).encode(),
    "a.jsonl": "\n".join(map(json.dumps, RECORDS)).encode(),
    "a.xml": xml().encode(),
    "a.xlsx": xlsx(),
    "a.xls": xls(),
    "a.parquet": parquet(),
    "a.parquet.zip": zipped(**{"a.parquet": parquet()}),
}


def shrink(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\nZZZZ\n")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwrite(path: Path) -> None:
    """Change bytes and not the size; a second is more than any file system's clock needs."""
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(status.st_size // 2)
        file.write(b"ZZ")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))


@pytest.mark.parametrize("name", CONTENTS)
def test_an_unchanged_file_is_read_as_often_as_it_is_needed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(CONTENTS[name])
    table = open_table(path, batch_size=100, block_size=4096)
    counts = [sum(len(batch.rows) for batch in table.batches()) for _ in range(2)]
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize("change", [shrink, grow, empty, overwrite])
@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("begun", [False, True], ids=["opened", "begun"])
def test_a_change_stops_the_run(tmp_path: Path, name: str, change, begun: bool) -> None:
    path = tmp_path / name
    path.write_bytes(CONTENTS[name])
    table = open_table(path, batch_size=100, block_size=4096)
    batches = table.batches()
    if begun and name != "a.xml":
        next(batches)
    change(path)
    with pytest.raises(InputError) as caught:
        list(batches)
    assert str(caught.value).partition(": ")[2] == (
        "changed while it was read; wait until no program writes to it, and run again"
    )


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_that_is_removed_is_read_to_its_end_or_missed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(CONTENTS[name])
    table = open_table(path, batch_size=100, block_size=4096)
    path.unlink()
    with pytest.raises(InputError, match=r": there is no such file; check the name and the folder$"):
        list(table.batches())
