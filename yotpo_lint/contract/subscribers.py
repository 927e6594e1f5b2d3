"""Yotpo's subscribers endpoint: its fields, words and limits, and the list that people are added to.

The properties page has two sections, "Customer" and "Channels", the latter with a part for SMS and one for e-mail.
The endpoint's own page says which properties are required; the properties page refers to it.
https://core-api.yotpo.com/reference/subscribers, https://core-api.yotpo.com/reference/create-or-update-subscriber
(both read 2026-11-28 from stored captures).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from yotpo_lint.errors import SettingsError

# By channel: the customer's consent field, and the subscriber's contact.
CHANNELS: Final = {"sms": ("accepts_sms_marketing", "phone"), "email": ("accepts_email_marketing", "email")}

# The section "Customer": by property, the customer's field.
CUSTOMER: Final = {
    "phone": "phone_number",
    "email": "email",
    "first_name": "first_name",
    "last_name": "last_name",
}

# The words for an answer. A blank would be stored as "never subscribed", so a customer without an answer is not sent.
SUBSCRIBED: Final = "subscribed"
UNSUBSCRIBED: Final = "unsubscribed"
CONSENTS: Final = {"true": SUBSCRIBED, "false": UNSUBSCRIBED}

# The plus sign counts: a number of fifteen digits, which E.164 allows, does not fit.
MAX_PHONE: Final = 15
PHONE_PATTERN: Final = r"\+[1-9][0-9]{6,13}"
SOURCE_LENGTH: Final = (3, 40)
# The page calls it an int32.
MAX_LIST_ID: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SubscriberList:
    """The list that people are added to, and where their consent comes from.

    Attributes:
        list_id: the number of the list, from 1 to 2147483647.
        source: 3 to 40 characters, such as `welcome_popup`; None leaves it out.
    """

    list_id: int
    source: str | None = None

    def __post_init__(self) -> None:
        """Check both attributes.

        Raises:
            SettingsError: the endpoint does not take one of them.
        """
        number = self.list_id
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MAX_LIST_ID:
            raise SettingsError(f"list_id: {number!r} is not a whole number from 1 to {MAX_LIST_ID}")
        shortest, longest = SOURCE_LENGTH
        if self.source is not None and not (
            isinstance(self.source, str)
            and shortest <= len(self.source) <= longest
            and self.source.isprintable()
            and self.source == self.source.strip()
        ):
            raise SettingsError(
                f"consent_source: {self.source!r} is not a text of {shortest} to {longest} printable characters"
            )


def subscriber_list_of(also: str | None, list_id: int | None, source: str | None) -> SubscriberList | None:
    """Return the list that the options of `fix` name; None where they do not ask for subscribers.

    Raises:
        SettingsError: one of the options lacks another, or is wrong.
    """
    if also is None:
        if list_id is not None or source is not None:
            name = "consent_source" if list_id is None else "list_id"
            raise SettingsError(f"{name}: needs also='subscribers', which writes subscribers.jsonl")
        return None
    if also != "subscribers":
        raise SettingsError(f"also: {also!r} is unknown; the only other output is subscribers")
    if list_id is None:
        raise SettingsError("also: subscribers needs list_id, the list that they are added to")
    return SubscriberList(list_id, source)
