r"""Cells in general: blanks, hidden characters, spreadsheet armour and words for "no value".

Yotpo's API takes such things without a complaint: a request with the company "null" was accepted (ethyca/fides
tests/fixtures/saas/yotpo_reviews_fixtures.py). Exports add them: Shopify writes an apostrophe before ids and
phones so that spreadsheets keep their digits, other tools write `="..."` for the same reason, databases write
`null` or `\N`, pandas writes `nan`, people write `n/a` or `-`.

Every cell passes here before the owner of its field, in this order: blanks only (absent); control and invisible
characters; blanks around the text and, in names and free text, runs of blanks inside it; spreadsheet armour; a
look for text read in a wrong encoding, which is reported and never repaired; error values of spreadsheets
(refused: a value was meant to be there); null words (absent).

A null word that can be a value in its field (`None`, `Null` and `Na` are names of people, `NA` is Namibia, Naples and
Nauruan) is judged by its row and by the first 10,000 records, see `columns/null_words.py`: it is absent where the same
spelling stands for a missing value elsewhere in the row or the table, it stays where the row speaks for it (a phone of
Namibia), and without evidence it is kept with a warning. `no`, `0` and `false` are answers, never null words.
A tick (`✓`, `x`) in a column of consents is a yes only where it is the column's one mark and all other cells of the
table are empty or a clear no, see `columns/consent_ticks.py`.
Words such as `unknown` and characters such as full-width digits are left to the owners of the fields.

Source: exports and their fixtures as stored on 2026-11-23, and the tables' own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import FLAG_FIELDS, UPDATED_AT
from yotpo_lint.rule import (
    CellRule,
    ColumnReading,
    Context,
    Note,
    Problem,
    Reading,
    clear,
    clears,
    fix,
    fixes,
    keep,
    keeps,
    refuse,
    refuses,
)
from yotpo_lint.text import CONTROL, IGNORABLE, INVISIBLE, collapse_blanks, compile_lazily, name_characters
from yotpo_lint_rules.forms.null_word import is_null_word
from yotpo_lint_rules.problems.cells import PROBLEM
from yotpo_lint_rules.tables.cell_words import (
    BLANK_ONLY,
    BREAKS,
    LOST,
    MOJIBAKE,
    NULL_WORDS,
    SPREADSHEET_ERROR_SHAPES,
    SPREADSHEET_ERRORS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from yotpo_lint.rule import CellsReading, Columns, Facts

NAMES: Final = frozenset(("first_name", "last_name"))
ADDRESS_TEXTS: Final = frozenset(f"address.{part}" for part in ("address1", "address2", "city", "company", "state"))
# Fields in which a run of blanks or a line break means the same as one blank.
FREE_TEXT: Final = NAMES | ADDRESS_TEXTS
# Where no joiner or variation selector is part of a spelling, as it is in Persian, in Indic scripts and in emoji.
WITHOUT_JOINERS: Final = frozenset(("external_id", "email", "phone_number", "address.phone_number", "address.zip"))

# Where no value begins with an apostrophe, so that it can only be the spreadsheet's mark for "this is text".
# Not: 't Hooft, 's-Hertogenbosch, 'n Sync; nor e-mail, whose local part may begin with one.
NO_APOSTROPHE: Final = frozenset(
    (
        *"external_id phone_number gender account_created_at account_status default_language default_currency".split(),
        *"address.zip address.province_code address.country_code address.phone_number".split(),
        *FLAG_FIELDS,
        UPDATED_AT,
    )
)

# Null words that are also places; they get a warning.
PLACE_WORDS: Final = frozenset(("none", "nan"))

FORMULA: Final = compile_lazily(r'="([^"]*(?:""[^"]*)*)"')
APOSTROPHE: Final = compile_lazily(r"'+((?s:.*[^'])?)")

# The common case, which one match recognizes: plain text that no step below changes.
PLAIN: Final = compile_lazily(r"(?![=#'-]|(?i:err:))[!-~]+(?: [!-~]+)*")
LONGEST_NULL_WORD: Final = max(map(len, NULL_WORDS))


def read(text: str, context: Context) -> Reading:
    """Tidy a cell: remove what is not part of the value, and decide whether there is a value at all."""
    if PLAIN.fullmatch(text) and (len(text) > LONGEST_NULL_WORD or text.lower() not in NULL_WORDS):
        return keep(text)
    if not text:
        return clear()
    if BLANK_ONLY.fullmatch(text):
        return clear(PROBLEM["blank-cell"])
    if context.field in FLAG_FIELDS and (CONTROL.search(text) or IGNORABLE.search(text)):
        # With something hidden in it no answer is an explicit yes; its owner reads what is left of it.
        return keep(text)
    notes: list[Problem | Note] = []
    value = _remove_control_characters(text, notes)
    # Two looks: a soft hyphen or a no-break blank may be half of a letter, and is gone afterwards.
    before, misread = value, _is_misread(value)
    value = _remove_wrapping(_remove_invisible(value, context.field, notes), context.field, notes)
    if misread or (value != before and _is_misread(value)):
        notes.append(PROBLEM["wrong-encoding"])
    return _read_tidy_text(value, context.field, notes)


def _remove_invisible(value: str, field: str, notes: list[Problem | Note]) -> str:
    """Take out characters that show nothing; joiners stay where words are spelled with them."""
    pattern = IGNORABLE if field in WITHOUT_JOINERS else INVISIBLE
    found = "".join(pattern.findall(value))
    return _apply_step(
        value, pattern.sub("", value), PROBLEM["invisible-characters"].note(name_characters(found)), notes
    )


def _is_misread(value: str) -> bool:
    return not value.isascii() and MOJIBAKE.search(value) is not None


def _read_tidy_text(value: str, field: str, notes: list[Problem | Note]) -> Reading:
    """Decide whether a tidy text is a value, a word for no value, or the trace of a lost value."""
    if not value or BLANK_ONLY.fullmatch(value):
        return clear(*notes, PROBLEM["blank-cell"])
    if _is_spreadsheet_error(value):
        return refuse(PROBLEM["spreadsheet-error"], value)
    if is_null_word(value, field):
        return clear(*notes, PROBLEM["null-word"].note(value))
    if field in ADDRESS_TEXTS and value.casefold() in PLACE_WORDS:
        notes.append(PROBLEM["null-or-place"].note(value))
    return fix(value, *notes)


def _remove_control_characters(text: str, notes: list[Problem | Note]) -> str:
    """Take out control characters; those that were letters are read as Windows-1252 shows them."""
    text = _apply_step(text, LOST.sub(_decode_windows_1252, text), PROBLEM["lost-characters"], notes)
    return _apply_step(text, CONTROL.sub("", BREAKS.sub(" ", text)), PROBLEM["control-characters"], notes)


def _decode_windows_1252(lost: re.Match[str]) -> str:
    """Return what Windows-1252 shows for a control character, the replacement character where that is nothing."""
    character = lost.group()
    return "\ufffd" if character == "\u001a" else character.encode("latin-1").decode("cp1252", "replace")


def _remove_wrapping(value: str, field: str, notes: list[Problem | Note]) -> str:
    """Remove blanks and wrappings, layer by layer."""
    while True:
        value = _apply_step(value, value.strip(), PROBLEM["surrounding-blanks"], notes)
        if field in FREE_TEXT:
            value = _apply_step(value, collapse_blanks(value), PROBLEM["inner-blanks"], notes)
        if armour := FORMULA.fullmatch(value):
            value = _apply_step(value, armour.group(1).replace('""', '"'), PROBLEM["formula-armour"], notes)
        elif field in NO_APOSTROPHE and value.startswith("'") and (mark := APOSTROPHE.fullmatch(value)):
            value = _apply_step(value, mark.group(1), PROBLEM["leading-apostrophe"], notes)
        else:
            return value


def _apply_step(before: str, after: str, problem: Problem | Note, notes: list[Problem | Note]) -> str:
    """Return the text after a step, and note the problem once if the step changed anything."""
    if after != before and problem not in notes:
        notes.append(problem)
    return after


def _is_spreadsheet_error(value: str) -> bool:
    word = value.casefold()
    return word in SPREADSHEET_ERRORS or SPREADSHEET_ERROR_SHAPES.fullmatch(word) is not None


def accelerate(column: pa.Array, field: str) -> ColumnReading:
    """Settle plain text, and text that only needs its blanks removed; see `columns.cells`."""
    from yotpo_lint_rules.columns.cells import settle

    values, needs = settle(column, free_text=field in FREE_TEXT, apostrophe=field in NO_APOSTROPHE)
    around, inside = PROBLEM["surrounding-blanks"], PROBLEM["inner-blanks"]
    blanks = ((), (around,), (inside,), (around, inside))
    marked = tuple((*some, PROBLEM["leading-apostrophe"]) for some in blanks)
    return ColumnReading(values, needs, (*blanks, *marked))


def count_evidence(columns: Columns, facts: Facts) -> Mapping[str, int]:
    """Count null words by their spelling, and the ticks in columns of consents; see the modules of `columns`."""
    from yotpo_lint_rules.columns.consent_ticks import count_ticks
    from yotpo_lint_rules.columns.null_words import count_null_words

    return {**count_null_words(columns, facts), **count_ticks(columns)}


def read_doubtful_cells(columns: Columns, facts: Facts) -> list[CellsReading]:
    """Read null words and ticks by their row and the evidence of the table; see the modules of `columns`."""
    from yotpo_lint_rules.columns.consent_ticks import read_ticks
    from yotpo_lint_rules.columns.null_words import read_null_words

    return [*read_null_words(columns, facts), *read_ticks(columns, facts.evidence)]


RULE = CellRule(
    name="cells",
    doc=__doc__,
    problems=tuple(PROBLEM.values()),
    read=read,
    accelerate=accelerate,
    count_evidence=count_evidence,
    read_doubtful_cells=read_doubtful_cells,
    facts=(),
    doubtful_facts=("region", "evidence"),
    examples=(
        keeps("SÃO PAULO"),
        keeps("'s-Hertogenbosch"),
        keeps("Null", field="last_name"),
        keeps("NA", field="address.country_code"),
        keeps("None", "FIL012", field="address.city"),
        keeps("JosÃ©", "FIL010", field="first_name"),
        clears(" \u00a0\u200b", "FIL001"),
        fixes("Ana\u0000", "Ana", "FIL002", field="first_name"),
        fixes("ana\u200b@example.com", "ana@example.com", "FIL003", field="email"),
        fixes(" VIP ", "VIP", "FIL004", field="tags"),
        fixes("1 Main St\nApt 4", "1 Main St Apt 4", "FIL005", field="address.address1"),
        fixes('="007"', "007", "FIL006", field="external_id"),
        fixes("'+12025550143", "+12025550143", "FIL007", field="phone_number"),
        clears("n/a", "FIL008", field="email"),
        clears("\\N", "FIL008", field="first_name"),
        clears('="NULL"', "FIL006", "FIL008", field="address.company"),
        refuses("#REF!", "FIL009"),
        fixes("O\u0092Brien", "O’Brien", "FIL011", field="last_name"),
    ),
)
