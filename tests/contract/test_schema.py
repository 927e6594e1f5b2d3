"""The pandera schema, where it is asked directly."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from yotpo_lint.contract.checks import match_pattern
from yotpo_lint.contract.schema import mask_passing


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_text_of_either_width_is_judged(kind: pa.DataType) -> None:
    cells = pd.Series(["ab", "1", None], dtype=pd.ArrowDtype(kind))
    assert mask_passing(cells, match_pattern("[a-z]+")).tolist() == [True, False, True]
