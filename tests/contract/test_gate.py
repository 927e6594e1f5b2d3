"""What the gate of a run remembers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from yotpo_lint.contract import gate as gate_module
from yotpo_lint.contract.fields import FIELDS
from yotpo_lint.contract.gate import Gate


def test_no_more_passed_texts_are_remembered_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "MAX_CACHED_TEXTS", 3)
    gate, id_column = Gate(), pa.array(["1", "2"]).dictionary_encode()
    for names in (["Ana", "Bo"], ["Cy", "Di"]):
        clean = dict.fromkeys(FIELDS, pa.nulls(2, pa.string())) | {"external_id": id_column}
        clean["first_name"] = pa.array(names).dictionary_encode()
        assert gate.find_violations(clean, np.array([True, True])) == []
    # Two and two are more than three, so the first two were forgotten; the ids were met before and stay.
    assert gate._passed == {"external_id": {"1", "2"}, "first_name": {"Cy", "Di"}}
