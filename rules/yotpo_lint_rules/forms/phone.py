"""Unwrap the text of a phone cell, split off its extension, and recognize its damage, before the number is parsed.

libphonenumber reads on past damage: it makes digits of letters (`070 123 45 67 (Axel)`), one of the `.0` behind a
decimal, and takes the first of two numbers. So damage is recognized in the text itself.
"""

from __future__ import annotations

import re
from typing import Final

from yotpo_lint.rule import Refused, refuse
from yotpo_lint.text import DASHES, IGNORABLE, compile_lazily, to_ascii_digits
from yotpo_lint_rules.problems.phone import PROBLEM

# A number has seven digits or more (contract.fields.E164_PATTERN) and fifteen at most, without a prefix.
FEWEST, MOST = 7, 15

# Full-width forms that Chinese and Japanese keyboards write, and the prolonged sound mark that stands for a dash.
FULL_WIDTH: Final = str.maketrans("＋（）［］．／，；＃＊ｘｅｔ：ー", "+()[]./,;#*xet:-")

# Text before or around a number that does not belong to it: link schemes (RFC 3966 and similar ones, Twilio's
# `whatsapp:`), the `p:` of Facebook lead ads, a spreadsheet's quotes.
SCHEME: Final = compile_lazily(r"(?:tel|callto|sms|whatsapp|p):\s*", re.IGNORECASE)
ARMOUR: Final = compile_lazily(r"=?\"(.*)\"|['’](.*?)['’]?", re.DOTALL)

# A whole number as programs write decimals where the point is a comma.
DECIMAL_COMMA: Final = compile_lazily(r"(\+?\d+),(0+)")

# An extension, as google/libphonenumber's tests and the shops' languages write it (read 2026-11-23).
EXTENSION: Final = compile_lazily(
    r"(?P<number>[^a-zа-я#;,]*\d[^a-zа-я#;,]*?)[\s,(]*"
    r"(?:;ext=|,,+|(?:extension|extensión|extn|exten|ext|ex|x|int|interno|anexo|ramal|poste|durchwahl|dw|доб|#)[\s.:=]*)"
    r"\s*(?P<extension>\d{1,9})\)?#?",
    re.IGNORECASE,
)

# Damage that shows in the whole cell, with a pattern for each kind. phonenumbers reads no further than 250 characters.
LONGEST: Final = 250
DAMAGE: Final = (
    (compile_lazily(r"(?i:.*(?:[*•●∙█▪…]|[x×]{2,}|#{2,}|\.{3,})).*", re.DOTALL), PROBLEM["phone-masked"], ""),
    (compile_lazily(r"[+-]?\d+(?:[.,]\d*)?\s*[eE]\s*[+-]?\d+"), PROBLEM["phone-scientific-notation"], ""),
    (
        compile_lazily(r"-[\s\d.,()-]+"),
        PROBLEM["phone-computed-value"],
        "A spreadsheet took the number for a sum and wrote its result",
    ),
    (
        compile_lazily(r"(?:(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:19|20)\d\d)(?:[ T]\d.*)?"),
        PROBLEM["phone-computed-value"],
        "This is a date",
    ),
    (
        compile_lazily(r"\+?\d*0{5}\.0+|\+?\d{16,}\.0+"),
        PROBLEM["phone-computed-value"],
        "A program read the number as a decimal and rounded its last digits away",
    ),
    (
        compile_lazily(r".+[^\d+].*\.0", re.DOTALL),
        PROBLEM["phone-computed-value"],
        "A decimal's '.0' hangs on the number, though it was never read as a decimal",
    ),
    (
        compile_lazily(r"[1-9]\d{6,}\.\d*[1-9]\d*"),
        PROBLEM["phone-computed-value"],
        "This is a decimal number, as a sum or an average leaves it",
    ),
    (
        compile_lazily(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?"),
        PROBLEM["phone-computed-value"],
        "A spreadsheet wrote the number with thousands separators",
    ),
)

# Damage that shows once the extension is split off: a second number, a word, anything else.
SECOND: Final = compile_lazily(
    r".*(?:\d.*\+|\d\s*(?:[;|&\n\r,]|\b(?:or|and|oder|und|ou|et|o|y|e|of|en)\b)\D*\d|/.*/).*", re.DOTALL
)
SPELLED: Final = compile_lazily(
    r"\+?1?(?:8\d\d|900|0800|1[38]00)[A-Za-z]{2}[A-Za-z\d]{2,}|\+?1?\d{3,6}[A-Z]{2}[A-Z\d]{2,}"
)
NUMBER: Final = compile_lazily(r"\+?\d+")

# Punctuation that carries no digit.
PUNCTUATION: Final = compile_lazily(r"[\s().\[\]/-]+")


def extract_number(text: str) -> Refused | tuple[str, str]:
    """Return a number's text and its extension, unwrapped and in ASCII, or refuse a damaged cell."""
    if len(text) > LONGEST:
        return refuse(PROBLEM["phone-with-words"])
    body = _unwrap(text)
    for pattern, problem, hint in DAMAGE:
        if pattern.fullmatch(body):
            return refuse(problem, hint)
    body, extension = _split_extension(body)
    number = PUNCTUATION.sub("", body)
    if SECOND.fullmatch(body):
        return refuse(PROBLEM["phone-two-numbers"])
    if any(map(str.isalpha, number)):
        return refuse(PROBLEM["phone-vanity-letters"] if SPELLED.fullmatch(number) else PROBLEM["phone-with-words"])
    return (body, extension) if NUMBER.fullmatch(number) else refuse(PROBLEM["phone-unreadable"])


def _unwrap(text: str) -> str:
    """Convert digits and punctuation of any script to ASCII, and remove what is not part of the number."""
    body = DASHES.sub("-", to_ascii_digits(IGNORABLE.sub("", text)).translate(FULL_WIDTH)).strip()
    while (armour := ARMOUR.fullmatch(body)) or SCHEME.match(body):
        body = ((armour[1] or armour[2] or "") if armour else SCHEME.sub("", body, count=1)).strip()
    body = body.rstrip(",;. \t\r\n")
    return DECIMAL_COMMA.sub(r"\1.\2", body) if DECIMAL_COMMA.fullmatch(body) else body


def _split_extension(body: str) -> tuple[str, str]:
    """Split off an extension if the rest has enough digits for a number."""
    split = EXTENSION.fullmatch(body)
    if split is None or sum(map(str.isdigit, split["number"])) < FEWEST:
        return body, ""
    return split["number"].strip(), split["extension"]
