"""Findings as lines for a person, in ruff's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from yotpo_lint.cli.tally import Tally, fix_of
from yotpo_lint.escaping import make_visible, quote_cell
from yotpo_lint.humanize import plural
from yotpo_lint.report.redaction import Redaction

if TYPE_CHECKING:
    import pyarrow as pa

# A person reads hundreds of lines, not millions; the cap is announced, and --output-format json has none.
LINES_SHOWN: Final = 1_000
MESSAGE_CHARACTERS: Final = 400


def print_findings(
    path: str, batches: Iterable[pa.Table], total: int, redaction: Redaction, *, limit: int = LINES_SHOWN
) -> None:
    """Print a line for each of the first findings, and say how many there are besides."""
    left = limit
    for batch in batches:
        for finding in batch.slice(0, left).to_pylist():
            click.echo(line(path, finding, redaction))
        left -= min(left, len(batch))
        if not left:
            break
    if total > limit:
        more = plural(total - limit, "more finding")
        click.echo(f"... {more} not shown; `--output-format concise` prints all, `--statistics` counts them.")


def line(path: str, finding: Mapping[str, Any], redaction: Redaction, *, cell: bool = True) -> str:
    """Return `path:row:field: CODE [*] message`, and behind it, if wanted, the cell and what becomes of it."""
    place = f"{make_visible(path)}:{finding['row']}:" + (f"{finding['field']}:" if finding["field"] else "")
    mark = click.style("[*] ", fg="cyan") if fix_of(finding) == "now" else ""
    code = click.style(finding["code"], fg="red" if finding["severity"] == "error" else "yellow", bold=True)
    message = make_visible(redaction.message(finding)[:MESSAGE_CHARACTERS])
    return f"{click.style(place, bold=True)} {code} {mark}{message}{_cell(finding, redaction) if cell else ''}"


def _cell(finding: Mapping[str, Any], redaction: Redaction) -> str:
    """Return the cell and what becomes of it, in parentheses; nothing where it is masked or there is no cell."""
    before, after = finding["before"], finding["after"]
    if redaction.masked or before is None or finding["action"] == "merged":
        return ""
    if fix_of(finding) == "now":
        return f" ({quote_cell(before)} -> {'left out' if after is None else quote_cell(after)})"
    if after is not None:
        return f" ({quote_cell(before)}, perhaps {quote_cell(after)})"
    return f" ({quote_cell(before)})"


def print_statistics(tally: Tally) -> None:
    """Print how often each code was met; `[*]` where a fix takes care of all of them, `[-]` of some."""
    width = max((len(f"{each.count:,}") for each in tally.by_code.values()), default=0)
    for code, each in tally.most_frequent():
        mark = "[*]" if each.fixable == each.count else "[-]" if each.fixable else "[ ]"
        click.echo(f"{each.count:>{width},}  {code}  {mark} {each.name}")


def print_closing(tally: Tally, counts: Mapping[str, int]) -> None:
    """Print what was found, what a fix takes care of, and what would become of the rows."""
    if not tally.by_code:
        click.echo("All checks passed!")
    else:
        click.echo(f"Found {found(tally)}.")
        hidden = ""
        if tally.hidden:
            fixes = f"{plural(tally.hidden, 'hidden fix', 'hidden fixes')} can be enabled"
            hidden = f" ({fixes} with the `--unsafe-fixes` option)"
        if tally.fixable:
            click.echo(f"[*] {tally.fixable:,} fixable with `yotpo-lint fix`{hidden}.")
        elif hidden:
            click.echo(f"No fixes available{hidden}.")
    click.echo(
        f"{plural(counts['rows'], 'row')}: {counts['accepted']:,} would be accepted, "
        f"{counts['rejected']:,} rejected, {counts['merged']:,} merged."
    )


def found(tally: Tally) -> str:
    """Return the number of errors and warnings in words."""
    parts = [plural(tally.errors, "error")] if tally.errors else []
    parts += [plural(tally.warnings, "warning")] if tally.warnings else []
    return " and ".join(parts)
