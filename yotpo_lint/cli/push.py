"""`yotpo-lint push`: send what `fix` wrote to Yotpo, or resume an earlier push."""

from __future__ import annotations

import contextlib
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yotpo_lint.cli.upload_options import (
    add_upload_options,
    endpoints_of,
    require_extra,
    resolve_base_url,
    resolve_credentials,
    resolve_store_id,
)
from yotpo_lint.errors import InputError
from yotpo_lint.humanize import duration, plural

if TYPE_CHECKING:
    from yotpo_lint.upload.plan import Plan
    from yotpo_lint.upload.push import PushOptions, PushResult


@click.command
@click.argument("paths", nargs=-1, required=True, metavar="DIR|FILE...", type=click.Path(path_type=Path))
@add_upload_options
@click.option("--dry-run", is_flag=True, help="Check the file and print how long the upload takes; send nothing.")
@click.option("--limit", type=click.IntRange(1), help="Send this many customers, then stop.")
@click.option("--sample", type=click.IntRange(1), help="Send this many random customers, then stop.")
@click.option(
    "--order",
    type=click.Choice(["consent", "file"]),
    default="consent",
    show_default=True,
    help="Send customers who refuse a channel first, or all as they stand in the file.",
)
@click.option(
    "--method",
    type=click.Choice(["PATCH", "POST"]),
    help="The HTTP method.  [default: PATCH for customers, as Yotpo's own module sends it; POST for subscribers]",
)
@click.option("--restart", is_flag=True, help="Forget what was sent and start again; asks first.")
def push(paths: tuple[Path, ...], **params: Any) -> int:
    """Send DIR/customers.jsonl, then DIR/subscribers.jsonl, to Yotpo; run it again to continue where it stopped.

    The secret comes from $YOTPO_SECRET, from --secret-file or from a prompt, never from an option.

    Exit status: 0 when all that was asked for was sent, 1 when dead letters or unsent customers remain, 2 on misuse
    or failure.
    """
    require_extra()
    from yotpo_lint.upload.payload_file import find_other_files, find_payload_files
    from yotpo_lint.upload.push import PushOptions, open_plan, run_push

    if params["limit"] and params["sample"]:
        raise click.UsageError("--limit and --sample both choose customers; use only one.", click.get_current_context())
    options = PushOptions(
        base_url=resolve_base_url(params),
        **{
            name: params[name]
            for name in ("rate", "concurrency", "method", "order", "limit", "sample", "restart", "quiet")
        },
    )
    store_id = resolve_store_id(params)
    files = find_payload_files(paths, endpoints_of(params))
    for other in find_other_files(paths, endpoints_of(params)):
        click.echo(f"{other} is for another API and is not sent with this --profile; push it by itself.", err=True)
    with contextlib.ExitStack() as stack:
        plan = open_plan(files, options, store_id, stack)
        if params["dry_run"]:
            _print_estimate(plan, options)
            return 0
        if params["restart"]:
            _forget(plan)
        pushed = run_push(plan, options, resolve_credentials(params, store_id))
    if not params["quiet"]:
        _print_summary(pushed)
    if pushed.failure is not None:
        raise pushed.failure
    if pushed.signal is not None:
        # As a shell reports a program that a signal ended.
        return 128 + pushed.signal
    counts = pushed.report["counts"]
    wanted_all = not (params["limit"] or params["sample"])
    return int(counts["dead"] > 0 or (counts["left"] > 0 and wanted_all))


def _forget(plan: Plan) -> None:
    """Forget what was sent, if a person says so."""
    sent = sum(upload.journal.count_states(upload.number)["sent"] for upload in plan.uploads)
    what = plural(sent, _noun(plan))
    if sent and not sys.stdin.isatty():
        raise InputError(
            f"{what} would be sent again; --restart asks a person at a terminal. "
            "Without it, push continues where it stopped"
        )
    if sent:
        click.confirm(f"{what} would be sent again. Start again?", abort=True, err=True)
    plan.forget()


def _print_estimate(plan: Plan, options: PushOptions) -> None:
    from yotpo_lint.upload.push import count_wanted, estimate_seconds

    wanted = count_wanted(plan, options)
    seconds = estimate_seconds(wanted, options.rate)
    end = datetime.now().astimezone() + timedelta(seconds=seconds)
    names = ", ".join(upload.file.path.name for upload in plan.uploads)
    click.echo(f"{names}: every line is valid. {plural(wanted, _noun(plan))} to send to {options.base_url}.")
    click.echo(
        f"At {options.rate:g} requests a second this takes {duration(seconds)} at the least; "
        f"begun now, it ends on {end:%Y-%m-%d at %H:%M %Z}."
    )


def _noun(plan: Plan) -> str:
    """Return what the lines of a plan are called together."""
    nouns = {upload.file.endpoint.noun for upload in plan.uploads}
    return nouns.pop() if len(nouns) == 1 else "record"


def _print_summary(pushed: PushResult) -> None:
    from yotpo_lint.upload.endpoint import ENDPOINTS

    counts = pushed.report["counts"]
    for endpoint in {each.name: each for endpoints in ENDPOINTS.values() for each in endpoints}.values():
        files = [file for file in pushed.report["files"] if file["endpoint"] == endpoint.name]
        if not files:
            continue
        total = {name: sum(file[name] for file in files) for name in ("lines", "sent", "dead", "left", "retried")}
        again = f" ({total['retried']:,} requests were repeated)" if total["retried"] else ""
        click.echo(
            f"{plural(total['lines'], endpoint.noun)}: {total['sent']:,} sent, {total['dead']:,} dead letters, "
            f"{total['left']:,} left{again}."
        )
    for path in pushed.written:
        click.echo(f"  {path}")
    if counts["dead"]:
        click.echo("Repair the dead letters and push them: yotpo-lint push dead_letters.jsonl")
    if counts["left"]:
        click.echo("Run push again to send the rest.")
    elif counts["sent"]:
        click.echo("To check that Yotpo stored them, run: yotpo-lint verify")
