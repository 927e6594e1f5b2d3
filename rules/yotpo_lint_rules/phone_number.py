r"""Phone numbers: E.164 (`+14155550132`), valid by libphonenumber.

Yotpo wants E.164 and says nothing when it gets something else; its own Magento connector makes +4433612345678 of a
French number in a British row. Exports hold national numbers, spreadsheet damage, two numbers in a cell, notes.

Which country a number belongs to is taken from, in this order: its own `+`, `00`, or the dialling prefix of the row's
country or the declared region (011, 0011 …); the row's country; the declared region (`--region`); otherwise the cell
is refused. A number that carries its own country is kept whatever the address says. Repaired are punctuation, digits
of other scripts, trunk zeros, `tel:`, and a spreadsheet's apostrophe, `="…"` and `.0`. Damage is looked for before
anything is parsed (see `forms.phone`). Digits are never added or dropped on a guess: an extension, a missing plus and a
missing area code wait for `--unsafe-fixes`, and what can be read in two ways is refused. Whether the number is a fixed
line is a question for the row.

Sources: https://core-api.yotpo.com/reference/customers; YotpoLtd/magento2-module-messaging 3ca77c4, Helper/Data.php;
google/libphonenumber FALSEHOODS.md at f7e3e88 (all read 2026-11-23); phonenumbers 9.0.43.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import (
    ColumnReading,
    Context,
    Facts,
    FieldRule,
    Note,
    Problem,
    Reading,
    Refused,
    fix,
    fixes,
    keep,
    keeps,
    refuse,
    refuses,
)
from yotpo_lint.text import compile_lazily
from yotpo_lint_rules.forms.phone import FEWEST, MOST, PUNCTUATION, extract_number
from yotpo_lint_rules.problems.phone import PROBLEM
from yotpo_lint_rules.tables.phone_forms import old_form, reserved_by
from yotpo_lint_rules.tables.phone_plans import (
    COUNTED,
    REPEATED,
    calling_code,
    dialling,
    e164,
    grows,
    length_of,
    national,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from yotpo_lint.rule import Columns

COUNTRY: Final = "address.country_code"

# A whole number that became a decimal, and what may be a broken one.
FLOAT: Final = compile_lazily(r"(\+?\d{1,15})\.0+")
DECIMAL: Final = compile_lazily(r"[1-9]\d*\.\d+")

# A zero that is dialled at home only, as in +44 (0)20.
BRACKETED_ZERO: Final = compile_lazily(r"(?<=[\d)\]])\s*[(\[]\s*0\s*[)\]]")

# Where a second number may begin behind a blank, and the least number of digits for that.
SECOND_BEGINS: Final = compile_lazily(r"(?<=\d)\s(?=\(?0\d)")
DIGITS_OF_TWO_NUMBERS: Final = 12

# A customer's number often stands in the address, too, and a reading takes up to 0.4 milliseconds: 6,000 odd numbers
# in both columns of a shop's export took 4.5 seconds of CPU before, and 2.5 with this.
READINGS_KEPT: Final = 32_768


def read(text: str, context: Context) -> Reading:
    """Read a phone number: find damage, split off an extension, then read the digits."""
    return _read_in(text, context[COUNTRY], context.facts.region)


@lru_cache(maxsize=READINGS_KEPT)
def _read_in(text: str, country: str | None, declared: str | None) -> Reading:
    """Read a phone number in a row's country and the declared region."""
    context = Context("phone_number", Facts(region=declared), {COUNTRY: country})
    extracted = extract_number(text)
    if isinstance(extracted, Refused):
        return extracted
    body, extension = extracted
    number = _read_number(body, context)
    if isinstance(number, Refused):
        return number
    value, notes = number
    if value == text:
        return keep(value)
    return fix(value, *notes, *((PROBLEM["phone-extension"].note(extension),) if extension else ()))


def _read_number(body: str, context: Context) -> Refused | tuple[str, tuple[Note | Problem, ...]]:
    """Read one undamaged number, and make sure that it is one and not a placeholder."""
    tail: tuple[Problem, ...] = ()
    if decimal := FLOAT.fullmatch(body):
        body, tail = decimal[1], (PROBLEM["phone-float-tail"],)
    number = PUNCTUATION.sub("", body)
    if re.fullmatch(REPEATED, number.lstrip("+")) or body in COUNTED:
        return refuse(PROBLEM["phone-placeholder"])
    if _holds_two_numbers(body, context):
        return refuse(PROBLEM["phone-two-numbers"])
    readings = _find_readings(body, context)
    was_decimal = number[0] not in "+0" and (tail or DECIMAL.fullmatch(body))
    if readings and was_decimal and (restored := _restore_lost_zero(number, bool(tail), context)):
        readings.setdefault(restored, PROBLEM["phone-not-e164"])
    if len(readings) > 1:
        return refuse(PROBLEM["phone-two-readings"], " or as ".join(readings))
    if not readings:
        guess = _guess_reading(number, context)
        if guess is None:
            return (
                refuse(PROBLEM["phone-placeholder"])
                if number.lstrip("+0") in COUNTED
                else _explain_refusal(number, context)
            )
        readings = dict([guess])
    [(value, note)] = readings.items()
    if re.fullmatch(REPEATED, value[1 + len(calling_code(value[1:]) or "") :]):
        return refuse(PROBLEM["phone-placeholder"])
    return value, (*tail, note)


