"""The application: which address is answered by what, behind the guards."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from yotpo_lint.app import actions, pages
from yotpo_lint.app.access import Access
from yotpo_lint.app.context import Context
from yotpo_lint.app.guards import OPENING_PATH, Guards
from yotpo_lint.app.workspace import BusyError, Workspace

# The largest upload in bytes. A table in the browser is repaired by hand; beyond this it takes minutes and gigabytes,
# and the command is the way.
LIMIT: Final = 500 * 10**6

ROUTES: Final = [
    Route(OPENING_PATH, pages.open_page),
    Route("/", pages.file_page),
    Route("/working", pages.working_page),
    Route("/job", pages.job),
    Route("/columns", pages.columns_page),
    Route("/questions", pages.questions_page),
    Route("/report", pages.report_page),
    Route("/report/page", pages.report_document),
    Route("/repair", pages.repair_page),
    Route("/repair/cells", actions.rejected_cells),
    Route("/repair/rows/{row:int}", actions.rejected_row),
    Route("/download", pages.download_page),
    Route("/download/{name:path}", pages.download),
    Route("/upload", actions.upload, methods=["POST"]),
    Route("/reading", actions.choose_reading, methods=["POST"]),
    Route("/columns", actions.choose_columns, methods=["POST"]),
    Route("/questions", actions.answer_questions, methods=["POST"]),
    Route("/repair/cell", actions.repair_cell, methods=["POST"]),
    Route("/repair/check", actions.check_again, methods=["POST"]),
    Route("/repair/undo", actions.undo_repairs, methods=["POST"]),
    Route("/cancel", actions.cancel, methods=["POST"]),
    Route("/finish", actions.finish, methods=["POST"]),
    Mount("/static", StaticFiles(directory=Path(__file__).with_name("static"))),
]


def create_app(folder: Path, access: Access, *, limit: int = LIMIT, finish: Callable[[], None]) -> Starlette:
    """Make the application of one session, which keeps everything in a folder.

    Args:
        folder: the session's folder, which nobody else may read.
        access: the session's secrets.
        limit: the largest upload in bytes.
        finish: ends the server.
    """
    workspace = Workspace(folder)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            workspace.close()

    app = Starlette(
        routes=ROUTES,
        middleware=[Middleware(Guards, access=access)],
        exception_handlers={
            BusyError: actions.busy,
            ValueError: actions.misread,
            Exception: actions.unexpected,
        },
        lifespan=lifespan,
    )
    app.state.context = Context(workspace, access, limit, finish)
    return app
