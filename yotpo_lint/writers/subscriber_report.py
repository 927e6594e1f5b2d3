"""What the report says of the subscribers: each accepted customer has a line, or the reason why it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from yotpo_lint.contract.subscribers import CHANNELS, CONSENTS, SubscriberList
from yotpo_lint.errors import ConservationError
from yotpo_lint.report.report import estimate_upload

# Why an accepted customer has no line.
WITHOUT_ANSWER: Final = "without_answer"
WITHOUT_PHONE: Final = "without_phone"
LONG_PHONE: Final = "phone_too_long"
WITHOUT_EMAIL: Final = "without_email"
PLACES: Final = ("lines", WITHOUT_ANSWER, WITHOUT_PHONE, LONG_PHONE, WITHOUT_EMAIL)


def describe_subscribers(target: SubscriberList, counts: Mapping[str, int], accepted: int) -> dict[str, Any]:
    """Return the counts as the report has them.

    Raises:
        ConservationError: a customer has neither a line nor a reason, or both.
    """
    places = {name: counts.get(name, 0) for name in PLACES}
    if sum(places.values()) != accepted:
        raise ConservationError(
            f"{accepted} customers were accepted, but {sum(places.values())} are subscribers or have a reason why not; "
            "nothing was written, please report this"
        )
    channels = {
        channel: {
            name: counts.get(f"{channel}.{name}", 0)
            for answer in CONSENTS.values()
            for name in (answer, f"{answer}_left_out")
        }
        for channel in CHANNELS
    }
    return {
        "list_id": target.list_id,
        "source": target.source,
        **places,
        "channels": channels,
        "seconds": estimate_upload(places["lines"])["seconds"],
    }
