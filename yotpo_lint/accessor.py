"""`frame.yotpo`: the pandas accessor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from yotpo_lint.result import Result


@pd.api.extensions.register_dataframe_accessor("yotpo")
class YotpoAccessor:
    """Lint a DataFrame in place of its name: `frame.yotpo.lint(region="US")`."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def lint(self, **settings: Any) -> Result:
        """Lint the frame; the settings are those of `yotpo_lint.lint`."""
        from yotpo_lint.api import lint

        return lint(self._frame, **settings)
