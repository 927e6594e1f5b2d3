"""The problems that the phone rule can name."""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import Problem

TIDIED: Final = Problem(
    code="PHN001",
    name="phone-not-e164",
    applicability="safe",
    message="The number carries its country but is not written as E.164; it becomes {after}.",
    why="Yotpo stores punctuation, 00 and trunk zeros as they come, and a message then goes nowhere.",
)
ROW_COUNTRY: Final = Problem(
    code="PHN002",
    name="phone-row-country",
    applicability="safe",
    message="The number names no country; as a number of the country in its row's address it becomes {after}.",
    why="A national number means what its country's numbering plan says; the address tells the country.",
)
DECLARED_REGION: Final = Problem(
    code="PHN003",
    name="phone-declared-region",
    applicability="safe",
    message="Neither the number nor its row names a country; as a number of the declared region it becomes {after}.",
    why="You declared with --region what country the rows are from that name none.",
)
FLOAT_TAIL: Final = Problem(
    code="PHN004",
    name="phone-float-tail",
    applicability="safe",
    message="A program read the number as a decimal and added '.0'; it becomes {after}.",
    why="Up to fifteen digits survive that, and the 0 behind the point never was one of them.",
)
PLUS_RESTORED: Final = Problem(
    code="PHN005",
    name="phone-plus-restored",
    applicability="safe",
    message="The number has its country code but no plus; it becomes {after}.",
    why=(
        "It begins with the calling code of its own country, is valid behind it, and has a length that no national "
        "number of that country has, so that it can be read in one way only. Brevo exports numbers like this."
    ),
)
PLUS_MISSING: Final = Problem(
    code="PHN006",
    name="phone-plus-missing",
    applicability="unsafe",
    message="{hint}, but with a plus it would be {after}; write the plus if that is right, or correct the number.",
    general=(
        "With a plus the cell would be an international number; write the plus if that is right, or correct the number."
    ),
    why="A wrong national number may look like a foreign one by accident.",
)
TWO_READINGS: Final = Problem(
    code="PHN007",
    name="phone-two-readings",
    message="The number can be read as {hint}; write it with a plus and its country code.",
    why="3906123456 in Italy is Rome without its plus, or a mobile number. phonenumbers takes the mobile.",
)
EXTENSION: Final = Problem(
    code="PHN008",
    name="phone-extension",
    applicability="unsafe",
    message="E.164 cannot hold the extension {hint}; without it the number is {after}. Drop it if that is enough.",
    why="Behind a switchboard the number without its extension is the company's, not the customer's.",
)
AREA_CODE: Final = Problem(
    code="PHN009",
    name="phone-area-code",
    applicability="unsafe",
    message="The number has no area code; the only one of its country makes it {after}. Write the full number.",
    why="It may as well be a number that lost its first digits.",
)
NO_REGION: Final = Problem(
    code="PHN010",
    name="phone-country-unknown",
    message="{hint}; write the number with a plus and its country code, fill in the country, or declare --region.",
    general=(
        "It is not known which country the number belongs to; write it with a plus and its country code, fill in the "
        "country, or declare --region."
    ),
    why="The same digits are a number in many countries; Yotpo would read them as American.",
    remedies=("region",),
)
SCIENTIFIC: Final = Problem(
    code="PHN011",
    name="phone-scientific-notation",
    message="A spreadsheet shortened the number and its last digits are gone; export the column again as text.",
    why="1.41556E+10 holds six digits of eleven.",
)
COMPUTED: Final = Problem(
    code="PHN012",
    name="phone-computed-value",
    message="{hint}; take the number from the shop again and format the column as text.",
    general=(
        "A spreadsheet has computed with the number or rounded it; take it from the shop again and format the "
        "column as text."
    ),
    why="Spreadsheets compute 415-555-1059 to -1199, round long numbers and make dates of short ones.",
)
TWO_NUMBERS: Final = Problem(
    code="PHN013",
    name="phone-two-numbers",
    message="The cell holds more than one number; leave the one that is the customer's.",
    why="A customer has one number in Yotpo, and which of them is meant only the shop can tell.",
)
VANITY: Final = Problem(
    code="PHN014",
    name="phone-vanity-letters",
    message="The number is spelled with letters; write its digits.",
    why="Which digit a letter stands for depends on the keypad, and such numbers belong to companies.",
)
WORDS: Final = Problem(
    code="PHN015",
    name="phone-with-words",
    message="There are words in the cell; leave the number alone in it, or empty the cell.",
    why="`070 123 45 67 (Axel)` is someone else's number, and phonenumbers would dial the name.",
)
MASKED: Final = Problem(
    code="PHN016",
    name="phone-masked",
    message="Digits of the number are hidden; export it in full, or empty the cell.",
    why="Shops mask numbers as ******1234 for users who may not see them.",
)
PLACEHOLDER: Final = Problem(
    code="PHN017",
    name="phone-placeholder",
    message="This number was made up to fill the field; write the customer's own, or empty the cell.",
    why="Every customer with such a number would become one customer.",
)
TOO_SHORT: Final = Problem(
    code="PHN018",
    name="phone-too-short",
    message="Digits are missing: a number {hint} has more; write it in full, with its area code.",
    general="Digits are missing; write the number in full, with its area code.",
    why="Local numbers and numbers whose leading digits were eaten cannot be told apart.",
)
TOO_LONG: Final = Problem(
    code="PHN019",
    name="phone-too-long",
    message="There are too many digits for a number {hint}; correct it, or leave one number if these are two.",
    general="There are too many digits for a number of the country; correct it, or leave one number if these are two.",
    why="E.164 allows fifteen digits with the country code; many countries have numbers of one length only.",
)
NO_CALLING_CODE: Final = Problem(
    code="PHN020",
    name="phone-calling-code",
    message="No country's calling code begins like this number; write a plus, the country code and the number.",
    why="Often a plus was put before a national number (+0171 …).",
)
OLD_FORM: Final = Problem(
    code="PHN021",
    name="phone-old-form",
    message="This number has the form of an old numbering plan: {hint}; ask the customer or correct it by hand.",
    why="Adding or dropping a digit is a guess: the number may just as well be mistyped.",
)
NOT_IN_USE: Final = Problem(
    code="PHN022",
    name="phone-not-in-use",
    message="No number {hint} looks like this; compare it with the shop's record, and its country with the address.",
    general=(
        "No number of the country looks like this; compare it with the shop's record, and its country with the address."
    ),
    why="It has a possible length, but no number of the country begins like this (phonenumbers' metadata).",
)
UNREADABLE: Final = Problem(
    code="PHN023",
    name="phone-unreadable",
    message="The cell holds characters that are no part of a number; write digits, or empty the cell.",
    why="Only digits, blanks, a leading plus and - . / ( ) are read as a number.",
)

ALL: Final = (
    TIDIED,
    ROW_COUNTRY,
    DECLARED_REGION,
    FLOAT_TAIL,
    PLUS_RESTORED,
    PLUS_MISSING,
    TWO_READINGS,
    EXTENSION,
    AREA_CODE,
    NO_REGION,
    SCIENTIFIC,
    COMPUTED,
    TWO_NUMBERS,
    VANITY,
    WORDS,
    MASKED,
    PLACEHOLDER,
    TOO_SHORT,
    TOO_LONG,
    NO_CALLING_CODE,
    OLD_FORM,
    NOT_IN_USE,
    UNREADABLE,
)
