"""`yotpo-lint map`: which field each column of a table seems to feed, and a source file that says so."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from yotpo_lint.cli.completion import complete_file
from yotpo_lint.cli.options import FILE_OPTIONS, file_options_of, reading_options, shown_name
from yotpo_lint.cli.plain_json import print_json
from yotpo_lint.cli.setting_options import CONFIG, OUTPUT_FORMAT, RULES, settings_of
from yotpo_lint.errors import OutputError
from yotpo_lint.escaping import make_visible
from yotpo_lint.report.redaction import MASK

if TYPE_CHECKING:
    from yotpo_lint.mapping.proposals import Proposal
    from yotpo_lint.sources.assistant import TableProposal

# The longest sample value that is printed, in characters.
LONGEST: Final = 24
CHANNELS: Final = {"email": "accepts_email_marketing", "sms": "accepts_sms_marketing", "none": ""}


@click.command
@click.argument("file", shell_complete=complete_file)
@click.option(
    "--output",
    "-o",
    metavar="FILE.toml",
    type=click.Path(path_type=Path),
    help="Write the mapping as a source file, ready for --source.",
)
@click.option("--ask", is_flag=True, help="Ask about the doubtful columns, on a terminal.")
@click.option("--overwrite", is_flag=True, help="Replace FILE.toml if it is there.")
@reading_options
@click.option(
    "--redact/--no-redact", default=None, help="Mask the sample values.  [default: show on a terminal, mask in a pipe]"
)
@OUTPUT_FORMAT
@RULES
@CONFIG
def map(  # noqa: A001 -- the command's name
    file: str, output: Path | None, output_format: str, **params: Any
) -> int:
    """Show which field each column of FILE seems to feed, how sure that is and why.

    A column feeds a field without being asked where its header and its values agree. Exit status: 0, or 2 on failure.
    """
    options = file_options_of({name: params.pop(name) for name in FILE_OPTIONS})
    ask, overwrite, redact = (params.pop(name) for name in ("ask", "overwrite", "redact"))
    settings = settings_of(params).settings
    if ask and not is_terminal():
        raise click.UsageError("--ask needs a terminal; leave it out, or edit the file that -o writes.")
    if output is not None and output.exists() and not overwrite:
        raise OutputError(f"{output}: already exists; choose another file, or replace it with --overwrite")
    from yotpo_lint.readers.inputs import open_table
    from yotpo_lint.registry import load_registry
    from yotpo_lint.sources.assistant import propose_for_table, render_source_file

    found = propose_for_table(open_table(file, options=options), load_registry(settings.rules), settings)
    masked = not sys.stdout.isatty() if redact is None else redact
    proposals = _ask_about(found, masked=masked) if ask else found.proposals
    if output_format == "json":
        print_json([_plain(each, found, masked=masked) for each in proposals])
    else:
        _print_proposals(shown_name(file), found, proposals, masked=masked)
    if output is not None:
        output.write_text(
            render_source_file(Path(found.name).name, proposals, f"{settings.now:%Y-%m-%d}"), encoding="utf-8"
        )
    if output_format != "json":
        _print_next(file, output, proposals)
    return 0


def is_terminal() -> bool:
    """Tell whether a person can be asked."""
    return sys.stdin.isatty()


def _ask_about(found: TableProposal, *, masked: bool) -> list[Proposal]:
    """Ask about the doubtful columns, one after the other."""
    from yotpo_lint.settings.values import WHOLE_NAME
    from yotpo_lint.sources.assistant import accept, is_doubtful

    decided = []
    for each in found.proposals:
        if not is_doubtful(each) or each.field == WHOLE_NAME:
            decided.append(each)
            continue
        click.echo(f"{make_visible(each.column)}: {_samples(each, found, masked=masked) or 'no value so far'}")
        if each.sense is not None:
            question = "  Does a yes in it mean that the customer agreed to messages by"
            answer = click.prompt(question, type=click.Choice(list(CHANNELS)), default="none")
            decided.append(accept(each, CHANNELS[answer]) if answer != "none" else each)
        elif click.confirm(f"  Does it feed {each.field} ({make_visible(each.reason)})?", default=False):
            decided.append(accept(each, each.field))
        else:
            decided.append(each)
    return decided


def _samples(proposal: Proposal, found: TableProposal, *, masked: bool) -> str:
    """Return some of a column's values, or masks in their place."""
    texts = found.samples.get(proposal.column, ())
    return ", ".join(MASK if masked else _shorten(text) for text in texts)


def _shorten(text: str) -> str:
    one_line = " ".join(text.split())
    return make_visible(one_line if len(one_line) <= LONGEST else f"{one_line[:LONGEST]}…")


def _why(proposal: Proposal) -> str:
    """Say how sure a proposal is and why, and what it does to a consent."""
    from yotpo_lint.sources.assistant import describe_effect

    parts = [proposal.sure if proposal.feeds else "", proposal.reason, describe_effect(proposal)]
    return "; ".join(part for part in parts if part)


def _print_proposals(file: str, found: TableProposal, proposals: Sequence[Proposal], *, masked: bool) -> None:
    """Print the columns that feed a field, then those that stay aside."""
    if found.known_as:
        click.echo(f"{make_visible(file)} has the headers of {found.known_as}, which `fix` reads without a mapping.\n")
    feeding = [each for each in proposals if each.feeds]
    aside = [each for each in proposals if not each.feeds]
    rows = [(each.column, _samples(each, found, masked=masked), each.field, _why(each)) for each in feeding]
    _print_table(("column", "values", "field", "why"), rows)
    if aside or found.withheld:
        click.echo("\nLeft aside\n")
        rows = [(each.column, _samples(each, found, masked=masked), each.field, _why(each)) for each in aside]
        rows += [(column, "", "", "shown nowhere") for column in found.withheld]
        _print_table(("column", "values", "perhaps", "why"), rows)


def _print_table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    lines = [headers, *(tuple(make_visible(cell) for cell in row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(headers) - 1)]
    for line in lines:
        cells = [f"{cell:<{width}}" for cell, width in zip(line, widths, strict=False)]
        click.echo("  ".join([*cells, line[-1]]).rstrip())


def _print_next(file: str, output: Path | None, proposals: Sequence[Proposal]) -> None:
    """Say how to go on."""
    from yotpo_lint.sources.assistant import is_doubtful

    doubtful = [each for each in proposals if is_doubtful(each)]
    click.echo()
    if output is not None and not any(each.feeds for each in proposals):
        click.echo(
            f"Wrote {output}. No column is mapped in it: if the headers above look wrong, name the file's encoding "
            "with --encoding; otherwise name the column of each field in it."
        )
    elif output is not None:
        click.echo(f"Wrote {output}. Next: yotpo-lint fix {file} -o OUT --source {output}")
    elif doubtful:
        options = " ".join(each.option for each in doubtful)
        click.echo(f"If they are what they seem: yotpo-lint fix {make_visible(file)} -o OUT {make_visible(options)}")
    else:
        click.echo(f"Next: yotpo-lint fix {make_visible(file)} -o OUT")


def _plain(proposal: Proposal, found: TableProposal, *, masked: bool) -> dict[str, Any]:
    """Return a proposal as plain data."""
    from yotpo_lint.sources.assistant import describe_effect

    texts = found.samples.get(proposal.column, ())
    return {
        "column": proposal.column,
        "samples": [MASK if masked else text for text in texts],
        "field": proposal.field or None,
        "feeds": proposal.feeds,
        "sure": proposal.sure or None,
        "reason": proposal.reason or None,
        "consent": describe_effect(proposal) or None,
    }
