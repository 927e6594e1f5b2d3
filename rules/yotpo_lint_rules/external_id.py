"""External id: the shop's own id of the customer, character for character.

Yotpo joins orders, points and events to a customer by this text, so `007` and `7` are two people and a digit
that a spreadsheet rounded away makes a stranger. An id is opaque: leading zeros, letters, blanks and case stay.
One repair is provable: `1001.0` is 1001 that went through a column of floating-point numbers, as long as it
has at most 15 digits (those survive the trip, IEEE 754 binary64) and no leading zero (no number has one, so
that text never was a number and stays as it is).

Never guessed: the digits behind `7.21045E+12` or behind a float of more than 15 digits; they are gone. `0`, `-1`
and `guest` are refused: in WooCommerce's orders `customer_id` is 0 for every guest (Magento's 0 is the *group* of
those not logged in), the others are our own judgement, and an id that many share would make one customer of them.
An e-mail address is kept with a warning: Yotpo's own Magento module sends it as the id of a guest.

Sources: https://core-api.yotpo.com/reference/customers ; 255 characters,
https://core-api.yotpo.com/reference-link/customer-checkout-info ; guests by e-mail,
YotpoLtd/magento2-module-core 50afd20, Model/Sync/Orders/AbstractData.php (these read 2026-11-23) ; guests by 0,
woocommerce/woocommerce-rest-api-docs 08fc1d7, source/includes/wp-api-v3/_orders.md ; the group,
magento/magento2 1c882c0, app/code/Magento/Customer/Api/Data/GroupInterface.php (both read 2026-11-24).
"""

from __future__ import annotations

import functools
import string
from typing import TYPE_CHECKING, Final

from yotpo_lint.contract.fields import MAX_LENGTH
from yotpo_lint.rule import (
    ColumnReading,
    Context,
    FieldRule,
    Reading,
    fix,
    fixes,
    keep,
    keeps,
    parse_problems,
    refuse,
    refuses,
)
from yotpo_lint.text import compile_lazily, normalize_word

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.rule import Columns, Facts

LIMIT: Final = MAX_LENGTH["external_id"]

# A whole number as floating-point columns print it. Decimal digits that a binary64 keeps exactly: 15.
FLOAT: Final = compile_lazily(r"(-?)([0-9]+)\.0+")
EXACT_DIGITS: Final = 15

# As spreadsheets and programs print it, with a fraction or a signed exponent: 7.21045E+12, 7,21045E+12, 1e+16.
# `123e4567` is left alone: ids in hexadecimal look like that.
SCIENTIFIC: Final = compile_lazily(r"[+-]?(?:[0-9]+[.,][0-9]*[eE][+-]?[0-9]+|[0-9]+[eE][+-][0-9]+)")

# Ids that many share. 0 is every guest in WooCommerce's orders (_orders.md at 08fc1d7, read 2026-11-24); -1 and the
# words are what programs commonly write for "nobody" (our own judgement, 2026-11-23).
NOBODY: Final = compile_lazily(r"[+-]?0+(?:\.0*)?|-1(?:\.0+)?")
NOBODY_WORDS: Final = frozenset(
    ("guest", "guests", "guest user", "guest customer", "anonymous", "not logged in", "unknown")
)

EMAIL: Final = compile_lazily(r"[^@\s]+@[^@\s]+\.[^@\s]+")

# What the accelerator settles: these characters, the first of them a letter, digit or underscore, and at least one
# digit, so that no word for "nobody" or "nothing" is among them.
_BEGINS: Final = string.ascii_letters + string.digits + "_"
_GOES_ON: Final = _BEGINS + ".:-"
# But no number with a dot or an exponent, no zeros, and nothing that LibreOffice prints for an error.
DOUBTFUL: Final = r"\A(?:[0-9.]*\.[0-9.]*|[0-9.]+[eE][0-9-]*|0+|(?i:err):[0-9]+)\z"

