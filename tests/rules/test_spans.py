"""Text of a column where it lies: what is asked of all cells at once is what each of them would answer."""

from __future__ import annotations

import string

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from yotpo_lint_rules.columns.spans import build_byte_table, build_kind_weights, merge_settled, spans

CELLS = st.lists(st.text(st.sampled_from("09aZ.+@ é"), min_size=1, max_size=8), min_size=1, max_size=12)
DIGITS = build_byte_table(string.digits)


@given(CELLS, st.integers(0, 3))
def test_bytes_are_counted_and_found(cells: list[str], start: int) -> None:
    column = pa.array(["x"] * start + cells).slice(start)
    found = spans(column)
    raw = [cell.encode() for cell in cells]
    assert [bytes([first]) for first in found.byte(0)] == [cell[:1] for cell in raw]
    assert [bytes([last]) for last in found.byte(-1)] == [cell[-1:] for cell in raw]
    assert found.sum_by_span(DIGITS[found.data]).tolist() == [
        sum(letter in b"0123456789" for letter in cell) for cell in raw
    ]
    digits, marks, others = found.count_kinds(build_kind_weights(string.digits, ".+", others="aZ"))
    assert digits.tolist() == [sum(cell.count(digit) for digit in string.digits) for cell in cells]
    assert marks.tolist() == [cell.count(".") + cell.count("+") for cell in cells]
    assert others.tolist() == [sum(letter not in b"0123456789.+aZ" for letter in cell) for cell in raw]
    assert found.text().to_pylist() == cells
    assert found.text("<").to_pylist() == ["<" + cell for cell in cells]


def test_empty_cells_have_nothing() -> None:
    found = spans(pa.array(["", "a1", "", "b", ""]))
    assert found.contain_any(DIGITS).tolist() == [False, True, False, False, False]
    assert found.text().to_pylist() == ["", "a1", "", "b", ""]
    assert spans(pa.array([], pa.string())).byte(0).tolist() == []


@given(CELLS, st.integers(0, 3), st.data())
def test_cells_are_found_by_their_bytes(cells: list[str], start: int, data: st.DataObject) -> None:
    # With many other cells the few that hold a marked byte are looked up one by one.
    many = data.draw(st.sampled_from([0, 500]))
    found = spans(pa.array(["9"] * start + cells + ["x"] * many).slice(start))
    find_cells = found.find_cells(found.map_bytes(DIGITS).astype(bool))
    assert find_cells.tolist() == [row for row, cell in enumerate(cells) if set(cell) & set(string.digits)]


@given(st.lists(st.text("09a é", max_size=4), min_size=1, max_size=12), st.data())
def test_spans_may_lie_in_any_order(cells: list[str], data: st.DataObject) -> None:
    order = np.array(data.draw(st.permutations(range(len(cells)))))
    found = spans(pa.array(cells)).at(order)
    assert found.text().to_pylist() == [cells[row] for row in order]


def test_sums_are_right_for_cells_behind_many_bytes() -> None:
    heavy = np.full(256, 255, np.uint8)
    found = spans(pa.array(["x" * 9_000_000, "ab", "c"]))
    assert found.sum_by_span(found.map_bytes(heavy)).tolist()[1:] == [2 * 255, 255]


def test_what_is_settled_and_what_is_written_anew_go_together() -> None:
    column = pa.array(["a", "b", "c", "d"])
    settled = pa.array([True, False, False, False])
    assert merge_settled(column, settled, np.array([1, 3]), pa.array(["B", "D"])).to_pylist() == ["a", "B", None, "D"]
    assert merge_settled(column, settled, np.array([3, 1]), pa.array(["D", "B"])).to_pylist() == ["a", "B", None, "D"]
    assert (
        merge_settled(column, settled, np.array([], np.int64), pa.array([], pa.string())).to_pylist()[1:] == [None] * 3
    )
