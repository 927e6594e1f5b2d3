"""`yotpo-lint open`: a page in the browser for whoever does not use a terminal."""

from __future__ import annotations

import click

from yotpo_lint.errors import SettingsError


@click.command
@click.option("--no-browser", is_flag=True, help="Print the address only; open no browser.")
def open(no_browser: bool) -> int:  # noqa: A001 -- the command's name
    """Open a page in your browser: drop a table on it, repair it, download the upload.

    Only this computer can reach the page, and nothing leaves it. The address works once; the files that the page keeps
    are removed when it ends.

    Exit status: 0 when the page was finished by its button, 130 after Ctrl-C.
    """
    try:
        from yotpo_lint.app.server import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"starlette", "uvicorn"}:
            raise
        raise SettingsError(
            "the page needs two more packages; install them with `pip install 'yotpo-lint[app]'`"
        ) from missing

    def ready(address: str) -> None:
        click.echo(f"Your page: {address}\nThe address works once, on this computer only. Press Ctrl-C to end.")
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    serve(ready)
    return 0
