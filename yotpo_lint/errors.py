"""Errors that end a run: one line that says what is wrong, where, and what to do. The command exits with status 2."""

from __future__ import annotations

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


class ConservationError(YotpoLintError):
    """The number of rows read and the number of rows that came out differ; no output of the run can be trusted."""


class ContractError(YotpoLintError):
    """An output breaks its own contract; no output of the run can be trusted."""


class ConsentError(YotpoLintError):
    """A rule or a setting raised a consent; no output of the run can be trusted."""
