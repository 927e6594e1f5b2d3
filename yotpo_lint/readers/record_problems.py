"""Problems of records that cannot be read into cells.

They belong to no rule, because there is no cell to read yet. A damaged record keeps its number and its text and is
rejected; all other records of the file are processed. FIL001 to FIL049 are the
cell rules'.
"""

from __future__ import annotations

import re
from typing import Final

from yotpo_lint.rule import Problem, parse_problems

PROBLEM: Final = parse_problems(
    """
    FIL050 ragged-record
        The line has {hint}: a separator is missing, or stands inside a cell without quotation marks around it;
        correct the line, or export the file again with every cell in quotation marks.
        why: With a cell too few or too many, every later cell of the line would be read under the wrong header.
        open hint: yes
    FIL051 undecodable-bytes
        The record holds {hint}; type the damaged characters anew, or export the file again as UTF-8.
        why: Most often lines of files in different encodings were pasted together, or a file was cut and joined.
    FIL052 nul-byte
        The line holds a NUL byte, which no text contains; it was damaged on its way, so export it again.
        why: NUL bytes come from broken disks and transfers, and from UTF-16 text pasted into a UTF-8 file.
    FIL053 unclosed-quote
        A quotation mark opens a cell on this line and is never closed; close it, or remove it. The lines after it
        were read on their own.
        why: Taken at its word, the mark would make one cell of everything that follows, and those rows would be lost.
    FIL054 stray-quote
        A quoted cell goes on after its closing quotation mark (near {hint}); write a quotation mark inside a quoted
        cell twice ("").
        why: Whoever wrote the file did not double the mark, so where the cell ends can only be guessed.
    FIL055 invalid-json
        This is not a JSON record ({hint}); correct it, or export the file again.
        why: JSON Lines hold one complete object a line; a line break inside a record breaks it in two.
    FIL056 duplicate-key
        The record names {hint} twice; keep one of them.
        why: Programs differ in which of the two values they take, so either could be the one that was meant.
    FIL057 not-an-object
        The record is {hint} and no object; write it as an object in which each value follows its field's name.
        why: Without names there is no telling which value belongs to which field.
    FIL058 nested-too-deep
        The record is nested too deep to be a customer; export it again as a flat object.
        why: A customer has two levels: its fields, and the parts of its address.
    FIL059 unreadable-value
        The cell of column {hint} cannot be written as text; replace it by its text.
        why: A DataFrame can hold any object, also ones that have no text or text that is no Unicode.
    FIL060 child-record
        The record belongs to another one, which its __parentId names, and is no customer of its own; leave the
        connections of a customer out of the bulk operation.
        why: Shopify writes the orders and addresses of a customer as lines of their own, with e-mail addresses in
        them.
    FIL061 formula-without-result
        The cell of column {hint} holds a formula that no program has computed; open the workbook in Excel or
        LibreOffice, save it, and pass it again.
        why: Programs that write workbooks compute nothing; until a spreadsheet has saved it, the cell has no value.
    FIL062 merged-cells
        The cell of column {hint} is merged with the one above, and only the first of them holds the value; undo the
        merge in the spreadsheet, and fill in every row.
        why: Whether the value is meant for every row of the merged cells, or for the first, the workbook does not
        say.
    FIL063 contradicted-cell
        The cell of column {hint} shows one answer and holds another, because its number format writes a word over its
        value; type the answer into the cell as text.
        why: A format can show 1 as "No". A person sees the word, a program reads the number, and neither is an
        explicit answer while they differ.
    """
)
RAGGED: Final = PROBLEM["ragged-record"]
UNDECODABLE: Final = PROBLEM["undecodable-bytes"]
NUL_BYTE: Final = PROBLEM["nul-byte"]
UNCLOSED_QUOTE: Final = PROBLEM["unclosed-quote"]
STRAY_QUOTE: Final = PROBLEM["stray-quote"]
INVALID_JSON: Final = PROBLEM["invalid-json"]
DUPLICATE_KEY: Final = PROBLEM["duplicate-key"]
NOT_AN_OBJECT: Final = PROBLEM["not-an-object"]
NESTED_TOO_DEEP: Final = PROBLEM["nested-too-deep"]
UNREADABLE_VALUE: Final = PROBLEM["unreadable-value"]
CHILD_RECORD: Final = PROBLEM["child-record"]
UNCOMPUTED: Final = PROBLEM["formula-without-result"]
MERGED: Final = PROBLEM["merged-cells"]
CONTRADICTED: Final = PROBLEM["contradicted-cell"]

# In the order of their codes.
PROBLEMS: Final[tuple[Problem, ...]] = tuple(PROBLEM.values())


_NAMED: Final = re.compile(rb"\xff(\\x[0-9a-f]{2})")


def show_bytes(raw: bytes) -> str:
    r"""Return bytes as text; those that are not UTF-8, and NUL bytes, as `\xNN`.

    >>> show_bytes(b"Jos\xe9, \xc3\xa9\x00")
    'Jos\\xe9, é\\x00'
    """
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")


def describe_bad_bytes(raw: bytes) -> str:
    r"""Return a hint that names the first bytes that are not UTF-8.

    >>> describe_bad_bytes(b"Jos\xe9!")
    'the bytes \\xe9, which are no character of its encoding'
    """
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        # A byte that another encoding does not know stands there as 0xFF and its name (see `encoding`).
        named = _NAMED.match(raw, error.start)
        bad = raw[error.start : error.end]
        shown = named[1].decode("ascii") if named else "".join(f"\\x{byte:02x}" for byte in bad)
        return f"the bytes {shown}, which are no character of its encoding"
    return "bytes that are no characters"
