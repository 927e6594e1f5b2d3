"""What a merchant calls Yotpo's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# The library's word for a column that holds a whole name.
WHOLE_NAME: Final = "first_name+last_name"

LABELS: Final[Mapping[str, str]] = {
    "external_id": "Customer number",
    "email": "E-mail",
    "phone_number": "Phone",
    "first_name": "First name",
    "last_name": "Last name",
    WHOLE_NAME: "First and last name in one column",
    "gender": "Gender",
    "account_created_at": "Account created on",
    "account_status": "Account status",
    "default_language": "Language",
    "default_currency": "Currency",
    "tags": "Tags",
    "address.address1": "Address, line 1",
    "address.address2": "Address, line 2",
    "address.city": "City",
    "address.company": "Company",
    "address.state": "State",
    "address.zip": "Postal code",
    "address.province_code": "State or province code",
    "address.country_code": "Country",
    "address.phone_number": "Phone of the address",
    "accepts_sms_marketing": "Agreed to SMS marketing",
    "accepts_email_marketing": "Agreed to e-mail marketing",
}


def label_of(field: str) -> str:
    """Return a field's label; a field that has none is called by its name.

    >>> label_of("address.zip"), label_of("new_field")
    ('Postal code', 'new_field')
    """
    return LABELS.get(field, field)
