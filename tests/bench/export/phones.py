"""Phone numbers as people type them: at home, for abroad, and as programs leave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.bench.export.chunk import Chunk, Draw, texts
from tests.bench.export.countries import COUNTRIES, Country

if TYPE_CHECKING:
    from tests.bench.export.chunk import Texts

# Where a number is divided, counted from its first digit without the trunk prefix.
GROUPS = {
    "US": (3, 6), "CA": (3, 6), "GB": (4,), "IE": (2, 5), "DE": (4,), "FR": (1, 3, 5, 7), "ES": (3, 6), "IT": (3, 6),
    "NL": (1,), "SE": (2, 5, 7), "PL": (3, 6), "AU": (3, 6), "IN": (5,), "JP": (2, 6), "BR": (2, 7), "MX": (2, 6),
}  # fmt: skip
# A judgement: customers type their number as at home, programs and careful people with a plus. Seeds move it.
FORMS = {
    "grouped": 0.30, "digits": 0.08, "brackets": 0.05, "E.164": 0.22, "plus": 0.22, "dialled": 0.05, "trunk": 0.02,
    "no plus": 0.02, "apostrophe": 0.02, "float": 0.02,
}  # fmt: skip
SEPARATORS = {" ": 0.5, "-": 0.3, ".": 0.2}
LANDLINES = 0.2
# Where no number at home begins like one with its calling code; elsewhere a plus that is missing leaves two readings.
CERTAIN_WITHOUT_PLUS = {"1", "33", "34", "44", "48"}


def draw_numbers(country: Texts, draw: Draw) -> Texts:
    """Draw a valid number for every row, as digits without a prefix."""
    numbers = np.full(len(country), "", object)
    for name, each in COUNTRIES.items():
        rows = np.flatnonzero(country == name)
        fixed = draw.rng.random(len(rows)) < (LANDLINES if each.mobile else 1)
        for here, beginnings in ((rows[~fixed], each.mobile), (rows[fixed], each.landline or each.mobile)):
            if len(here):
                first = draw.pick(beginnings, len(here))
                # The beginnings of a country differ in length, and so does what follows them.
                for length in {len(beginning) for beginning in beginnings}:
                    some = np.array([len(beginning) == length for beginning in first])
                    numbers[here[some]] = first[some] + draw.digits(each.digits - length, int(some.sum()))
    return numbers


def write_numbers(chunk: Chunk, draw: Draw, forms: dict[str, float] = FORMS) -> Texts:
    """Write the number of every row in one of the forms."""
    form = draw.choose(forms, len(chunk))
    separator = draw.choose(SEPARATORS, len(chunk))
    return texts([
        _written(each, number, COUNTRIES[country], GROUPS[country], mark)
        for each, number, country, mark in zip(form, chunk.national, chunk.country, separator, strict=True)
    ])  # fmt: skip


def _written(form: str, number: str, country: Country, groups: tuple[int, ...], mark: str) -> str:
    if form in {"no plus", "float"} and country.calling not in CERTAIN_WITHOUT_PLUS:
        form = "E.164"
    # In North America the trunk prefix and the calling code are the same digit.
    trunk = "" if country.calling == "1" else country.trunk
    area, rest = number[: groups[0]], _grouped(number[groups[0] :], tuple(each - groups[0] for each in groups[1:]), "-")
    return {
        "digits": trunk + number,
        "grouped": trunk + _grouped(number, groups, mark),
        "brackets": f"({trunk}{area}) {rest}",
        "E.164": f"+{country.calling}{number}",
        "plus": f"+{country.calling} {_grouped(number, groups, mark)}",
        "dialled": f"{country.abroad}{country.calling}{number}",
        "trunk": f"+{country.calling} ({trunk}){number}" if trunk else country.trunk + number,
        "no plus": country.calling + number,
        "apostrophe": f"'+{country.calling}{number}",
        "float": f"{country.calling}{number}.0",
    }[form]


def _grouped(number: str, groups: tuple[int, ...], mark: str) -> str:
    return mark.join(number[begin:end] for begin, end in zip((0, *groups), (*groups, None), strict=True))
