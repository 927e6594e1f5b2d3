"""Tags: one text, the tags separated by commas (`vipgold,loyal`).

Yotpo asks for one text with commas and does not say what it does with a blank beside one: taken literally it makes
` loyal`, a tag that no segment asks for. The form without blanks is the one seen to be accepted. Blanks around
tags, empty tags and exact repetitions are taken away. Repetitions that differ by case stay: whether `VIP` and
`vip` are one tag to Yotpo is nowhere said. Two ways to write a list are recognised, because in them every tag
stands in its own quotation marks: JSON arrays (and Python's) and Mailchimp's quoted list. A tag in them that holds
a comma is refused, because the comma would cut it in two.

Never guessed: whether `;` or `|` separates tags (HubSpot writes `;`) or is part of one. Only where a cell has no
comma and `--tag-separator` declares that character is it read as a separator; otherwise the cell is kept as it is,
with a warning. Tags that a spreadsheet would run as a formula are kept with a warning. No length is stated.

Sources: https://core-api.yotpo.com/reference/customers ; a request that was accepted, ethyca/fides
tests/fixtures/saas/yotpo_reviews_fixtures.py ; Mailchimp's and HubSpot's exports as third parties' fixtures show
them (all read 2026-11-23).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import (
    ColumnReading,
    Columns,
    Context,
    Facts,
    FieldRule,
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
from yotpo_lint.text import CONTROL, DASHES, INVISIBLE, compile_lazily
from yotpo_lint_rules.problems.tags import PROBLEM

if TYPE_CHECKING:
    import pyarrow as pa

SEPARATORS: Final = (";", "|")

# Mailchimp's list, as CSV writes fields: each bare, or in quotation marks that are doubled inside. Possessive, so
# that a cell of megabytes is read in one pass.
QUOTED_FIELD: Final = r'(?:\s*+"((?:[^"]++|"")*+)"\s*+|([^",]*+))'
QUOTED_LIST: Final = compile_lazily(rf"{QUOTED_FIELD}(?:,{QUOTED_FIELD})*+")
QUOTED_ITEM: Final = compile_lazily(rf"(?:\A|,){QUOTED_FIELD}")
# A list as Python prints it, in which nothing is escaped.
PYTHON_LIST: Final = compile_lazily(r"\[\s*'[^'\\]*'(?:\s*,\s*'[^'\\]*')*\s*\]")
PYTHON_ITEM: Final = compile_lazily(r"'([^'\\]*)'")

# What may not come out of quotation marks or escapes: a quotation mark, characters that show nothing, and lone halves
# of UTF-16 pairs, which no UTF-8 file can hold.
NOT_PLAIN: Final = compile_lazily(f'[\ud800-\udfff"]|{CONTROL.pattern}|{INVISIBLE.pattern}')

# A tag without a visible character: blanks, joiners, fillers of Hangul and Braille, variation selectors.
UNSEEN: Final = compile_lazily("[\\s\u115f\u1160\u200c\u200d\u2800\u3164\ufe00-\ufe0f\uffa0]*")

# Words that programs write where there are no tags; without the commas around it, the word is the whole cell.
# The same words that the rule for cells takes for "no value" in a cell of tags (collected 2026-11-23); not `NA`.
NULL_WORDS: Final = frozenset(
    (
        "null|<null>|(null)|[null]|{null}|nil|<nil>|none|<none>|(none)|[none]|nan|-nan|<na>|n/a|n.a.|n.a|undefined|"
        "[undefined]|(blank)|(empty)|<empty>|\\n|\\\\n|#n/a|#na|#n/a n/a|#nv|#n/d|#n/b|1.#ind|-1.#ind|1.#qnan|-1.#qnan"
    ).split("|")
)
# A whole cell that a spreadsheet's export would not mean as tags: error values, and text armoured as a formula.
SPREADSHEET: Final = compile_lazily(r'#\S*[!?]|#getting_data|err:[0-9]{3}|#{3,}|="(?s:.*)"', re.IGNORECASE)

FORMULA_STARTS: Final = ("=", "+", "@")


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a cell, and what was done to tell them apart, in the order of the codes."""

    items: tuple[str, ...]
    repairs: tuple[Problem, ...] = ()


def read(text: str, context: Context) -> Reading:
    """Read tags: cut at the commas or as the list notation says, tidy, and join again by bare commas."""
    declared = context.facts.tag_separator
    separator = declared if declared in SEPARATORS else None
    tags = _split_tags(text, separator)
    if isinstance(tags, Problem):
        return refuse(tags)
    if not tags.items:
        return clear(*(tags.repairs or (PROBLEM["tags-empty-items"],)))
    clean = ",".join(tags.items)
    # What is left over must say the same to the next reader, with the declared separator and without one.
    if clean != text and not all(_is_stable(clean, each) for each in {separator, None}):
        return refuse(PROBLEM["tags-list-unreadable"])
    warnings = [problem for problem, found in _find_warnings(tags.items) if found]
    return fix(clean, *tags.repairs, *warnings) if clean != text else keep(clean, *warnings)


def _find_warnings(items: tuple[str, ...]) -> tuple[tuple[Problem, bool], ...]:
    """Tell of every warning whether it applies to the tags."""
    return (
        (PROBLEM["tags-unsplit"], len(items) == 1 and any(mark in items[0] for mark in SEPARATORS)),
        (PROBLEM["tags-formula"], any(item.startswith(FORMULA_STARTS) for item in items)),
    )


