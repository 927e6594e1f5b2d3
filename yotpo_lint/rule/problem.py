"""A problem that a rule can find, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Applicability = Literal["safe", "unsafe", "none"]

CODE_PATTERN = re.compile(r"[A-Z]{3}[0-9]{3}")
NAME_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Describe one problem for every report and message.

    Attributes:
        code: three letters and three digits; permanent, never reused (`PHN004`).
        name: kebab-case name of at least two words, unique like the code (`phone-extension`).
        applicability: `safe` when the repair is provably the same real-world value, `unsafe` when it
            needs a guess and waits for `--unsafe-fixes`, `none` when there is no repair.
        severity: an `error` that is not repaired rejects its row; a `warning` never does.
        message: one sentence that tells the merchant what is wrong and what to do next. `{hint}` is
            replaced by the note's hint, `{after}` by the clean value.
        general: the same sentence without any detail of a cell, for the catalogue and for where values are masked;
            needed where the message with an ellipsis for its hint is not a sentence.
        open_hint: the hint tells nothing of a customer (a record's number, a count), so that it stays where values
            are masked.
        why: a short paragraph for the catalogue: what Yotpo does with such a cell, where it comes from.
        remedies: the command-line options that can rescue a row with this problem by declaring a fact,
            without their dashes (`region`). `unsafe-fixes` and `omit` are known without being listed.
    """

    code: str
    name: str
    message: str
    applicability: Applicability = "none"
    severity: Severity = "error"
    why: str = ""
    remedies: tuple[str, ...] = ()
    general: str = ""
    open_hint: bool = False

    def __post_init__(self) -> None:
        """Refuse a malformed problem where it is defined, not where it first occurs."""
        if not CODE_PATTERN.fullmatch(self.code):
            raise ValueError(f"{self.code!r} is not a code: three capital letters and three digits")
        if not NAME_PATTERN.fullmatch(self.name):
            raise ValueError(f"{self.code}: {self.name!r} is not a kebab-case name of two words or more")
        if not self.message.endswith("."):
            raise ValueError(f"{self.code}: the message is a sentence and ends in a full stop")
        if self.general and (not self.general.endswith(".") or "{" in self.general):
            raise ValueError(f"{self.code}: the general message is a sentence without {{hint}} and {{after}}")
        if self.open_hint and "{after}" in self.message:
            raise ValueError(f"{self.code}: a message with {{after}} shows the cell; its hint cannot be open")

    def note(self, hint: str = "") -> Note:
        """Return a note of the problem with the hint that completes its message."""
        return Note(self, hint)


@dataclass(frozen=True, slots=True)
class Note:
    """One occurrence of a problem; `hint` completes the problem's message."""

    problem: Problem
    hint: str = ""
