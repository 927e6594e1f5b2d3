"""What every endpoint needs: the session's state, its secrets, and how pages are rendered and answers are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse

from yotpo_lint.app.access import Access
from yotpo_lint.app.field_labels import label_of
from yotpo_lint.app.workspace import Workspace

# The way through the pages: the address, the name, and whether the page needs a run that is done.
STEPS: Final = (
    ("/", "File"),
    ("/columns", "Columns"),
    ("/questions", "Questions"),
    ("/report", "Report"),
    ("/repair", "Repair"),
    ("/download", "Download"),
)
PATHS: Final = frozenset(path for path, _ in STEPS)

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("yotpo_lint.app", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {
    "number": lambda count: f"{count:,}",
    "rows": lambda count: "1 row" if count == 1 else f"{count:,} rows",
    "label": label_of,
}


@dataclass(frozen=True, slots=True)
class Context:
    """The state of the one session.

    Attributes:
        workspace: the table and what was decided about it.
        access: the secrets of this start.
        limit: the largest upload in bytes.
        finish: ends the server.
    """

    workspace: Workspace
    access: Access
    limit: int
    finish: Callable[[], None]

    def page(self, name: str, *, here: str = "", **values: Any) -> HTMLResponse:
        """Render one page."""
        workspace = self.workspace
        text = _ENVIRONMENT.get_template(f"{name}.html.j2").render(
            here=here,
            steps=STEPS,
            csrf=self.access.csrf,
            table=workspace.table.name if workspace.table else "",
            run=workspace.run,
            counts=workspace.run.report["counts"] if workspace.run else {},
            error=_without_options(workspace.error),
            reading={"sheet": "", "member": "", "encoding": "", **workspace.decisions.reading},
            **values,
        )
        return HTMLResponse(text)


def _without_options(error: str) -> str:
    """Return an error in the words of the page: a choice below stands for the option of the command.

    >>> _without_options('no column is surely the id (the header reads "A"); if these are right, add: --map "A=email"')
    'no column is surely the id. Choose below what each column holds. Likely: "A=email".'
    """
    start, found, rest = error.partition(" (the header reads ")
    if not found:
        return error
    likely = rest.partition("if these are right, add: ")[2].replace("--map ", "")
    return f"{start}. Choose below what each column holds.{f' Likely: {likely}.' if likely else ''}"


def context_of(request: Request) -> Context:
    """Return the context, after the worker's news are taken in."""
    context: Context = request.app.state.context
    context.workspace.advance()
    return context


def refused(message: str, status: int = 400) -> JSONResponse:
    """Answer a request of the page's script that cannot be carried out."""
    return JSONResponse({"error": message}, status)


def go_to(path: str) -> JSONResponse:
    """Tell the page's script where to go next."""
    return JSONResponse({"next": path})
