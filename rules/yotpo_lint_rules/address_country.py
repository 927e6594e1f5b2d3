"""The country of an address: blank is not neutral.

Yotpo's address has a country code with the default US: an Italian address without a country is filed as American.
So an address that has any other part (a street, a city, a phone) and no country gets the region declared with
`--region`, and is reported where none is declared. It is never guessed from the other parts: a city of that name,
a ZIP of that shape and a foreign number are no proof. A country that stands alone is an address like any other.

A country that cannot be read is another matter: the row names one, and the region does not speak for it. Beside a
declared region `--omit address.country_code` therefore leaves it out of no address that has other parts, for that
address would get the region as soon as it is read again; such rows are refused.

Source: https://core-api.yotpo.com/reference/address (read 2026-11-23).
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.contract.fields import ADDRESS_FIELDS
from yotpo_lint.rule import Facts, Row, RowExample, RowNote, RowRule, parse_problems

COUNTRY = "address.country_code"
OTHER_PARTS = tuple(name for name in ADDRESS_FIELDS if name != COUNTRY)

PROBLEM: Final = parse_problems(
    """
    ADR080 country-from-region [safe]
        The address has no country; it gets the declared region, {after}.
        why: `--region` declares the country of rows that name none; Yotpo would read the blank as US.
    ADR081 country-missing [warning]
        The address has no country, and Yotpo will read it as US; fill it in, or declare it with --region.
        why: https://core-api.yotpo.com/reference/address gives country_code the default US.
        remedies: region
    """
)


# The end of the sentence on a country that could not be read; it stands whether or not the rows get the region here,
# for postal codes and provinces are read by it, too.
NOT_LEFT_OUT = (
    "the declared region would then count as the country of the address; write the country's two letters, or do "
    "without --region"
)


def read(row: Row, facts: Facts) -> tuple[RowNote, ...]:
    """Set the declared region as the country of an address without one, or warn that Yotpo reads it as US."""
    if row[COUNTRY] is not None or all(row[name] is None for name in OTHER_PARTS):
        return ()
    if facts.region is None:
        return (RowNote(PROBLEM["country-missing"].note(), COUNTRY),)
    return (
        RowNote(
            PROBLEM["country-from-region"].note(), COUNTRY, facts.region, sets_value=True, unfilled_hint=NOT_LEFT_OUT
        ),
    )


RULE = RowRule(
    name="address_country",
    doc=__doc__,
    problems=tuple(PROBLEM.values()),
    needs=ADDRESS_FIELDS,
    presence_only=ADDRESS_FIELDS,
    read=read,
    examples=(
        RowExample(row={}),
        RowExample(row={COUNTRY: "IT"}, facts={"region": "US"}),
        RowExample(row={"address.city": "Bari", COUNTRY: "IT"}, facts={"region": "US"}),
        RowExample(row={"address.city": "Bari"}, facts={"region": "IT"}, codes=("ADR080",), changes={COUNTRY: "IT"}),
        RowExample(row={"address.city": "Bari"}, codes=("ADR081",)),
        RowExample(row={"address.phone_number": "+390612345678"}, codes=("ADR081",)),
    ),
)