PROBLEM: Final = parse_problems(
    """
    IDN001 external-id-float-tail [safe]
        The id went through a column of decimal numbers; it becomes {after}.
        why: Programs turn 1001 into 1001.0 as soon as one cell of the column is empty; the orders say 1001.
    IDN002 external-id-rounded
        The id went through a column of decimal numbers that keeps 15 digits only; export it again as text.
        why: Of a whole number of more than 15 digits a floating-point column may have changed the last ones.
    IDN003 external-id-scientific
        The id was shortened to scientific notation and its digits are gone; export it again as text.
        why: Spreadsheets print long numbers as 7.21045E+12 and save what they print.
    IDN004 external-id-shared
        This id stands for everyone without an account; empty the cell and identify by e-mail or phone.
        why: 0 is every guest in WooCommerce's orders; an external id that many share makes one customer of them.
    IDN005 external-id-too-long
        The id is longer than the 255 characters that Yotpo states; check the column.
        why: 255 characters is the length that Yotpo states for an external id; a cut id is another id.
    IDN006 external-id-email [warning]
        The id is an e-mail address; it is kept, but if the customer changes it Yotpo will see a new customer.
        why: Yotpo's Magento module sends a guest's e-mail as external id, so a store may hold such ids already.
    """
)


def read(text: str, context: Context) -> Reading:
    """Read an id: remove the tail of a decimal, refuse an id that lost digits or is shared, keep all others."""
    if len(text) > LIMIT:
        return refuse(PROBLEM["external-id-too-long"])
    if NOBODY.fullmatch(text) or normalize_word(text) in NOBODY_WORDS:
        return refuse(PROBLEM["external-id-shared"])
    if SCIENTIFIC.fullmatch(text):
        return refuse(PROBLEM["external-id-scientific"])
    number = FLOAT.fullmatch(text)
    if number is not None and not number[2].startswith("0"):
        return (
            refuse(PROBLEM["external-id-rounded"])
            if len(number[2]) > EXACT_DIGITS
            else fix(number[1] + number[2], PROBLEM["external-id-float-tail"])
        )
    return keep(text, PROBLEM["external-id-email"]) if EMAIL.fullmatch(text) else keep(text)


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle ids of plain characters that hold a digit and are not a decimal number, a zero or an error value."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from yotpo_lint.rule import keep_where
    from yotpo_lint_rules.columns.spans import build_byte_table, spans

    cells = spans(column)
    first = cells.byte(0)
    digits, marks, others = cells.count_kinds(_build_weights())
    begins = build_byte_table(_BEGINS).astype(bool)[first]
    plain = begins & (digits > 0) & (others == 0) & (cells.counts <= LIMIT)
    # What begins like a number or an error and has a dot or an e, or begins with a zero, is looked at more closely.
    alike = build_byte_table(string.digits + "eE").astype(bool)[first] & ((marks > 0) | (first == ord("0")))
    near = np.flatnonzero(plain & alike)
    doubtful = pc.match_substring_regex(column.take(pa.array(near)), DOUBTFUL)
    plain[near[doubtful.to_numpy(zero_copy_only=False)]] = False
    return keep_where(column, pa.array(plain))


@functools.cache
def _build_weights() -> NDArray[np.int64]:
    """Return a weight by byte: for a digit, for a mark of a decimal number, and for a byte that is not settled."""
    from yotpo_lint_rules.columns.spans import build_kind_weights

    return build_kind_weights(string.digits, ".eE", others=_GOES_ON)


RULE = FieldRule(
    name="external_id",
    doc=__doc__,
    fields=("external_id",),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=(),
    accelerate=accelerate,
    examples=(
        keeps("7210448301122"),
        keeps("007"),
        keeps("00123.0"),
        keeps("C-10 45/b"),
        keeps("123e4567"),
        keeps("gid://shopify/Customer/7210448301122"),
        keeps("anna@example.com", "IDN006"),
        fixes("1001.0", "1001", "IDN001"),
        refuses("72104483011220007.0", "IDN002"),
        refuses("7.21045E+12", "IDN003"),
        refuses("0", "IDN004"),
        refuses("-1", "IDN004"),
        refuses("Guest", "IDN004"),
        refuses("x" * 256, "IDN005"),
    ),
)
