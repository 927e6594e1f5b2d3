"""Audit customer tables for Yotpo, repair what can be proven, reject the rest with its reason.

`lint` checks and repairs a table and returns a `Result`:

>>> import pandas as pd
>>> import yotpo_lint as yl
>>> result = yl.lint(pd.DataFrame({"external_id": ["1001.0"], "gender": ["female"]}))
>>> list(result.payloads())
[{'customer': {'external_id': '1001', 'gender': 'F'}}]

A DataFrame has it as a method, too:

>>> pd.DataFrame({"external_id": ["1001"], "gender": ["Mrs"]}).yotpo.lint().rejected["_codes"].tolist()
['GEN004']

`CustomerSchema` is the pandera schema that every accepted row satisfies:

>>> len(yl.CustomerSchema.validate(result.accepted))
1

`YotpoLintError` is the base of every error that a user can mend:

>>> try:
...     yl.lint("customers.docx", region="Utopia")
... except yl.YotpoLintError as error:
...     print(type(error).__name__)
SettingsError

`TooManyRejectsError` stops a job whose table has become too bad:

>>> try:
...     yl.lint(pd.DataFrame({"external_id": ["1"], "gender": ["Mrs"]})).raise_for_rejects(max="1%")
... except yl.TooManyRejectsError as error:
...     print(error.rejected, "of", error.rows, error.codes)
1 of 1 {'GEN004': 1}

`Settings` are the settings of a run with their defaults:

>>> yl.Settings().duplicates
'refuse'

`read_table` reads a table as `lint` reads it, and judges nothing:

>>> yl.read_table(pd.DataFrame({"external_id": [1001]}))["external_id"].tolist()
['1001']

The extension API is for authors of rule packs: `yotpo_lint.rule` (the vocabulary), `yotpo_lint.text` (text helpers),
`yotpo_lint.contract.fields` (the fields and their limits) and `yotpo_lint.testing` (examples as tests). Every other
module is internal and can change in any release.

Each name is imported when it is first used, so that the command answers `--help` at once.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from yotpo_lint._version import __version__

if TYPE_CHECKING:
    from yotpo_lint.api import lint, read_table
    from yotpo_lint.contract.schema import CustomerSchema
    from yotpo_lint.errors import TooManyRejectsError, YotpoLintError
    from yotpo_lint.result import Result
    from yotpo_lint.settings.values import Settings

__all__ = [
    "CustomerSchema",
    "Result",
    "Settings",
    "TooManyRejectsError",
    "YotpoLintError",
    "__version__",
    "lint",
    "read_table",
]

# `lint` comes through the accessor's module, so that its first use registers `frame.yotpo`.
_MODULES = {
    "CustomerSchema": "yotpo_lint.contract.schema",
    "Result": "yotpo_lint.result",
    "Settings": "yotpo_lint.settings.values",
    "TooManyRejectsError": "yotpo_lint.errors",
    "YotpoLintError": "yotpo_lint.errors",
    "lint": "yotpo_lint.accessor",
    "read_table": "yotpo_lint.api",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_MODULES[name]), name)
    has_polars = "polars" in sys.modules
    if has_polars:
        import yotpo_lint.polars_namespace  # noqa: F401  Polars may have been imported after the accessor
    if name != "lint" or has_polars:
        globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


# If pandas or Polars is already imported, `frame.yotpo` is there at once; otherwise the first use of `lint` registers
# it. Neither is imported for its sake.
if "pandas" in sys.modules:
    import yotpo_lint.accessor
elif "polars" in sys.modules:
    import yotpo_lint.polars_namespace  # noqa: F401  importing each registers `frame.yotpo`
