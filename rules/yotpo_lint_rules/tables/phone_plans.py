"""What libphonenumber's metadata says of digits: for the reading one number at a time, for the accelerator as plans.

Nothing here is a table of our own: calling codes, patterns, lengths and prefixes come from the installed
`phonenumbers`, so that an upgrade of it upgrades both the reading and the accelerator.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from yotpo_lint.contract.fields import E164_PATTERN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

# The kinds that make a number valid, the frequent ones first; the order does not change the answer.
KINDS: Final = "mobile fixed_line toll_free premium_rate shared_cost voip personal_number pager uan voicemail".split()

# What people type to get past a form: one digit again and again (fewer than seven prove nothing), or counting up or
# down. Counting is told by the bare cell only: Google made the example numbers of many countries like that
# (+33123456789), and they are valid.
REPEATED: Final = "|".join(f"{digit}{{7,}}" for digit in range(10))
COUNTED: Final = frozenset("1234567 12345678 123456789 1234567890 7654321 87654321 987654321 9876543210".split())

# Answers that are remembered: the reading asks the same of a number several times, and often of its address, too.
MAX_CACHED_NUMBERS: Final = 4_096

# No plan comes near: E.164 allows fifteen digits with the calling code, and `phonenumbers` parses two more.
MOST_NATIONAL_DIGITS: Final = 17


@cache
def library() -> ModuleType:
    """Load `phonenumbers` once, with its compiled patterns kept (Python's own cache is smaller than its tables)."""
    import phonenumbers

    getattr(phonenumbers, "enable_pattern_cache", lambda: None)()  # since 9.0
    return phonenumbers


class Dialling(NamedTuple):
    """How a region writes numbers: its calling code, and what is dialled there before a foreign one."""

    code: str
    idd: re.Pattern[str]


@cache
def dialling(region: str) -> Dialling | None:
    """Return how a region dials, or None for a country without a numbering plan of its own (Antarctica)."""
    metadata = library().PhoneMetadata.metadata_for_region(region, None)
    if metadata is None:
        return None
    return Dialling(str(metadata.country_code), re.compile(metadata.international_prefix or r"[^\s\S]"))


@cache
def calling_codes() -> frozenset[str]:
    """Return every calling code in use, without plus; none is the beginning of another."""
    return frozenset(map(str, library().supported_calling_codes()))


def calling_code(digits: str) -> str | None:
    """Return the calling code that international digits begin with."""
    return next((digits[:n] for n in (1, 2, 3) if digits[:n] in calling_codes()), None)


@lru_cache(maxsize=MAX_CACHED_NUMBERS)
def e164(digits: str) -> str | None:
    """Return the E.164 of international digits without plus, or None where they are not a valid number.

    Digits that are valid as they stand are left so; otherwise `phonenumbers` may take out a trunk prefix
    (+44 0 20 …), move Argentina's 15, or complete a local number by its area code (`grows` tells).
    """
    if len(digits) > 30:  # noqa: PLR2004 - no plan comes near; an int() of thousands of digits fails
        return None
    code = calling_code(digits)
    if code is None or len(digits) == len(code):
        return None
    if _is_in_plan(code, digits[len(code) :]):
        return _fit("+" + digits)
    return _written(_parsed("+" + digits, None))


@lru_cache(maxsize=MAX_CACHED_NUMBERS)
def national(digits: str, region: str) -> str | None:
    """Return the E.164 of digits dialled in `region`, which may name neither it nor another country."""
    here, lib = dialling(region), library()
    if here is None:
        return None
    if written := e164(here.code + digits):
        return written
    # Regions that share a calling code may differ from the first of them: islands with one area code.
    number = _parsed(digits, region)
    if number is None or number.country_code_source != lib.CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return None
    return _written(number)


@lru_cache(maxsize=MAX_CACHED_NUMBERS)
def is_fixed_line(written: str) -> bool:
    """Return whether a text is an E.164 number that is certainly a fixed line."""
    if not re.fullmatch(E164_PATTERN, written) or (number := _number(written[1:])) is None:
        return False
    lib = library()
    return bool(lib.number_type(number) == lib.PhoneNumberType.FIXED_LINE)


def _number(digits: str) -> Any:
    """Parse international digits without plus, unchanged; None where they are not a number."""
    code = calling_code(digits)
    national = digits[len(code or "") :]
    if code is None or not national:
        return None
    zeros = min(len(national) - len(national.lstrip("0")), len(national) - 1)
    return library().PhoneNumber(
        country_code=int(code),
        national_number=int(national),
        italian_leading_zero=True if zeros > 0 else None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


def _written(number: Any) -> str | None:
    """Write a number as E.164, if it is valid and fits the contract."""
    if number is None:
        return None
    code, digits = str(number.country_code), library().national_significant_number(number)
    return _fit(f"+{code}{digits}") if _is_in_plan(code, digits) else None


def _fit(written: str) -> str | None:
    return written if re.fullmatch(E164_PATTERN, written) else None


def _is_in_plan(code: str, digits: str) -> bool:
    """Return whether a national number is valid, as `phonenumbers.is_valid_number` does from the same metadata.

    That of several regions decides which claims the number by its first digits, or else has it as one of its kinds.
    """
    patterns = _plan_patterns(code)
    for leading, by_length in patterns:
        if leading is not None and len(patterns) > 1:
            if leading.match(digits):
                return _has_kind(by_length, digits)
        elif _has_kind(by_length, digits):
            return True
    return False


def _has_kind(by_length: Mapping[int, tuple[str, str]], digits: str) -> bool:
    patterns = by_length.get(len(digits), ())
    return bool(patterns) and all(_compiled(pattern).fullmatch(digits) for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of a plan once, when the first number of its length needs it."""
    return re.compile(pattern)


@cache
def _plan_patterns(code: str) -> tuple[tuple[re.Pattern[str] | None, dict[int, tuple[str, str]]], ...]:
    """Return for each region of a calling code what it claims, and by length the two patterns that a number fits."""
    found = []
    for plan in plans(code):
        by_length = {}
        for length in plan.lengths or range(1, MOST_NATIONAL_DIGITS + 1):
            kinds = "|".join(f"(?:{pattern})" for _, lengths, pattern in plan.kinds if not lengths or length in lengths)
            if kinds and plan.general:
                by_length[length] = plan.general, kinds
        found.append((re.compile(plan.leading) if plan.leading else None, by_length))
    return tuple(found)


def grows(written: str, digits: str) -> bool:
    """Return whether an E.164 number has more digits than the cell, because an area code was added."""
    return len(written) - 1 > len(digits)


@lru_cache(maxsize=MAX_CACHED_NUMBERS)
def length_of(digits: str) -> str:
    """Judge the length of international digits: `short`, `long`, `odd`, `possible`, or `unknown` calling code."""
    lib = library()
    if calling_code(digits) is None:
        return "unknown"
    number = _parsed("+" + digits, None)
    if number is None:
        return "short" if len(digits) < 7 else "long"  # noqa: PLR2004 - between, phonenumbers parses anything
    reason = lib.ValidationResult
    return {
        reason.TOO_SHORT: "short",
        reason.IS_POSSIBLE_LOCAL_ONLY: "short",
        reason.TOO_LONG: "long",
        reason.INVALID_LENGTH: "odd",
    }.get(lib.is_possible_number_with_reason(number), "possible")


@lru_cache(maxsize=MAX_CACHED_NUMBERS)
def _parsed(text: str, region: str | None) -> Any:
    """Parse with `phonenumbers`; None where it finds no number."""
    lib = library()
    try:
        return lib.parse(text, region, keep_raw_input=True)
    except lib.NumberParseException:
        return None


@dataclass(frozen=True, slots=True)
class Plan:
    """The valid numbers of one region: what it claims, its general shape, and its kinds as (name, lengths, pattern).

    Patterns are of all digits of a national number, but `leading` is of its first. Where no lengths are named, any is
    allowed.
    """

    leading: str | None
    lengths: tuple[int, ...]
    general: str
    kinds: tuple[tuple[str, tuple[int, ...], str], ...]


@cache
def plans(code: str) -> tuple[Plan, ...]:
    """Return the plans of the regions that share a calling code, in the order in which they are asked."""
    lib = library()
    found = []
    for region in lib.region_codes_for_country_code(int(code)):
        metadata = lib.PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
        kinds = ((kind, getattr(metadata, kind)) for kind in KINDS)
        general = metadata.general_desc
        found.append(
            Plan(
                metadata.leading_digits,
                tuple(general.possible_length),
                general.national_number_pattern,
                tuple(
                    (kind, tuple(described.possible_length), described.national_number_pattern)
                    for kind, described in kinds
                    if described is not None and described.national_number_pattern
                ),
            )
        )
    return tuple(found)


class TakenOff(NamedTuple):
    """The prefix that `phonenumbers` removes from national digits: a trunk prefix or a carrier's code.

    Attributes:
        pattern: matches what is taken off, at the beginning of the digits.
        rest: what of it stays, as a replacement; None where digits are added to it.
    """

    pattern: str
    rest: str | None


@cache
def taken_off(code: str, region: str | None = None) -> TakenOff | None:
    """Return the prefix that is removed behind a calling code, or from numbers dialled in one of its regions."""
    lib = library()
    where = region or lib.region_code_for_country_code(int(code))
    metadata = lib.PhoneMetadata.metadata_for_region_or_calling_code(int(code), where)
    pattern, rule = metadata.national_prefix_for_parsing, metadata.national_prefix_transform_rule
    if not pattern:
        return None
    # A rule is for digits that the last group has matched. If it is this group and no more, it fits all digits.
    last = rf"\{re.compile(pattern).groups}"
    return TakenOff(rf"\A(?:{pattern})", "" if rule is None else rule if rule == last else None)
