"""The server: the loopback address, a free port, one session, and nothing left behind."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Final

import uvicorn

from yotpo_lint.app.access import Access
from yotpo_lint.app.application import create_app
from yotpo_lint.app.session_folder import session_folder

# Never another: nobody else in the network can reach this address.
HOST: Final = "127.0.0.1"
DEBUG_VARIABLE: Final = "YOTPO_LINT_DEBUG"
# Seconds that open requests get when the server ends.
GRACE: Final = 1


def serve(ready: Callable[[str], None]) -> None:
    """Serve the page until it is finished, by its button, by Ctrl-C or by SIGTERM; then remove what it kept.

    Args:
        ready: called with the address to open as soon as the page can be reached.
    """
    with session_folder() as folder, socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        # Port 0 is the system's to choose: a free one that nobody can foretell.
        listening.bind((HOST, 0))
        access = Access(listening.getsockname()[1])
        listening.listen()

        def finish() -> None:
            server.should_exit = True

        app = create_app(folder, access, finish=finish)
        config = uvicorn.Config(
            app,
            access_log=False,
            # A traceback may quote a customer; the command's own debugging switch shows it.
            log_level="error" if os.environ.get(DEBUG_VARIABLE) == "1" else "critical",
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=GRACE,
        )
        server = uvicorn.Server(config)
        ready(access.address)
        server.run(sockets=[listening])
