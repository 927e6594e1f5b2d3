"""What a format is given: the findings of each table, and how to speak of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from yotpo_lint.cli.tally import Tally
from yotpo_lint.report.redaction import Redaction

if TYPE_CHECKING:
    import pyarrow as pa

    from yotpo_lint.registry import Registry
    from yotpo_lint.result import Result
    from yotpo_lint.settings.values import Settings


@dataclass(frozen=True, slots=True)
class Checked:
    """One table and what was found in it.

    Attributes:
        path: the table's path as the user wrote it.
        batches: gives the findings to print, batch by batch and sorted by row; may be called again.
        tally: those findings, counted.
        result: what the run found; its report is made when a format asks for it, because next steps cost time.
    """

    path: str
    batches: Callable[[], Iterator[pa.Table]]
    tally: Tally
    result: Result

    @property
    def report(self) -> Mapping[str, Any]:
        """Return the content of report.json."""
        return self.result.report

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many rows and cells came out where."""
        return self.result.counts

    def findings(self) -> Iterator[dict[str, Any]]:
        """Yield the findings one by one; a batch is turned into objects only in pieces."""
        for batch in self.batches():
            for part in batch.to_batches(max_chunksize=1_000):
                yield from part.to_pylist()


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak of findings: what is masked, how much is said, and the rules that they come from."""

    redaction: Redaction
    quiet: bool
    statistics: bool
    settings: Settings

    @property
    def registry(self) -> Registry:
        """Return the rules in force and out of it."""
        from yotpo_lint.registry import load_registry

        return load_registry(self.settings.rules)


def announce(message: str) -> None:
    """Say on standard error that something was left out; standard output belongs to the format."""
    click.echo(f"yotpo-lint: {message}", err=True)
