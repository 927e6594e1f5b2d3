"""Null words that can be a value, judged by their row and by the first records of the table.

`NA` in a country's column is Namibia or R's missing value; the text alone does not say which. Programs write one
spelling for every missing value of a table, so the same spelling is looked for where it can only mean that:

- in the row: in another cell of the row that cannot hold it as a value, or that would hold it by chance (`NA` as
  country and as city);
- in the table: in such cells of the first records, or again and again in a column of names, cities or companies.

A sign in the row that the value is meant (a phone of Namibia beside the country `NA`) outweighs both. Without any
evidence the cell stays, with a warning. `Na`, `Nan`, `Nil` and `Null` with a small ending are names as people write
them and not as programs do; only their row can show that they mean nothing.
"""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.rule import CellsReading, Reading, clear, keep
from yotpo_lint_rules.problems.cells import PROBLEM
from yotpo_lint_rules.tables.cell_words import CAN_BE_VALUE
from yotpo_lint_rules.tables.null_word_signs import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.rule import Columns, Facts

    Mask = NDArray[np.bool_]

NAMES: Final = ("first_name", "last_name")
# The fields in which some null word can be a value.
DOUBTFUL_FIELDS: Final = tuple(
    field for field in FIELDS if field not in FLAG_FIELDS and any(field in fields for fields in CAN_BE_VALUE.values())
)
# Where `none` may be an answer, so that it says nothing of other columns.
ANSWERS: Final = frozenset((*FLAG_FIELDS, "gender", "account_status", "tags"))
# Columns that say the same in two ways count once in a row; tags may repeat a country or city, and do not count.
GROUPS: Final = {"address.state": "region", "address.province_code": "region", "tags": None}
# Spelled as people write names.
LIKE_NAMES: Final = frozenset(("Na", "Nan", "Nil", "Null"))
# Here the cell rule's own reading warns already.
PLACE_WORDS: Final = frozenset(("none", "nan"))

# The least number of fields of a row with the same spelling, the cell's own included; one more for a likely name.
MIN_FIELDS: Final = 2
# At least one in so many of the first records must show the spelling where it can only mean a missing value: a single
# person may type NA into a field for phones.
MIN_SHARE: Final = 1_000
# How often a spelling must occur in a column of the first records not to be a name or a place. Two customers with the
# given name None or in a city NA are not a coincidence; two with the surname Null can be.
MIN_REPEATS: Final = {"first_name": 2, "last_name": 3, "address.city": 2, "address.company": 2}

# The words that some doubtful field can hold, and how long a cell with one is, two blanks around it included.
_WORDS: Final = tuple(sorted(word for word, fields in CAN_BE_VALUE.items() if not fields.isdisjoint(DOUBTFUL_FIELDS)))
_MAX_BYTES: Final = max(len(word.encode()) for word in _WORDS) + 2


def count_null_words(columns: Columns, facts: Facts) -> Mapping[str, int]:
    """Count by spelling the records that show it as a missing value, and by field its cells and those with a sign."""
    import numpy as np

    counts: Counter[str] = Counter()
    for text in sorted({text for field in columns if field in FIELDS for text in _find_null_words(columns[field])}):
        cells = {field: _match_text(columns[field], text) for field in columns}
        certain = [cells[field] for field in columns if _is_certain(text, field)]
        missing = np.logical_or.reduce(certain) if certain else np.zeros(len(next(iter(cells.values()))), bool)
        missing = missing | (_count_fields_with_text(cells, text) >= MIN_FIELDS)
        counts[_missing_key(text)] = int(np.count_nonzero(missing))
        for field in _doubtful_fields(columns, text):
            counts[_cells_key(text, field)] = int(np.count_nonzero(cells[field]))
            signed = _has_sign(columns, cells[field], text, field, facts)
            counts[_signs_key(text, field)] = int(np.count_nonzero(signed))
            if field in MIN_REPEATS:
                counts[_style_key(text, field)] = _count_other_case(columns[field], text)
    return {key: count for key, count in counts.items() if count}


def read_null_words(columns: Columns, facts: Facts) -> list[CellsReading]:
    """Read the null words that can be a value in their field: absent, or kept with or without a warning."""
    import numpy as np
    import pyarrow as pa

    readings: list[CellsReading] = []
    texts = {field: _find_null_words(columns[field]) for field in DOUBTFUL_FIELDS if field in columns}
    for text in sorted(set().union(*texts.values())):
        fields = [field for field in _doubtful_fields(columns, text) if text in texts[field]]
        if not fields:
            continue
        cells = {field: _match_text(columns[field], text) for field in columns if field in FIELDS}
        field_counts = _count_fields_with_text(cells, text)
        for field in fields:
            signed = _has_sign(columns, cells[field], text, field, facts)
            by_row = field_counts >= (MIN_FIELDS + 1 if text in LIKE_NAMES and field in NAMES else MIN_FIELDS)
            missing = cells[field] & ~signed & (by_row | _is_missing_in_table(text, field, facts))
            kept = cells[field] & ~signed & ~missing
            absent = clear(PROBLEM["null-word"].note(text))
            for mask, reading in ((missing, absent), (kept, _choose_warning(text, field, facts))):
                if reading is not None and mask.any():
                    readings.append(CellsReading(field, pa.array(np.flatnonzero(mask)), text, reading))
    return readings


