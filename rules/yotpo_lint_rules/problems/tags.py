"""The problems of the rule `tags`."""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import parse_problems

PROBLEM: Final = parse_problems(
    """
    TAG001 tags-spacing [safe]
        Blanks around the commas are removed; the tags become {after}.
        why: Yotpo separates tags by commas; a blank that it kept would make another tag, one that no segment asks
        for.
    TAG002 tags-empty-items [safe]
        Empty tags between or after the commas are dropped.
        why: Two commas in a row, or one at the end, say nothing.
    TAG003 tags-repeated [safe]
        A tag that is written twice is kept once; the tags become {after}.
        why: A customer has a tag or has it not. Only exact repetitions count: VIP and vip both stay.
    TAG004 tags-list-notation [safe]
        The tags are written as a quoted list; they become {after}.
        why: Mailchimp exports "VIP","Blog" and programs write ["VIP","Blog"]; Yotpo would store the quotation marks.
    TAG005 tags-other-separator [safe]
        The tags are separated as --tag-separator says; they become {after}.
        why: Yotpo separates tags by commas; the setting declares what this table has in their place.
    TAG006 tags-separator-inside
        A tag in the list holds a comma or separator itself, which would cut it in two; rename that tag.
        why: There is no way to write a comma inside a tag for Yotpo, and leaving it out would make another tag.
    TAG007 tags-list-unreadable
        This is half a list in brackets or quotation marks; write the tags with commas between them.
        why: Cut at its commas, such a cell leaves tags with stray brackets and quotation marks.
    TAG008 tags-unsplit [warning]
        This is one tag that holds ; or |; if that separates tags, declare it with --tag-separator.
        why: HubSpot and others separate by ; or |, but both also stand inside of tags.
        remedies: tag-separator
    TAG009 tags-formula [warning]
        A tag begins with =, + or @, which spreadsheets take for a formula; it is kept, so check it.
        why: Such a tag may be the rest of a broken formula, and acts when an export is opened in a spreadsheet.
    """
)
