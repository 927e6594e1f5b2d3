"""`yotpo-lint verify`: read back from Yotpo what `push` sent, and compare it field by field."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import click

from yotpo_lint.cli.upload_options import (
    add_upload_options,
    endpoints_of,
    require_extra,
    resolve_base_url,
    resolve_credentials,
    resolve_store_id,
)
from yotpo_lint.humanize import plural


@click.command
@click.argument("path", metavar="DIR|FILE", type=click.Path(path_type=Path))
@add_upload_options
@click.option("--sample", type=click.IntRange(1), help="Read back this many random customers.")
@click.option(
    "--wait",
    type=click.FloatRange(0, 86_400),
    default=60.0,
    show_default=True,
    help="Seconds since the last customer was sent before the first is read; Yotpo states 60.",
)
def verify(path: Path, **params: Any) -> int:
    """Compare what is stored with what was sent; write DIR/read_back.csv where they differ.

    Exit status: 0 when all are stored as sent, 1 when some are missing or different, 2 on misuse or failure.
    """
    require_extra()
    from yotpo_lint.upload.payload_file import find_payload_files
    from yotpo_lint.upload.push import PushOptions, open_uploads
    from yotpo_lint.upload.read_back import select_unreadable
    from yotpo_lint.upload.verify import run_verify

    options = PushOptions(
        resolve_base_url(params), **{name: params[name] for name in ("rate", "concurrency", "sample", "quiet")}
    )
    store_id = resolve_store_id(params)
    files = find_payload_files([path], endpoints_of(params))
    with contextlib.ExitStack() as stack:
        unreadable = select_unreadable(files)
        uploads = open_uploads(files, options, store_id, stack)
        sent = {each.file: each.journal.count_states(each.number)["sent"] for each in uploads}
        readable = [each for each in uploads if each.file not in unreadable]
        found = run_verify(readable, options, resolve_credentials(params, store_id), params["wait"])
    worst = 0
    for upload, compared, target in found:
        worst = max(worst, int(bool(compared.missing or compared.different)))
        if not params["quiet"]:
            click.echo(
                f"{upload.file.path.name}: {plural(compared.equal, 'customer')} stored as sent, "
                f"{compared.different:,} different, {compared.missing:,} missing."
            )
            if compared.missing or compared.different:
                click.echo(f"  {target}   who, which field, sent and stored")
    for file in unreadable:
        if not params["quiet"]:
            click.echo(
                f"{file.path.name}: {plural(sent.get(file, 0), file.endpoint.noun)} accepted by Yotpo; "
                f"{file.endpoint.unreadable}, so verify cannot say whether they are stored."
            )
    return worst
