"""Law 5 where cells are left out: what nobody could read, no declared setting fills when the output is read again."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import yotpo_lint as yl
from tests.laws.tables import FIELDS, cells, frames
from tests.laws.test_laws import flat
from yotpo_lint.contract.fields import ADDRESS_FIELDS

# What the declared settings speak for: the region for addresses and phones, the others for one field each.
DECLARED_FOR = (
    *ADDRESS_FIELDS,
    *("email", "phone_number", "account_created_at", "tags", "default_language", "default_currency"),
)


@st.composite
def addresses(draw: st.DrawFn) -> pd.DataFrame:
    """Tables of what the declared settings speak for, the country always among it."""
    chosen = draw(st.lists(st.sampled_from(DECLARED_FOR), min_size=1, max_size=7, unique=True))
    fields = list(dict.fromkeys(["external_id", "address.country_code", *chosen]))
    rows = draw(st.integers(1, 5))
    columns = {field: draw(st.lists(cells(field), min_size=rows, max_size=rows)) for field in fields}
    if draw(st.booleans()):
        columns["external_id"] = [str(row) for row in range(rows)]
    return pd.DataFrame(columns, dtype=object)


# The id alone says whose record it is and cannot be left out.
LEFT_OUT = st.one_of(
    st.just(FIELDS[1:]),
    st.lists(st.sampled_from(FIELDS[1:]), unique=True).map(lambda some: ("address.country_code", *some)),
    st.lists(st.sampled_from(FIELDS[1:]), unique=True).map(tuple),
)
SETTINGS = st.fixed_dictionaries(
    {
        "omit": LEFT_OUT.map(lambda fields: tuple(dict.fromkeys(fields))),
        "region": st.sampled_from([None, "US", "GB", "DE", "KR", "HK"]),
        "identify_by": st.sampled_from([None, "email", "phone_number"]),
        "date_order": st.sampled_from([None, "dmy", "mdy", "ymd"]),
        "timezone": st.sampled_from(["UTC", "Europe/Berlin"]),
        "tag_separator": st.sampled_from([None, ";", "|"]),
        "duplicates": st.sampled_from(["refuse", "first", "last"]),
        "unsafe_fixes": st.booleans(),
        "ignore": st.sampled_from([(), (), (), ("ADR080",), ("ADR081", "SCH"), ("IDN022",)]),
    }
)


@given(st.one_of(frames(), addresses(), addresses()), SETTINGS)
def test_law_5_what_is_left_out_stays_left_out(frame: pd.DataFrame, options: dict[str, object]) -> None:
    emitted = list(yl.lint(frame, **options).payloads())
    if not emitted:
        return
    again = yl.lint(pd.DataFrame([flat(payload) for payload in emitted], dtype=object), **options)
    assert list(again.payloads()) == emitted
    assert again.report["counts"]["accepted"] == len(emitted)
    assert set(again.findings["action"]) <= {"warned"}
