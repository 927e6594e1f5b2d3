"""The Polars namespace: `frame.yotpo.lint(region="US")`, on a DataFrame and on a LazyFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from yotpo_lint.result import Result


@pl.api.register_lazyframe_namespace("yotpo")
@pl.api.register_dataframe_namespace("yotpo")
class YotpoNamespace:
    """Lint a Polars frame.

    >>> import polars as pl
    >>> import yotpo_lint
    >>> pl.DataFrame({"external_id": ["1001.0"]}).yotpo.lint().to_polars().accepted.rows()
    [(1, '1001')]
    """

    def __init__(self, frame: pl.DataFrame | pl.LazyFrame) -> None:
        self._frame = frame

    def lint(self, **settings: Any) -> Result:
        """Lint the frame; it takes the keyword arguments of `yotpo_lint.lint`."""
        # What lints is imported when it is first used, so that to import yotpo_lint takes a moment only.
        from yotpo_lint.api import lint

        return lint(self._frame, **settings)
