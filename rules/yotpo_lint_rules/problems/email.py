"""The problems of the rule `email`."""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import parse_problems

PROBLEM: Final = parse_problems(
    """
    EML001 email-wrapping [safe]
        The address is wrapped in a mailto: link, quotation marks, angle brackets or a name; it becomes {after}.
        why: Mail programs copy addresses as `Name <address>` and web pages as mailto: links; Yotpo would store all of
        it.
    EML002 email-trailing-mark [safe]
        A full stop, comma or semicolon follows the address; it becomes {after}.
        why: The mark is left over from a sentence or a list; no address ends in one.
    EML003 email-stray-characters [safe]
        The address holds full-width or invisible characters; it becomes {after}.
        why: East Asian keyboards write a full-width @ and web pages hide zero-width characters in what is copied.
    EML004 email-domain-case [safe]
        The domain is written in capitals; the address becomes {after}.
        why: Domains have no case (RFC 4343), so two spellings make two customers of one; what is before the @ stays.
    EML005 email-domain-script [safe]
        The domain has several spellings in its script; the address becomes {after}.
        why: An international domain can be written in its script, in Punycode and in capitals; one form is kept (UTS
        46).
    EML006 email-placeholder
        This address was made up to fill the field; empty the cell or write the customer's own.
        why: Every customer with such an address would become one customer, who receives nothing.
    EML007 email-deleted-profile
        Klaviyo deleted this profile and left only this marker; remove the row.
        why: redacted.<id>@example.com is what Klaviyo leaves of a deleted profile; there is nobody to write to.
    EML008 email-two-addresses
        The cell holds more than one address; leave the one that identifies the customer.
        why: A customer has one address in Yotpo, and which of them is meant only the shop can tell.
    EML009 email-comma-for-dot
        A comma stands after the @ where only a dot can; correct the address in the shop.
        why: Yotpo's own importer names example@gmail,com as the usual slip. The comma may also begin something else.
    EML010 email-inner-blank
        There is a blank inside the address; remove it, or write the dot or underscore that belongs there.
        why: A blank may have replaced a dot, an underscore or nothing, and each makes another address.
    EML011 email-no-at
        There is no @ in the cell; write the full address or empty the cell.
        why: Where the @ belongs in a text without one is a guess.
    EML012 email-too-long
        The address is longer than the 254 bytes that mail allows; correct it or empty the cell.
        why: 254 bytes is the limit of mail itself (RFC 3696, erratum 1690), and email-validator holds to it.
    EML013 email-not-valid
        No mail can reach this address: {hint}; correct it or empty the cell.
        why: The verdict is email-validator's, reached without network: grammar and reserved domains, not existence.
        general: No mail can reach this address; correct it or empty the cell.
    EML014 email-domain-typo [warning]
        The domain looks like a typing error for {hint}; it is kept, so check it with the customer.
        why: The address is well formed, and somebody may own that domain: only the customer knows what was meant.
    EML015 email-apostrophe [warning]
        The address begins with an apostrophe, a spreadsheet's mark for text; remove it unless it is part of the
        address.
        why: Mail allows an apostrophe there, so the address is kept; yet hardly anybody has one that begins so.
    """
)
