"""What can be said of a cell before its field's owner reads it: that its source means something of its own by it.

The hint is a whole clause that names the source, for only the source's file knows what its words mean.
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.rule import Problem

VOCABULARY: Final = Problem(
    code="SRC001",
    name="source-vocabulary",
    applicability="safe",
    message="{hint}; the cell becomes {after}.",
    general="The cell holds a word of the source's own; it becomes what Yotpo calls it.",
    why="Shops and tools have words of their own; what each means is written down, with its reason, in the source.",
)
INVERTED: Final = Problem(
    code="SRC002",
    name="source-inverted",
    applicability="safe",
    message="{hint}; the cell becomes {after}.",
    general="The column says yes where the customer said no; the cell becomes the opposite of what it says.",
    why="A column such as 'blacklisted' says yes where the customer said no. Not being blacklisted is no consent.",
)
NO_ANSWER: Final = Problem(
    code="SRC003",
    name="source-says-nothing",
    applicability="safe",
    severity="warning",
    message="{hint}; the field is left out, and Yotpo keeps what it knows.",
    general=(
        "The source's word does not answer what the field asks; the field is left out, and Yotpo keeps what it knows."
    ),
    why="Some words of a source answer another question than the field asks: Shopify's 'disabled' has no account.",
)
UNKNOWN_INVERTED: Final = Problem(
    code="SRC004",
    name="source-inverted-unreadable",
    message="{hint} means the opposite of consent, and this is no word that is known in it; empty the cell.",
    general="The column means the opposite of consent, and this is no word that is known in it; empty the cell.",
    why="Read as if it were consent, a word of an inverted column would turn a no into a yes.",
)
NAME_SPLIT: Final = Problem(
    code="SRC005",
    name="source-name-split",
    applicability="safe",
    message="{hint}; the cell becomes {after}.",
    general="The column holds whole names, which are split as declared; the cell becomes its part of the name.",
    why="A whole name is split only where a person declared it: the last word becomes the last name.",
)

INTERNATIONAL: Final = Problem(
    code="SRC006",
    name="source-international-number",
    applicability="safe",
    message="{hint}; the plus sign is added, and the cell becomes {after}.",
    general="The source writes the country's code and never the plus sign; the plus sign is added.",
    why="A source that always writes the country's code and never the plus sign leaves no country to guess.",
)

ADDRESS_ASIDE: Final = Problem(
    code="SRC007",
    name="source-address-aside",
    applicability="safe",
    severity="warning",
    message=(
        "The row holds one more address of a customer, and Yotpo's customer has one; the default address is that of "
        "record {hint}, which this row is merged into."
    ),
    open_hint=True,
    why="Exports that write one row for each address mark the default one, and the customer is one record.",
)

CONSENTS_COMBINED: Final = Problem(
    code="SRC008",
    name="source-consents-combined",
    applicability="safe",
    message="Several columns speak of this consent, and the strictest counts ({hint}); the cell becomes {after}.",
    general="Several columns speak of this consent; the strictest answer counts.",
    why="Exports hold an old flag beside its successor, a state, a suppression, a time of unsubscribing. A refusal in "
    "any of them is one, whatever the others say.",
)
CONSENT_NOT_UNDERSTOOD: Final = Problem(
    code="SRC009",
    name="source-consent-not-understood",
    applicability="safe",
    severity="warning",
    message=(
        "A column speaks of this consent and gives no clear answer ({hint}); the field is left out, and Yotpo keeps "
        "what it knows."
    ),
    general=(
        "A column speaks of this consent and gives no clear answer; the field is left out, and Yotpo keeps what it "
        "knows."
    ),
    why="What is recognised as speaking of a consent and not understood may be a refusal, so that no yes beside it is "
    "taken.",
)

# Every problem of the sources step.
PROBLEMS: Final = (
    VOCABULARY,
    INVERTED,
    NO_ANSWER,
    UNKNOWN_INVERTED,
    NAME_SPLIT,
    INTERNATIONAL,
    ADDRESS_ASIDE,
    CONSENTS_COMBINED,
    CONSENT_NOT_UNDERSTOOD,
)
