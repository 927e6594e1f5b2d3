"""When a run fails: the one place that turns findings and rejected rows into an exit status.

`check` fails by its findings, `fix` by the rows that it rejects; `--fail-on` and `--max-rejected` move the bar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from yotpo_lint.cli.json_log import say
from yotpo_lint.cli.tally import Tally
from yotpo_lint.humanize import plural
from yotpo_lint.report.reject_limit import RejectLimit, parse_limit

if TYPE_CHECKING:
    from collections.abc import Callable


class LimitType(click.ParamType):  # type: ignore[type-arg]  # generic in new releases of click only
    """A number of rows or a percentage: 20, 2%, 0.5%."""

    name = "limit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> RejectLimit:
        """Read a limit, or say what one looks like."""
        if isinstance(value, RejectLimit):
            return value
        try:
            return parse_limit(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


OPTIONS: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "never"]),
        help="Severity that sets exit status 1.  [default: error]",
    ),
    click.option(
        "--max-rejected",
        metavar="N|N%",
        type=LimitType(),
        help="Fail only if more rows than this are rejected; findings then count only with --fail-on.",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with status 0 instead of 1."),
)


@dataclass(frozen=True, slots=True)
class Gate:
    """What makes a run fail.

    Attributes:
        fail_on: the least severity that fails; None where the user did not say.
        limit: how many rejected rows are tolerated; None where the user did not say.
    """

    fail_on: str | None
    limit: RejectLimit | None

    def check_fails(self, tally: Tally, counts: Mapping[str, int]) -> bool:
        """Tell whether findings fail a check: by themselves, or only by the rows that they reject."""
        if self.fail_on == "never":
            return False
        # A limit makes the rejected rows the measure; repairable findings on dirty data would defeat it.
        by_findings = self.limit is None or self.fail_on is not None
        if by_findings and (self._too_severe(tally) or (self.limit is None and tally.rejecting > 0)):
            return True
        return self._too_many(counts)

    def fix_fails(self, tally: Callable[[], Tally], counts: Mapping[str, int]) -> bool:
        """Tell whether a fix fails: by the rows that it rejects, or also by warnings; `tally` counts what remains."""
        if self.fail_on == "never":
            return False
        if self.fail_on == "warning" and tally().warnings:
            return True
        return self._too_many(counts) if self.limit is not None else counts["rejected"] > 0

    def _too_severe(self, tally: Tally) -> bool:
        return tally.errors > 0 or (self.fail_on == "warning" and tally.warnings > 0)

    def _too_many(self, counts: Mapping[str, int]) -> bool:
        if self.limit is None or not self.limit.exceeded(counts["rejected"], counts["rows"]):
            return False
        rejected = plural(counts["rejected"], "row")
        say("error", f"{rejected} of {counts['rows']:,} rejected, more than --max-rejected {self.limit.text}.")
        return True


def gate_of(params: Mapping[str, Any]) -> Gate:
    """Take the bar from the options, or refuse options that contradict each other."""
    fail_on, limit, context = params["fail_on"], params["max_rejected"], click.get_current_context()
    if params["exit_zero"]:
        if fail_on in ("error", "warning") or limit is not None:
            raise click.UsageError(
                "--exit-zero never fails and cannot be used with --fail-on or --max-rejected.", context
            )
        return Gate("never", None)
    if fail_on == "never" and limit is not None:
        raise click.UsageError("--fail-on never cannot be used with --max-rejected; choose one.", context)
    return Gate(fail_on, limit)
