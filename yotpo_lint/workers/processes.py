"""Run a function in forked worker processes, which receive one item at a time and send back its result.

A fork has everything that this process knows, so the function is not pickled and nothing is loaded again. Items and
results pass through a socket, column buffers as they are. Workers print nothing, run no exit handlers, and end when
this process does, however it ends.

Compared with `concurrent.futures.ProcessPoolExecutor` in fork mode (`fix --jobs 2` on 300,000 rows, five interleaved
runs, median CPU of all processes): 6.74 s here, 6.79 s with the pool, so speed does not decide. The pool's workers
wait forever after their parent is killed (they hold the write end of its queue themselves), it does not name the
signal that ended a worker, and its workers run exit handlers.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import pickle
import signal
import socket
import struct
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final, NoReturn, TypeVar

import numpy as np
import pyarrow as pa

from yotpo_lint.errors import WorkerError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# Bytes that wait in a socket until the other side takes them; as many as systems commonly allow.
SOCKET_BUFFER_SIZE: Final = 1 << 20

_COUNT: Final = struct.Struct("<I")
_INTERRUPTS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


_process = 0


def get_process_number() -> int:
    """Return which process of a run this is: 0 for the one that was started, else the worker's number."""
    return _process


class ConnectionLostError(Exception):
    """The other side of a socket is gone."""


def map_in_processes(function: Callable[[Item], Answer], items: Iterable[Item], jobs: int) -> Iterator[Answer]:
    """Yield the function's answers in the order of the items, as `ordered_map` explains.

    Raises:
        WorkerError: a worker was killed.
        Exception: whatever the function raised.
    """
    workers: list[_Worker] = []
    # What is there now is garbage to none of them, and a search for garbage would copy every page that it looks at.
    gc.freeze()
    try:
        for number in range(1, jobs + 1):
            try:
                workers.append(_Worker(function, number, workers))
            except OSError as error:
                raise WorkerError(
                    f"the system starts no more worker processes ({os.strerror(error.errno or 0)}); close other "
                    "programs, or use --jobs 1"
                ) from error
        gc.unfreeze()
        yield from _collect_answers(workers, enumerate(items))
    finally:
        gc.unfreeze()
        for worker in workers:
            worker.end()


def _collect_answers(workers: Sequence[_Worker], items: Iterator[tuple[int, Any]]) -> Iterator[Any]:
    """Hand items to whoever is idle and yield the answers in order."""
    idle, answers, turn = list(workers), dict[int, Any](), 0
    with DefaultSelector() as selector:
        for worker in workers:
            selector.register(worker.socket, EVENT_READ, worker)
        item = next(items, None)
        while True:
            # One slow item must not make the answers to all later ones wait in memory.
            while item is not None and idle and item[0] < turn + 2 * len(workers):
                idle.pop().ask(item)
                item = next(items, None)
            if turn in answers:
                yield answers.pop(turn)
                turn += 1
            elif len(idle) == len(workers):
                return
            else:
                for key, _ in selector.select():
                    number, answer = key.data.answer()
                    answers[number] = answer
                    idle.append(key.data)


class _Worker:
    """A forked process; it works on one item at a time."""

    def __init__(self, function: Callable[[Any], Any], number: int, others: Sequence[_Worker]) -> None:
        self.socket, theirs = socket.socketpair()
        for end in (self.socket, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BUFFER_SIZE)
        with warnings.catch_warnings(), _block_signals():
            # Python warns of threads that a copy has not. They are Arrow's, which starts new ones where it needs them,
            # and the progress bar's, which no worker touches.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
            if self._process:
                theirs.close()
                return
            # Held by a worker, too, the others' sockets would not end with this process.
            _serve(function, number, theirs, [self.socket, *(other.socket for other in others)])

    def ask(self, item: object) -> None:
        """Hand over an item; the worker must be idle."""
        with self._blamed():
            _send(self.socket, item)

    def answer(self) -> tuple[int, Any]:
        """Return the number of the item and the answer; wait for it if need be."""
        with self._blamed():
            number, failed, answer = _receive(self.socket)
        if failed:
            raise answer
        return number, answer

    def end(self) -> None:
        """End the process, whatever it does."""
        self.socket.close()
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)

    @contextlib.contextmanager
    def _blamed(self) -> Iterator[None]:
        """Say what became of a worker that does not hear or answer."""
        try:
            yield
        except (ConnectionLostError, OSError) as error:
            _, status = os.waitpid(self._process, 0)
            self._process = 0
            code = os.waitstatus_to_exitcode(status)
            how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
            raise WorkerError(
                f"a worker process {how} before its work was done, as happens when memory runs out; close other "
                "programs, or work on fewer rows at a time with --jobs 1 or a smaller --batch-size"
            ) from error


