"""What a fix came to, at a glance: the verdict, where the rows went, what is wrong most often, what to do next."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from yotpo_lint.escaping import make_visible
from yotpo_lint.humanize import (
    duration,
    list_source_notes,
    plural,
    summarize_counts,
    summarize_delta,
    summarize_subscribers,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH: Final = 80
BAR: Final = 36
PROBLEMS_SHOWN: Final = 8
STEPS_SHOWN: Final = 5
COLUMNS_SHOWN: Final = 12
DAMAGES_SHOWN: Final = 4


def print_summary(path: str, report: Mapping[str, Any], written: Sequence[Path]) -> None:
    """Print the report's essence: with colour on a terminal, plain where the output goes elsewhere."""
    from rich.console import Console

    if sys.stdout.isatty():
        _write(Console(highlight=False, markup=False, emoji=False), path, report, written)
        return
    text = StringIO()
    _write(Console(file=text, width=WIDTH, color_system=None, highlight=False), path, report, written)
    click.echo("\n".join(line.rstrip() for line in text.getvalue().splitlines()))


def _write(console: Console, path: str, report: Mapping[str, Any], written: Sequence[Path]) -> None:
    from rich.text import Text

    counts = report["counts"]
    colour = "green" if not counts["rejected"] else "yellow" if counts["accepted"] else "red"
    console.print(Text(make_visible(path), style="bold"), soft_wrap=True)
    console.print(Text(summarize_counts(counts), style=f"bold {colour}"))
    _print_source(console, report.get("source"))
    console.print()
    console.print(_places(counts, blocks="█" if "utf" in (sys.stdout.encoding or "").lower() else "#"))
    console.print(Text(_cells(counts)))
    if "since" in report:
        console.print(Text(f"  {summarize_delta(report['since'])}"), soft_wrap=True)
    for told in summarize_subscribers(report["subscribers"]) if "subscribers" in report else ():
        console.print(Text(f"  {told}"), soft_wrap=True)
    for title, body in (
        ("Most frequent problems", _problems(report["by_code"])),
        ("Next steps", _steps(report["next_steps"])),
        ("Damaged columns", _damaged(report["columns"])),
        ("Columns not uploaded", _unmapped(report["unmapped_columns"])),
        ("About the source", _about_source(report.get("source"))),
    ):
        if body:
            console.print()
            console.print(Text(title, style="bold"))
            for line in body:
                console.print(line)
    if written:
        console.print()
        console.print(Text("Written", style="bold"))
        about = _about(report)
        width = max(len(str(each)) for each in written) + 2
        for each in written:
            console.print(Text(f"  {make_visible(str(each)):<{width}}{about.get(each.name, '')}"), soft_wrap=True)


def _places(counts: Mapping[str, int], blocks: str) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(justify="right")
    table.add_column()
    rows = counts["rows"] or 1
    for place, colour in (("accepted", "green"), ("rejected", "red"), ("merged", "cyan")):
        count = counts[place]
        # A place that holds anything shows at least one block; few are not none.
        length = max(1, round(BAR * count / rows)) if count else 0
        table.add_row(f"  {place}", f"{count:,}", f"{100 * count / rows:.1f} %", Text(blocks * length, style=colour))
    return table


def _cells(counts: Mapping[str, int]) -> str:
    left_out = f", {counts['omitted_cells']:,} left out" if counts["omitted_cells"] else ""
    return f"  {plural(counts['fixed_cells'], 'cell')} repaired{left_out}"


