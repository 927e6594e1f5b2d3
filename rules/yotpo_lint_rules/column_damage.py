"""Damaged columns: what spreadsheets and programs did to a column before it came here.

A cell alone says that it is damaged. That a column was opened in a spreadsheet, went through a column of numbers or
was read in a wrong encoding explains all of them at once, says whether the rest of the column can be trusted, and is
mended in one place: where the table is exported. Each damage is known by the problems of its cells; nothing is
repaired here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.rule import ColumnNote, ColumnProblem, ColumnRule, Evidence, Facts, ValueCounts

AS_TEXT: Final = (
    "Lint the shop's own file before a spreadsheet opens it; or open it with Data > From Text/CSV and set the column "
    "to Text."
)

SCIENTIFIC = ColumnProblem(
    code="COL001",
    name="column-in-scientific-notation",
    message="A spreadsheet wrote {hint} in scientific notation, such as 4.47E+11.",
    undo="No: the last digits are gone. Take the column from the shop again.",
    prevention=AS_TEXT,
)
NUMBERS = ColumnProblem(
    code="COL002",
    name="column-read-as-numbers",
    message="A program read the column as numbers and wrote {hint} with a decimal tail, such as 1001.0.",
    undo="The tails are taken off; zeros at the beginning, if there were any, are lost and leave no trace.",
    prevention="Have the program read the column as text; in pandas: `dtype=str`.",
)
ROUNDED = ColumnProblem(
    code="COL003",
    name="column-of-rounded-numbers",
    message="A program that keeps 15 digits of a number has written {hint} of more.",
    undo="No: the last digits may be others. Take the column from the shop again.",
    prevention="Have the program read the column as text; in pandas: `dtype=str`.",
)
LOST_ZEROS = ColumnProblem(
    code="COL004",
    name="column-lost-zeros",
    message="A program that takes 02134 for a number has eaten the zero at the beginning of {hint}.",
    undo="Yes, where the country is known: `--unsafe-fixes` puts the zero back; look at it first with `--diff`.",
    prevention=AS_TEXT,
)
COMPUTED = ColumnProblem(
    code="COL005",
    name="column-was-computed",
    message="A spreadsheet has taken {hint} for sums or dates and wrote the results.",
    undo="No: a result does not say what it was made of. Take the column from the shop again.",
    prevention=AS_TEXT,
)
SERIALS = ColumnProblem(
    code="COL006",
    name="column-of-day-numbers",
    message="A spreadsheet wrote {hint} as day numbers, such as 43831.",
    undo="Not here: the number does not say whether its days are counted from 1900 or from 1904.",
    prevention="Format the column as YYYY-MM-DD in the spreadsheet, and export it again.",
)
NULL_WORDS = ColumnProblem(
    code="COL007",
    name="column-with-program-words",
    message="An earlier program wrote {hint} as its own word for no value, such as nan, <NA> or None.",
    why=(
        "Such a program takes words for blanks when it reads, too: Namibia's code NA, or customers named Null and "
        "None, may be among the cells that are blank now."
    ),
    undo="The words are left out; what was swallowed leaves no trace. Compare with the shop where that matters.",
    prevention="Keep blanks blank and words words; in pandas: `read_csv(..., dtype=str, keep_default_na=False)`.",
)
MOJIBAKE = ColumnProblem(
    code="COL008",
    name="column-in-wrong-encoding",
    message="The text of {hint} was read in a wrong encoding, such as JosÃ© for José.",
    undo="Not here: what stood there is a guess. Export the table again.",
    prevention="Choose UTF-8 wherever the table is exported or saved; in Excel: CSV UTF-8.",
)
SHIFTED = ColumnProblem(
    code="COL009",
    name="columns-shifted",
    message="A separator stands in a cell without quotes: {hint} more or fewer cells than the header.",
    undo="By hand: these lines are with the rejected rows, as they came.",
    prevention="Have every text put in quotes, or export tabs or Excel's own format.",
)

# The problems of cells by which a damage to their column is known.
_KNOWN_BY: Final[Mapping[ColumnProblem, tuple[str, ...]]] = {
    SCIENTIFIC: ("PHN011", "IDN003", "ADR053"),
    NUMBERS: ("PHN004", "IDN001", "ADR050", "CNS002"),
    ROUNDED: ("IDN002",),
    LOST_ZEROS: ("ADR052",),
    COMPUTED: ("PHN012",),
    SERIALS: ("DAT010",),
    MOJIBAKE: ("FIL010", "FIL011"),
}
_RAGGED: Final = "FIL050"
# As pandas, polars and Python write what is missing. A person types other words.
_PROGRAM_WORDS: Final = ("nan", "NaN", "NaT", "<NA>", "None")
# None and Nan are names of people.
_LOOKED_AT: Final = tuple(field for field in FIELDS if field not in ("first_name", "last_name"))


def count(columns: Mapping[str, ValueCounts], facts: Facts) -> Mapping[str, int]:
    """Count the words that only programs write."""
    import pyarrow as pa
    import pyarrow.compute as pc

    words, longest = pa.array(_PROGRAM_WORDS), max(map(len, _PROGRAM_WORDS))
    counts = {}
    for field, column in columns.items():
        short = pc.less_equal(pc.binary_length(column.values), longest)
        short_values = ValueCounts(column.values.filter(short), column.counts.filter(short))
        counts[field] = short_values.count_where(pc.is_in(short_values.values, value_set=words))
    return counts


def judge(evidence: Evidence, facts: Facts) -> tuple[ColumnNote, ...]:
    """Report the damage to each column, and the lines that are not records."""
    notes = []
    for field in FIELDS:
        cells = {
            damage: sum(evidence.problem_counts.get((code, field), 0) for code in codes)
            for damage, codes in _KNOWN_BY.items()
        }
        cells[NULL_WORDS] = evidence.counts.get(field, 0)
        filled = evidence.filled_cells.get(field, 0)
        notes += [
            ColumnNote(damage, field, damaged, f"{damaged:,} of {filled:,} cells")
            for damage, damaged in cells.items()
            if damaged
        ]
    if shifted := evidence.problem_counts.get((_RAGGED, ""), 0):
        lines = "1 line has" if shifted == 1 else f"{shifted:,} lines have"
        notes.append(ColumnNote(SHIFTED, "", shifted, lines))
    return tuple(notes)


RULE = ColumnRule(
    name="column_damage",
    doc=__doc__,
    problems=(SCIENTIFIC, NUMBERS, ROUNDED, LOST_ZEROS, COMPUTED, SERIALS, NULL_WORDS, MOJIBAKE, SHIFTED),
    fields=_LOOKED_AT,
    count=count,
    judge=judge,
)
