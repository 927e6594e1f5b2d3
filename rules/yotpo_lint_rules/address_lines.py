"""The free text of an address: street, second line, city, company and state.

Yotpo takes 255 characters (state: 64) and keeps the text as it comes, in any script. Nothing is re-cased, folded or
cut; a line that is too long is refused, because the half that would be lost is the part that finds the door. Web
shops store such text for the screen, so that `AT&amp;T` arrives instead of `AT&T`: whole HTML entities are decoded.
Magento 2 exports a street as a JSON array: one with one line becomes that line, one with more is kept with a
warning, since its second line belongs in another field.

The state is free text beside the province's code; Yotpo's own Magento module sends the region's name in it.

Sources: https://core-api.yotpo.com/reference/address (read 2026-11-23); YotpoLtd/magento2-module-messaging 3ca77c4,
Model/Sync/Data/AbstractData.php; HTML living standard, named character references.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import MAX_LENGTH
from yotpo_lint.rule import (
    ColumnReading,
    Context,
    FieldRule,
    Problem,
    Reading,
    fix,
    fixes,
    keep,
    keep_where,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import CONTROL, INVISIBLE, collapse_blanks, compile_lazily, normalize_word

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Columns, Facts

FIELDS: Final = ("address.address1", "address.address2", "address.city", "address.company", "address.state")

# A whole entity, semicolon included. Without one, "&copy" may be the end of a name ("Rhys&copy 24").
ENTITY: Final = compile_lazily(r"&(#[0-9]{1,7}|#[Xx][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Systems that escape on the way in and again on the way out leave &amp;amp;. Four rounds are more than any
# export was seen to need; what still changes then was made to be unreadable.
_ROUNDS: Final = 4

# Words that a tidy-up of any cell takes for "no value". What decodes to one of them would vanish when the clean file
# is read again, so it is refused here; and the accelerator leaves whatever begins like one to the reading.
_NULL_WORDS: Final = frozenset("na n/a nan null none nil n undefined blank empty nv n/d n/b".split())
_BRACKETS: Final = "<>()[]{}#\\"

PROBLEM: Final = parse_problems(
    """
    ADR070 address-html-entity [safe]
        The text holds HTML entities of a web page; it becomes {after}.
        why: Shops that escape text for the screen export it escaped; a person's mail would show the entities.
    ADR071 address-json-line [safe]
        The line is in the brackets of a Magento export; it becomes {after}.
        why: Magento 2 stores a street as a JSON array. With one line in it, the line is all that the cell says.
    ADR072 address-json-lines [warning]
        The cell holds several lines in the brackets of a Magento export; put the second into address2.
        why: Yotpo would store the brackets and quotation marks as part of the street.
    ADR073 address-too-long
        The text has more characters than Yotpo takes ({hint}); shorten it.
        why: https://core-api.yotpo.com/reference/address (read 2026-11-23). Nothing is ever cut.
        open hint: yes
    ADR074 address-tangled
        No text is left when the escapes are decoded; write the text, or empty the cell.
        why: After decoding there is nothing that a letter could be sent to, or the decoding never ends.
    """
)


def _decode_entity(match: re.Match[str]) -> str:
    """Return the character of a whole entity; an unknown name stays as it is."""
    from html import unescape
    from html.entities import html5

    body = match[1]
    known = body.startswith("#") or f"{body};" in html5
    decoded = unescape(match[0]) if known else match[0]
    return match[0] if "\ufffd" in decoded else decoded


def _decode_entities(text: str) -> str:
    """Decode the entities of a text once, and tidy what comes out as any cell is tidied."""
    decoded = ENTITY.sub(_decode_entity, text)
    return text if decoded == text else collapse_blanks(INVISIBLE.sub("", CONTROL.sub("", decoded)))


def _parse_json_lines(text: str) -> list[str] | None:
    """Return the lines of a JSON array of strings, without empty ones; None where the text is not one."""
    if not (text.startswith('["') and text.endswith("]")):
        return None
    import json

    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return None
    return [line for line in (collapse_blanks(INVISIBLE.sub("", CONTROL.sub("", item))) for item in items) if line]


def _unwrap(text: str) -> tuple[str, list[Problem]] | None:
    """Decode and unwrap until nothing changes; None where that does not end."""
    repairs: list[Problem] = []
    for _ in range(_ROUNDS):
        decoded = _decode_entities(text)
        lines = _parse_json_lines(decoded)
        line = lines[0] if lines is not None and len(lines) == 1 else decoded
        repairs += [PROBLEM["address-html-entity"]] * (decoded != text) + [PROBLEM["address-json-line"]] * (
            line != decoded
        )
        if line == text:
            return text, list(dict.fromkeys(repairs))
        text = line
    return None


def read(text: str, context: Context) -> Reading:
    """Read a line of an address: decode what was escaped, keep the rest, refuse what is too long."""
    unwrapped = _unwrap(text)
    if unwrapped is None:
        return refuse(PROBLEM["address-tangled"])
    line, repairs = unwrapped
    if repairs and (
        not any(map(str.isalnum, line)) or line[0] == "=" or normalize_word(line).strip(_BRACKETS) in _NULL_WORDS
    ):
        return refuse(PROBLEM["address-tangled"])
    if len(line) > MAX_LENGTH[context.field]:
        return refuse(PROBLEM["address-too-long"], f"{len(line)}, at most {MAX_LENGTH[context.field]}")
    warnings = [PROBLEM["address-json-lines"]] * (_parse_json_lines(line) is not None)
    return fix(line, *repairs, *warnings) if repairs else keep(line, *warnings)


# What the accelerator can be certain of: words of letters, digits and the common signs of addresses with single
# blanks between them, no accent standing alone, nothing that could open an armour ("'", "=") or an entity.
# This pattern matches all other text: the class takes half a millisecond to compile, so the pattern holds it once.
_NO_WORDS: Final = r"[^ \p{L}\p{N}#'.,()/+:-]|\A[ #'.,()/+:-]| (?: |\z)"

# Left to the reading: two letters that may be one letter in the wrong encoding (Ã¼, ƒ), fillers without ink and
# full-width or compatibility forms, which a tidy-up of any cell may speak of.
_DOUBTFUL: Final = (
    r"[\x{00c2}-\x{00f4}][\x{0080}-\x{00bf}\x{0100}-\x{10ffff}]|[\x{00aa}\x{00c3}\x{00b2}-\x{00be}\x{0192}\x{02b0}-\x{036f}"
    r"\x{115f}\x{1160}\x{3164}\x{f900}-\x{ffff}\x{10000}-\x{10ffff}]"
)

# Also text that begins like a word for "no value" in a few languages.
_LIKE_NULL_WORD: Final = (
    r"(?i)^(n/?a|n\.a|no|non|not|nul|null|none|nil|nan|nat|void|undef|undefined|unknown|unspecified|missing|empty|"
    r"blank|tbd|tba|test|xx+|1\.#[a-z]*|k\.?a|keine?|ohne|sin|sans|aucun|inconnu|unbekannt|desconocido|false|true|err)"
    r"(?:[^a-z]|$)"
)
_SHORT: Final = 4


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle plain words that no field's limit and no tidy-up of a cell could concern."""
    import pyarrow.compute as pc

    length = pc.utf8_length(column)
    mask = pc.and_(pc.greater_equal(length, _SHORT), pc.less_equal(length, min(MAX_LENGTH[field] for field in FIELDS)))
    mask = pc.and_not(mask, pc.match_substring_regex(column, f"{_NO_WORDS}|{_DOUBTFUL}"))
    return keep_where(column, pc.and_not(mask, pc.match_substring_regex(column, _LIKE_NULL_WORD)))


RULE = FieldRule(
    name="address_lines",
    doc=__doc__,
    fields=FIELDS,
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    accelerate=accelerate,
    examples=(
        keeps("12 Main Street, Apt 4"),
        keeps("Köln", field="address.city"),
        keeps("Marks & Spencer", field="address.company"),
        keeps("New South Wales", field="address.state"),
        fixes("AT&amp;T", "AT&T", "ADR070", field="address.company"),
        fixes("Smith &amp;amp; Sons", "Smith & Sons", "ADR070", field="address.company"),
        fixes('["12 Main Street"]', "12 Main Street", "ADR071"),
        keeps('["12 Main Street","Apt 4"]', "ADR072"),
        refuses("a" * 256, "ADR073"),
        refuses("a" * 65, "ADR073", field="address.state"),
        refuses("&nbsp;", "ADR074"),
    ),
)
