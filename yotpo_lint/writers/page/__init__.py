"""report.html: the run as a page for people, one self-contained file without network requests."""

from __future__ import annotations

from yotpo_lint.writers.page.page_data import PageDataCollector
from yotpo_lint.writers.page.rendering import PAGE, PageOptions, write_page

__all__ = ["PAGE", "PageDataCollector", "PageOptions", "write_page"]
