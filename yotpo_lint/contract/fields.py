"""The fields of a Yotpo customer: their names, order, lengths and words.

Above every limit stand its source and the date on which it was read.
"""

from __future__ import annotations

from typing import Final

# The customer properties of the Core API, in the order in which a payload carries them.
# https://core-api.yotpo.com/reference/customers (read 2026-11-23 from stored captures)
CUSTOMER_FIELDS: Final = (
    "external_id",
    "email",
    "phone_number",
    "first_name",
    "last_name",
    "gender",
    "account_created_at",
    "account_status",
    "default_language",
    "default_currency",
    "tags",
)

# The parts of the address object. https://core-api.yotpo.com/reference/address (read 2026-11-23)
ADDRESS_PARTS: Final = (
    "address1",
    "address2",
    "city",
    "company",
    "state",
    "zip",
    "province_code",
    "country_code",
    "phone_number",
)
ADDRESS_PREFIX: Final = "address."
ADDRESS_FIELDS: Final = tuple(ADDRESS_PREFIX + part for part in ADDRESS_PARTS)

# JSON booleans; everything else in a payload is a string.
FLAG_FIELDS: Final = ("accepts_sms_marketing", "accepts_email_marketing")

# A property that only the newest captures of the customers page have (read 2026-11-28), and only some profiles take.
UPDATED_AT: Final = "account_updated_at"

# The fields that hold a date or a point in time, in ISO 8601. The same pages.
TIMESTAMP_FIELDS: Final = ("account_created_at", UPDATED_AT)

# Every field of the flat table, of all profiles, in payload order.
FIELDS: Final = (*CUSTOMER_FIELDS, *ADDRESS_FIELDS, *FLAG_FIELDS, UPDATED_AT)

# What may identify a customer, strongest first: external_id, or else exactly one of the other two.
# https://core-api.yotpo.com/reference/create-customer (read 2026-11-23)
IDENTITY_FIELDS: Final = ("external_id", "email", "phone_number")

# Maximum lengths in characters (Unicode code points).
# The customers page states none; 255 is what its sister page states for the same properties,
# https://core-api.yotpo.com/reference-link/customer-checkout-info. The address page states its own,
# https://core-api.yotpo.com/reference/address (both read 2026-11-23).
MAX_LENGTH: Final = {
    "external_id": 255,
    "email": 255,
    "phone_number": 255,
    "first_name": 255,
    "last_name": 255,
    "address.address1": 255,
    "address.address2": 255,
    "address.city": 255,
    "address.company": 255,
    "address.state": 64,
    "address.zip": 64,
    "address.province_code": 64,
    "address.country_code": 64,
    "address.phone_number": 64,
}

# Exact spellings. https://core-api.yotpo.com/reference/customers (read 2026-11-23)
GENDERS: Final = ("F", "M", "Other")
ACCOUNT_STATUSES: Final = ("enabled", "disabled", "invited", "declined")

# The longest E.164 number is a plus sign and fifteen digits. ITU-T E.164 (11/2010), 6.2.1
E164_PATTERN: Final = r"\+[1-9][0-9]{6,14}"

# Requests per second and store. https://core-api.yotpo.com/reference/guidelines-and-conventions (read 2026-11-23)
REQUESTS_PER_SECOND: Final = 5