def _problems(by_code: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    """Return the most frequent codes: those that reject rows first, for they are what is left to do."""
    from rich.table import Table
    from rich.text import Text

    if not by_code:
        return []
    ranked = sorted(by_code, key=lambda entry: (-entry["rejected"], -entry["findings"], entry["code"]))
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    table.add_column()
    for entry in ranked[:PROBLEMS_SHOWN]:
        became = [
            f"{entry[action]:,} {action}" for action in ("rejected", "fixed", "omitted", "merged") if entry[action]
        ]
        became += [f"{entry['warned']:,} warned"] if entry["warned"] else []
        style = "red" if entry["rejected"] else "yellow" if entry["warned"] else "green"
        table.add_row(
            Text(f"  {entry['code']}", style=style), entry["name"], f"{entry['findings']:,}", ", ".join(became)
        )
    body: list[RenderableType] = [table]
    if len(ranked) > PROBLEMS_SHOWN:
        more = plural(len(ranked) - PROBLEMS_SHOWN, "more code")
        body.append(Text(f"  ... and {more} in report.json; `yotpo-lint explain CODE` tells more"))
    return body


def _damaged(damages: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    """Say what happened to whole columns before the table came here; the page of the code says the rest."""
    from rich.padding import Padding
    from rich.text import Text

    body: list[RenderableType] = []
    for each in damages[:DAMAGES_SHOWN]:
        where = make_visible(each["column"] or "the whole table")
        told = f": {each['message'].removesuffix('.')} ({each['code']})."
        body.append(Padding(Text.assemble((where, "yellow"), told), (0, 0, 0, 2)))
    if len(damages) > DAMAGES_SHOWN:
        body.append(Text(f"  ... and {len(damages) - DAMAGES_SHOWN:,} more in report.json"))
    if body:
        body.append(Text("  `yotpo-lint explain CODE` tells how to undo it, and how to avoid it"))
    return body


def _steps(steps: Sequence[Mapping[str, Any]]) -> list[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    if not steps:
        return []
    table = Table.grid(padding=(0, 1, 0, 0))
    for step in steps[:STEPS_SHOWN]:
        before, found, after = make_visible(step["message"]).partition(step["option"])
        table.add_row("  -", Text.assemble(before, (found, "bold cyan"), after))
    body: list[RenderableType] = [table]
    if len(steps) > STEPS_SHOWN:
        body.append(Text(f"  ... and {len(steps) - STEPS_SHOWN:,} more in report.json"))
    return body


def _unmapped(columns: Sequence[str]) -> list[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    if not columns:
        return []
    more = f" and {len(columns) - COLUMNS_SHOWN:,} more (report.json names all)" if len(columns) > COLUMNS_SHOWN else ""
    named = ", ".join(make_visible(name) for name in columns[:COLUMNS_SHOWN])
    return [Padding(Text(f"{named}{more}"), (0, 0, 0, 2))]


def _print_source(console: Console, source: Mapping[str, Any] | None) -> None:
    """Say what the table was taken for, and why."""
    from rich.text import Text

    if source:
        console.print(Text(make_visible(f"Read as {source['title']} ({source['name']}): {source['why']}.")))


def _about_source(source: Mapping[str, Any] | None) -> list[RenderableType]:
    """Name what a person may want to act on, and what was withheld."""
    from rich.padding import Padding
    from rich.text import Text

    if not source:
        return []
    lines = list_source_notes(source)
    lines += [f"{each['column']} is shown nowhere: {each['why']}." for each in source["withheld"]]
    return [Padding(Text(make_visible(line)), (0, 0, 0, 2)) for line in lines]


def _about(report: Mapping[str, Any]) -> dict[str, str]:
    """Say what each output holds."""
    counts = report["counts"]
    subscribers = report.get("subscribers", {})
    rejected = f"{plural(counts['rejected'], 'row')} to repair, with reasons"
    ledger = "every changed cell, before and after"
    return {
        "snapshot.jsonl": "every accepted customer, for the next run's --since",
        "vanished.csv": "customers of the earlier upload that are not accepted now",
        "customers.jsonl": _requests(report["upload"]["requests"], report["upload"]["seconds"]),
        "subscribers.jsonl": _requests(subscribers.get("lines", 0), subscribers.get("seconds", 0)),
        "subscribers.rows.csv": "the row of the table that each of these comes from",
        "subscribers.left_out.csv": "answers that the subscribers endpoint cannot take, and why",
        "customers.rows.csv": "the row of the table that each request comes from",
        "rejected.csv": rejected,
        "rejected.xlsx": f"{rejected} in the coloured cells",
        "rejected.parquet": rejected,
        "fixes.csv": ledger,
        "fixes.parquet": ledger,
        "report.html": "this summary as a page, with the reasons and their remedies",
        "report.json": "this summary in full",
    }


def _requests(count: int, seconds: int) -> str:
    return f"{plural(count, 'request')}{f', {duration(seconds)} to upload at the least' if seconds else ''}"
