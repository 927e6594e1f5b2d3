"""The columns of the table, what each feeds, and what a person may choose for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yotpo_lint.app.field_labels import WHOLE_NAME
from yotpo_lint.app.raw_table import RawTable


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column with its samples, the field that it feeds ("" for none), and what is to be said of it."""

    name: str
    filled: int
    samples: tuple[str, ...]
    field: str
    remark: str


def column_choices(raw: RawTable, report: Mapping[str, Any] | None, chosen: Mapping[str, str]) -> list[ColumnChoice]:
    """Return the columns of a table as the report of a run has them; without a report as they were chosen by hand.

    What may not be shown is left out: what the report withholds, or, without a report, what looks like a secret.
    """
    source = report["source"] if report else {"fields": {}, "ignored": [], "suggestions": []}
    withheld = (
        {each["column"] for each in report["source"]["withheld"]}
        if report
        else {each.name for each in raw.columns if each.secret}
    )
    fed = fields_by_column(source["fields"]) if report else chosen
    remarks = {each["column"]: f"Not used: {each['why']}." for each in source["ignored"]}
    remarks |= {each["column"]: f"Is this {each['field']}?" for each in source["suggestions"]}
    return [
        ColumnChoice(each.name, each.filled, each.samples, fed.get(each.name, ""), remarks.get(each.name, ""))
        for each in raw.columns
        if each.name not in withheld
    ]


def fields_by_column(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the field that each column feeds.

    >>> fields_by_column({"email": ["Mail"], "first_name": ["Name"], "last_name": ["Name"]})
    {'Mail': 'email', 'Name': 'first_name+last_name'}
    """
    fed: dict[str, str] = {}
    for name, columns in fields.items():
        for column in columns:
            fed[column] = f"{fed[column]}+{name}" if column in fed else name
    return fed


def map_of(chosen: Mapping[str, str], base: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the setting `map` for what a person chose: only where it is not as the source has it.

    >>> map_of({"Mail": "email", "Note": "tags", "Zip": ""}, {"email": ["Mail"], "address.zip": ["Zip"]})
    {'Note': 'tags', 'Zip': ''}
    """
    fed = fields_by_column(base)
    return {column: field for column, field in chosen.items() if field != fed.get(column, "")}


def field_names(fields: Sequence[str]) -> list[str]:
    """Return what a column can feed: a field, or a whole name."""
    return [*fields, WHOLE_NAME]
