"""What the pages' script asks for: take a file, decide, repair, check again, stop."""

from __future__ import annotations

import json
import shutil
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from yotpo_lint.app.column_choices import map_of
from yotpo_lint.app.context import Context, context_of, go_to, refused
from yotpo_lint.app.questions import settings_of
from yotpo_lint.app.worker import DEFECT
from yotpo_lint.app.workspace import AUTO

# The largest body of a decision: the columns of the widest table that the library reads, with long names.
BODY: Final = 4 * 10**6
# The longest text of a cell; Yotpo takes 255 characters at the most, and tags in plenty.
CELL: Final = 20_000
# What every file system takes; the mode of the folder keeps others out.
NAME: Final = 150
BUSY: Final = "A check is going on; wait until it is done, or stop it."


async def upload(request: Request) -> JSONResponse:
    """Take the file that was dropped; it is the body of the request, and its name is in the query."""
    context = context_of(request)
    if context.workspace.busy:
        return refused(BUSY, 409)
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > context.limit:
        return _too_large(context)
    folder = context.workspace.new_folder()
    table = folder / file_name(request.query_params.get("name", ""))
    size = 0
    try:
        with table.open("wb") as file:
            async for block in request.stream():
                size += len(block)
                if size > context.limit:
                    break
                file.write(block)
    except ClientDisconnect:
        size = 0
    if not 0 < size <= context.limit or context.workspace.busy:
        shutil.rmtree(folder, ignore_errors=True)
        if size > context.limit:
            return _too_large(context)
        return refused(BUSY, 409) if size else refused("The file is empty; choose another one.")
    context.workspace.take(table)
    return go_to("/working?then=/columns")


def _too_large(context: Context) -> JSONResponse:
    return refused(
        f"The file is larger than {context.limit // 10**6:,} MB; repair it with the command `yotpo-lint fix`, which "
        "takes files of any size.",
        413,
    )


def file_name(given: str) -> str:
    r"""Return the name of an upload without folders and control characters.

    The name is kept, for some tools say in it what they exported.

    >>> file_name("../../etc/passwd"), file_name("C:\\exports\\t.csv"), file_name("..")
    ('passwd', 't.csv', 'table')
    """
    name = PureWindowsPath(PurePosixPath(given).name).name
    name = "".join(character for character in name if character.isprintable())
    while len(name.encode()) > NAME:
        name = name[1:]
    return name if name.strip(". -") else "table"


async def _decision(request: Request) -> dict[str, Any]:
    """Read the decision that a request carries.

    Raises:
        ValueError: it is no JSON object, or too long.
    """
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > BODY:
            raise ValueError("the request is too long")
    decision = json.loads(body or b"{}")
    if not isinstance(decision, dict):
        raise ValueError("the request is no JSON object")  # noqa: TRY004 -- as json does
    return decision


async def choose_reading(request: Request) -> JSONResponse:
    """Read the file in another way: another encoding, sheet or member."""
    context, decision = context_of(request), await _decision(request)
    given = {name: str(decision.get(name, "")).strip() for name in ("encoding", "sheet", "member")}
    context.workspace.read_again({name: value for name, value in given.items() if value})
    return go_to("/working?then=/columns")


async def choose_columns(request: Request) -> JSONResponse:
    """Take the source and the columns as a person chose them, and lint again if that changes anything."""
    context, decision = context_of(request), await _decision(request)
    workspace, decisions = context.workspace, context.workspace.decisions
    source = str(decision.get("source", AUTO))
    if source != AUTO and source not in workspace.sources:
        return refused("There is no such shop or tool; choose one of the list.")
    columns = decision.get("columns", {})
    known = {column.name for column in workspace.raw.columns} if workspace.raw else set()
    if not isinstance(columns, dict) or not known.issuperset(columns):
        return refused("The table has no such column; reload the page.")
    chosen = {str(column): str(field) for column, field in columns.items()}
    if source != decisions.source:
        # The columns on the page are those of the other source; what this one makes of them is shown next.
        decisions.source, decisions.column_map = source, {}
        workspace.start()
        return go_to("/working?then=/columns")
    column_map = map_of(chosen, workspace.base_fields)
    if column_map == decisions.column_map and workspace.run is not None and not workspace.error:
        return go_to("/questions")
    decisions.column_map = column_map
    workspace.start()
    return go_to("/working?then=/columns")


