"""A server that answers as no Yotpo would: byte by byte, as the test says."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Self

Answering = Callable[[socket.socket], None]
TOKEN = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{"access_token":"abc"}'


def redirect(to: str) -> Answering:
    """Send whoever asks to another address."""

    def answer(client: socket.socket) -> None:
        client.sendall(f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode())

    return answer


def send_huge_body(client: socket.socket) -> None:
    """Send a gigabyte."""
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n")
    for _ in range(1000):
        client.sendall(b"x" * 1_000_000)


def send_huge_body_in_pieces(client: socket.socket) -> None:
    """Send a gigabyte without saying so first."""
    client.sendall(b"HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(1000):
        client.sendall(b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n")


def send_endless_headers(client: socket.socket) -> None:
    """Send headers for ever."""
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        client.sendall(b"x-more: " + b"y" * 1000 + b"\r\n")


def send_compressed_body(client: socket.socket) -> None:
    """Send what a few kilobytes make a gigabyte."""
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00")


def send_no_content(client: socket.socket) -> None:
    """Take a record as Yotpo does."""
    client.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def send_no_token(client: socket.socket) -> None:
    """Send a page instead of a token."""
    client.sendall(
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"access_token":"\\n"}'
    )


class HostileServer:
    """Answers each request by the next of some functions, the last one for ever."""

    def __init__(self, *answers: Answering, context: ssl.SSLContext | None = None) -> None:
        self._answers = list(answers)
        self._context = context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self._socket.getsockname()[1]}"
        self.requests: list[bytes] = []
        self.connections = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # shutdown, not close alone, wakes the thread that waits for a connection.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with contextlib.suppress(OSError), client:
                if self._context is None:
                    self._serve(client)
                    continue
                with self._context.wrap_socket(client, server_side=True) as wrapped:
                    self._serve(wrapped)

    def _serve(self, client: socket.socket) -> None:
        while request := client.recv(65536):
            self.requests.append(request)
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            answer(client)
