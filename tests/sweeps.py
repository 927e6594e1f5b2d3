"""Sweeps: many cases of one behaviour, of which `make test` runs a few and `make test-all` runs all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sweep(values: Iterable[Any], *, quick: int) -> list[Any]:
    """Return the values for `parametrize`; those after the first `quick` are marked as slow."""
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=[pytest.mark.slow] * (position >= quick))
        for position, value in enumerate(values)
    ]
