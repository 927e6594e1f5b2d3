"""Yotpo's own names leave no doubt, whatever the cells hold."""

from __future__ import annotations

import pandas as pd
import pytest

import yotpo_lint as yl


@pytest.mark.parametrize("text", ["0", "active", "Ontario"])
def test_the_full_name_of_a_province_is_never_a_state_of_the_account(text: str) -> None:
    result = yl.lint(pd.DataFrame({"external_id": ["1"], "address.state": [text]}))
    assert list(result.payloads("none")) == [{"external_id": "1", "address": {"state": text}}]