async def answer_questions(request: Request) -> JSONResponse:
    """Take the answers, and lint again if they change anything."""
    context, decision = context_of(request), await _decision(request)
    decisions, settings = context.workspace.decisions, settings_of(decision)
    if settings == decisions.settings and not context.workspace.error:
        return go_to("/report")
    decisions.settings = settings
    context.workspace.start()
    return go_to("/working?then=/questions")


async def rejected_cells(request: Request) -> JSONResponse:
    """Send one page of the rejected cells, with what was repaired in them so far."""
    context = context_of(request)
    run = context.workspace.run
    if run is None:
        return refused("There is no table.", 409)
    query = request.query_params
    number = query.get("page", "1")
    # The first time reads the tables, and a search looks at every row: other requests are answered meanwhile.
    page = await run_in_threadpool(
        run.cells.page,
        int(number) if number.isdecimal() else 1,
        code=query.get("code", ""),
        words=query.get("words", ""),
    )
    edits = context.workspace.decisions.edits
    for cell in page["cells"]:
        cell["repaired"] = edits.get(cell["row"], {}).get(cell["column"])
    return JSONResponse(page)


async def rejected_row(request: Request) -> JSONResponse:
    """Send a rejected row with all of its cells."""
    context = context_of(request)
    run, number = context.workspace.run, request.path_params["row"]
    row = run.cells.row(number) if run else None
    if row is None:
        return refused("This row is not rejected any more; reload the page.", 404)
    return JSONResponse({**row, "repaired": context.workspace.decisions.edits.get(number, {})})


async def repair_cell(request: Request) -> JSONResponse:
    """Keep the new text of a cell; the text that it had undoes the repair."""
    context, decision = context_of(request), await _decision(request)
    workspace, run = context.workspace, context.workspace.run
    if workspace.busy:
        return refused(BUSY, 409)
    number, column, text = (decision.get(name) for name in ("row", "column", "text"))
    readable = isinstance(number, int) and isinstance(column, str) and isinstance(text, str) and len(text) <= CELL
    row = run.cells.row(int(number or 0)) if run and readable else None
    if run is None or row is None or column not in row["cells"]:
        return refused("This cell cannot be repaired; reload the page.")
    name, edits = str(column), workspace.decisions.edits
    cells = edits.setdefault(row["row"], {})
    if text == row["cells"][name] and name not in run.edits.get(row["row"], {}):
        cells.pop(name, None)
    else:
        cells[name] = str(text)
    if not cells:
        del edits[row["row"]]
    return JSONResponse({"cells": sum(map(len, edits.values())), "rows": len(edits)})


async def check_again(request: Request) -> JSONResponse:
    """Lint the table with its repaired cells."""
    context_of(request).workspace.start()
    return go_to("/working?then=/repair")


async def undo_repairs(request: Request) -> JSONResponse:
    """Take back every repair, and lint the file as it is if some were linted already."""
    workspace = context_of(request).workspace
    if workspace.busy:
        return refused(BUSY, 409)
    workspace.decisions.edits = {}
    if workspace.run is not None and workspace.run.edits:
        workspace.start()
        return go_to("/working?then=/repair")
    return go_to("/repair")


async def cancel(request: Request) -> JSONResponse:
    """Stop the check."""
    workspace = context_of(request).workspace
    workspace.cancel()
    return go_to("/columns" if workspace.raw else "/")


async def finish(request: Request) -> JSONResponse:
    """End the server, with everything that it keeps."""
    context_of(request).finish()
    return JSONResponse({})


def misread(_: Request, __: Exception) -> JSONResponse:
    """Answer a request whose body is no decision."""
    return refused("The request cannot be read; reload the page.")


def busy(_: Request, __: Exception) -> JSONResponse:
    """Answer a decision that comes while a check is going on."""
    return refused(BUSY, 409)


def unexpected(_: Request, error: Exception) -> JSONResponse:
    """Answer a request that a defect of ours has ended; the error's own text may quote a customer."""
    return refused(DEFECT.format(name=type(error).__name__), 500)
