"""Run the tests on one mutant after another, each in a fork: a script that is started in the mutated tree.

It reads lines of JSON, `{"name": ..., "tests": [...]}`, and answers each with a line: pytest's exit status. What is
imported before the forks is nothing of ours: tables and caches that are filled before a mutant is active would hide it.
mutmut's own runner chooses the tests by what calls a function, and behind a cache only the first test does.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from typing import NoReturn

PRELOADED = (
    "email_validator", "hypothesis", "jsonschema", "numpy", "pandas", "pandera.pandas", "phonenumbers",
    "pyarrow.compute", "pycountry", "pytest",
)  # fmt: skip

# The tests make errors of warnings, and pytest warns of plugins that were imported before it.
ARGUMENTS = ("-x", "-q", "--tb=no", "--rootdir=.", "-W", "ignore:Module already imported so cannot be rewritten")

# Several times what all tests of a part take. A mutant that reaches it is one that never ends.
MAX_CPU_SECONDS = 240


def run_tests(mutant: str, arguments: list[str]) -> NoReturn:
    """Run pytest with the mutant active, silently, and end the process with its exit status."""
    import pytest
    from mutmut.mutation.trampoline import set_mutant_under_test

    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    set_mutant_under_test(mutant)
    # What pytest says when it breaks off itself.
    status = 3
    try:
        status = int(pytest.main([*ARGUMENTS, *arguments]))
    finally:
        # Neither the output nor the exit handlers of the server are this process's business.
        os._exit(status)


def serve() -> None:
    """Answer each line of the standard input."""
    # The folder of this script: its modules are not the tests' business.
    del sys.path[0]
    for name in PRELOADED:
        importlib.import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            run_tests(request["name"], request["tests"])
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    serve()
