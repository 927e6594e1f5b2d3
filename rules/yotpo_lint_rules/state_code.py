"""The code of a province in the state column.

Yotpo's address has a free text `state` and a `province_code`. WooCommerce exports one column for both: `CA`, `M`,
`JP13` and `TR34` where the country has a list of provinces, and a name where it has none. As free text such a code says
nothing to a segment by province. Where the row has no province code, and its state is a code of its country in ISO
3166-2 or in WooCommerce's list, the code moves to `province_code`. A name stays in the state, in any form.

Never moved: a code that is uncertain (Mexico's CL is Colima in WooCommerce and Coahuila in the population register),
`NA`, which programs write for a missing value, small letters, and a state beside a province code that cannot be read.

Sources: https://core-api.yotpo.com/reference/address (read 2026-11-23); ISO 3166-2 through pycountry; WooCommerce's
i18n/states.php (read 2026-11-27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yotpo_lint.rule import Facts, Row, RowExample, RowNote, RowRule, parse_problems
from yotpo_lint_rules.forms.province import shop_code
from yotpo_lint_rules.tables.province_words import listed

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.rule import Columns

STATE: Final = "address.state"
PROVINCE: Final = "address.province_code"
COUNTRY: Final = "address.country_code"

# A country's two letters and three more, as EGALX and UG314 have.
_LONGEST: Final = 5
_MISSING: Final = "NA"

PROBLEM: Final = parse_problems(
    """
    ADR031 state-code [safe]
        The state is the code of a province; it is sent as the province code {after}.
        why: Yotpo's state is free text, and a code in it says nothing to a segment by province.
    ADR032 state-moved [safe]
        The state holds the code of a province, which is now the province code; the state is left out.
        why: WooCommerce exports one column for names and codes; the code belongs into the province code only.
    """
)

NOT_LEFT_OUT: Final = "the state would then count as the province; write the province's code, or leave its cell empty"


def read(row: Row, facts: Facts) -> tuple[RowNote, ...]:
    """Move the code of a province from the state to the province code, if that is absent."""
    state, country = row[STATE], row[COUNTRY] or facts.region
    if state is None or country is None or row[PROVINCE] is not None or state == _MISSING:
        return ()
    found = shop_code(state, country)
    code = state if state in listed().get(country, {}) else found.code if found is not None else ""
    if not code:
        return ()
    return (
        RowNote(PROBLEM["state-code"].note(), PROVINCE, code, sets_value=True, unfilled_hint=NOT_LEFT_OUT),
        RowNote(PROBLEM["state-moved"].note(), STATE, None, sets_value=True),
    )


def accelerate(columns: Columns, facts: Facts) -> pa.Array:
    """Look only at rows with a short state and no province code."""
    import pyarrow.compute as pc

    is_short = pc.less_equal(pc.utf8_length(columns[STATE]), _LONGEST)
    return pc.and_(pc.fill_null(is_short, False), columns[PROVINCE].is_null())


RULE = RowRule(
    name="state_code",
    doc=__doc__,
    problems=tuple(PROBLEM.values()),
    needs=(STATE, PROVINCE, COUNTRY),
    read=read,
    examples=(
        RowExample(row={STATE: "California", COUNTRY: "US"}),
        RowExample(row={STATE: "CA"}),
        RowExample(row={STATE: "CA", PROVINCE: "CA", COUNTRY: "US"}),
        RowExample(row={STATE: "CL", COUNTRY: "MX"}),
        RowExample(row={STATE: "CA", COUNTRY: "US"}, codes=("ADR031", "ADR032"), changes={PROVINCE: "CA", STATE: None}),
        RowExample(
            row={STATE: "JP13", COUNTRY: "JP"}, codes=("ADR031", "ADR032"), changes={PROVINCE: "13", STATE: None}
        ),
    ),
    accelerate=accelerate,
)
