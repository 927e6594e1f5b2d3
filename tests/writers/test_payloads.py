"""Request bodies against a plain, slow way of making the same."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yotpo_lint.contract.fields import ADDRESS_PARTS, CUSTOMER_FIELDS, FIELDS, FLAG_FIELDS
from yotpo_lint.writers import line_joining
from yotpo_lint.writers.payloads import format_json_lines

TEXT = st.one_of(
    st.none(), st.text(min_size=1, max_size=5), st.sampled_from(['"', "\\", "\n", "\x00", "é", "\u2028", "🙂"])
)
FLAG = st.sampled_from([None, "true", "false"])
RECORDS = st.lists(
    st.fixed_dictionaries({name: FLAG if name in FLAG_FIELDS else TEXT for name in FIELDS}), min_size=1, max_size=5
)


def plain(record: dict[str, str | None]) -> dict[str, object]:
    body: dict[str, object] = {name: record[name] for name in CUSTOMER_FIELDS if record[name] is not None}
    address = {part: record[f"address.{part}"] for part in ADDRESS_PARTS if record[f"address.{part}"] is not None}
    if address:
        body["address"] = address
    for name in FLAG_FIELDS:
        if record[name] is not None:
            body[name] = record[name] == "true"
    return body


@given(RECORDS, st.sets(st.sampled_from(FIELDS)), st.sets(st.sampled_from(FIELDS)), st.sampled_from([0, 1, 1_000]))
def test_lines_are_the_json_of_the_records(
    records: list[dict[str, str | None]], repeated: set[str], filled: set[str], possible: int
) -> None:
    """Whatever columns are codes of their texts, or never absent, and however many of them are joined together."""
    for record in records:
        record.update({name: record[name] or ("true" if name in FLAG_FIELDS else "x") for name in filled})
    columns = {name: pa.array([record[name] for record in records], pa.string()) for name in FIELDS}
    columns |= {name: columns[name].dictionary_encode() for name in repeated}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_joining, "_COMBINATIONS_PER_LINE", possible)
        bare, enveloped = (format_json_lines(columns, envelope).to_pylist() for envelope in ("none", "customer"))
    for line, record in zip(bare, records, strict=True):
        assert line == json.dumps(plain(record), ensure_ascii=False, separators=(",", ":"))
    for line, record in zip(enveloped, records, strict=True):
        assert json.loads(line) == {"customer": plain(record)}
        assert "\n" not in line
