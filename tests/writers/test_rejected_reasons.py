"""The reasons of rejected rows, joined as columns: all messages of a row, and each code once."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from yotpo_lint.writers.rejected_rows import _join_reasons

Finding = tuple[int, str, str, str]


def table(findings: list[Finding]) -> pa.Table:
    rows, *texts = zip(*findings, strict=True) if findings else ((), (), (), ())
    columns = [pa.array(rows, pa.int64()), *(pa.array(each, pa.string()) for each in texts)]
    return pa.Table.from_arrays(columns, names=["row", "field", "code", "message"])


def test_messages_name_their_field_and_codes_stand_once() -> None:
    findings = [
        (3, "email", "EML001", "It is bad."),
        (3, "tags", "TAG006", "Not a list."),
        (3, "", "EML001", "Nobody."),
        (7, "", "IDN020", "Nobody."),
    ]
    codes, messages = _join_reasons(table(findings)).of(pa.array([2, 3, 7, 9]))
    assert codes.to_pylist() == ["", "EML001 TAG006", "IDN020", ""]
    assert messages.to_pylist() == ["", "email: It is bad. tags: Not a list. Nobody.", "Nobody.", ""]


@pytest.mark.parametrize("count", [0, 1, 5, 300])
def test_columns_say_what_rows_say(count: int) -> None:
    draw = random.Random(count)  # noqa: S311 -- no secret
    rows = sorted(draw.randint(1, max(1, count // 2)) for _ in range(count))
    findings = [(row, draw.choice(["", "email"]), draw.choice("ABC"), draw.choice(["x y.", "é."])) for row in rows]
    expected_codes: dict[int, dict[str, None]] = {}
    expected_messages: dict[int, list[str]] = {}
    for row, field, code, message in findings:
        expected_codes.setdefault(row, {})[code] = None
        expected_messages.setdefault(row, []).append(f"{field}: {message}" if field else message)
    wanted = range(count + 2)
    codes, messages = _join_reasons(table(findings)).of(pa.array(wanted, pa.int64()))
    assert codes.to_pylist() == [" ".join(expected_codes.get(row, ())) for row in wanted]
    assert messages.to_pylist() == [" ".join(expected_messages.get(row, ())) for row in wanted]
