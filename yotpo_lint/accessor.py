"""The pandas accessor: `frame.yotpo.lint(region="US")`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pandas as pd

from yotpo_lint.api import lint

if TYPE_CHECKING:
    from yotpo_lint.result import Result


@pd.api.extensions.register_dataframe_accessor("yotpo")
class YotpoAccessor:
    """Lint a DataFrame.

    >>> import pandas as pd
    >>> import yotpo_lint
    >>> pd.DataFrame({"external_id": ["1001.0"]}).yotpo.lint().counts["accepted"]
    1
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._dataframe = frame

    def lint(self, **settings: Any) -> Result:
        """Lint the DataFrame; it takes the keyword arguments of `yotpo_lint.lint`."""
        return lint(self._dataframe, **settings)


if "polars" in sys.modules:
    import yotpo_lint.polars_namespace  # noqa: F401  importing it registers the namespace
