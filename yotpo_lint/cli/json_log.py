"""`--log-format json`: each line on standard error is a JSON object, for jobs whose logs are collected.

The keys are those that structlog writes: `timestamp`, `level`, `event`. Standard output stays as it is. No line on
standard error quotes a customer, in either format.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

if TYPE_CHECKING:
    from yotpo_lint.result import Result

OPTION: Final = "--log-format"
VARIABLE: Final = "YOTPO_LINT_LOG_FORMAT"
LOG_FORMAT: Final = click.option(
    OPTION,
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    envvar=VARIABLE,
    show_envvar=True,
    expose_value=False,  # `log_as_asked` has read it before the other options, which may be wrong
    help="How to write notes and errors on standard error.",
)
# How a line of text begins that is more than a piece of information.
_LEVELS: Final = {"yotpo-lint: error: ": "error", "yotpo-lint: note: ": "warning", "Error: ": "error"}


class JsonLog(io.TextIOBase):
    """A text stream that writes each line it receives as a JSON object to another stream."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, target: TextIO) -> None:
        self._target = target
        self._begun = ""

    def write(self, text: str, /) -> int:
        """Write the lines that are complete and keep the rest."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._write_line(line)
        return len(text)

    def flush(self) -> None:
        """Flush the other stream; a line that is not complete waits."""
        self._target.flush()

    def finish(self) -> None:
        """Write what is left of a line."""
        self._write_line(self._begun)
        self._begun = ""
        self._target.flush()

    def log(self, level: str, event: str, **facts: Any) -> None:
        """Write one object."""
        import json  # only a JSON log needs it

        now = datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
        self._target.write(json.dumps({"timestamp": now, "level": level, "event": event, **facts}) + "\n")

    def _write_line(self, line: str) -> None:
        line = click.unstyle(line).strip()
        prefix = next((each for each in _LEVELS if line.startswith(each)), "")
        if line:
            self.log(_LEVELS.get(prefix, "info"), line.removeprefix(prefix))


@contextlib.contextmanager
def log_as_asked(arguments: Sequence[str], environment: dict[str, str]) -> Iterator[None]:
    """Make standard error a JSON log while the block runs, if the arguments or the environment ask for it."""
    if not _is_json_asked(arguments, environment):
        yield
        return
    stream = sys.stderr
    sys.stderr = log = JsonLog(stream)
    try:
        yield
    finally:
        sys.stderr = stream
        log.finish()


def say(level: str, text: str) -> None:
    """Write a line on standard error, in a JSON log with its level."""
    if isinstance(sys.stderr, JsonLog):
        sys.stderr.log(level, text)
    else:
        click.echo(text, err=True)


def log_run(command: str, result: Result, written: Sequence[str], *, quiet: bool) -> None:
    """Log what became of a table in a JSON log; a log of text has the summary, and a quiet one only errors."""
    log = sys.stderr
    if not isinstance(log, JsonLog) or quiet:
        return
    keys = ("code", "name", "severity", "action", "count")
    log.log(
        "info",
        "run finished",
        command=command,
        run=result.run,
        input={name: result.input.get(name) for name in ("name", "sha256", "bytes", "format")},
        counts=result.counts,
        problems=[{key: each[key] for key in keys} for each in result.problems_met],
        written=list(written),
    )


def _is_json_asked(arguments: Sequence[str], environment: dict[str, str]) -> bool:
    """Tell whether the log is to be JSON; the last of several options counts, as in click."""
    asked = environment.get(VARIABLE, "text")
    for at, word in enumerate(arguments):
        if word == "--":
            break
        if word == OPTION:
            asked = arguments[at + 1] if at + 1 < len(arguments) else "text"
        elif word.startswith(f"{OPTION}="):
            asked = word.removeprefix(f"{OPTION}=")
    return asked == "json"