def _is_stable(clean: str, separator: str | None) -> bool:
    """Return whether a joined text is read as the same tags, and not as a spreadsheet's wrapping."""
    return SPREADSHEET.fullmatch(clean) is None and _split_tags(clean, separator) == Tags(tuple(clean.split(",")))


def _split_tags(text: str, separator: str | None) -> Tags | Problem:
    """Return the tags of a cell, or the problem that forbids to tell them apart."""
    repairs: set[Problem] = set()
    list_items = _parse_list(text.strip())
    if isinstance(list_items, Problem):
        return list_items
    if list_items is None:
        items = text.split(",")
        if any(item != item.strip() for item in items):
            repairs.add(PROBLEM["tags-spacing"])
    else:
        items = list_items
        repairs.add(PROBLEM["tags-list-notation"])
        if any("," in item or (separator is not None and separator in item) for item in items):
            return PROBLEM["tags-separator-inside"]
    items = _tidy_items(items, repairs)
    if len(items) == 1 and separator is not None and separator in items[0]:
        repairs.add(PROBLEM["tags-other-separator"])
        items = _tidy_items(items[0].split(separator), repairs)
    if len(items) == 1 and _is_null_word(items[0]):
        items = _tidy_items([""], repairs)
    return Tags(tuple(items), tuple(sorted(repairs, key=lambda problem: problem.code)))


def _tidy_items(items: list[str], repairs: set[Problem]) -> list[str]:
    """Trim the tags, drop empty and repeated ones, and note what was dropped."""
    trimmed = [item.strip() for item in items]
    visible = [item for item in trimmed if not UNSEEN.fullmatch(item)]
    if len(visible) < len(trimmed):
        repairs.add(PROBLEM["tags-empty-items"])
    distinct = list(dict.fromkeys(visible))
    if len(distinct) < len(visible):
        repairs.add(PROBLEM["tags-repeated"])
    return distinct


def _is_null_word(tag: str) -> bool:
    """Return whether the only tag of a cell is a word or a dash for "no value"."""
    return tag.casefold() in NULL_WORDS or not DASHES.sub("-", tag).strip("-")


def _parse_list(text: str) -> list[str] | Problem | None:
    """Return the tags of a quoted list, a problem if the list is broken, None if the text is not a list."""
    items: list[str] | None = None
    if text.startswith("[") and text.endswith("]"):
        items = PYTHON_ITEM.findall(text) if PYTHON_LIST.fullmatch(text) else _parse_json_list(text)
        if items is None:
            return PROBLEM["tags-list-unreadable"] if _is_broken_list(text) else None
    elif (
        text.startswith(('["', "['"))
        or text.endswith(('"]', "']"))
        or (text.startswith("{") and text.endswith("}") and _is_broken_list(text))
    ):
        return PROBLEM["tags-list-unreadable"]
    elif '"' in text and QUOTED_LIST.fullmatch(text):
        items = [quoted.replace('""', '"') or bare for quoted, bare in QUOTED_ITEM.findall(text)]
    if items is not None and any(NOT_PLAIN.search(item) for item in items):
        return PROBLEM["tags-list-unreadable"]
    return items


def _parse_json_list(text: str) -> list[str] | None:
    """Return the strings of a JSON array; None if the text is not an array of strings."""
    import json

    try:
        array = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return array if all(isinstance(item, str) for item in array) else None


def _is_broken_list(text: str) -> bool:
    """Return whether the brackets enclose a whole list; in `[VIP]` and `[VIP],[B2B]` they belong to the tags."""
    pieces = [piece.strip() for piece in text.split(",")]
    brackets = text[0], text[-1]
    return '"' in text or any((piece[:1], piece[-1:]) != brackets or len(piece) == len("[]") for piece in pieces)


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle plain tags and lists of them, whatever separator is declared: they hold no other than the comma."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from yotpo_lint_rules.columns.tags import plain_lists, without_blanks

    says_nothing = pc.is_in(pc.ascii_lower(column), value_set=pa.array(sorted(NULL_WORDS)))
    plain = plain_lists(column) & ~says_nothing.to_numpy(zero_copy_only=False)
    values = without_blanks(pc.if_else(pa.array(plain), column, None))
    spaced = pc.fill_null(pc.not_equal(values, column), False).to_numpy(zero_copy_only=False)
    return ColumnReading(values, pa.array(spaced.astype(np.int8)), ((), (PROBLEM["tags-spacing"],)))


RULE = FieldRule(
    name="tags",
    doc=__doc__,
    fields=("tags",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=("tag_separator",),
    accelerate=accelerate,
    examples=(
        keeps("vipgold,loyal"),
        keeps("VIP,vip"),
        keeps("[B2B],[VIP]"),
        keeps('6" pipes'),
        fixes("VIP, loyal", "VIP,loyal", "TAG001"),
        fixes("VIP,,loyal,", "VIP,loyal", "TAG002"),
        clears(",", "TAG002"),
        fixes("VIP,loyal,VIP", "VIP,loyal", "TAG003"),
        fixes('"VIP","Blog"', "VIP,Blog", "TAG004"),
        fixes('["VIP", "Blog"]', "VIP,Blog", "TAG004"),
        fixes("VIP; loyal", "VIP,loyal", "TAG005", tag_separator=";"),
        refuses('["Jeans, blue", "VIP"]', "TAG006"),
        refuses('"Jeans; blue","VIP"', "TAG006", tag_separator=";"),
        refuses("[VIP, Blog]", "TAG007"),
        refuses('["VIP", 3]', "TAG007"),
        keeps("VIP;loyal", "TAG008"),
        keeps("VIP|loyal", "TAG008", tag_separator=";"),
        keeps("=VIP,loyal", "TAG009"),
    ),
)
