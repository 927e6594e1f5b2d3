"""The contract in a run: which cells of a clean batch it stops, and with which of its problems.

The checks are those of the pandera schema, asked directly: pandera's way through pandas costs several times as much,
and its import more than a short table. A test holds both against each other.
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

    Stopped = list[tuple[NDArray[np.int64], str, str, str]]

_FLAG = problems.FLAG.code

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
        if not len(at):
            return found
        clean = filter_columns(clean, rows)
        for name, cells in clean.items():
            if name not in self._profile.fields or cells.null_count == len(cells):
                continue
            if not is_dictionary_encoded(cells):
                found += [(at[failing], name, code, expected) for failing, code, expected in _test_texts(name, cells)]
                continue
            # Each distinct text is tested once; those that passed in an earlier batch are not tested again.
            texts, places = self._new(name, cells)
            stopped = _test_texts(name, texts)
            found += [
                (at[np.flatnonzero(np.isin(get_codes(cells), places[failing]))], name, code, expected)
                for failing, code, expected in stopped
            ]
            if not stopped:
                self._remember(name, texts)
        nameless = np.flatnonzero(~_has_identity(clean, self._profile))
        if len(nameless):
            problem, expected = find_identity_problem(self._profile)
            found.append((at[nameless], "", problem.code, expected))
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


def _test_texts(name: str, texts: pa.Array) -> list[tuple[NDArray[np.int64], str, str]]:
    """Return which texts of a field fail, the code of the problem, and what was expected."""
    if name in FLAG_FIELDS:
        _, bad = parse_flags(texts)
        return [(np.flatnonzero(bad), _FLAG, "")] if bad.any() else []
    stopped = []
    for check in TEXT_CHECKS[name]:
        passed = pc.fill_null(check.test(texts), True)
        if pc.all(passed).as_py() is False:
            failing = np.flatnonzero(~passed.to_numpy(zero_copy_only=False))
            stopped.append((failing, check.problem.code, check.expected))
    return stopped


def _has_identity(clean: Mapping[str, pa.Array], profile: Profile) -> NDArray[np.bool_]:
    """Return which rows name one customer: by any field that is enough alone, or else by exactly one of the others."""
    present = {name: clean[name].is_valid().to_numpy(zero_copy_only=False) for name in profile.identity}
    identified: NDArray[np.bool_] = np.any([present[name] for name in profile.identified_by], axis=0)
    if profile.or_exactly_one_of:
        identified |= np.sum([present[name] for name in profile.or_exactly_one_of], axis=0) == 1
    return identified


def parse_flags(values: pa.Array) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return the text `true` and `false` as booleans, and which cells hold anything else."""
    flags = pc.case_when(
        pc.make_struct(pc.fill_null(pc.equal(values, "true"), False), pc.fill_null(pc.equal(values, "false"), False)),
        pa.scalar(True),
        pa.scalar(False),
    )
    bad = pc.and_(pc.is_valid(values), pc.is_null(flags))
    return flags, bad.to_numpy(zero_copy_only=False)