@contextlib.contextmanager
def _block_signals() -> Iterator[None]:
    """Let interrupts wait: in a copy that is not a worker yet, one would clean up what is this process's."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    function: Callable[[Any], Any], number: int, connection: socket.socket, others: Sequence[socket.socket]
) -> NoReturn:
    """Be a worker until the other side is gone. Nothing of the process that was copied may go on here."""
    global _process  # noqa: PLW0603 -- there is one of it in a process, by its nature
    status = 1
    try:
        # Ctrl-C is the other side's to answer.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _INTERRUPTS)
        _process = number
        for other in others:
            other.close()
        while True:
            turn, item = _receive(connection)
            try:
                answer = (turn, False, function(item))
            except Exception as error:  # noqa: BLE001 -- it is raised on the other side
                answer = (turn, True, _make_picklable(error))
            # The item may be as large as its answer.
            del item
            _send(connection, answer)
            del answer
    except (ConnectionLostError, OSError):
        status = 0
    finally:
        os._exit(status)


def _make_picklable(error: Exception) -> Exception:
    """Return an error that survives the way, with a note of where it happened."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own
    except Exception:  # noqa: BLE001 -- whatever its class does when it is copied
        substitute = RuntimeError(type(error).__name__)
        substitute.add_note(error.__notes__[-1])
        return substitute
    return error


class _Pickler(pickle.Pickler):
    """Leaves columns' buffers where they are, and sends of a slice no more than its own cells."""

    def reducer_override(self, value: object) -> Any:
        """Make a column that is a part of a larger one a column of its own."""
        if isinstance(value, pa.Array) and 2 * value.nbytes < value.get_total_buffer_size():
            return pa.concat_arrays([value]).__reduce_ex__(pickle.HIGHEST_PROTOCOL)
        return NotImplemented


def _send(connection: socket.socket, value: object) -> None:
    """Send a value: the number of parts, their lengths, and the parts: the value without its buffers, and these."""
    parts: list[Any] = []
    body = io.BytesIO()
    _Pickler(body, pickle.HIGHEST_PROTOCOL, buffer_callback=lambda buffer: parts.append(buffer.raw())).dump(value)
    parts.insert(0, body.getbuffer())
    connection.sendall(_COUNT.pack(len(parts)) + struct.pack(f"<{len(parts)}Q", *map(len, parts)))
    for part in parts:
        connection.sendall(part)


def _receive(connection: socket.socket) -> Any:
    """Receive a value.

    Raises:
        LostError: the other side is gone.
    """
    (count,) = _COUNT.unpack(_receive_exactly(connection, _COUNT.size))
    lengths = struct.unpack(f"<{count}Q", _receive_exactly(connection, 8 * count))
    body, *buffers = [_receive_exactly(connection, length) for length in lengths]
    return pickle.loads(body, buffers=buffers)  # noqa: S301 -- from a copy of this process


def _receive_exactly(connection: socket.socket, length: int) -> memoryview:
    # Memory that nobody fills with zeros first.
    data = np.empty(length, np.uint8).data
    rest = data
    while rest:
        count = connection.recv_into(rest)
        if not count:
            raise ConnectionLostError
        rest = rest[count:]
    return data