def _holds_two_numbers(body: str, context: Context) -> bool:
    """Return whether a slash or a blank separates two numbers, not an area code from its number."""
    if "/" in body:
        left, right = body.split("/")
        is_whole = min(sum(map(str.isdigit, side)) for side in (left, right)) >= FEWEST
        return is_whole or bool(_find_readings(left, context))
    if sum(map(str.isdigit, body)) < DIGITS_OF_TWO_NUMBERS:
        return False
    parts = ((body[: gap.start()], body[gap.end() :]) for gap in SECOND_BEGINS.finditer(body))
    return any(_find_readings(left, context) and _find_readings(right, context) for left, right in parts)


def _find_region(context: Context) -> tuple[str | None, Problem]:
    """Return the region of numbers that name none, and the problem that says where it comes from."""
    country = context[COUNTRY]
    return (
        (country, PROBLEM["phone-row-country"]) if country else (context.facts.region, PROBLEM["phone-declared-region"])
    )


def _find_readings(body: str, context: Context) -> dict[str, Problem | Note]:
    """Return every way to read a number, as E.164, and the note that goes with it."""
    found: dict[str, Problem | Note] = {}
    number = PUNCTUATION.sub("", body)
    for text in dict.fromkeys((number, PUNCTUATION.sub("", BRACKETED_ZERO.sub("", body)))):
        found |= {
            value: PROBLEM["phone-not-e164"]
            for value in map(_find_valid, _iterate_international_digits(text, context))
            if value
        }
    region, completed = _find_region(context)
    plan = dialling(region) if region else None
    if region is None or plan is None or number.startswith("+"):
        return found
    national_number = national(number, region)
    if national_number and not grows(national_number, plan.code + number):
        found.setdefault(national_number, completed)
    if number.startswith(plan.code) and (international_number := _find_valid(number)):
        if national_number in found:
            found.setdefault(international_number, PROBLEM["phone-not-e164"])
        else:
            found.setdefault(international_number, PROBLEM["phone-plus-restored"])
    return found


def _iterate_international_digits(number: str, context: Context) -> Iterator[str]:
    """Yield the digits behind the plus, the 00 or the dialling prefix at the beginning of a number."""
    if number.startswith("+"):
        yield number[1:]
        return
    if number.startswith("00"):
        yield number[2:]
    # Australia's prefix, whatever the row says; behind 00 it may be +1 with a trunk 1, and then there are two readings.
    if number.startswith("0011"):
        yield number[4:]
    for region in dict.fromkeys((_find_region(context)[0], context.facts.region)):
        plan = dialling(region) if region else None
        if plan and (prefix := plan.idd.match(number)):
            yield number[prefix.end() :]


def _find_valid(digits: str) -> str | None:
    """Return the E.164 of international digits, None where it is not valid or was completed by an area code."""
    value = e164(digits)
    return None if value is None or grows(value, digits) else value


def _restore_lost_zero(number: str, is_whole: bool, context: Context) -> str | None:
    """Return the number that became a decimal by losing a zero: a whole one its first, a broken one its last."""
    plan = dialling(_find_region(context)[0] or "")
    return plan and e164(plan.code + ("0" + number if is_whole else number + "0"))


def _guess_reading(number: str, context: Context) -> tuple[str, Problem | Note] | None:
    """Return the unsafe reading of a number that is not valid without a guess, if there is one."""
    region, _ = _find_region(context)
    plan = dialling(region) if region else None
    if region is None or plan is None or number.startswith("+") or old_form(plan.code + number):
        return None
    if value := national(number, region):  # not valid as it stands, so it was completed
        return value, PROBLEM["phone-area-code"]
    if length_of(plan.code + number) != "short" and (value := _find_valid(number)):
        return value, PROBLEM["phone-plus-missing"].note(f"The number is not one of {region}")
    return None


