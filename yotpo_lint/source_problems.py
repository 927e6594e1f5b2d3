"""What can be said of a cell before its field's owner reads it: that its source means something of its own by it.

The hint is a whole clause that names the source, for only the source's file knows what its words mean.
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import Problem, parse_problems

PROBLEM: Final = parse_problems(
    """
    SRC001 source-vocabulary [safe]
        {hint}; the cell becomes {after}.
        why: Shops and tools have words of their own; what each means is written down, with its reason, in the source.
        general: The cell holds a word of the source's own; it becomes what Yotpo calls it.
    SRC002 source-inverted [safe]
        {hint}; the cell becomes {after}.
        why: A column such as 'blacklisted' says yes where the customer said no. Not being blacklisted is no consent.
        general: The column says yes where the customer said no; the cell becomes the opposite of what it says.
    SRC003 source-says-nothing [safe, warning]
        {hint}; the field is left out, and Yotpo keeps what it knows.
        why: Some words of a source answer another question than the field asks: Shopify's 'disabled' has no account.
        general: The source's word does not answer what the field asks; the field is left out, and Yotpo keeps what it
        knows.
    SRC004 source-inverted-unreadable
        {hint} means the opposite of consent, and this is no word that is known in it; empty the cell.
        why: Read as if it were consent, a word of an inverted column would turn a no into a yes.
        general: The column means the opposite of consent, and this is no word that is known in it; empty the cell.
    SRC005 source-name-split [safe]
        {hint}; the cell becomes {after}.
        why: A whole name is split only where a person declared it: the last word becomes the last name.
        general: The column holds whole names, which are split as declared; the cell becomes its part of the name.
    SRC006 source-international-number [safe]
        {hint}; the plus sign is added, and the cell becomes {after}.
        why: A source that always writes the country's code and never the plus sign leaves no country to guess.
        general: The source writes the country's code and never the plus sign; the plus sign is added.
    SRC007 source-address-aside [safe, warning]
        The row holds one more address of a customer, and Yotpo's customer has one; the default address is that of
        record {hint}, which this row is merged into.
        why: Exports that write one row for each address mark the default one, and the customer is one record.
        open hint: yes
    SRC008 source-consents-combined [safe]
        Several columns speak of this consent, and the strictest counts ({hint}); the cell becomes {after}.
        why: Exports hold an old flag beside its successor, a state, a suppression, a time of unsubscribing. A refusal
        in any of them is one, whatever the others say.
        general: Several columns speak of this consent; the strictest answer counts.
    SRC009 source-consent-not-understood [safe, warning]
        A column speaks of this consent and gives no clear answer ({hint}); the field is left out, and Yotpo keeps what
        it knows.
        why: What is recognised as speaking of a consent and not understood may be a refusal, so that no yes beside it
        is taken.
        general: A column speaks of this consent and gives no clear answer; the field is left out, and Yotpo keeps what
        it knows.
    """
)
VOCABULARY: Final = PROBLEM["source-vocabulary"]
INVERTED: Final = PROBLEM["source-inverted"]
NO_ANSWER: Final = PROBLEM["source-says-nothing"]
UNKNOWN_INVERTED: Final = PROBLEM["source-inverted-unreadable"]
NAME_SPLIT: Final = PROBLEM["source-name-split"]
INTERNATIONAL: Final = PROBLEM["source-international-number"]
ADDRESS_ASIDE: Final = PROBLEM["source-address-aside"]
CONSENTS_COMBINED: Final = PROBLEM["source-consents-combined"]
CONSENT_NOT_UNDERSTOOD: Final = PROBLEM["source-consent-not-understood"]

# In the order of their codes.
PROBLEMS: Final[tuple[Problem, ...]] = tuple(PROBLEM.values())
