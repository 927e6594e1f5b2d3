"""Counts, durations, sizes and summaries in words, the same in every output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yotpo_lint.escaping import make_visible


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    >>> plural(1, "row"), plural(2000, "row")
    ('1 row', '2,000 rows')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """Return an ordinal number.

    >>> ordinal(2), ordinal(3), ordinal(11), ordinal(126), ordinal(1021)
    ('2nd', '3rd', '11th', '126th', '1,021st')
    """
    teens = number // 10 % 10 == 1
    return f"{number:,}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def duration(seconds: int) -> str:
    """Return a duration in its two largest units.

    >>> duration(45), duration(125), duration(7320)
    ('45 s', '2 min 5 s', '2 h 2 min')
    """
    minutes, rest = divmod(seconds, 60)
    hours, left = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {left} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def size(count: int) -> str:
    """Return a number of bytes in the largest unit of which it has at least one.

    >>> size(1), size(4_924), size(170_165_461), size(2_000_000_000)
    ('1 byte', '4.9 kB', '170.2 MB', '2.0 GB')
    """
    for unit, bytes_per_unit in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= bytes_per_unit:
            return f"{count / bytes_per_unit:,.1f} {unit}"
    return plural(count, "byte")


def share(count: int, total: int) -> str:
    """Return a percentage; a count above 0 is never shown as 0 %, and a count below the total never as 100 %.

    >>> share(1, 3), share(1, 1_000_000), share(999_999, 1_000_000), share(0, 0)
    ('33.3 %', '< 0.1 %', '> 99.9 %', '0.0 %')
    """
    percent = 100 * count / total if total else 0.0
    if 0 < percent < 0.1:  # noqa: PLR2004  the smallest share that one decimal shows
        return "< 0.1 %"
    if 99.9 < percent < 100:  # noqa: PLR2004  the largest below 100 that one decimal shows
        return "> 99.9 %"
    return f"{percent:.1f} %"


def summarize_counts(counts: Mapping[str, int]) -> str:
    """Return one sentence that says whether the table can be uploaded.

    >>> summarize_counts({"rows": 42, "accepted": 1, "rejected": 2, "merged": 39})
    '1 of 42 rows ready for upload, 2 rejected, 39 merged into others.'
    >>> summarize_counts({"rows": 1, "accepted": 0, "rejected": 1, "merged": 0})
    'No customer is ready for upload: the only row needs a repair.'
    """
    rows, accepted, rejected = counts["rows"], counts["accepted"], counts["rejected"]
    if not rejected:
        merged = f" ({counts['merged']:,} merged into others)" if counts["merged"] else ""
        return f"{plural(accepted, 'customer')} ready for upload, no row rejected{merged}."
    if rejected == rows:
        all_rows = "the only row needs" if rows == 1 else f"all {rows:,} rows need"
        return f"No customer is ready for upload: {all_rows} a repair."
    merged = f", {counts['merged']:,} merged into others" if counts["merged"] else ""
    return f"{accepted:,} of {plural(rows, 'row')} ready for upload, {rejected:,} rejected{merged}."


def summarize_delta(delta: Mapping[str, Any]) -> str:
    """Return what happened to the customers of an earlier upload.

    >>> summarize_delta({"file": "a.jsonl", "new": 1, "changed": 2, "same": 30, "vanished": 2, "vanished_rejected": 1})
    'Since a.jsonl: 1 new, 2 changed, 30 the same and not sent again, 2 no longer accepted (1 among the rejected)'
    """
    parts = [f"{delta['new']:,} new", f"{delta['changed']:,} changed", f"{delta['same']:,} the same and not sent again"]
    if delta["vanished"]:
        rejected = f" ({delta['vanished_rejected']:,} among the rejected)" if delta["vanished_rejected"] else ""
        parts.append(f"{delta['vanished']:,} no longer accepted{rejected}")
    return f"Since {make_visible(delta['file'])}: {', '.join(parts)}"


def summarize_subscribers(subscribers: Mapping[str, Any]) -> list[str]:
    """Return which of the accepted customers have a line in subscribers.jsonl, and why the others have none.

    >>> none = {"subscribed_left_out": 0, "unsubscribed_left_out": 0}
    >>> counts = {"lines": 7, "without_answer": 2, "without_phone": 1, "phone_too_long": 0, "without_email": 0}
    >>> channels = {"sms": none | {"subscribed_left_out": 1}, "email": none | {"unsubscribed_left_out": 2}}
    >>> for line in summarize_subscribers({**counts, "list_id": 12, "channels": channels}):
    ...     print(line)
    7 lines in subscribers.jsonl for list 12
    2 customers are no subscribers lines because they gave no explicit answer
    1 customer is no subscribers line for want of a phone number
    3 answers cannot be sent, 2 of them refusals: see subscribers.left_out.csv
    """
    lines = [f"{plural(subscribers['lines'], 'line')} in subscribers.jsonl for list {subscribers['list_id']}"]
    for name, one, many in (
        ("without_answer", "because it gave no explicit answer", "because they gave no explicit answer"),
        ("without_phone", "for want of a phone number", ""),
        ("phone_too_long", "because the phone number is too long", "because their phone numbers are too long"),
        ("without_email", "for want of an e-mail address", ""),
    ):
        if count := subscribers[name]:
            what = "is no subscribers line" if count == 1 else "are no subscribers lines"
            lines.append(f"{plural(count, 'customer')} {what} {one if count == 1 else many or one}")
    left_out = [
        sum(channel[f"{answer}_left_out"] for channel in subscribers["channels"].values())
        for answer in ("subscribed", "unsubscribed")
    ]
    if sum(left_out):
        refusals = f", {left_out[1]:,} of them {'a refusal' if left_out[1] == 1 else 'refusals'}" if left_out[1] else ""
        lines.append(f"{plural(sum(left_out), 'answer')} cannot be sent{refusals}: see subscribers.left_out.csv")
    return lines


def list_source_notes(source: Mapping[str, Any]) -> list[str]:
    """Return notes on how a table was read that a person may want to act on.

    These are facts that the source lacks, ignored columns that look like consent or can be mapped by hand, and headers
    that resemble known ones; report.json has the reasons for all columns.
    """
    lines = [f"{note}." for note in source["notes"]]
    lines += [
        f"{each['column']} is not taken: {each['why']}."
        for each in source["ignored"]
        if "consent" in each["why"] or "--map" in each["why"]
    ]
    return lines + [
        f"{each['column']} resembles {each['field']}{f' ({why})' if (why := each.get('why')) else ''}; if it is that: "
        f"{each['option']}"
        for each in source["suggestions"]
    ]
