"""Run the contract on a batch: find the cells that violate it, and their problems.

The checks are those of the pandera schema, run on Arrow directly: pandera's way through pandas takes several times as
long, and its import alone longer than a short table. A test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract import problems
from yotpo_lint.contract.checks import TEXT_CHECKS, find_identity_problem
from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.contract.profiles import CORE, Profile
from yotpo_lint.dictionary_columns import (
    filter_columns,
    find_used_texts,
    get_codes,
    is_dictionary_encoded,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Violations = list[tuple[NDArray[np.int64], str, str, str]]

_FLAG = problems.FLAG.code

# Texts of one column that are cached as passed; a full cache is cleared.
MAX_CACHED_TEXTS = 20_000


class Gate:
    """The contract in one run; caches the texts that passed, so that each is tested once."""

    def __init__(self, profile: Profile = CORE) -> None:
        self._profile = profile
        self._passed: dict[str, set[str | None]] = {}

    def find_violations(self, clean: Mapping[str, pa.Array], rows: NDArray[np.bool_]) -> Violations:
        """Return the violations of the contract among some rows of the batch.

        Each item is (positions, field, code, what is expected); the field is empty for a whole row.
        """
        violations: Violations = []
        at = np.flatnonzero(rows)
        if not len(at):
            return violations
        clean = filter_columns(clean, rows)
        for name, cells in clean.items():
            if name not in self._profile.fields or cells.null_count == len(cells):
                continue
            if not is_dictionary_encoded(cells):
                violations += [
                    (at[failing], name, code, expected) for failing, code, expected in _test_texts(name, cells)
                ]
                continue
            # Each distinct text is tested once; those that passed in an earlier batch are not tested again.
            texts, places = self._find_new_texts(name, cells)
            failures = _test_texts(name, texts)
            violations += [
                (at[np.flatnonzero(np.isin(get_codes(cells), places[failing]))], name, code, expected)
                for failing, code, expected in failures
            ]
            if not failures:
                self._cache_texts(name, texts)
        unidentified = np.flatnonzero(~_has_identity(clean, self._profile))
        if len(unidentified):
            problem, expected = find_identity_problem(self._profile)
            violations.append((at[unidentified], "", problem.code, expected))
        return violations

    def _find_new_texts(self, name: str, cells: pa.DictionaryArray) -> tuple[pa.Array, NDArray[np.int64]]:
        """Return the distinct texts of a column that have not passed before, and their indices in its dictionary."""
        places = np.flatnonzero(find_used_texts(cells))
        texts = cells.dictionary.take(pa.array(places))
        passed = self._passed.get(name)
        if not passed:
            return texts, places
        new = np.array([text not in passed for text in texts.to_pylist()], np.bool_)
        return texts.filter(pa.array(new)), places[new]

    def _cache_texts(self, name: str, texts: pa.Array) -> None:
        passed = self._passed.setdefault(name, set())
        if len(passed) + len(texts) > MAX_CACHED_TEXTS:
            passed.clear()
        if len(texts) <= MAX_CACHED_TEXTS:
            passed.update(texts.to_pylist())


def _test_texts(name: str, texts: pa.Array) -> list[tuple[NDArray[np.int64], str, str]]:
    """Return, for each failed check of a field, which texts fail, the code of the problem, and what is expected."""
    if name in FLAG_FIELDS:
        _, bad = parse_flags(texts)
        return [(np.flatnonzero(bad), _FLAG, "")] if bad.any() else []
    failures = []
    for check in TEXT_CHECKS[name]:
        passed = pc.fill_null(check.test(texts), True)
        if pc.all(passed).as_py() is False:
            failing = np.flatnonzero(~passed.to_numpy(zero_copy_only=False))
            failures.append((failing, check.problem.code, check.expected))
    return failures


def _has_identity(clean: Mapping[str, pa.Array], profile: Profile) -> NDArray[np.bool_]:
    """Return which rows identify one customer, by a field of `identified_by` or exactly one of the others."""
    present = {name: clean[name].is_valid().to_numpy(zero_copy_only=False) for name in profile.identity}
    identified: NDArray[np.bool_] = np.any([present[name] for name in profile.identified_by], axis=0)
    if profile.or_exactly_one_of:
        identified |= np.sum([present[name] for name in profile.or_exactly_one_of], axis=0) == 1
    return identified


def parse_flags(values: pa.Array) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return the texts `true` and `false` as booleans, and which cells hold any other text."""
    flags = pc.case_when(
        pc.make_struct(pc.fill_null(pc.equal(values, "true"), False), pc.fill_null(pc.equal(values, "false"), False)),
        pa.scalar(True),
        pa.scalar(False),
    )
    bad = pc.and_(pc.is_valid(values), pc.is_null(flags))
    return flags, bad.to_numpy(zero_copy_only=False)
