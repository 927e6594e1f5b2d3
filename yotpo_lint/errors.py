"""Errors that end a run: one line that says what is wrong, where, and what to do. The command exits with status 2."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from yotpo_lint.escaping import make_visible


class YotpoLintError(Exception):
    """The base of all errors that a user can mend; the message is one line that ends with what to do.

    Names of files and columns stand in messages and may hold anything, so that control characters are escaped here.
    """

    def __init__(self, message: str) -> None:
        super().__init__(make_visible(message))


class InputError(YotpoLintError):
    """The input cannot be read as a table."""


class SettingsError(YotpoLintError):
    """A setting, an option or the configuration file is wrong."""


class PackError(YotpoLintError):
    """A rule pack is missing or broken, or two packs conflict."""


class OutputError(YotpoLintError):
    """The outputs cannot be written."""


class WorkerError(YotpoLintError):
    """A worker process ended before its work was done."""


class TooManyRejectsError(YotpoLintError):
    """More rows are rejected than `Result.raise_for_rejects` tolerates.

    Attributes:
        rejected, rows: how many rows are rejected, and how many there are.
        codes: how many cells each code rejects, the most frequent code first.
    """

    def __init__(
        self, message: str, *, rejected: int = 0, rows: int = 0, codes: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(message)
        self.rejected, self.rows, self.codes = rejected, rows, dict(codes or {})

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the numbers when a process of a job scheduler passes the error on to another."""
        return type(self), (str(self),), vars(self)


class ConservationError(YotpoLintError):
    """The number of rows read and the number of rows that came out differ; no output of the run can be trusted."""


class ContractError(YotpoLintError):
    """An output breaks its own contract; no output of the run can be trusted."""


class ConsentError(YotpoLintError):
    """A rule or a setting raised a consent; no output of the run can be trusted."""


@contextlib.contextmanager
def explain_temporary_folder(held: str) -> Iterator[None]:
    """Raise OutputError where the folder for temporary files cannot hold what is `held`: full, read-only or gone."""
    try:
        yield
    except OSError as error:
        import tempfile

        # Python names no temporary folder where it cannot create even an empty file.
        folder = tempfile.tempdir or "the folder for temporary files"
        raise OutputError(
            f"{folder}: cannot hold {held} ({error.strerror or error}); free some "
            "space there, or name another folder in the environment variable TMPDIR"
        ) from error
