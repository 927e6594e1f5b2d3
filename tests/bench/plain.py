"""The plain script: what a person who works with data writes in an afternoon, and what most shops run today.

pandas reads the table as text, a function a column mends what `fix` would mend (phones by phonenumbers, addresses by
email-validator, row by row; words by dictionary; dates by pandas), pandera holds the result to a schema, and the good
rows become JSON lines. It keeps no ledger, names no reasons and looks for no duplicates; a day without a time becomes
midnight; and it rejects provinces that pycountry spells otherwise, such as Karnataka (Karnātaka).

python -m tests.bench.plain TABLE FOLDER
"""

from __future__ import annotations

import html
import json
import sys
from pathlib import Path
from typing import Any

FLAGS = {"true": True, "yes": True, "subscribed": True, "false": False, "no": False, "unsubscribed": False}
GENDERS = {"f": "F", "female": "F", "m": "M", "male": "M", "other": "Other", "divers": "Other"}
STATUSES = {"enabled": "enabled", "active": "enabled", "disabled": "disabled", "invited": "invited"}
ADDRESS = ("address1", "address2", "city", "zip", "province_code", "country_code")
EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
# What a cell that could not be read becomes: no schema below lets it through. (A NUL would be lost on the way: a text
# array of NumPy, which pandas 2 goes through, ends before its last NULs.)
UNREADABLE = "?"


def read_phone(text: str, country: str) -> str:
    """Return a number as E.164."""
    import phonenumbers

    # 00 is how most of the world begins a call abroad, whatever is dialled where the customer lives.
    international = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(international, country or None)
    except phonenumbers.NumberParseException:
        return UNREADABLE
    if not phonenumbers.is_valid_number(number):
        return UNREADABLE
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_email(text: str) -> str:
    """Return an address with its domain in small letters."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return UNREADABLE


def provinces() -> dict[tuple[str, str], str]:
    """Return the code of each province by country and by code or name."""
    import pycountry

    known = {}
    for each in pycountry.subdivisions:
        code = each.code.partition("-")[2]
        known[each.country_code, code.casefold()] = code
        known[each.country_code, each.name.casefold()] = code
    return known


def clean(frame: Any) -> Any:
    """Return the table with every cell written as Yotpo wants it; a cell that cannot be read holds `UNREADABLE`."""
    import pandas as pd
    import pycountry

    for column in frame.columns:
        frame[column] = frame[column].str.strip().str.replace(r"\s+", " ", regex=True)
    for column in ("first_name", "last_name"):
        frame[column] = frame[column].map(html.unescape)
    frame["country_code"] = frame["country_code"].str.upper()
    countries = frame["country_code"].tolist()
    frame["phone_number"] = [
        read_phone(text, country) if text else ""
        for text, country in zip(frame["phone_number"].tolist(), countries, strict=True)
    ]
    frame["email"] = [read_email(text) if text else "" for text in frame["email"].tolist()]
    for column, words in (("gender", GENDERS), ("account_status", STATUSES)):
        frame[column] = [words.get(text.lower(), UNREADABLE) if text else "" for text in frame[column].tolist()]
    for column in ("accepts_sms_marketing", "accepts_email_marketing"):
        frame[column] = [FLAGS.get(text.lower(), UNREADABLE) if text else None for text in frame[column].tolist()]
    # 03/04/2021 may be March or April: only dates that begin with the year or spell the month are read.
    ambiguous = frame["account_created_at"].str.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}")
    days = pd.to_datetime(frame["account_created_at"].mask(ambiguous), format="mixed", errors="coerce", utc=True)
    written = days.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    frame["account_created_at"] = written.where(days.notna(), UNREADABLE).mask(frame["account_created_at"] == "", "")
    frame["default_language"] = frame["default_language"].str.split(r"[-_]", n=1, regex=True).str[0].str.lower()
    money = {each.alpha_3 for each in pycountry.currencies} - {"XXX", "XTS", "XAU"}
    currency = frame["default_currency"].str.upper()
    frame["default_currency"] = currency.where(currency.isin(money) | (currency == ""), UNREADABLE)
    frame["tags"] = frame["tags"].str.replace(", ", ",", regex=False).str.replace(" ,", ",", regex=False)
    known = provinces()
    frame["province_code"] = [
        known.get((country, text.casefold()), UNREADABLE) if text else ""
        for text, country in zip(frame["province_code"].tolist(), countries, strict=True)
    ]
    return frame


def good_rows(frame: Any) -> Any:
    """Return which rows the schema accepts."""
    import pandas as pd
    import pandera.pandas as pa

    def text(pattern: str) -> pa.Column:
        return pa.Column(checks=pa.Check.str_matches(rf"^(?:{pattern})?$"))

    flag = pa.Column(object, pa.Check.isin([True, False]), nullable=True)
    schema = pa.DataFrameSchema({
        "external_id": text(r".{1,255}"),
        "email": text(EMAIL),
        "phone_number": text(r"\+[1-9]\d{7,14}"),
        "gender": text("F|M|Other"),
        "account_created_at": text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
        "account_status": text("enabled|disabled|invited|declined"),
        "default_language": text("[a-z]{2}"),
        "default_currency": text("[A-Z]{3}"),
        "province_code": text(r"[A-Z0-9]{1,64}"),
        "country_code": text("[A-Z]{2}"),
        "accepts_sms_marketing": flag,
        "accepts_email_marketing": flag,
    })  # fmt: skip
    good = pd.Series(True, index=frame.index)
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        good[failed.failure_cases["index"].dropna().unique()] = False
    return good


def body(record: dict[str, Any]) -> str:
    """Return the request body of one customer."""
    customer: dict[str, Any] = {}
    address: dict[str, Any] = {}
    for name, value in record.items():
        if value is None or value == "":
            continue
        (address if name in ADDRESS else customer)[name] = value
    if address:
        customer["address"] = address
    return json.dumps({"customer": customer}, ensure_ascii=False, separators=(",", ":"))


def main(table: str, folder: str) -> None:
    """Clean the table, write the good rows as bodies and the others as they came."""
    import pandas as pd

    raw = pd.read_csv(table, dtype=str, keep_default_na=False)
    frame = clean(raw.drop(columns="note"))
    good = good_rows(frame)
    Path(folder).mkdir(parents=True, exist_ok=True)
    with (Path(folder) / "customers.jsonl").open("w", encoding="utf-8") as file:
        for record in frame[good].to_dict("records"):
            file.write(body(record) + "\n")
    raw[~good].to_csv(Path(folder) / "rejected.csv", index=False)
    print(json.dumps({"rows": len(raw), "accepted": int(good.sum()), "rejected": int((~good).sum())}))


if __name__ == "__main__":
    main(*sys.argv[1:])
