"""What a shell offers after Tab for arguments that are plain text to click: files, and the values of settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_file(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the name of a file, as it does for other programs."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def complete_words(*words: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Offer the words that begin with what was typed."""
    return lambda _context, _parameter, incomplete: [each for each in words if each.startswith(incomplete)]
