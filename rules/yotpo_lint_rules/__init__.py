"""The built-in rules: one file per rule, named after its field; the folders hold what the rules use.

The order of the row rules is the order in which they run.
"""

from __future__ import annotations

from pathlib import Path

from yotpo_lint.rule import Pack
from yotpo_lint_rules import (
    accepts_marketing,
    account_created_at,
    account_status,
    address_country,
    address_lines,
    cells,
    column_damage,
    consent_contact,
    country_code,
    date_order,
    default_currency,
    default_language,
    duplicates,
    email,
    external_id,
    gender,
    identifiers,
    names,
    phone_number,
    province_code,
    short_ids,
    sms_to_fixed_line,
    state_code,
    swapped_columns,
    tags,
    zip,  # noqa: A004  the field's own name
)

PACK = Pack(
    name="yotpo-lint",
    sources=Path(__file__).with_name("sources"),
    rules=(
        cells.RULE,
        external_id.RULE,
        email.RULE,
        phone_number.RULE,
        names.RULE,
        gender.RULE,
        account_created_at.RULE,
        account_status.RULE,
        default_language.RULE,
        default_currency.RULE,
        tags.RULE,
        address_lines.RULE,
        zip.RULE,
        province_code.RULE,
        country_code.RULE,
        accepts_marketing.RULE,
        identifiers.RULE,
        address_country.RULE,
        state_code.RULE,
        consent_contact.RULE,
        sms_to_fixed_line.RULE,
        duplicates.RULE,
        column_damage.RULE,
        short_ids.RULE,
        swapped_columns.RULE,
        date_order.RULE,
    ),
)
