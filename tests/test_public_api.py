"""The public names: each has a docstring and an example, and `frame.yotpo` is there when it is needed."""

from __future__ import annotations

import doctest
import subprocess
import sys

import pytest

import yotpo_lint as yl

FRAME = "pandas.DataFrame({'external_id': ['1']})"


@pytest.mark.parametrize("name", [name for name in yl.__all__ if name != "__version__"])
def test_every_public_name_has_an_example(name: str) -> None:
    assert getattr(yl, name).__doc__
    examples = "".join(example.source for example in doctest.DocTestParser().get_examples(yl.__doc__ or ""))
    own = "".join(example.source for example in doctest.DocTestParser().get_examples(getattr(yl, name).__doc__))
    assert f"yl.{name}" in examples or "lint(" in own


def test_nothing_else_is_public() -> None:
    assert dir(yl) == sorted(yl.__all__)
    with pytest.raises(AttributeError, match="no attribute 'execute'"):
        yl.execute  # noqa: B018


@pytest.mark.parametrize(
    "program",
    [
        f"import pandas, yotpo_lint; {FRAME}.yotpo",
        f"import yotpo_lint, pandas; yotpo_lint.lint; {FRAME}.yotpo",
        f"from yotpo_lint import lint; import pandas; {FRAME}.yotpo",
        f"import pandas, yotpo_lint; assert {FRAME}.yotpo.lint().counts['accepted'] == 1",
    ],
)
def test_the_accessor_is_registered(program: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)  # noqa: S603 -- the program is above


@pytest.mark.parametrize(
    "program",
    [
        "import polars, yotpo_lint; polars.DataFrame({'external_id': ['1']}).yotpo",
        "import polars, yotpo_lint; polars.LazyFrame({'external_id': ['1']}).yotpo",
        "import yotpo_lint, polars; yotpo_lint.lint; polars.DataFrame({'external_id': ['1']}).yotpo",
        "import pandas, polars, yotpo_lint; polars.DataFrame({'external_id': ['1']}).yotpo",
        "import pandas, yotpo_lint; yotpo_lint.lint; import polars; yotpo_lint.lint; polars.DataFrame().yotpo",
    ],
)
def test_the_polars_namespace_is_registered(program: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)  # noqa: S603 -- the program is above


def test_polars_is_imported_for_nobody_and_makes_nothing_heavy_imported() -> None:
    for program in (
        f"import sys, pandas, yotpo_lint; {FRAME}.yotpo.lint(); assert 'polars' not in sys.modules",
        "import sys, polars, yotpo_lint; assert not {'pandas', 'pyarrow', 'pandera'} & set(sys.modules)",
    ):
        subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 -- the program is above


def test_without_pandas_nothing_heavy_is_imported() -> None:
    program = "import sys, yotpo_lint; assert not {'pandas', 'pyarrow', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 -- the program is above
