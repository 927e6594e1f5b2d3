"""The pages: each is made anew from the state of the session."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from yotpo_lint.app.column_choices import column_choices, field_names
from yotpo_lint.app.context import PATHS, Context, context_of
from yotpo_lint.app.outputs import DOWNLOADS
from yotpo_lint.app.questions import countries, other_steps, questions_of
from yotpo_lint.app.task import STEPS

# The report's own policy, which names the one script that it brings.
OWN_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')
HEAD: Final = 4_096


async def open_page(request: Request) -> Response:
    """Exchange the token for the cookie; this page opens the next one, so that the strict cookie goes with it."""
    context: Context = request.app.state.context
    access = context.access
    if access.knows(request.cookies.get(access.cookie_name)):
        return RedirectResponse("/", 303)
    if not access.spend(request.query_params.get("token", "")):
        return PlainTextResponse(
            "This address opens the page once. Go back to the window that it opened, or run `yotpo-lint open` again.\n",
            403,
        )
    response = context.page("opening")
    response.set_cookie(access.cookie_name, access.cookie, httponly=True, samesite="strict", path="/")
    return response


async def file_page(request: Request) -> Response:
    """Show where the file is dropped."""
    context = context_of(request)
    if context.workspace.busy:
        return RedirectResponse("/working", 303)
    context.workspace.warm_up()
    return context.page("file", here="/", limit=context.limit, raw=context.workspace.raw)


async def working_page(request: Request) -> Response:
    """Show how far the check is."""
    context = context_of(request)
    if not context.workspace.busy:
        return RedirectResponse(_after(context, request), 303)
    return context.page("working", task_steps=STEPS, then=_then(request))


async def job(request: Request) -> JSONResponse:
    """Tell the script how far the check is, or where to go when it is done."""
    context = context_of(request)
    workspace = context.workspace
    if workspace.busy:
        rows = workspace.raw.rows if workspace.raw else None
        return JSONResponse({"busy": True, "step": workspace.step, "rows": rows})
    return JSONResponse({"busy": False, "next": _after(context, request)})


def _then(request: Request) -> str:
    then = request.query_params.get("then", "")
    return then if then in PATHS else "/columns"


def _after(context: Context, request: Request) -> str:
    """Return the page to go to when a task is done: the one that was asked for, if there is something to show on it."""
    workspace = context.workspace
    if workspace.raw is None:
        return "/"
    if workspace.run is None or workspace.error:
        return (
            "/columns" if _then(request) not in {"/questions", "/repair"} or workspace.run is None else _then(request)
        )
    return _then(request)


def _missing(context: Context, *, needs_run: bool) -> RedirectResponse | None:
    """Send whoever comes too early to the page that is due."""
    workspace = context.workspace
    if workspace.busy:
        return RedirectResponse("/working", 303)
    if workspace.raw is None:
        return RedirectResponse("/", 303)
    if needs_run and workspace.run is None:
        return RedirectResponse("/columns", 303)
    return None


async def columns_page(request: Request) -> Response:
    """Show which column feeds which field, with sample values."""
    context = context_of(request)
    workspace = context.workspace
    if missing := _missing(context, needs_run=False):
        return missing
    report = workspace.run.report if workspace.run else None
    return context.page(
        "columns",
        here="/columns",
        raw=workspace.raw,
        columns=column_choices(workspace.raw, report, workspace.decisions.column_map) if workspace.raw else [],
        fields=field_names(workspace.fields),
        sources=workspace.sources,
        source=report["source"] if report else None,
        chosen_source=workspace.decisions.source,
        edited=bool(workspace.decisions.edits),
    )


async def questions_page(request: Request) -> Response:
    """Show the settings that rescue rows as questions."""
    context = context_of(request)
    if missing := _missing(context, needs_run=True):
        return missing
    run = context.workspace.run
    assert run is not None  # noqa: S101 -- `_missing` has seen to it
    return context.page(
        "questions",
        here="/questions",
        questions=questions_of(run.report, run.settings),
        others=other_steps(run.report),
        countries=countries(),
    )


async def report_page(request: Request) -> Response:
    """Show the report in a frame, below what it comes to."""
    context = context_of(request)
    return _missing(context, needs_run=True) or context.page("report", here="/report")


async def report_document(request: Request) -> Response:
    """Serve the report itself under its own policy, which allows its one script; only our page may frame it."""
    context = context_of(request)
    if context.workspace.run is None:
        return PlainTextResponse("There is no report yet.\n", 404)
    path = context.workspace.run.outputs / "report.html"
    with path.open(encoding="utf-8") as file:
        found = OWN_POLICY.search(file.read(HEAD))
    policy = found[1] if found else "default-src 'none'"
    headers = {"content-security-policy": f"{policy}; frame-ancestors 'self'"}
    return FileResponse(path, media_type="text/html", headers=headers)


async def repair_page(request: Request) -> Response:
    """Show the table of rejected cells; its rows are fetched page by page."""
    context = context_of(request)
    if missing := _missing(context, needs_run=True):
        return missing
    workspace = context.workspace
    run = workspace.run
    assert run is not None  # noqa: S101 -- `_missing` has seen to it
    return context.page(
        "repair",
        here="/repair",
        codes=run.cells.codes,
        comparison=run.comparison,
        edited=sum(map(len, workspace.decisions.edits.values())),
        unchecked=run.edits != workspace.decisions.edits,
        damaged=workspace.raw.damaged if workspace.raw else 0,
    )


async def download_page(request: Request) -> HTMLResponse | Response:
    """List the files to download."""
    context = context_of(request)
    if missing := _missing(context, needs_run=True):
        return missing
    run = context.workspace.run
    assert run is not None  # noqa: S101 -- `_missing` has seen to it
    files = [(name, what, run.outputs / name) for name, what in DOWNLOADS.items()]
    return context.page(
        "download",
        here="/download",
        files=[(name, what, path.stat().st_size) for name, what, path in files if path.exists()],
        unchecked=run.edits != context.workspace.decisions.edits,
    )


async def download(request: Request) -> Response:
    """Send one of the outputs; no other name is a file here."""
    context = context_of(request)
    name, run = request.path_params["name"], context.workspace.run
    if name not in DOWNLOADS or run is None or not (run.outputs / name).exists():
        return PlainTextResponse("There is no such file.\n", 404)
    return FileResponse(run.outputs / name, filename=name)
