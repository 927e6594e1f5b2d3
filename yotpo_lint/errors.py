"""Errors that end a run: one clear line that says what, where and what to do. The command exits with 2."""

from __future__ import annotations


class YotpoLintError(Exception):
    """A run that cannot go on; its text is one line for the user, ending with what to do."""


class InputError(YotpoLintError):
    """The input cannot be read as a table."""


class SettingsError(YotpoLintError):
    """A setting, an option or the configuration file is wrong."""


class PackError(YotpoLintError):
    """A rule pack is missing, broken, or clashes with another."""


class OutputError(YotpoLintError):
    """The outputs cannot be written."""


class WorkerError(YotpoLintError):
    """A worker process ended before its work was done."""


class ConservationError(YotpoLintError):
    """Rows in and rows out do not add up; nothing that was computed may be trusted."""
