"""The patterns of numbering plans as states and transitions, for the automaton of `numbering`.

A place is somewhere in a pattern; a digit leads from it to the next. The patterns are those of the installed
`phonenumbers`, read by the standard library's own parser of patterns. One in a syntax that is not known here makes its
calling code's numbers unknown, so that they are left to the reading.

The order in which the regions of a calling code are asked is that of phonenumberutil.py of phonenumbers 9.0.43 (read
2026-11-23).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from yotpo_lint_rules.tables.phone_plans import Plan, calling_codes, plans

# The most digits behind a calling code that are read; E.164 has 15 in all.
MOST_DIGITS: Final = 17

DIGITS: Final = 10


class Ends(NamedTuple):
    """The end of a pattern: the plan and code that it belongs to, and the part of the plan that matches."""

    code: str
    plan: int
    what: str
    lengths: tuple[int, ...]


class Patterns:
    """Patterns as places, with what leads from one to the next: a digit, or nothing at all."""

    def __init__(self) -> None:
        self._steps: list[tuple[tuple[int, ...], int]] = []
        self._free: list[tuple[int, ...]] = []
        self._ends: dict[int, Ends] = {}

    def start(self, code: str) -> frozenset[int]:
        """Return the places where numbers of a calling code begin; none if the code is unknown or not supported."""
        if code not in calling_codes():
            return frozenset()
        begins: list[int] = []
        try:
            for number, plan in enumerate(plans(code)):
                for what, lengths, pattern in _described(plan):
                    end = self._place((), -1)
                    self._ends[end] = Ends(code, number, what, lengths)
                    if what == "leading":
                        # What begins with the digits is claimed, whatever follows.
                        self._steps[end] = (tuple(range(DIGITS)), end)
                    begins.append(self.of_pattern(pattern, end))
        except UnknownSyntaxError:
            return frozenset()
        return self._reached(begins)

    def after(self, members: Iterable[int], digit: int) -> frozenset[int]:
        """Return the places reached from some places by a digit."""
        return self._reached([there for each in members for digits, there in (self._steps[each],) if digit in digits])

    def kinds(self, members: frozenset[int]) -> tuple[int, ...]:
        """Return for every number of digits what a number that ends in these places is, as bits in `Kinds`' order."""
        return _kinds(frozenset(self._ends[each] for each in members if each in self._ends))

    def _place(self, digits: tuple[int, ...], there: int) -> int:
        self._steps.append((digits, there))
        self._free.append(())
        return len(self._steps) - 1

    def _fork(self, *ways: int) -> int:
        """Return a place from which several are reached without a digit."""
        place = self._place((), -1)
        self._free[place] = ways
        return place

    def _reached(self, places: Iterable[int]) -> frozenset[int]:
        """Return the places reached without a further digit; forks themselves are none."""
        found, waiting = set[int](), list(places)
        while waiting:
            place = waiting.pop()
            if self._free[place]:
                waiting.extend(self._free[place])
            else:
                found.add(place)
        return frozenset(found)

    def of_pattern(self, pattern: str, end: int) -> int:
        """Return the place where a pattern begins that ends at the place `end`.

        Raises:
            UnknownSyntaxError: it is more than digits, their classes, ways and numbers of times.
        """
        # The standard library's own parser of patterns, which has no public name.
        from re import _parser  # type: ignore[attr-defined]

        return self._of_items(_parser.parse(pattern), end)

    def _of_items(self, items: Sequence[Any], end: int) -> int:
        for kind, value in reversed(items):
            end = self._of_item(str(kind), value, end)
        return end

    def _of_item(self, kind: str, value: Any, end: int) -> int:
        """Return the place where one item of a parsed pattern begins."""
        match kind:
            case "LITERAL":
                return self._place(_digits_of([("LITERAL", value)]), end)
            case "IN":
                return self._place(_digits_of(value), end)
            case "BRANCH":
                return self._fork(*(self._of_items(way, end) for way in value[1]))
            case "SUBPATTERN":
                return self._of_items(value[-1], end)
            case "MAX_REPEAT":
                fewest, most, items = value
                if most > MOST_DIGITS:
                    raise UnknownSyntaxError(kind)
                place = end
                for _ in range(most - fewest):
                    place = self._fork(self._of_items(items, place), end)
                for _ in range(fewest):
                    place = self._of_items(items, place)
                return place
            case _:
                raise UnknownSyntaxError(kind)


class UnknownSyntaxError(Exception):
    """A pattern of the metadata uses what is not known here."""


def _digits_of(choices: Iterable[tuple[Any, Any]]) -> tuple[int, ...]:
    """Return the digits that a character class allows."""
    found = set[int]()
    for kind, value in choices:
        match str(kind):
            case "LITERAL":
                found.add(value - ord("0"))
            case "RANGE":
                found.update(range(value[0] - ord("0"), value[1] - ord("0") + 1))
            case "CATEGORY" if str(value) == "CATEGORY_DIGIT":
                found.update(range(DIGITS))
            case _:
                raise UnknownSyntaxError(f"{kind} {value}")
    if not found <= set(range(DIGITS)):
        raise UnknownSyntaxError("a pattern of more than digits")
    return tuple(sorted(found))


def _described(plan: Plan) -> list[tuple[str, tuple[int, ...], str]]:
    """Return the parts of a plan: their kind, their lengths (none: any), and the pattern of their digits."""
    found = [("general", plan.lengths, plan.general), *plan.kinds]
    return [*found, ("leading", (), plan.leading)] if plan.leading else found


@cache
def _kinds(ends: frozenset[Ends]) -> tuple[int, ...]:
    """Return, by number of digits, the kind of a number that matches these patterns."""
    shaped = any(end.plan == 0 and end.what == "general" for end in ends)
    answer = []
    for count in range(MOST_DIGITS + 1):
        matched = {(end.plan, end.what) for end in ends if not end.lengths or count in end.lengths}
        lines = {number for number, what in matched if what == "fixed_line"}
        mobiles = {number for number, what in matched if what == "mobile"}
        valid = any(_is_valid(plans(code), matched) for code in {end.code for end in ends})
        answer.append(valid + 2 * bool(lines - mobiles) + 4 * shaped)
    return tuple(answer)


def _is_valid(found: Sequence[Plan], matched: set[tuple[int, str]]) -> bool:
    """Return whether a number that matches these patterns is valid."""

    def fits(number: int) -> bool:
        kinds = {what for plan, what in matched if plan == number}
        return "general" in kinds and bool(kinds - {"general", "leading"})

    regions = list(range(len(found)))
    if found[0].leading is None and fits(regions.pop(0)):
        return True
    claimed = [number for number in regions if (number, "leading") in matched]
    if not claimed:  # what no region claims is valid if any of the others says so
        return any(found[number].leading is None and fits(number) for number in regions)
    for number in regions:  # what is claimed belongs to the first that claims it, or that it fits before
        mine = number in claimed if found[number].leading else fits(number)
        if mine:
            return fits(number)
    return False
