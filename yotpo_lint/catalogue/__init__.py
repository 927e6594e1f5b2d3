"""The catalogue of rules for rules/README.md, `explain`, report.html and SARIF."""

from __future__ import annotations

from yotpo_lint.catalogue.document import explain, render
from yotpo_lint.catalogue.page import APPLICABILITIES, SEVERITIES, Page, get_page

__all__ = ["APPLICABILITIES", "SEVERITIES", "Page", "explain", "get_page", "render"]
