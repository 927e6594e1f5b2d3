"""subscribers.jsonl: who answered for a channel, as Yotpo's subscribers endpoint takes it.

Only an answer of the customer's own record is written: an explicit yes or no, after the stricter answer of copies and
of shared contacts has won. Who gave none has no line. An answer that cannot be sent, for the endpoint needs a phone
number of at most fifteen characters, is listed in subscribers.left_out.csv. All of them are counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yotpo_lint.contract.subscribers import CHANNELS, CONSENTS, CUSTOMER, MAX_PHONE, SubscriberList
from yotpo_lint.dictionary_columns import dictionary_decode
from yotpo_lint.errors import ContractError
from yotpo_lint.writers.customer_rows import HEADER as ROWS_HEADER
from yotpo_lint.writers.customer_rows import format_rows
from yotpo_lint.writers.delimited import format_csv
from yotpo_lint.writers.json_members import build_body, build_member, build_object
from yotpo_lint.writers.line_joining import join_lines
from yotpo_lint.writers.shared_file import SharedFile, to_bytes
from yotpo_lint.writers.subscriber_report import LONG_PHONE, WITHOUT_ANSWER, WITHOUT_EMAIL, WITHOUT_PHONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yotpo_lint.outcome.outcome import Outcome

    Flags = NDArray[np.bool_]

SUBSCRIBERS: Final = "subscribers.jsonl"
SUBSCRIBER_ROWS: Final = "subscribers.rows.csv"
LEFT_OUT: Final = "subscribers.left_out.csv"

REASONS: Final = {
    WITHOUT_PHONE: "the customer has no phone number, and the endpoint requires one",
    LONG_PHONE: f"the phone number has more than {MAX_PHONE} characters, and the endpoint takes no more",
    WITHOUT_EMAIL: "the customer has no e-mail address",
}
_LEFT_OUT_SCHEMA: Final = pa.schema(
    [
        (name, pa.int64() if name in {"row", "line"} else pa.string())
        for name in ("row", "line", "channel", "answer", "reason")
    ]
)


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers of accepted customers by channel, and what becomes of each.

    Attributes:
        answers: by channel `subscribed`, `unsubscribed` or null.
        sent: by channel, which answers are sent.
        obstacles: by reason, whose answers it keeps from being sent, where they gave any; in the order of the reasons.
    """

    answers: Mapping[str, pa.Array]
    sent: Mapping[str, Flags]
    obstacles: Mapping[str, Flags]

    @classmethod
    def of(cls, columns: Mapping[str, pa.Array]) -> Self:
        """Read the answers of clean columns."""
        phone = columns[CUSTOMER["phone"]]
        present = {name: _to_flags(pc.is_valid(columns[source])) for name, source in CUSTOMER.items()}
        fits = _to_flags(pc.fill_null(pc.less_equal(pc.utf8_length(phone), MAX_PHONE), False))
        answers = {channel: _name_answers(columns[flag]) for channel, (flag, _) in CHANNELS.items()}
        sent = {
            channel: _to_flags(pc.is_valid(answers[channel])) & fits & present[contact]
            for channel, (_, contact) in CHANNELS.items()
        }
        obstacles = {
            WITHOUT_PHONE: ~present["phone"],
            LONG_PHONE: present["phone"] & ~fits,
            WITHOUT_EMAIL: fits & ~present["email"],
        }
        return cls(answers, sent, obstacles)

    @property
    def lines(self) -> Flags:
        """Which customers have a line."""
        lines: Flags = np.logical_or.reduce(list(self.sent.values()))
        return lines

    def count(self) -> Counter[str]:
        """Count the customers by what becomes of them, and the answers by channel."""
        answered = np.logical_or.reduce([_to_flags(pc.is_valid(answers)) for answers in self.answers.values()])
        counts = Counter({"lines": int(self.lines.sum()), WITHOUT_ANSWER: int((~answered).sum())})
        for reason, concerned in self.obstacles.items():
            counts[reason] = int((answered & ~self.lines & concerned).sum())
        for channel, answers in self.answers.items():
            for answer in CONSENTS.values():
                given = _to_flags(pc.fill_null(pc.equal(answers, answer), False))
                counts[f"{channel}.{answer}"] = int((given & self.sent[channel]).sum())
                counts[f"{channel}.{answer}_left_out"] = int((given & ~self.sent[channel]).sum())
        return counts

    def list_left_out(self) -> list[tuple[int, str, str, str]]:
        """Return the answers that are not sent: the customer's place, channel, answer and why."""
        found = []
        for channel, answers in self.answers.items():
            kept_back = np.flatnonzero(_to_flags(pc.is_valid(answers)) & ~self.sent[channel])
            for at, answer in zip(kept_back.tolist(), answers.take(pa.array(kept_back)).to_pylist(), strict=True):
                reason = next(reason for reason, concerned in self.obstacles.items() if concerned[at])
                found.append((at, channel, answer, REASONS[reason]))
        return sorted(found, key=lambda entry: entry[0])


