"""First and last names: kept as people write them, with HTML escapes decoded.

Yotpo prints names in mails, so `O&#39;Hara` and `Ren&eacute;e` look broken to the very person they name. Shops
that store names HTML-escaped export them that way; an escape that is complete (with its semicolon) stands for
one known character and is decoded, an escape of an escape (`&amp;amp;`) too, until nothing is left to decode:
no name holds the text `&amp;` for its own sake, and only the end of the chain stays the same when it is read
again. Everything else is left alone. `None`, `Null`, `NA` and `Guest` are surnames; capitals, accents, emoji,
titles and every script stay, because who a person is does not depend on how a program would write it
(Yotpo's Salesforce cartridge turns José O'Brien into Jos OBrien: a defect, not a model).

Never guessed: whether an e-mail address, a phone number or the word Test is meant as a name. Those are kept with
a warning, and so are HTML tags, which Yotpo strips from the names on orders. Only a name over 255 characters is
refused, and an escaped text that turns out to be a formula.

Sources: 255 characters, https://core-api.yotpo.com/reference-link/customer-checkout-info ; stripped tags, a
comment on orders in YotpoLtd/salesforce-cartridge 5fa3a87, models/orderexport/exportOrderModel.js (both read
2026-11-23). The escapes are those of Python's html.entities.html5, which is HTML's own table.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import MAX_LENGTH
from yotpo_lint.rule import (
    ColumnReading,
    Context,
    FieldRule,
    Problem,
    Reading,
    clear,
    clears,
    fix,
    fixes,
    keep,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import BLANKS, INVISIBLE, collapse_blanks, compile_lazily
from yotpo_lint_rules.forms.null_word import is_null_word

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Columns, Facts

FIELDS: Final = ("first_name", "last_name")

# An escape is at most a dozen characters, twice escaped some more; what is longer than this is no name of 255
# characters however it is escaped, and is not worth decoding.
LONGEST_ESCAPED: Final = 16 * 255

# A complete escape. `&amp` without its semicolon is left alone: in `R&amp` nothing says where it ends.
ESCAPE: Final = compile_lazily(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
JOINERS: Final = "\u200c\u200d"

EMAIL: Final = compile_lazily(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
TAG: Final = compile_lazily(r"</?[A-Za-z][^<>]*>|<!--")
# Digits and what people put between the digits of a phone number.
NUMBER: Final = compile_lazily(r"[\d\s()+./*#-]*\d[\d\s()+./*#-]*")
# A decoded text that the next reader would take for a spreadsheet's formula or error value.
FORMULA: Final = compile_lazily(r"[=#].*|err:[0-9]{3}", re.DOTALL | re.IGNORECASE)
# Letters and signs that show nothing: fillers of Hangul and Braille, variation selectors.
UNSEEN: Final = compile_lazily("[\\s\u115f\u1160\u200c\u200d\u2800\u3164\ufe00-\ufe0f\uffa0]*")

# What shops and people write into a name field that must not be empty; our own judgement, 2026-11-23. Only what is
# no name anywhere: Guest, None, Null, Nan and Na are names, and `.` and its like have no letter. Null words that can be
# no name (`n/a`, `<NA>`) are absent before this rule reads them.
PLACEHOLDERS: Final = frozenset(
    (
        "test|testing|test test|test user|test customer|unknown|anonymous|no name|"
        "noname|no-name|first name|firstname|first_name|last name|lastname|last_name|surname|your name|asdf|qwerty|"
        "xxx|xxxx|keine angabe|nicht angegeben|unbekannt|sin nombre|desconocido|sans nom|inconnu|senza nome|onbekend"
    ).split("|")
)

# What the accelerator settles: letters of any script and their marks, single blanks, and what joins parts of a name.
# Not the letters that show nothing (fillers of Hangul, the grapheme joiner), and nothing that may be text read in a
# wrong encoding, which always has a letter of Latin-1 and then another that is not ASCII, or a capital A with tilde.
# The patterns match all other text: so they hold the large class of letters once, which takes half a millisecond to
# compile.
NOT_PLAIN: Final = r"[^ \p{L}\p{M}'’.-]|\A[ \p{M}'’.-]|\A\z| (?: |\z)"
# What is left of a name after the escapes that shops write most are decoded: the same, with what they stand for and
# digits in it.
COMMON_ESCAPES: Final = {"&amp;": "&", "&#39;": "'", "&#039;": "'", "&#x27;": "'"}
NOT_DECODED: Final = r"[^ \p{L}\p{M}0-9'’.&-]|\A[ \p{M}0-9'’.&-]|\A\z| (?: |\z)"
DOUBTFUL: Final = r"[\x{034F}\x{115F}\x{1160}\x{3164}\x{FFA0}Ã]|[\x{C0}-\x{FF}][^\x00-\x7F]"

PROBLEM: Final = parse_problems(
    """
    NAM001 name-html-escape [safe]
        The name holds HTML escapes such as &amp; for &; it becomes {after}.
        why: The shop stores names escaped for its web pages; in a mail the customer would read the escape.
    NAM002 name-too-long
        The name is longer than the 255 characters that Yotpo states; shorten it or empty the cell.
        why: 255 characters is the length that Yotpo states for a customer's names; where to cut one is a guess.
    NAM003 name-escaped-formula
        Decoded from HTML, the cell holds a spreadsheet's formula or error instead of a name; correct it or empty it.
        why: A formula in place of a name shows that something else was meant to be here.
    NAM004 name-holds-email [warning]
        There is an e-mail address in the name; it is kept, but Yotpo would greet the customer with it.
        why: Checkouts that ask for a name and get an address fill the field with it.
    NAM005 name-only-digits [warning]
        The name is a number, perhaps a phone number in the wrong column; it is kept, so check the column.
        why: A shifted column or an automatic fill puts phones and ids into names.
    NAM006 name-placeholder [warning]
        This looks like a placeholder, not a name; it is kept, so empty the cell if there is no name.
        why: Forms that insist on a name receive Test or a full stop, and Yotpo would greet the customer with it.
    NAM007 name-html-tag [warning]
        There is an HTML tag in the name; it is kept, but Yotpo may remove it, so take it out in the shop.
        why: YotpoLtd/salesforce-cartridge, exportOrderModel.js at 5fa3a87: tags are stripped from names on orders.
    NAM008 name-formula [warning]
        This begins like a spreadsheet's formula; it is kept as text, so write the name or empty the cell.
        why: Somebody may have typed a formula into a sign-up form, for a spreadsheet that opens the export to run.
    """
)


def read(text: str, context: Context) -> Reading:
    """Read a name: decode complete HTML escapes, keep all else, and warn of what is hardly a name."""
    if len(text) > LONGEST_ESCAPED:
        return refuse(PROBLEM["name-too-long"])
    name = _decode(text)
    if name != text and (UNSEEN.fullmatch(name) or is_null_word(name, context.field)):
        return clear(PROBLEM["name-html-escape"])
    if name != text and FORMULA.fullmatch(name):
        return refuse(PROBLEM["name-escaped-formula"])
    if len(name) > MAX_LENGTH[context.field]:
        return refuse(PROBLEM["name-too-long"])
    warnings = [problem for problem, found in _find_warnings(name) if found]
    return fix(name, PROBLEM["name-html-escape"], *warnings) if name != text else keep(name, *warnings)


def _find_warnings(name: str) -> tuple[tuple[Problem, bool], ...]:
    """Tell of every warning whether it applies to the name."""
    is_stand_in = name.lower() in PLACEHOLDERS or _is_punctuation(name)
    return (
        (PROBLEM["name-holds-email"], EMAIL.search(name) is not None),
        (PROBLEM["name-only-digits"], NUMBER.fullmatch(name) is not None),
        (PROBLEM["name-placeholder"], is_stand_in),
        (PROBLEM["name-formula"], name.startswith("=")),
        (PROBLEM["name-html-tag"], not is_stand_in and TAG.search(name) is not None),
    )


def _is_punctuation(name: str) -> bool:
    """Return whether the name has no letter, digit or picture."""
    return bool(name) and all(
        unicodedata.category(c)[0] in "PZ" or unicodedata.category(c) in ("Sm", "Sk") for c in name
    )


def _decode(text: str) -> str:
    """Decode complete escapes until none is left, and tidy the blanks that they were."""
    while "&" in text:
        decoded = ESCAPE.sub(_decode_escape, text)
        if decoded == text:
            break
        text = collapse_blanks(decoded)
    return text


def _decode_escape(escape: re.Match[str]) -> str:
    """Return what an escape stands for: a visible character, a blank, nothing, or itself where that is unknown."""
    from html import unescape

    escape_text = escape.group()
    if escape_text[1] != "#" and escape_text[1:] not in _load_escape_names():
        return escape_text
    text = unescape(escape_text)
    if BLANKS.fullmatch(text):
        return " "
    if INVISIBLE.fullmatch(text):
        return ""
    # A control character, a surrogate or an empty text would lose the escape.
    decodable = text != "" and "\ufffd" not in text and (text.isprintable() or text in JOINERS)
    return text if decodable else escape_text


@functools.cache
def _load_escape_names() -> frozenset[str]:
    """Return the names of HTML's characters that end in a semicolon."""
    from html.entities import html5

    return frozenset(name for name in html5 if name.endswith(";"))


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle names of letters, single blanks, apostrophes, hyphens and dots, and the common escapes among them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from yotpo_lint.rule import ColumnReading, keep_where
    from yotpo_lint_rules.columns.spans import merge_settled

    escaped = np.flatnonzero(pc.match_substring(column, "&").to_numpy(zero_copy_only=False))
    # An ampersand is in no plain name.
    plain = _is_plain(column, NOT_PLAIN)
    if not len(escaped):
        return keep_where(column, plain)
    cells = column.take(pa.array(escaped))
    decoded = cells
    for escape, character in COMMON_ESCAPES.items():
        decoded = pc.replace_substring(decoded, escape, character)
    # With a semicolon left there may be a second escape, made by decoding the first.
    settled = pc.if_else(_is_plain(decoded, NOT_DECODED), decoded, pa.scalar(None, pa.string()))
    repairs = np.zeros(len(column), np.int8)
    repairs[escaped] = pc.not_equal(decoded, cells).to_numpy(zero_copy_only=False)
    return ColumnReading(
        merge_settled(column, plain, escaped, settled), pa.array(repairs), ((), (PROBLEM["name-html-escape"],))
    )


