"""Columns as codes of their distinct texts: whatever is done to them gives what it gives for plain texts."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yotpo_lint import dictionary_columns as distinct
from yotpo_lint.dictionary_columns import (
    build_from_codes,
    dictionary_decode,
    dictionary_encode,
    find_used_texts,
    get_codes,
    is_dictionary_encoded,
    is_present,
    map_by_text,
    replace_cells,
)

CELLS = st.lists(st.sampled_from(["yes", "no", "", None, "Ünal"]), max_size=30)


def coded(cells: list[str | None]) -> pa.DictionaryArray:
    """Encode cells whether or not they repeat themselves, with texts in the dictionary that stand nowhere or twice."""
    texts = pa.array(["nowhere", *(cell for cell in reversed(cells) if cell is not None)], pa.string())
    at = {text: number for number, text in enumerate(texts.to_pylist())}
    return build_from_codes(np.array([-1 if cell is None else at[cell] for cell in cells], np.int32), texts)


def test_a_column_is_encoded_where_it_repeats_itself() -> None:
    assert is_dictionary_encoded(dictionary_encode(pa.array(["a", "b"] * 10)))
    assert not is_dictionary_encoded(dictionary_encode(pa.array([str(number) for number in range(20)])))
    assert not is_dictionary_encoded(dictionary_encode(pa.array([], pa.string())))
    assert dictionary_encode(pa.array(["a", None] * 10)).to_pylist() == ["a", None] * 10


@given(CELLS)
def test_a_column_comes_back_as_it_was(cells: list[str | None]) -> None:
    column = pa.array(cells, pa.string())
    assert dictionary_decode(dictionary_encode(column)).equals(column)
    assert dictionary_decode(coded(cells)).equals(column)
    assert coded(cells).null_count == column.null_count


@given(CELLS)
def test_what_is_told_of_texts_is_told_of_cells(cells: list[str | None]) -> None:
    column = coded(cells)
    present = [bool(cell) for cell in cells]
    assert is_present(column).tolist() == is_present(pa.array(cells, pa.string())).tolist() == present
    lengths = np.array([len(text) for text in column.dictionary.to_pylist()])
    assert map_by_text(column, lengths, absent=-1).tolist() == [-1 if cell is None else len(cell) for cell in cells]
    assert set(column.dictionary.filter(pa.array(find_used_texts(column))).to_pylist()) >= {
        each for each in cells if each is not None
    }
    assert "nowhere" not in column.dictionary.filter(pa.array(find_used_texts(column))).to_pylist()


@given(CELLS, st.data())
def test_cells_are_replaced_in_any_form(cells: list[str | None], data: st.DataObject) -> None:
    at = np.array(sorted(data.draw(st.sets(st.integers(0, max(len(cells) - 1, 0)), max_size=len(cells)))), np.int64)
    values = data.draw(st.lists(st.sampled_from(["new", "yes", None]), min_size=len(at), max_size=len(at)))
    expected = list(cells)
    for place, value in zip(at.tolist(), values, strict=True):
        expected[place] = value
    plain, new = pa.array(cells, pa.string()), pa.array(values, pa.string())
    for column in (plain, coded(cells)):
        for more in (new, coded(values)):
            assert dictionary_decode(replace_cells(column, at, more)).to_pylist() == expected


@given(st.lists(st.tuples(*[st.sampled_from(["a", "b", None])] * 3), min_size=1, max_size=40))
def test_combinations_are_numbered_alike_whatever_the_form_of_their_columns(rows: list[tuple[str | None, ...]]) -> None:
    columns = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    first, which = distinct.find_distinct([coded(column.to_pylist()) for column in columns])
    assert [rows[place] for place in first[which]] == rows
    assert first.tolist() == [rows.index(combination) for combination in dict.fromkeys(rows)]


def test_more_combinations_than_a_table_holds_are_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "_MIN_TABLE_SIZE", 2)
    monkeypatch.setattr(distinct, "_TABLE_SIZE_PER_ROW", 1)
    columns = [pa.array([f"{number * step % 7}" for number in range(50)]) for step in (1, 2, 3)]
    rows = list(zip(*(column.to_pylist() for column in columns), strict=True))
    first, which = distinct.find_distinct(columns)
    assert [rows[place] for place in first[which]] == rows
    assert len(first) == len(set(rows))


def test_codes_of_nulls_are_minus_one() -> None:
    assert get_codes(coded([None, "yes", None])).tolist()[0] == -1
