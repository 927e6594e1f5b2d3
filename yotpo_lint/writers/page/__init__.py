"""report.html: the run as a page for people, one self-contained file without network."""

from __future__ import annotations

from yotpo_lint.writers.page.gather import Gatherer
from yotpo_lint.writers.page.write import PAGE, PageOptions, write_page

__all__ = ["PAGE", "Gatherer", "PageOptions", "write_page"]
