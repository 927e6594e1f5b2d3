"""The problems of the rule `account_created_at`."""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import parse_problems

PROBLEM: Final = parse_problems(
    """
    DAT001 date-form [safe]
        The date is not in ISO 8601 form; it becomes {after}.
        why: Yotpo reads ISO 8601 only. With the year in front, year, month and day come in one order everywhere.
    DAT002 date-month-word [safe]
        The month is written as a word; the date becomes {after}.
        why: Yotpo reads ISO 8601 only; a month that is spelled out leaves no doubt which number is the day.
    DAT003 date-unix-time [safe]
        The cell counts seconds or milliseconds since 1970; it becomes {after}.
        why: Unix time is UTC by definition; ten digits are seconds and thirteen milliseconds for every date since
        2001.
    DAT004 date-without-zone [safe, warning]
        The time has no time zone; in the declared one (--timezone, UTC by default) it is {after}.
        why: Magento, PrestaShop, WooCommerce and Mailchimp export local or server times without an offset.
    DAT005 date-order-shown [safe]
        Day and month can be told apart in this date; it becomes {after}.
        why: A number above 12 is no month, and where day and month are equal both readings are the same date.
    DAT006 date-order-declared [safe]
        Read in the declared order of day and month, the date is {after}.
        why: --date-order says how every such date of the table is meant.
    DAT007 date-order-unknown
        The first number can be the day or the month; declare the order with --date-order dmy or mdy.
        why: Brevo and European shops write the day first, Square and American shops the month: both are in use.
        remedies: date-order
    DAT008 date-order-contradicted
        This date does not fit the declared order {hint}; check --date-order, or write the date as YYYY-MM-DD.
        why: One date in another order means that the declaration is wrong, or that the table mixes two orders.
        remedies: date-order
    DAT009 date-two-digit-year
        The year has two digits; write all four, best as YYYY-MM-DD.
        why: With a two-digit year any of the three numbers can be the year, and the century is a guess.
    DAT010 date-spreadsheet-number
        This looks like a spreadsheet's day number; format the column as YYYY-MM-DD and export it again.
        why: Excel counts days from 1900 or, in older Mac files, from 1904; the number does not say which.
    DAT011 date-placeholder
        This date is a placeholder for 'not known'; empty the cell or write the real date.
        why: Yotpo would store it as the day the customer joined, and every segment by age of account would be wrong.
    DAT012 date-impossible
        There is no such date or time ({hint}); correct the cell, or empty it.
        why: A date such as 2021-02-30 was damaged before it came here, and the original date cannot be recovered.
    DAT013 date-zone-name
        The time zone is a name, not an offset; export the time in UTC or with an offset such as +02:00.
        why: Short names of zones are used several times over: CST is Chicago, Shanghai and Havana. IANA's names, such
        as Europe/Berlin, are read.
    DAT014 date-clock-change
        This local time {hint}; write it with its offset, or export it in UTC.
        why: When clocks change, an hour is skipped or comes twice; a time in it is no one point in time.
        general: The clocks were changed at this local time, which is skipped or comes twice; write it with its
        offset, or export it in UTC.
    DAT015 date-in-future [warning]
        The account was created in the future; check the date.
        why: Such a date is often a renewal date, a day and month exchanged, or a test account.
    DAT016 date-unreadable
        This is not a date that can be read for certain; write YYYY-MM-DD, or empty the cell.
        why: Words such as yesterday, a date without its year or its day, and other numbers name no date by themselves.
    DAT019 date-long-ago [warning]
        No online shop had accounts that long ago; check that this is not a birthday or a damaged year.
        why: A birthday in the wrong column, or a year such as 1921 for 2021, would make the customer the oldest of
        all.
    DAT020 date-lost-century
        The year seems to have lost its century (0021 for 2021); write all four of its digits.
        why: Programs that take 21 for a year of four digits write 0021; which century it was is not in the cell.
    DAT021 date-year-impossible
        No account can be of the year {hint}; write the date by the Gregorian calendar, as YYYY-MM-DD.
        why: Thai, Persian, Arabic and Nepali systems count years in calendars of their own, and programs put a year of
        two digits into the wrong century.
        general: No account can be of this year; write the date by the Gregorian calendar, as YYYY-MM-DD.
    DAT022 date-month-ambiguous
        This month's name means {hint} in different languages; write the date as YYYY-MM-DD.
        why: Listopad is October in Croatian and November in Czech and Polish.
    """
)


# DAT017 and DAT018 judge whole columns: date_order.