def _is_plain(column: pa.Array, otherwise: str) -> pa.Array:
    """Return which names do not match `otherwise` and are not a known placeholder."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # Case-insensitive matching folds at least what `str.lower` does, so no stand-in slips through.
    stand_in = rf"\A(?i:{'|'.join(sorted(map(re.escape, PLACEHOLDERS)))})\z"
    short = pc.less_equal(pc.utf8_length(column), pa.scalar(min(MAX_LENGTH[field] for field in FIELDS)))
    return pc.and_not(short, pc.match_substring_regex(column, f"{otherwise}|{DOUBTFUL}|{stand_in}"))


RULE = FieldRule(
    name="names",
    doc=__doc__,
    fields=FIELDS,
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    accelerate=accelerate,
    examples=(
        keeps("José"),
        keeps("O'HARA-SMITH", field="last_name"),
        keeps("None", field="last_name"),
        keeps("Null", field="last_name"),
        keeps("Dr. Ada"),
        keeps("Zoë 🌻"),
        keeps("张伟"),
        fixes("O&#39;Hara", "O'Hara", "NAM001", field="last_name"),
        fixes("Ren&eacute;e", "Renée", "NAM001"),
        fixes("Smith &amp;amp; Daughter", "Smith & Daughter", "NAM001", field="last_name"),
        keeps("Anna &amp Ben"),
        refuses("Anna" + "a" * 252, "NAM002"),
        refuses("&#61;HYPERLINK(1)", "NAM003"),
        keeps("anna@example.com", "NAM004"),
        keeps("+1 202-555-0143", "NAM005"),
        keeps("Test", "NAM006"),
        clears("&lt;NA&gt;", "NAM001", field="last_name"),
        keeps(".", "NAM006", field="last_name"),
        keeps("<b>Anna</b>", "NAM007"),
        keeps('=HYPERLINK("https://example.com","Anna")', "NAM008"),
        fixes("&lt;b&gt;Anna", "<b>Anna", "NAM001", "NAM007"),
    ),
)
