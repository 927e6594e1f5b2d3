"""The program: its commands, and what its exit status and its one line of error say.

0: clean, or all rows accepted; 1: findings or rejected rows remain; 2: misuse or failure, whoever's; 129: hung up;
130: interrupted; 143: terminated.
Bad data and a broken tool never share a status.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any, Final

import click

from yotpo_lint._version import __version__
from yotpo_lint.cli.json_log import log_as_asked
from yotpo_lint.cli.system_limits import (
    describe_refusal,
    open_missing_streams,
    refuse_closed_output,
    use_one_library_thread,
)
from yotpo_lint.errors import YotpoLintError
from yotpo_lint.escaping import make_visible

NAME: Final = "yotpo-lint"
# The commands, each a module of its name, which is loaded when the command is called: `--help` loads none of them.
COMMANDS: Final = {
    "baseline": "Record today's findings; later checks fail on more.",
    "check": "Audit a table; write nothing.",
    "explain": "Print the manual page of one code.",
    "fix": "Repair a table; write the upload and the rejects.",
    "map": "Show which field each column of a table seems to feed.",
    "new-rule": "Write a rule file and its test to start from.",
    "open": "Repair a table on a page in the browser.",
    "push": "Send what fix wrote to Yotpo, or resume.",
    "rules": "List every code.",
    "schema": "Print the JSON Schema of one request body.",
    "sources": "List the known sources, or show the mapping of one.",
    "verify": "Read back from Yotpo what was sent.",
}
DEBUG_VARIABLE: Final = "YOTPO_LINT_DEBUG"
MISUSE: Final = 2
# As a shell reports a program that SIGHUP ended: its terminal was closed.
HUNG_UP: Final = 129
# As a shell reports a program that SIGINT ended.
INTERRUPTED: Final = 130
# As a shell reports a program that SIGPIPE ended; whoever closed the pipe has seen enough.
PIPE_CLOSED: Final = 141
# As a shell reports a program that SIGTERM ended.
TERMINATED: Final = 143
# New objects before the youngest are searched for garbage, and how many such searches before older ones are; Python's
# own 700, 10 and 10 make a start search a thousand times.
COLLECT_AFTER: Final = (10_000, 50, 100)


class PipeClosedError(Exception):
    """Whoever read our output has closed the pipe."""


class Program(click.Group):
    """A group of commands that ends with a status of ours and never with a traceback."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's own signature
        """Load a command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = cmd_name.replace("-", "_")
        command: click.Command = getattr(import_module(f"yotpo_lint.cli.{module}"), module)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's own
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a closed pipe is ours to answer before click answers it with the status of bad data."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as closed:
            raise PipeClosedError from closed

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and exit with its status."""
        open_missing_streams()
        _write_whatever_comes()
        if standalone_mode:
            use_one_library_thread()
            _end_well_when_terminated()
            _collect_rarely()
        with log_as_asked(sys.argv[1:] if args is None else args, dict(os.environ)):
            status = self._end_with_status(args, prog_name or NAME, complete_var, **extra)
        if not standalone_mode:
            return status
        # What is left dies with the process; frozen, it is not searched for garbage on the way out (a tenth of a second
        # once pandas is there).
        gc.freeze()
        sys.exit(status if isinstance(status, int) else 0)

    def _end_with_status(
        self, args: Sequence[str] | None, prog_name: str, complete_var: str | None, **extra: Any
    ) -> Any:
        """Run a command and return its status, whatever ends it."""
        try:
            refuse_closed_output()
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            # What is still in the buffer may meet a closed pipe or a full disk, and must meet it here.
            sys.stdout.flush()
        except click.exceptions.Exit as ended:
            status = ended.exit_code
        except click.ClickException as misuse:
            misuse.show()
            status = MISUSE
        except (click.Abort, KeyboardInterrupt):
            status = INTERRUPTED
        except (PipeClosedError, BrokenPipeError):
            status = _leave_pipe()
        except YotpoLintError as error:
            status = _fail(str(error))
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            status = _fail(f"{where}{error.strerror or type(error).__name__}")
        except Exception as error:  # noqa: BLE001 -- the last resort: whatever it is, the user gets one line and status 2
            status = _fail(describe_refusal(error) or _unexpected(error))
        return status


def _write_whatever_comes() -> None:
    """Let a terminal or pipe that lacks a character show its escape instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _end_well_when_terminated() -> None:
    """Let SIGTERM and SIGHUP unwind the run, so that what it staged is taken away; `nohup` keeps its word."""
    if threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: sys.exit(HUNG_UP))


def _collect_rarely() -> None:
    """Search for garbage seldom: start-up makes modules and classes, which stay, and no garbage."""
    gc.set_threshold(*COLLECT_AFTER)


def _fail(message: str) -> int:
    """Print the one line of an error."""
    if os.environ.get(DEBUG_VARIABLE) == "1":
        import traceback

        traceback.print_exc()
    click.echo(f"{NAME}: error: {make_visible(' '.join(message.split()))}", err=True)
    return MISUSE


def _unexpected(error: Exception) -> str:
    """Say what to report; the error's own text is left out, for it may quote a customer."""
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    return (
        f"unexpected {type(error).__name__} in `{NAME} {command}`, version {__version__}: this is a bug in "
        f"yotpo-lint; please report this line, which contains no customer data, but not the table "
        f"({DEBUG_VARIABLE}=1 shows where it happened)"
    )


def _leave_pipe() -> int:
    """Point standard output elsewhere, so that the interpreter does not fail on it at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        # Not a real stream: there is nothing to point elsewhere.
        return PIPE_CLOSED
    return PIPE_CLOSED


@click.group(
    cls=Program,
    name=NAME,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    # Stand-ins: their names are what a mistyped command is compared with.
    commands={name: click.Command(name) for name in COMMANDS},
)
@click.version_option(__version__, prog_name=NAME, message="%(prog)s %(version)s")
def main() -> None:
    """Audit a customer table for Yotpo, repair what is provable, and reject the rest with reasons.

    Exit status: 0 when all is well, 1 when findings or rejected rows remain, 2 on misuse or failure.
    """
