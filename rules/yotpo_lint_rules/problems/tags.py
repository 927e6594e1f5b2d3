"""The problems that the rule of tags can name."""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import Problem

SPACING = Problem(
    code="TAG001",
    name="tags-spacing",
    applicability="safe",
    message="Blanks around the commas are taken away; the tags become {after}.",
    why="Yotpo separates tags by commas; a blank that it kept would make another tag, one that no segment asks for.",
)
EMPTY = Problem(
    code="TAG002",
    name="tags-empty-items",
    applicability="safe",
    message="Empty tags between or after the commas are dropped.",
    why="Two commas in a row, or one at the end, say nothing.",
)
REPEATED = Problem(
    code="TAG003",
    name="tags-repeated",
    applicability="safe",
    message="A tag that is written twice is kept once; the tags become {after}.",
    why="A customer has a tag or has it not. Only exact repetitions count: VIP and vip both stay.",
)
LIST_NOTATION = Problem(
    code="TAG004",
    name="tags-list-notation",
    applicability="safe",
    message="The tags are written as a quoted list; they become {after}.",
    why='Mailchimp exports "VIP","Blog" and programs write ["VIP","Blog"]; Yotpo would store the quotation marks.',
)
OTHER_SEPARATOR = Problem(
    code="TAG005",
    name="tags-other-separator",
    applicability="safe",
    message="The tags are separated as --tag-separator says; they become {after}.",
    why="Yotpo separates tags by commas; the setting declares what this table has in their place.",
)
SEPARATOR_INSIDE = Problem(
    code="TAG006",
    name="tags-separator-inside",
    message="A tag in the list holds a comma or separator itself, which would cut it in two; rename that tag.",
    why="There is no way to write a comma inside a tag for Yotpo, and leaving it out would make another tag.",
)
UNREADABLE_LIST = Problem(
    code="TAG007",
    name="tags-list-unreadable",
    message="This is half a list in brackets or quotation marks; write the tags with commas between them.",
    why="Cut at its commas, such a cell leaves tags with stray brackets and quotation marks.",
)
UNSPLIT = Problem(
    code="TAG008",
    name="tags-unsplit",
    severity="warning",
    message="This is one tag that holds ; or |; if that separates tags, declare it with --tag-separator.",
    why="HubSpot and others separate by ; or |, but both also stand inside of tags.",
    remedies=("tag-separator",),
)
FORMULA = Problem(
    code="TAG009",
    name="tags-formula",
    severity="warning",
    message="A tag begins with =, + or @, which spreadsheets take for a formula; it is kept, so check it.",
    why="Such a tag may be the rest of a broken formula, and acts when an export is opened in a spreadsheet.",
)

PROBLEMS: Final = (
    SPACING,
    EMPTY,
    REPEATED,
    LIST_NOTATION,
    OTHER_SEPARATOR,
    SEPARATOR_INSIDE,
    UNREADABLE_LIST,
    UNSPLIT,
    FORMULA,
)