@dataclass(frozen=True, slots=True)
class SubscriberWriter:
    """Writes the subscribers of one batch at a time into the shared files, in a worker."""

    target: SubscriberList
    # The JSON of a channel for each answer.
    channels: Mapping[str, str]
    lines: SharedFile
    rows: SharedFile
    left_out: SharedFile

    @classmethod
    def open(cls, target: SubscriberList, open_shared: Callable[[str, bytes], SharedFile]) -> Self:
        """Open the three files."""
        source = {} if target.source is None else {"source": target.source}
        channels = {
            answer: json.dumps(
                {"consent": answer, "list_id": target.list_id, **source}, ensure_ascii=False, separators=(",", ":")
            )
            for answer in CONSENTS.values()
        }
        return cls(
            target,
            channels,
            lines=open_shared(SUBSCRIBERS, b""),
            rows=open_shared(SUBSCRIBER_ROWS, ROWS_HEADER),
            left_out=open_shared(LEFT_OUT, format_csv(_LEFT_OUT_SCHEMA.empty_table(), header=True)),
        )

    @property
    def files(self) -> tuple[SharedFile, ...]:
        """The files of which each batch writes a part."""
        return self.lines, self.rows, self.left_out

    def write(
        self, number: int, outcome: Outcome, columns: Mapping[str, pa.Array], at: NDArray[np.int64]
    ) -> Counter[str]:
        """Write a batch's part of each file, from the clean columns of its accepted customers; return the counts.

        Raises:
            ContractError: a line is not what the endpoint takes.
        """
        needed = (*CUSTOMER.values(), *(flag for flag, _ in CHANNELS.values()))
        columns = {name: dictionary_decode(columns[name]) for name in needed}
        answers = _Answers.of(columns)
        chosen = answers.lines
        customers = {name: columns[source].filter(pa.array(chosen)) for name, source in CUSTOMER.items()}
        channels = {
            channel: pc.if_else(pa.array(answers.sent[channel]), texts, pa.scalar(None, pa.string())).filter(
                pa.array(chosen)
            )
            for channel, texts in answers.answers.items()
        }
        self._judge(customers | {f"{name}_consent": column for name, column in channels.items()}, int(chosen.sum()))
        self.lines.write(number, to_bytes(self._format_lines(customers, channels)) if chosen.any() else [])
        self.rows.write(number, [format_rows(outcome, at[chosen])])
        self.left_out.write(number, [_format_left_out(outcome, at, answers)])
        return answers.count()

    def _format_lines(self, customers: Mapping[str, pa.Array], channels: Mapping[str, pa.Array]) -> pa.ChunkedArray:
        members = [
            build_object("customer", [build_member(name, column) for name, column in customers.items()]),
            build_object(
                "channels", [build_member(name, self._to_json(column), "") for name, column in channels.items()]
            ),
        ]
        return join_lines(["{", *build_body(members).pieces, "}\n"])

    def _to_json(self, answers: pa.Array) -> pa.Array:
        places = pc.index_in(answers, value_set=pa.array(list(self.channels)))
        return pa.array(list(self.channels.values())).take(places)

    def _judge(self, columns: Mapping[str, pa.Array], count: int) -> None:
        """Hold the lines against the schema."""
        import pandas as pd
        import pandera.errors

        from yotpo_lint.contract.subscriber_schema import SubscriberSchema

        frame = pa.table(dict(columns)).to_pandas(types_mapper=pd.ArrowDtype)
        frame["list_id"] = np.full(count, self.target.list_id)
        if self.target.source is not None:
            frame["source"] = self.target.source
        try:
            SubscriberSchema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            columns_at_fault = ", ".join(sorted({str(name) for name in error.failure_cases["column"]}))
            raise ContractError(
                f"a line of {SUBSCRIBERS} is not what the endpoint takes ({columns_at_fault}); nothing was written, "
                "please report this"
            ) from None


def _name_answers(flags: pa.Array) -> pa.Array:
    """Return what the endpoint calls each answer; whatever is neither yes nor no is none."""
    places = pc.index_in(flags, value_set=pa.array(list(CONSENTS)))
    return pa.array(list(CONSENTS.values())).take(places)


def _format_left_out(outcome: Outcome, at: NDArray[np.int64], answers: _Answers) -> bytes:
    """Return the answers that are not sent as CSV, with the rows and lines that they come from."""
    entries = answers.list_left_out()
    places = pa.array([int(at[place]) for place, *_ in entries], pa.int64())
    lines = outcome.batch.lines
    return format_csv(
        pa.Table.from_arrays(
            [
                outcome.batch.rows.take(places),
                pa.nulls(len(entries), pa.int64()) if lines is None else lines.take(places),
                *(pa.array([entry[number] for entry in entries], pa.string()) for number in (1, 2, 3)),
            ],
            schema=_LEFT_OUT_SCHEMA,
        )
    )


def _to_flags(values: pa.Array) -> Flags:
    flags: Flags = values.to_numpy(zero_copy_only=False)
    return flags
