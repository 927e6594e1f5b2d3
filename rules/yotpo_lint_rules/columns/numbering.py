"""Numbering plans as one automaton: what columns of digits are, digit by digit, all countries at once.

`phonenumbers` describes a plan by regular expressions on national digits. Here they are the automaton that matches all
of them together: a state for what has been read, a table of what each digit leads to, and for each state what a number
that ends there is. The states are made when a column first leads to them, for a column leads to few of the many that
the plans of the world have.

It stays beside Arrow's patterns for its speed: of a million cells it takes 0.5 to 0.9 s. One pattern of all plans took
1.0 s in Polars, which no run needs otherwise, and Arrow's RE2 does not take a pattern of that size in one pass.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from yotpo_lint_rules.columns.numbering_patterns import DIGITS, MOST_DIGITS, Patterns
from yotpo_lint_rules.columns.spans import Spans, spans
from yotpo_lint_rules.tables.phone_plans import calling_code

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Bytes = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

# What is not known of a state yet, and the state from which no number is reached.
_UNKNOWN, _DEAD = -1, 0


class Kinds(NamedTuple):
    """What numbers are.

    Attributes:
        valid: those that `phonenumbers.is_valid_number` calls so.
        fixed_line: those that are a fixed line and no mobile by the plan of one of their code's regions.
        shaped: those that have the general shape of their code's first region, whatever their length.
    """

    valid: Mask
    fixed_line: Mask
    shaped: Mask


def classify_international(digits: Spans) -> tuple[Rows, Kinds]:
    """Return the calling code that each cell of at least three digits begins with (0: none), and what the cells are."""
    codes = find_calling_codes(digits)
    widths = (codes > 9).astype(int) + (codes > 99) + 1  # noqa: PLR2004 - calling codes have one to three digits
    return codes, _plans().kinds(codes, digits.after(widths))


def find_calling_codes(digits: Spans) -> Rows:
    """Return the calling code that each cell of at least three digits begins with (0: none)."""
    codes: Rows = _load_codes_by_beginning()[_read_first_three(digits)]
    return codes


def classify_national(codes: str | Rows, digits: Spans) -> Kinds:
    """Return what national digits, without a trunk prefix, are under a calling code, or under one each (0: none)."""
    import numpy as np

    return _plans().kinds(np.full(len(digits.starts), int(codes)) if isinstance(codes, str) else codes, digits)


def find_fixed_lines(numbers: pa.Array) -> Mask:
    """Return which texts are E.164 numbers that may be fixed lines."""
    import numpy as np
    import pyarrow.compute as pc

    from yotpo_lint.contract.fields import E164_PATTERN

    answer = np.zeros(len(numbers), bool)
    in_form = np.flatnonzero(pc.match_substring_regex(numbers, rf"\A{E164_PATTERN}\z").to_numpy(zero_copy_only=False))
    if len(in_form):
        answer[in_form] = classify_international(spans(numbers).at(in_form).after(1))[1].fixed_line
    return answer


def _read_first_three(digits: Spans) -> Rows:
    import numpy as np

    first = [digits.byte(place).astype(np.int64) - ord("0") for place in range(3)]
    beginning: Rows = first[0] * 100 + first[1] * 10 + first[2]
    return beginning


@cache
def _load_codes_by_beginning() -> Rows:
    import numpy as np

    return np.array([int(calling_code(f"{beginning:03}") or 0) for beginning in range(1000)])


@cache
def _plans() -> Automaton:
    return Automaton()


class Automaton:
    """The plans of all calling codes that were asked for."""

    def __init__(self) -> None:
        import numpy as np

        self._patterns = Patterns()
        self._lock = threading.Lock()
        self._numbers: dict[frozenset[int], int] = {frozenset(): _DEAD}
        self._members: list[frozenset[int]] = [frozenset()]
        self._starts = np.full(1000, _UNKNOWN, np.int32)
        # By state and digit the next state; by state and number of digits what a number that ends there is.
        self._next = np.full((256, DIGITS), _UNKNOWN, np.int32)
        self._next[_DEAD] = _DEAD
        self._kinds = np.zeros((256, MOST_DIGITS + 1), np.uint8)

    def kinds(self, codes: Rows, digits: Spans) -> Kinds:
        """Return what national digits under calling codes are; the code 0 and more digits than any has are nothing."""
        import numpy as np

        state = self._starts[codes]
        if (state == _UNKNOWN).any():
            with self._lock:
                for code in np.unique(codes[state == _UNKNOWN]).tolist():
                    self._starts[code] = self._number_state(self._patterns.start(str(code)))
            state = self._starts[codes]
        counts = np.where((digits.counts > 0) & (digits.counts <= MOST_DIGITS), digits.counts, 0)
        shortest = counts.min() if len(counts) else 0
        for place in range(counts.max(initial=0)):
            if place < shortest:
                state = self._step(state, digits.data[digits.starts + place])
            else:
                longer = np.flatnonzero(counts > place)
                state[longer] = self._step(state[longer], digits.data[digits.starts[longer] + place])
        found = self._kinds[state, counts]
        return Kinds(*((found & bit).astype(bool) for bit in (1, 2, 4)))

    def _step(self, state: NDArray[np.int32], text: Bytes) -> NDArray[np.int32]:
        """Return the state after each state's next digit; states that are new are added."""
        import numpy as np

        steps = state * DIGITS + (text - ord("0"))
        reached: NDArray[np.int32] = self._next.reshape(-1).take(steps)
        if reached.min(initial=0) == _UNKNOWN:
            unknown = np.flatnonzero(reached == _UNKNOWN)
            with self._lock:
                for step in np.unique(steps[unknown]).tolist():
                    state_number, digit = divmod(step, DIGITS)
                    next_number = self._number_state(self._patterns.after(self._members[state_number], digit))
                    self._next[state_number, digit] = next_number
            reached[unknown] = self._next.reshape(-1)[steps[unknown]]
        return reached

    def _number_state(self, members: frozenset[int]) -> int:
        """Return the number of a state, which is made if need be; the caller holds the lock."""
        import numpy as np

        number = self._numbers.setdefault(members, len(self._members))
        if number == len(self._members):
            self._members.append(members)
            if number == len(self._next):
                # Tables are replaced and not resized: another thread may be looking into the old ones.
                self._next = np.concatenate((self._next, np.full_like(self._next, _UNKNOWN)))
                self._kinds = np.concatenate((self._kinds, np.zeros_like(self._kinds)))
            self._kinds[number] = self._patterns.kinds(members)
        return number
