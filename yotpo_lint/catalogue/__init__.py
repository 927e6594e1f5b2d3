"""The catalogue of rules: rules/README.md, what `explain` prints, and what report.html and SARIF say of a code."""

from __future__ import annotations

from yotpo_lint.catalogue.document import explain, render
from yotpo_lint.catalogue.page import APPLICABILITIES, SEVERITIES, Page, page_of

__all__ = ["APPLICABILITIES", "SEVERITIES", "Page", "explain", "page_of", "render"]
