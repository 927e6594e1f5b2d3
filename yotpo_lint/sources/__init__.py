"""From a shop's columns to Yotpo's fields: what each source calls things, how it is told, and what its words mean."""

from __future__ import annotations

from yotpo_lint.sources.mapping import ColumnMap
from yotpo_lint.sources.resolution import apply_source

__all__ = ["ColumnMap", "apply_source"]
