"""The problems of the rule `phone_number`."""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import parse_problems

PROBLEM: Final = parse_problems(
    """
    PHN001 phone-not-e164 [safe]
        The number carries its country but is not written as E.164; it becomes {after}.
        why: Yotpo stores punctuation, 00 and trunk zeros as they come, and a message then goes nowhere.
    PHN002 phone-row-country [safe]
        The number has no country code; with the country of its row's address it becomes {after}.
        why: A national number means what its country's numbering plan says; the address tells the country.
    PHN003 phone-declared-region [safe]
        Neither the number nor its row has a country; with the declared region it becomes {after}.
        why: You declared with --region what country the rows are from that name none.
    PHN004 phone-float-tail [safe]
        A program read the number as a decimal and added '.0'; it becomes {after}.
        why: Up to fifteen digits survive that, and the 0 behind the point never was one of them.
    PHN005 phone-plus-restored [safe]
        The number has its country code but no plus; it becomes {after}.
        why: It begins with the calling code of its row's country, is valid behind it, and is no valid national number
        of that country, so that it can be read in one way only. Brevo exports numbers like this.
    PHN006 phone-plus-missing [unsafe]
        {hint}, but with a plus it would be {after}; write the plus if that is right, or correct the number.
        why: A wrong national number may look like a foreign one by accident.
        general: With a plus the cell would be an international number; write the plus if that is right, or correct
        the number.
    PHN007 phone-two-readings
        The number can be read as {hint}; write it with a plus and its country code.
        why: 3906123456 in Italy is Rome without its plus, or a mobile number. phonenumbers takes the mobile.
    PHN008 phone-extension [unsafe]
        E.164 cannot hold the extension {hint}; without it the number is {after}. Drop it if that is enough.
        why: Behind a switchboard the number without its extension is the company's, not the customer's.
    PHN009 phone-area-code [unsafe]
        The number has no area code; the only one of its country makes it {after}. Write the full number.
        why: It may as well be a number that lost its first digits.
    PHN010 phone-country-unknown
        {hint}; write the number with a plus and its country code, fill in the country, or declare --region.
        why: The same digits are a number in many countries; Yotpo would read them as American.
        general: It is not known which country the number belongs to; write it with a plus and its country code, fill
        in the country, or declare --region.
        remedies: region
    PHN011 phone-scientific-notation
        A spreadsheet shortened the number and its last digits are gone; export the column again as text.
        why: 1.41556E+10 holds six digits of eleven.
    PHN012 phone-computed-value
        {hint}; take the number from the shop again and format the column as text.
        why: Spreadsheets compute 415-555-1059 to -1199, round long numbers and make dates of short ones.
        general: A spreadsheet has computed with the number or rounded it; take it from the shop again and format the
        column as text.
    PHN013 phone-two-numbers
        The cell holds more than one number; leave the one that is the customer's.
        why: A customer has one number in Yotpo, and which of them is meant only the shop can tell.
    PHN014 phone-vanity-letters
        The number is spelled with letters; write its digits.
        why: Which digit a letter stands for depends on the keypad, and such numbers belong to companies.
    PHN015 phone-with-words
        There are words in the cell; leave only the number in it, or empty the cell.
        why: `070 123 45 67 (Axel)` is someone else's number, and phonenumbers would dial the name.
    PHN016 phone-masked
        Digits of the number are hidden; export it in full, or empty the cell.
        why: Shops mask numbers as ******1234 for users who may not see them.
    PHN017 phone-placeholder
        This number was made up to fill the field; write the customer's own, or empty the cell.
        why: Every customer with such a number would become one customer.
    PHN018 phone-too-short
        Digits are missing: a number {hint} has more; write it in full, with its area code.
        why: Local numbers and numbers whose leading digits were eaten cannot be told apart.
        general: Digits are missing; write the number in full, with its area code.
    PHN019 phone-too-long
        There are too many digits for a number {hint}; correct it, or leave one number if these are two.
        why: E.164 allows fifteen digits with the country code; many countries have numbers of one length only.
        general: There are too many digits for a number of the country; correct it, or leave one number if these are
        two.
    PHN020 phone-calling-code
        No country's calling code begins like this number; write a plus, the country code and the number.
        why: Often a plus was put before a national number (+0171 …).
    PHN021 phone-old-form
        This number has the form of an old numbering plan: {hint}; ask the customer or correct it by hand.
        why: Adding or dropping a digit is a guess: the number may just as well be mistyped.
    PHN022 phone-not-in-use
        No number {hint} looks like this; compare it with the shop's record, and its country with the address.
        why: It has a possible length, but no number of the country begins like this (phonenumbers' metadata).
        general: No number of the country looks like this; compare it with the shop's record, and its country with the
        address.
    PHN023 phone-unreadable
        The cell holds characters that do not belong in a number; write digits, or empty the cell.
        why: Only digits, blanks, a leading plus and - . / ( ) are read as a number.
    PHN024 phone-reserved [warning]
        {hint} for films, books and examples, and nobody has it; the field is left out.
        why: Such a number is no customer's, and the rest of the row says who the customer is.
        general: The number is kept for films, books and examples, and nobody has it; the field is left out.
    """
)
