"""The problems that the rule `account_created_at` can name; a table file, so that the rule stays readable."""

from __future__ import annotations

from yotpo_lint.rule import Problem

FORM = Problem(
    code="DAT001",
    name="date-form",
    applicability="safe",
    message="The date is not written as ISO 8601 asks; it becomes {after}.",
    why="Yotpo reads ISO 8601 only. With the year in front, year, month and day come in one order everywhere.",
)
SPELLED = Problem(
    code="DAT002",
    name="date-month-word",
    applicability="safe",
    message="The month is written as a word; the date becomes {after}.",
    why="Yotpo reads ISO 8601 only; a month that is spelled out leaves no doubt which number is the day.",
)
EPOCH = Problem(
    code="DAT003",
    name="date-unix-time",
    applicability="safe",
    message="The cell counts seconds or milliseconds since 1970; it becomes {after}.",
    why="Unix time is UTC by definition; ten digits are seconds and thirteen milliseconds for every date since 2001.",
)
NAIVE = Problem(
    code="DAT004",
    name="date-without-zone",
    applicability="safe",
    severity="warning",
    message="The time names no time zone; read in the declared one (--timezone, UTC if none is), it is {after}.",
    why="Magento, PrestaShop, WooCommerce and Mailchimp export local or server times without an offset.",
)
SHOWN = Problem(
    code="DAT005",
    name="date-order-shown",
    applicability="safe",
    message="Day and month can be told apart in this date; it becomes {after}.",
    why="A number above 12 is no month, and where day and month are equal both readings are the same date.",
)
DECLARED = Problem(
    code="DAT006",
    name="date-order-declared",
    applicability="safe",
    message="Read in the declared order of day and month, the date is {after}.",
    why="--date-order says how every such date of the table is meant.",
)
ORDER_UNKNOWN = Problem(
    code="DAT007",
    name="date-order-unknown",
    message="It is not known whether the day or the month comes first here; declare it with --date-order dmy or mdy.",
    why="Brevo and European shops write the day first, Square and American shops the month: both are in use.",
    remedies=("date-order",),
)
ORDER_CONTRADICTED = Problem(
    code="DAT008",
    name="date-order-contradicted",
    message="This date does not fit the declared order {hint}; check --date-order, or write the date as YYYY-MM-DD.",
    why="One date in another order means that the declaration is wrong, or that the table mixes two orders.",
    remedies=("date-order",),
)
TWO_DIGITS = Problem(
    code="DAT009",
    name="date-two-digit-year",
    message="The year has two digits; write all four, best as YYYY-MM-DD.",
    why="With a two-digit year any of the three numbers can be the year, and the century is a guess.",
)
SERIAL = Problem(
    code="DAT010",
    name="date-spreadsheet-number",
    message="This looks like a spreadsheet's day number; format the column as YYYY-MM-DD and export it again.",
    why="Excel counts days from 1900 or, in older Mac files, from 1904; the number does not say which.",
)
SENTINEL = Problem(
    code="DAT011",
    name="date-placeholder",
    message="This date is a placeholder for 'not known'; empty the cell or write the real date.",
    why="Yotpo would store it as the day the customer joined, and every segment by age of account would be wrong.",
)
IMPOSSIBLE = Problem(
    code="DAT012",
    name="date-impossible",
    message="No calendar or clock shows this ({hint}); correct the cell or empty it.",
    why="A date such as 2021-02-30 was damaged before it came here; what it was cannot be told.",
)
ZONE_NAME = Problem(
    code="DAT013",
    name="date-zone-name",
    message="The time zone is a name, not an offset; export the time in UTC or with an offset such as +02:00.",
    why="Short names of zones are used several times over: CST is Chicago, Shanghai and Havana.",
)
CLOCK_CHANGE = Problem(
    code="DAT014",
    name="date-clock-change",
    message="This local time {hint}; write it with its offset, or export it in UTC.",
    general=(
        "The clocks were changed at this local time, which is skipped or comes twice; write it with its offset, "
        "or export it in UTC."
    ),
    why="When clocks change, an hour is skipped or comes twice; a time in it is no one point in time.",
)
FUTURE = Problem(
    code="DAT015",
    name="date-in-future",
    severity="warning",
    message="The account was created in the future; check the date.",
    why="Such a date is often a renewal date, a day and month exchanged, or a test account.",
)
UNREADABLE = Problem(
    code="DAT016",
    name="date-unreadable",
    message="This is not a date that can be read for certain; write YYYY-MM-DD, or empty the cell.",
    why="Words such as yesterday, a date without its year, week numbers and other numbers name no date by themselves.",
)
# DAT017 and DAT018 judge whole columns: date_order.
LONG_AGO = Problem(
    code="DAT019",
    name="date-long-ago",
    severity="warning",
    message="No online shop had accounts that long ago; check that this is no birthday and no damaged year.",
    why="A birthday in the wrong column, or a year such as 1921 for 2021, would make the customer the oldest of all.",
)
LOST_CENTURY = Problem(
    code="DAT020",
    name="date-lost-century",
    message="The year seems to have lost its century (0021 for 2021); write all four of its digits.",
    why="Programs that take 21 for a year of four digits write 0021; which century it was is not in the cell.",
)
