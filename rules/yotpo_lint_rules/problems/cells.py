"""The problems of the rule `cells`."""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import parse_problems

PROBLEM: Final = parse_problems(
    """
    FIL001 blank-cell [safe]
        The cell holds only blanks or invisible characters; the field is left out.
        why: Yotpo would store the blanks as the value.
    FIL002 control-characters [safe]
        The cell holds control characters; they are removed, and a line or page break becomes a blank.
        why: NUL bytes and their like come from binary exports; nobody sees them, and look-ups by the value fail.
    FIL003 invisible-characters [safe]
        The cell holds invisible characters ({hint}); they are removed.
        why: They come along when text is copied from web pages; two values that look alike are then not equal.
        general: The cell holds invisible characters (zero-width blanks, direction marks, variation
        selectors); they are removed.
        open hint: yes
    FIL004 surrounding-blanks [safe]
        Blanks before or after the text are removed.
        why: Yotpo stores them with the value.
    FIL005 inner-blanks [safe]
        Runs of blanks and line breaks inside the text become one blank.
        why: In names and addresses they carry no meaning: they come from layouts of several lines.
    FIL006 formula-armour [safe]
        The value is wrapped as ="..." so that a spreadsheet takes it for text; the wrapping is removed.
        why: It keeps leading zeros and long numbers alive in Excel; the value is what stands between the quotes.
    FIL007 leading-apostrophe [safe]
        The apostrophe before the value is the spreadsheet's mark for text; it is removed.
        why: Shopify writes it before customer ids and phones. It stays in names, towns, addresses, tags and e-mails.
    FIL008 null-word [safe]
        The cell says {hint}, which is a program's or a person's word for no value; the field is left out.
        why: Yotpo would store the word: a customer of the company `null`.
        general: The cell holds a program's or a person's word for no value; the field is left out.
    FIL009 spreadsheet-error
        The spreadsheet wrote {hint} in place of a value; correct the sheet and export again, or empty the cell.
        why: An error value shows that a value was meant to be here, so leaving it out silently would lose it.
        general: The spreadsheet wrote an error in place of a value; correct the sheet and export again, or empty the
        cell.
    FIL010 wrong-encoding [warning]
        The text was read in a wrong encoding earlier; it is kept, but export the table again as UTF-8.
        why: `JosÃ©` was José. What it was can often be told, but not always; it is never repaired here.
    FIL011 lost-characters [unsafe]
        The cell holds invisible remains of letters or quotes (a wrong encoding); export as UTF-8 or retype it.
        why: Control characters 80 to 9F are Windows-1252 text read as Latin-1. Taking them out would make OBrien of
        O’Brien; under --unsafe-fixes they are read as Windows-1252.
    FIL012 null-or-place [warning]
        {hint} may be a place or a program's word for no value; it is kept: empty the cell if it means nothing.
        why: None is a town in Piedmont, Nan a city and a province in Thailand.
        general: This may be a place or a program's word for no value; it is kept: empty the cell if it means nothing.
    FIL013 null-or-value [warning]
        {hint} may be a value or a program's word for no value; it is kept: empty the cell if it means nothing.
        why: NA is Namibia and R's missing value; Null and None are surnames. Nothing in the row or in the first 10,000
        records shows which one is meant.
        general: This may be a value or a program's word for no value; it is kept: empty the cell if it means nothing.
    FIL014 consent-tick [safe]
        The column of consents holds {hint}; it becomes {after}.
        why: A tick says yes only where it is the column's one mark and all other cells of the table are empty or a
        clear no. Beside any other answer it is left to the field's rule, which refuses it.
        general: The column of consents holds only ticks, refusals and empty cells; a tick becomes true.
    """
)
