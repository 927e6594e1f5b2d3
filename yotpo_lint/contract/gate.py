"""The contract in a run: which cells of a clean batch it stops, and with which of its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract import problems
from yotpo_lint.contract.fields import FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.contract.profiles import CORE, PROFILES, Profile
from yotpo_lint.dictionary_columns import (
    dictionary_decode,
    filter_columns,
    find_used_texts,
    get_codes,
    is_dictionary_encoded,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandera.pandas import DataFrameSchema

    Stopped = list[tuple[NDArray[np.int64], str, str, str]]

_FLAG = problems.FLAG.code
_WHOLE_ROW = (problems.IDENTITY.code, problems.IDENTIFIER.code)

# Texts of one column that are remembered as passed; past it the memory starts anew.
MAX_CACHED_TEXTS = 20_000


class Gate:
    """The contract in one run. What it remembers are texts that it has passed, so that it need not look again."""

    def __init__(self, profile: Profile = CORE) -> None:
        self._profile = profile
        self._passed: dict[str, set[str | None]] = {}

    def find_violations(self, clean: Mapping[str, pa.Array], rows: NDArray[np.bool_]) -> Stopped:
        """Return what the contract stops among some rows of the batch.

        Each item is (positions, field, code, what was expected); the field of a whole row is empty.
        """
        found: Stopped = []
        at = np.flatnonzero(rows)
        clean = filter_columns(clean, rows) if len(at) else {}
        columns: dict[str, pa.Array] = {}
        places: dict[str, NDArray[np.int64]] = {}
        for name, cells in clean.items():
            if name not in self._profile.fields:
                continue
            if cells.null_count == len(cells) and name not in IDENTITY_FIELDS:
                continue
            if is_dictionary_encoded(cells) and name not in IDENTITY_FIELDS:
                # Cells are judged one by one, so each distinct text of a column need stand there once: in whatever
                # row, above nulls.
                judged, places[name] = self._new(name, cells)
                if not len(judged):
                    continue
                judged = pa.concat_arrays([judged, pa.nulls(len(at) - len(judged), judged.type)])
            else:
                judged = dictionary_decode(cells)
            if name in FLAG_FIELDS:
                judged, bad = parse_flags(judged)
                if bad.any():
                    found.append((at[_locate_cells(cells, np.flatnonzero(bad), places.get(name))], name, _FLAG, ""))
            columns[name] = judged
        for code, name, failing, expected in _iterate_failures(columns, self._profile):
            found.append((at[_locate_cells(clean.get(name), failing, places.get(name))], name, code, expected))
        find_violations = {name for _, name, _, _ in found}
        for name in places.keys() - find_violations:
            self._remember(name, clean[name].dictionary.take(pa.array(places[name])))
        return found

    def _new(self, name: str, cells: pa.DictionaryArray) -> tuple[pa.Array, NDArray[np.int64]]:
        """Return the distinct texts of a column that were not passed before, and where its dictionary has them."""
        places = np.flatnonzero(find_used_texts(cells))
        texts = cells.dictionary.take(pa.array(places))
        passed = self._passed.get(name)
        if not passed:
            return texts, places
        new = np.array([text not in passed for text in texts.to_pylist()], np.bool_)
        return texts.filter(pa.array(new)), places[new]

    def _remember(self, name: str, texts: pa.Array) -> None:
        passed = self._passed.setdefault(name, set())
        if len(passed) + len(texts) > MAX_CACHED_TEXTS:
            passed.clear()
        if len(texts) <= MAX_CACHED_TEXTS:
            passed.update(texts.to_pylist())


def _locate_cells(
    cells: pa.Array | None, failing: NDArray[np.int64], places: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    """Return which cells fail: those themselves, or those whose text is one that fails."""
    if places is None or cells is None:
        return failing
    return np.flatnonzero(np.isin(get_codes(cells), places[failing]))


@cache
def _schema_of(profile: str) -> DataFrameSchema:
    """Return the schema of a profile, made once."""
    from yotpo_lint.contract.schema import build_customer_schema

    return build_customer_schema(PROFILES[profile])


def _iterate_failures(
    columns: Mapping[str, pa.Array], profile: Profile
) -> Iterator[tuple[str, str, NDArray[np.int64], str]]:
    """Yield what the schema says of columns: code, field (empty: the whole row), positions, what was expected."""
    import pandas as pd
    import pandera.errors

    from yotpo_lint.contract.schema import SEPARATOR

    if not columns:
        return
    frame = pa.table(dict(columns)).to_pandas(types_mapper=_map_arrow_type)
    frame.index = pd.RangeIndex(len(frame))
    try:
        _schema_of(profile.name).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        seen = set()
        for (check, column), group in error.failure_cases.groupby(["check", "column"], sort=False, dropna=False):
            code, _, expected = str(check).partition(SEPARATOR)
            field = "" if code in _WHOLE_ROW else str(column)
            if (code, field) not in seen:  # a check of the whole row is reported once for every column
                seen.add((code, field))
                yield code, field, np.unique(group["index"].to_numpy(np.int64)), expected


def parse_flags(values: pa.Array) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return the text `true` and `false` as booleans, and which cells hold anything else."""
    flags = pc.case_when(
        pc.make_struct(pc.fill_null(pc.equal(values, "true"), False), pc.fill_null(pc.equal(values, "false"), False)),
        pa.scalar(True),
        pa.scalar(False),
    )
    bad = pc.and_(pc.is_valid(values), pc.is_null(flags))
    return flags, bad.to_numpy(zero_copy_only=False)


def _map_arrow_type(arrow_type: pa.DataType) -> object:
    import pandas as pd

    return pd.ArrowDtype(arrow_type)