def _choose_warning(text: str, field: str, facts: Facts) -> Reading | None:
    """Return the warning for a cell without evidence; None where the text needs none or gets its own."""
    if field in NAMES:
        is_name = text in LIKE_NAMES and text != "Null" and not facts.evidence.counts.get(_missing_key(text))
    else:
        is_name = text.casefold() in PLACE_WORDS
    return None if is_name else keep(text, PROBLEM["null-or-value"].note(text))


def _is_missing_in_table(text: str, field: str, facts: Facts) -> bool:
    """Return whether the first records show that a spelling stands for a missing value in a column."""
    counts, records = facts.evidence.counts, facts.evidence.records
    cells, signs = counts.get(_cells_key(text, field), 0), counts.get(_signs_key(text, field), 0)
    if (text in LIKE_NAMES and field in NAMES) or 2 * signs > cells:
        return False
    missing = counts.get(_missing_key(text), 0)
    # In a column of capitals, NA is a name like the others.
    repeated = cells - signs >= MIN_REPEATS.get(field, cells + 1) and counts.get(_style_key(text, field), 0) >= 0
    return repeated or (missing > 0 and missing * MIN_SHARE >= records)


def _count_other_case(column: pa.Array, text: str) -> int:
    """Return how many more cells of a column are not written in the case of a text than are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = column.dictionary if isinstance(column, pa.DictionaryArray) else column
    same_case = pc.utf8_is_upper(texts) if text.isupper() else pc.utf8_is_lower(texts)
    filled = pc.greater(pc.binary_length(texts), 0)
    other = pc.not_equal(pc.utf8_trim_whitespace(texts), text)
    score = pc.if_else(pc.and_(filled, other), pc.if_else(same_case, -1, 1), 0)
    if isinstance(column, pa.DictionaryArray):
        score = score.take(column.indices)
    return int(np.sum(score.fill_null(0).to_numpy(zero_copy_only=False)))


def _count_fields_with_text(cells: Mapping[str, Mask], text: str) -> NDArray[np.int8]:
    """Count for each row the cells that hold a text, those once that say the same in two ways."""
    import numpy as np

    groups: dict[str, Mask] = {}
    for field, mask in cells.items():
        group = GROUPS.get(field, field)
        if group is not None and (_is_certain(text, field) or text.casefold() in _WORDS):
            groups[group] = groups[group] | mask if group in groups else mask
    total = np.zeros(len(next(iter(cells.values()))), np.int8)
    for mask in groups.values():
        total += mask
    return total


def _is_certain(text: str, field: str) -> bool:
    """Return whether a null word can only mean a missing value in a field."""
    word = text.casefold()
    return field not in CAN_BE_VALUE[word] and not (word == "none" and field in ANSWERS)


def _doubtful_fields(columns: Columns, text: str) -> Iterator[str]:
    word = text.casefold()
    return (field for field in DOUBTFUL_FIELDS if field in columns and field in CAN_BE_VALUE[word])


def _has_sign(columns: Columns, cells: Mask, text: str, field: str, facts: Facts) -> Mask:
    """Return which of the cells are in a row that supports the value."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    found = np.zeros(len(cells), bool)
    rows = np.flatnonzero(cells)
    for sign in SIGNS:
        if not len(rows) or text.casefold() != sign.word or field not in sign.fields:
            continue
        if facts.region == sign.region:
            return cells
        for neighbour, pattern in sign.patterns.items():
            if neighbour in columns and neighbour != field:
                texts = columns[neighbour].take(pa.array(rows)).cast(pa.string())
                matches = pc.match_substring_regex(texts, pattern).fill_null(False)
                found[rows] |= matches.to_numpy(zero_copy_only=False)
    return found


def _find_null_words(column: pa.Array) -> frozenset[str]:
    """Return the spellings of null words in a raw column that can be a value in some field, without outer blanks."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = column.dictionary if isinstance(column, pa.DictionaryArray) else column
    short = texts.filter(pc.less_equal(pc.binary_length(texts), pa.scalar(_MAX_BYTES, pa.int32())))
    short = pc.utf8_trim_whitespace(short)
    return frozenset(short.filter(pc.is_in(pc.utf8_lower(short), value_set=_load_words())).unique().to_pylist())


def _match_text(column: pa.Array, text: str) -> Mask:
    """Return which cells of a raw column hold exactly a text, ignoring outer blanks."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.DictionaryArray):
        same = pc.equal(pc.utf8_trim_whitespace(column.dictionary), text).take(column.indices)
    else:
        same = pc.equal(pc.utf8_trim_whitespace(column), text)
    return same.fill_null(False).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


@functools.cache
def _load_words() -> pa.Array:
    import pyarrow as pa

    return pa.array(_WORDS, pa.string())


def _missing_key(text: str) -> str:
    return f"null word {text}"


def _cells_key(text: str, field: str) -> str:
    return f"null word {text} in {field}"


def _style_key(text: str, field: str) -> str:
    return f"null word {text} in {field}, cells of other case"


def _signs_key(text: str, field: str) -> str:
    return f"null word {text} in {field}, meant"
