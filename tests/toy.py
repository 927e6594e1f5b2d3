"""A toy pack for the tests of the engine: every kind of rule, each as small as it can be."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS, IDENTITY_FIELDS
from yotpo_lint.registry import Registry, build_registry
from yotpo_lint.rule import (
    CellRule,
    ColumnReading,
    Context,
    FieldRule,
    KeyRule,
    Pack,
    Problem,
    Reading,
    RowNote,
    RowRule,
    clear,
    fix,
    keep,
    refuse,
)

BLANKS = Problem(code="TOY001", name="toy-blanks", applicability="safe", message="Blanks hung over.")
LOWER = Problem(code="TOY010", name="toy-lower", applicability="safe", message="It becomes {after}.")
GUESS = Problem(code="TOY011", name="toy-guess", applicability="unsafe", message="It may be {after}.")
BAD = Problem(code="TOY012", name="toy-bad", message="It is bad: {hint}.", remedies=("region",))
ODD = Problem(code="TOY013", name="toy-odd", severity="warning", message="It is odd.")
BOTH = Problem(code="TOY020", name="toy-both", message="Two identifiers.", remedies=("identify-by",))
DECLARED = Problem(code="TOY021", name="toy-declared", applicability="safe", message="One was declared.")
MERGED = Problem(
    code="TOY030", name="toy-merged", applicability="safe", severity="warning", message="Merged into {hint}."
)
DIFFERING = Problem(code="TOY031", name="toy-differing", message="Differs from {hint}.", remedies=("duplicates",))
TIGHTENED = Problem(code="TOY032", name="toy-tightened", applicability="safe", message="Stricter in {hint}.")
SHARED = Problem(code="TOY033", name="toy-shared", severity="warning", message="Shared with {hint}.")
REFUSED = Problem(code="TOY034", name="toy-shared-consent", applicability="safe", message="Refused in {hint}.")


def read_cell(text: str, context: Context) -> Reading:
    if text == text.strip():
        return keep(text)
    return fix(text.strip(), BLANKS) if text.strip() else clear(BLANKS)


def read_code(text: str, context: Context) -> Reading:
    """Read a toy code: upper case is right, lower case is repaired, `?` is a guess, digits are odd, `!` is bad."""
    if text.startswith("!"):
        return refuse(BAD, text[1:])
    if text.endswith("?"):
        return fix(text[:-1].upper(), GUESS)
    if text.isdigit():
        return keep(text, ODD)
    return keep(text) if text == text.upper() else fix(text.upper(), LOWER)


def settle_cell(column, field) -> ColumnReading:
    """Settle cells of visible ASCII, and blanks around them."""
    trimmed = pc.ascii_trim(column, " ")
    settled = pc.match_substring_regex(trimmed, r"\A[!-~]+\z")
    return ColumnReading(
        pc.if_else(settled, trimmed, None), pc.cast(pc.not_equal(trimmed, column), "int8"), ((), (BLANKS,))
    )


def settle_code(column, neighbours, facts) -> ColumnReading:
    """Settle plain words: upper and lower case, guesses, odd digits, and what is bad and why."""
    kinds = {r"[A-Z]+": (), r"[a-z]+": (LOWER,), r"[A-Z]+\?": (GUESS,), r"[0-9]+": (ODD,), r"![A-Za-z]+": refuse(BAD)}
    kind = pa.array([-1] * len(column), pa.int8())
    for number, pattern in enumerate(kinds):
        kind = pc.if_else(pc.match_substring_regex(column, rf"\A{pattern}\z"), pa.scalar(number, pa.int8()), kind)
    clean = pc.ascii_upper(pc.utf8_rtrim(column, "?"))
    values = pc.if_else(pc.greater_equal(kind, 0), clean, None)
    hints = pc.if_else(pc.equal(kind, len(kinds) - 1), pc.utf8_ltrim(column, "!"), None)
    return ColumnReading(values, kind, tuple(kinds.values()), hints)


def read_as_is(text: str, context: Context) -> Reading:
    return keep(text)


def read_identity(row, facts) -> tuple[RowNote, ...]:
    if row["external_id"] is None and row["email"] and row["phone_number"]:
        if facts.identify_by is None:
            return (RowNote(BOTH.note(), "external_id"),)
        other = "email" if facts.identify_by == "phone_number" else "phone_number"
        return (RowNote(DECLARED.note(), other, None, sets_value=True),)
    return ()


CELLS = CellRule(name="cells", doc="Blanks.", problems=(BLANKS,), read=read_cell, accelerate=settle_cell, examples=())
CODE_PROBLEMS = (LOWER, GUESS, BAD, ODD)
CODE = FieldRule(
    name="code",
    doc="Codes.",
    fields=("address.province_code",),
    problems=CODE_PROBLEMS,
    read=read_code,
    examples=(),
    accelerate=settle_code,
)
REST = FieldRule(
    name="rest",
    doc="All other fields.",
    fields=tuple(field for field in FIELDS if field != "address.province_code"),
    problems=(),
    read=read_as_is,
    examples=(),
)
IDENTITY = RowRule(
    name="identity", doc="One.", problems=(BOTH, DECLARED), needs=IDENTITY_FIELDS, read=read_identity, examples=()
)
DUPLICATES = KeyRule(
    name="duplicates",
    doc="Copies.",
    identity_fields=IDENTITY_FIELDS,
    strictest_first=dict.fromkeys(FLAG_FIELDS, ("false", None, "true")),
    shared_contact_fields=("email", "phone_number"),
    merge_problem=MERGED,
    conflict_problem=DIFFERING,
    consent_problem=TIGHTENED,
    shared_contact_problem=SHARED,
    shared_consent_problem=REFUSED,
)
PACK = Pack(name="toy", rules=(CELLS, CODE, REST, IDENTITY, DUPLICATES))


def registry(*more: Pack) -> Registry:
    return build_registry([PACK, *more])
