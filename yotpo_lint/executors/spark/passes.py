"""A pass over Spark: a task is sent to the workers, and what goes wrong there is told on the driver in one line."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint import errors

if TYPE_CHECKING:
    import pyarrow as pa

    Task = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]

# An error of ours in the traceback of a worker, and the package that a worker lacks.
_OUR_ERROR: Final = re.compile(r"yotpo_lint\.errors\.(\w+Error): (.+)")
# Spark's own reason, which Py4J hides below a line of its own, such as `[FAILED_READ_FILE.NO_HINT] Encountered error`.
# https://spark.apache.org/docs/latest/sql-error-conditions.html
_REASON: Final = re.compile(r"\[[A-Z][A-Z0-9_.]+\] .+")
_MISSING: Final = re.compile(r"(?:ModuleNotFoundError|ImportError): No module named '([\w.]+)'")


def map_records(frame: Any, task: Task, schema: pa.Schema) -> Any:
    """Return a DataFrame of what a task makes of the Arrow batches of each partition."""
    from pyspark.sql.pandas.types import from_arrow_schema

    # A function, for Spark asks what it takes.
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return task(batches)

    return frame.mapInArrow(run, from_arrow_schema(schema))


@contextlib.contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn what a worker or Spark raises into an error of one line.

    Raises:
        YotpoLintError: an error of ours from a worker, under its own class.
        InputError: the query of the input failed, or the workers lack a package.
    """
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise _translate(str(error)) from error
    except Exception as error:  # Py4J's own, where Spark has no Python class for Java's
        if type(error).__module__.partition(".")[0] != "py4j":
            raise
        raise _translate(str(error)) from error


def _translate(text: str) -> errors.YotpoLintError:
    """Return the error that a worker's traceback ends with."""
    ours = _OUR_ERROR.findall(text)
    if ours:
        name, message = ours[-1]
        kind = getattr(errors, name, errors.YotpoLintError)
        found = kind(message.strip())
        return found if isinstance(found, errors.YotpoLintError) else errors.YotpoLintError(message)
    missing = _MISSING.findall(text)
    if missing:
        return errors.InputError(
            f"Spark's workers have no module {missing[-1]!r}; install yotpo-lint with all it needs on each of them, "
            "and name their Python in PYSPARK_PYTHON"
        )
    lines = (line.strip() for line in text.splitlines())
    reason = _REASON.search(text)
    first = reason[0].strip() if reason else next(filter(None, lines), "no reason given")
    return errors.InputError(f"Spark DataFrame: Spark stopped ({first[:300]}); nothing was written")
