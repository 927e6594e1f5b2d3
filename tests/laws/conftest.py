"""The laws hold over what is read one by one and over what accelerators settle."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from yotpo_lint.kernel import field_stage as stage
from yotpo_lint.kernel import row_stage as rowwise


@pytest.fixture(autouse=True, scope="module")
def accelerated() -> Iterator[None]:
    """Let accelerators have the small tables of these tests too, but for single cells: both ways must agree."""
    with patch.object(stage, "MIN_ACCELERATED_CELLS", 2), patch.object(rowwise, "MIN_ACCELERATED_CELLS", 2):
        yield
