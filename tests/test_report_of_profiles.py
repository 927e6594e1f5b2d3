"""report.json with a profile and with subscribers is as the published schema says."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from jsonschema import Draft202012Validator

import yotpo_lint as yl

SCHEMA = Path(yl.__file__).parent / "schemas" / "report.schema.json"


def test_the_report_is_as_published(tmp_path: Path) -> None:
    rows = [{"external_id": "1", "phone_number": "+12025550143", "accepts_sms_marketing": "no"}]
    result = yl.lint(pd.DataFrame(rows), profile="core-2026")
    result.write(tmp_path / "out", also="subscribers", list_id=7, consent_source="popup")
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(report)
    assert report["settings"]["profile"] == "core-2026"
    assert (report["subscribers"]["list_id"], report["subscribers"]["source"]) == (7, "popup")
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "1 line in subscribers.jsonl for list 7." in page
    assert "profile=&#39;core-2026&#39;" in page
