"""Audit customer tables for Yotpo, repair what can be proven, reject the rest with its reason.

>>> import pandas as pd
>>> import yotpo_lint as yl
>>> result = yl.lint(pd.DataFrame({"external_id": ["1001.0"], "gender": ["female"]}))
>>> list(result.payloads())
[{'customer': {'external_id': '1001', 'gender': 'F'}}]

Everything is imported when it is first used, so that the command answers `--help` at once.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from yotpo_lint._version import __version__

if TYPE_CHECKING:
    from yotpo_lint.api import lint
    from yotpo_lint.contract.schema import CustomerSchema
    from yotpo_lint.errors import YotpoLintError
    from yotpo_lint.result import Result
    from yotpo_lint.settings.values import Settings

__all__ = ["CustomerSchema", "Result", "Settings", "YotpoLintError", "__version__", "lint"]

_HOMES = {
    "CustomerSchema": "yotpo_lint.contract.schema",
    "Result": "yotpo_lint.result",
    "Settings": "yotpo_lint.settings.values",
    "YotpoLintError": "yotpo_lint.errors",
    "lint": "yotpo_lint.api",
}


def __getattr__(name: str) -> object:
    """Import a public name from its home when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


# Who has pandas already gets `frame.yotpo` at once; the others get it with the first use of `lint`.
if "pandas" in sys.modules:
    import yotpo_lint.accessor  # noqa: F401  registering is all it does
