"""The targets: each takes any bytes, and raises where a promise is broken."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs
import pandas as pd

import yotpo_lint as yl
from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.contract.json_schema import build_request_schema
from yotpo_lint.errors import YotpoLintError
from yotpo_lint.readers.inputs import open_table

# What separates the cells and the records of a table for the kernel, as ASCII has it.
CELL, RECORD = "\x1f", "\x1e"
# Set in the first byte of an input whose table has every column, filled or not. Other tables have only what a record
# fills: one of two columns takes a quarter of the time.
ALL_COLUMNS: Final = 0x80
SETTINGS: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {"unsafe_fixes": True, "region": "US", "date_order": "dmy", "duplicates": "last"},
    {"omit": ("gender", "accepts_sms_marketing", "address.zip"), "ignore": ("CNS",)},
    {"source": "yotpo", "region": "GB", "tag_separator": ";", "duplicates": "first"},
)
# Written by hand and apart from the rules: answers that no rule, setting or neighbour turns into a yes.
REFUSALS: Final = frozenset({"no", "false", "0", "n", "off", "unsubscribed", "opted_out", "opt-out", "nein", "non"})


def read(data: bytes) -> None:
    """Read bytes as a file: an error of one line, or every record once, with all of its columns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "input")
        path.write_bytes(data)
        try:
            table = open_table(path)
            batches = list(table.batches())
        except YotpoLintError as error:
            _check_line(error)
            return
    numbers: list[int] = []
    for batch in batches:
        if tuple(batch.cells.schema.names) != table.columns:
            raise AssertionError("a batch has other columns than its table")
        numbers += [*batch.rows.to_pylist(), *(each.row for each in batch.damaged)]
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        raise AssertionError(f"the records are numbered {sorted(numbers)[:20]}")


def lint(data: bytes) -> None:
    """Lint bytes as the cells of a table: every row in one place, every body valid, no refusal a yes."""
    chosen, text = (data[0] if data else 0), data[1:].decode("utf-8", "replace")
    records = [record.split(CELL)[: len(FIELDS)] for record in text.split(RECORD)]
    filled = {field for record in records for field, cell in zip(FIELDS, record, strict=False) if cell}
    columns = [field for field in FIELDS if chosen & ALL_COLUMNS or field in filled] or [FIELDS[0]]
    frame = pd.DataFrame([dict(zip(FIELDS, record, strict=False)) for record in records], columns=columns)
    try:
        result = yl.lint(frame, jobs=1, **SETTINGS[chosen % len(SETTINGS)])
        bodies = list(result.payloads("none"))
    except YotpoLintError as error:
        _check_line(error)
        return
    counts = result.counts
    if not len(frame) == counts["rows"] == counts["accepted"] + counts["rejected"] + counts["merged"]:
        raise AssertionError(f"{len(frame)} records became {counts}")
    for row, body in zip(result.accepted.index.tolist(), bodies, strict=True):
        _validator().validate({"customer": body})
        for field in set(FLAG_FIELDS) & set(columns):
            cell = frame[field].iloc[row - 1]
            if body.get(field) is True and isinstance(cell, str) and cell.strip().casefold() in REFUSALS:
                raise AssertionError(f"{field}: {cell!r} became true")


def _check_line(error: YotpoLintError) -> None:
    """Refuse an error that is no single line of text."""
    if len(str(error).splitlines()) != 1:
        raise AssertionError(f"not one line: {error}") from error


@functools.cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(build_request_schema("customer"))


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = MappingProxyType({"read": read, "lint": lint})
