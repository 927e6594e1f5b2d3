"""Tables of dirt for the property tests: arbitrary text mixed with values that real exports hold."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from yotpo_lint.contract.profiles import CORE

# What the default profile takes.
FIELDS = tuple(CORE.keys)

DIRT = {
    "external_id": ["1", "2", "007", "1001.0", "7.2E+12", "'5", "0", "ana@example.com"],
    "email": ["ana@example.com", "Ana@EXAMPLE.com", "bo@example.com", "ana@gmail,com", "mailto:cy@example.com", "x"],
    "phone_number": ["+12025550143", "(202) 555-0143", "07700 900123", "2025550143.0", "1.2E+10", "202-555-0143 x5"],
    "first_name": ["Ana", "  Bo ", "None", "M&uuml;ller", "JosÃ©", "x" * 300],
    "last_name": ["Null", "O'Brien", "test", "NA"],
    "gender": ["F", "female", "Mrs", "1", "unknown", "M"],
    "account_created_at": ["2021-03-04", "03/04/2021", "25/12/2020", "2015-10-30 12:49:47", "1412098448", "2021-02-30"],
    "account_status": ["enabled", "ACTIVE", "pending", "disabled"],
    "default_language": ["en", "en-US", "German", "iw", "jp", "se"],
    "default_currency": ["USD", "usd", "$", "€", "HRK", "XXX"],
    "tags": ["vip", "a, b", "a;b", '["a","b"]', ",,", "vip,vip"],
    "address.address1": ["1 Main St", "N/A", "y" * 256],
    "address.address2": ["Apt 4", "  ", "N/A"],
    "address.city": ["Springfield", "São  Paulo"],
    "address.company": ["Zero &amp; Sons Ltd.", "none"],
    "address.state": ["California", "CA"],
    "address.zip": ["02134", "2134", "2134.0", "k1a0b1", "6.2E+4"],
    "address.province_code": ["CA", "California", "US-CA", "Calif.", "ZZ", "NSW"],
    "address.country_code": ["US", "usa", "UK", "Canada", "Korea", "NA", "AU"],
    "address.phone_number": ["+442079460018", "020 7946 0018", "n/a"],
    "accepts_sms_marketing": ["true", "yes", "no", "pending", "maybe", "1", "FALSE"],
    "accepts_email_marketing": ["true", "false", "opted_in", "never_subscribed", "2"],
}

ANY_TEXT = st.text(max_size=12)


def cells(field: str) -> st.SearchStrategy[str | None]:
    """Cells of a field: what exports hold, anything at all, or nothing."""
    known = st.sampled_from([*DIRT[field], "", "n/a", " "])
    return st.one_of(known, known, known, ANY_TEXT, st.none())


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Frames with some of Yotpo's fields, in any order, and a column that is none of them."""
    fields = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=8, unique=True))
    rows = draw(st.integers(1, 6))
    columns = {field: draw(st.lists(cells(field), min_size=rows, max_size=rows)) for field in fields}
    return pd.DataFrame({**columns, "shop note": ["kept"] * rows}, dtype=object)


def settings() -> st.SearchStrategy[dict[str, object]]:
    """Settings of every kind, the default ones often."""
    choices = {
        "region": st.sampled_from([None, "US", "GB"]),
        "date_order": st.sampled_from([None, "dmy", "mdy", "ymd"]),
        "timezone": st.sampled_from(["UTC", "Europe/Berlin"]),
        "tag_separator": st.sampled_from([None, ";"]),
        "identify_by": st.sampled_from([None, "email", "phone_number"]),
        "duplicates": st.sampled_from(["refuse", "first", "last"]),
        "omit": st.sampled_from(
            [(), ("gender",), ("email", "accepts_sms_marketing", "address.zip", "address.phone_number")]
        ),
        "unsafe_fixes": st.booleans(),
        "ignore": st.sampled_from([(), ("PHN",), ("CNS",), ("FIL", "DAT"), ("IDN",)]),
    }
    return st.one_of(st.just({}), st.fixed_dictionaries(choices))


def many_rows() -> pd.DataFrame:
    """Return every known piece of dirt alone in a row, then all of it together, with copies of customers far apart."""
    alone = [{field: value} for field, values in DIRT.items() for value in values]
    rows: list[dict[str, str]] = [{"external_id": f"c{index}", **row} for index, row in enumerate(alone)]
    together = max(map(len, DIRT.values())) * 6
    for index in range(together):
        row = {field: values[(index + step) % len(values)] for step, (field, values) in enumerate(DIRT.items())}
        rows.append(row | {"external_id": str(index % (together * 2 // 3))})
    # Copies of accepted ones: the same, and a stricter one.
    rows += [dict(row) for row in rows[:20]]
    rows += [row | {"accepts_email_marketing": "false"} for row in rows[20:40]]
    return pd.DataFrame(rows, columns=list(DIRT), dtype=object)
