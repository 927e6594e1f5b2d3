"""The pandera schema of the subscribers: one row per request, one column per property, absent values null.

It is the last check of subscribers.jsonl and shares no code with what writes the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandera.pandas as pa
import pyarrow  # noqa: ICN001  pa is pandera here
import pyarrow.compute as pc

from yotpo_lint.contract.checks import limit_length, match_pattern
from yotpo_lint.contract.formats import FORMATS, TEXT
from yotpo_lint.contract.schema import mask_passing
from yotpo_lint.contract.subscribers import (
    CHANNELS,
    CUSTOMER,
    MAX_LIST_ID,
    MAX_PHONE,
    PHONE_PATTERN,
    SOURCE_LENGTH,
    SUBSCRIBED,
    UNSUBSCRIBED,
)

if TYPE_CHECKING:
    import pandas as pd

_PATTERNS = {"phone": PHONE_PATTERN, "email": FORMATS["email"][0]}


def _build_text(
    pattern: str, *tests: Callable[[pyarrow.Array], pyarrow.Array], nullable: bool = True, required: bool = False
) -> pa.Column:
    """Return a column of text that fits a pattern and passes every test."""
    checks = [
        pa.Check(lambda values, test=test: mask_passing(values, test), ignore_na=False)
        for test in (match_pattern(pattern), *tests)
    ]
    return pa.Column(checks=checks, nullable=nullable, required=required)


def _is_long_enough(array: pyarrow.Array) -> pyarrow.Array:
    return pc.greater_equal(pc.utf8_length(array), SOURCE_LENGTH[0])


def _is_reachable(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return which rows answer for a channel, and hold the contact of each channel that they answer for."""
    import pandas as pd

    missing = pd.Series(False, index=frame.index)
    passes, answered = ~missing, missing
    for channel, (_, contact) in CHANNELS.items():
        answers = frame[column].notna() if (column := f"{channel}_consent") in frame else missing
        passes &= ~answers | (frame[contact].notna() if contact in frame else missing)
        answered = answered | answers
    return passes & answered


SubscriberSchema = pa.DataFrameSchema(
    {
        "phone": _build_text(PHONE_PATTERN, limit_length(MAX_PHONE), nullable=False, required=True),
        **{name: _build_text(_PATTERNS.get(name, TEXT[0])) for name in CUSTOMER if name != "phone"},
        **{f"{channel}_consent": _build_text(f"{SUBSCRIBED}|{UNSUBSCRIBED}") for channel in CHANNELS},
        "list_id": pa.Column(int, pa.Check.in_range(1, MAX_LIST_ID)),
        "source": _build_text(TEXT[0], _is_long_enough, limit_length(SOURCE_LENGTH[1])),
    },
    checks=[pa.Check(_is_reachable, error="an answer for a channel, and what it is reached by", ignore_na=False)],
    strict=True,
    name="SubscriberSchema",
    description="Subscribers, ready for Yotpo's subscribers endpoint.",
)
