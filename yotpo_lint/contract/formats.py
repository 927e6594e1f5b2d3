"""The format of each field's clean text: an RE2 pattern, and its description for messages.

The formats are coarse on purpose: they share no code with the rules, so that they do not repeat a rule's defect.
"""

from __future__ import annotations

from typing import Final

from yotpo_lint.contract.fields import ACCOUNT_STATUSES, E164_PATTERN, GENDERS, TIMESTAMP_FIELDS

_DATE: Final = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_ZONE: Final = r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"

_MOMENT: Final = (f"{_DATE}(?:T{_TIME}{_ZONE})?", "ISO 8601 with a zone, such as 2026-01-31T09:30:00Z")

# No emitted string is empty or has surrounding blanks.
TEXT: Final = (r"\S(?s:.*\S)?", "text without surrounding blanks")

FORMATS: Final = {
    # The e-mail rule checks the grammar with email-validator; the contract needs one at-sign with text on both sides.
    "email": (r"[^@\s]+@[^@\s]+", "an e-mail address"),
    # https://core-api.yotpo.com/reference/customers (read 2026-11-23)
    "phone_number": (E164_PATTERN, "E.164, such as +12025550143"),
    "address.phone_number": (E164_PATTERN, "E.164, such as +12025550143"),
    "gender": ("|".join(GENDERS), "F, M or Other"),
    "account_status": ("|".join(ACCOUNT_STATUSES), ", ".join(ACCOUNT_STATUSES)),
    **dict.fromkeys(TIMESTAMP_FIELDS, _MOMENT),
    "default_language": ("[a-z]{2}", "an ISO 639-1 code, such as en"),
    "default_currency": ("[A-Z]{3}", "an ISO 4217 code, such as USD"),
    "address.country_code": ("[A-Z]{2}", "an ISO 3166 code of two letters, such as US"),
    # Comma-separated: no item may be empty.
    "tags": (r"[^\s,](?s:[^,]*)(?:,[^,]+)*", "items separated by a comma, none empty"),
}
