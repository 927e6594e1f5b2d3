"""What every peer is asked to hold a table to: a pattern or a set a column. An empty cell is fine."""

from __future__ import annotations

import json

PATTERNS = {
    "external_id": r"^.{1,255}$",
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "phone_number": r"^\+[1-9][0-9]{7,14}$",
    "first_name": r"^\S(.{0,253}\S)?$",
    "last_name": r"^\S(.{0,253}\S)?$",
    "account_created_at": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
    "default_language": r"^[a-z]{2}$",
    "default_currency": r"^[A-Z]{3}$",
    "tags": r"^[^,\s]+(,[^,\s]+)*$",
    "city": r"^\S(.{0,253}\S)?$",
    "zip": r"^\S(.{0,62}\S)?$",
    "province_code": r"^[A-Z0-9]{1,64}$",
    "country_code": r"^[A-Z]{2}$",
}
SETS = {
    "gender": ["F", "M", "Other"],
    "account_status": ["enabled", "disabled", "invited", "declined"],
    "accepts_sms_marketing": ["true", "false"],
    "accepts_email_marketing": ["true", "false"],
}


def say(rows: int, accepted: int) -> None:
    """Print how many rows there were and how many of them hold."""
    print(json.dumps({"rows": rows, "accepted": accepted, "rejected": rows - accepted}))
