"""What ends an upload, and what only delays one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yotpo_lint.errors import YotpoLintError

if TYPE_CHECKING:
    from yotpo_lint.upload.answer import Answer


class UploadError(YotpoLintError):
    """An upload that cannot go on; what was sent is in the journal."""


class UntrustedAnswerError(UploadError):
    """The server does what Yotpo's never does: it redirects, or it sends without end."""


class TransientError(Exception):
    """A request that may be answered if it is sent again.

    Attributes:
        reason: what happened, without any text of the server.
        answer: the answer, where there was one.
    """

    def __init__(self, reason: str, answer: Answer | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer


class StoppedError(Exception):
    """The run was asked to end before the request left."""