def _explain_refusal(number: str, context: Context) -> Refused:
    """Refuse an invalid number for the most precise reason that its length and beginning show."""
    region, _ = _find_region(context)
    plan = dialling(region) if region else None
    international_digits = next(_iterate_international_digits(number, context), None)
    if international_digits is not None:
        digits, whose = international_digits, f"with +{calling_code(international_digits)}"
    elif plan:
        digits, whose = plan.code + number, f"of {region}"
    elif not FEWEST <= len(number) <= MOST + 2:
        return refuse(
            PROBLEM["phone-too-short"] if len(number) < FEWEST else PROBLEM["phone-too-long"], "of any country"
        )
    else:
        unknown = f"{region} has no numbers of its own" if region else "Neither the number nor its row has a country"
        return refuse(PROBLEM["phone-country-unknown"], unknown)
    begins_with_code = plan is not None and number.startswith(plan.code)
    if known := _refuse_known_form(digits, *((number,) if begins_with_code else ())):
        return known
    length = length_of(digits)
    if length == "unknown":
        return refuse(PROBLEM["phone-calling-code"])
    if length in ("short", "long"):
        return refuse(PROBLEM["phone-too-short"] if length == "short" else PROBLEM["phone-too-long"], whose)
    return refuse(PROBLEM["phone-not-in-use"], whose)


def _refuse_known_form(*readings: str) -> Refused | None:
    """Refuse international digits of an old numbering plan, or reserved for fiction, in the first such reading."""
    for digits in readings:
        if reform := old_form(digits):
            return refuse(PROBLEM["phone-old-form"], reform)
        if keeper := reserved_by(digits):
            return refuse(PROBLEM["phone-reserved"], keeper)
    return None


def accelerate(column: pa.Array, neighbours: Columns, facts: Facts) -> ColumnReading:
    """Settle plain numbers that can be read in one way only; see `columns.phone`."""
    from yotpo_lint_rules.columns.phone import settle

    return settle(column, neighbours[COUNTRY], facts.region)


RULE = FieldRule(
    name="phone_number",
    doc=__doc__,
    fields=("phone_number", "address.phone_number"),
    problems=tuple(PROBLEM.values()),
    read=read,
    facts=("region",),
    needs=(COUNTRY,),
    accelerate=accelerate,
    examples=(
        keeps("+14155550132"),
        keeps("+33612345678", neighbours={COUNTRY: "GB"}),
        fixes("+44 (0)20 7946 0018", "+442079460018", "PHN001"),
        fixes("011 44 7911 123456", "+447911123456", "PHN001", neighbours={COUNTRY: "US"}),
        fixes("07911 123456", "+447911123456", "PHN002", neighbours={COUNTRY: "GB"}),
        fixes("(415) 555-0132", "+14155550132", "PHN003", region="US"),
        fixes("4155550132.0", "+14155550132", "PHN004", "PHN002", neighbours={COUNTRY: "US"}),
        fixes("33612345678", "+33612345678", "PHN005", neighbours={COUNTRY: "FR"}),
        fixes("919876501234", "+919876501234", "PHN005", neighbours={COUNTRY: "IN"}),
        fixes("447911123456", "+447911123456", "PHN006", neighbours={COUNTRY: "US"}),
        refuses("3906123456", "PHN007", neighbours={COUNTRY: "IT"}),
        refuses("0011 354 490 7335", "PHN007", neighbours={COUNTRY: "IS"}),
        fixes("415-555-0132 x12", "+14155550132", "PHN002", "PHN008", neighbours={COUNTRY: "US"}),
        fixes("464-1234", "+12684641234", "PHN009", neighbours={COUNTRY: "AG"}),
        refuses("07911 123456", "PHN010"),
        refuses("1.41556E+10", "PHN011", neighbours={COUNTRY: "US"}),
        refuses("-1199", "PHN012", neighbours={COUNTRY: "US"}),
        refuses("4155550132.5", "PHN012", neighbours={COUNTRY: "US"}),
        refuses("415-555-0132 / 415-555-0133", "PHN013", neighbours={COUNTRY: "US"}),
        refuses("1-800-FLOWERS", "PHN014", neighbours={COUNTRY: "US"}),
        refuses("070 123 45 67 (Axel)", "PHN015", neighbours={COUNTRY: "SE"}),
        refuses("******1234", "PHN016", neighbours={COUNTRY: "US"}),
        refuses("000-000-0000", "PHN017", neighbours={COUNTRY: "US"}),
        refuses("07700 900123", "PHN024", neighbours={COUNTRY: "GB"}),
        refuses("555-0132", "PHN018", neighbours={COUNTRY: "US"}),
        refuses("4155550132415", "PHN019", neighbours={COUNTRY: "US"}),
        refuses("+0171 2345678", "PHN020"),
        refuses("+52 1 55 1234 5678", "PHN021"),
        refuses("5215512345678", "PHN021", neighbours={COUNTRY: "MX"}),
        refuses("123-555-0132", "PHN022", neighbours={COUNTRY: "US"}),
        refuses("415_555_0132", "PHN023", neighbours={COUNTRY: "US"}),
    ),
)
