"""The page of each shop: fresh from its source file, complete, and true of the sample of that shop."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
import yotpo_lint_rules

from yotpo_lint.cli import main
from yotpo_lint.guide.shop_index import render_pages
from yotpo_lint.guide.shop_page import render_shop_page
from yotpo_lint.registry import load_registry
from yotpo_lint.sources.source import Join, OptOut, Origin, SeveralRows, Source, Word
from yotpo_lint.sources.source_file import installed

ROOT = Path(__file__).parents[1]
SHOPS = ROOT / "rules" / "guide" / "shops"
SAMPLES = ROOT / "notebooks" / "data" / "sources"
EXPECTED = Path(__file__).parent / "sources" / "expected"
NAMES = sorted(path.stem for path in (Path(yotpo_lint_rules.__file__).parent / "sources").glob("*.toml"))
# Where no sample has the source's own name.
SAMPLE_OF = {"mailchimp": "subscribed_members_export", "prestashop": "prestashop"}


def test_the_pages_are_fresh() -> None:
    """`make shops` writes them anew."""
    pages = render_pages(installed(load_registry()).values())
    assert {path.name: path.read_text(encoding="utf-8") for path in SHOPS.glob("*.md")} == pages
    assert set(pages) == {"index.md", *(f"{name}.md" for name in NAMES)}


def test_each_fact_of_a_source_is_on_its_page() -> None:
    source = Source(
        name="toy",
        title="Toy shop (CSV)",
        read="2026-11-28",
        facts=("https://example.com/a_b (the page)",),
        unverified=("whether it_is so",),
        export_steps=("Open Reports.", "Click Export_CSV."),
        export_page="https://example.com/help (looked up 2026-11-28)",
        signs=tuple(f"S{number}" for number in range(8)),
        least=2,
        fields={
            "email": Origin(columns=("Mail", "Mail|2"), why="the customer's own"),
            "phone_number": Origin(columns=("Tel",), international=True),
            "gender": Origin(
                columns=("Sex",),
                words={"1": Word(becomes="M", why="one is male"), "*": Word(becomes=None, why="it is no gender")},
            ),
            "accepts_email_marketing": Origin(
                columns=("No news",),
                inverted=True,
                opt_outs={"Bounced": OptOut(header="Bounced", words=frozenset({"hard"}), why="it bounced")},
            ),
        },
        ignored={"Points*": "no such field"},
        withheld={"password": "a password"},
        join=Join(what="Addresses", keys=("Mail",), other_key="Who", prefix="adr:"),
        several=SeveralRows(keys=("Mail",), default_column="Default", default_values=("1",)),
        translated="the language of the shop",
    )
    page = render_shop_page(source)
    for said in (
        "# Toy shop (CSV)\n",
        "## How to export\n\n1. Open Reports.\n2. Click Export\\_CSV.\n",
        "The steps are those of <https://example.com/help> (looked up 2026-11-28).\n",
        "read on 2026-11-28",
        "- <https://example.com/a_b> (the page)\n",
        "at least 2 of these headers: `S0`, `S1`, `S2`, `S3`, `S4`, `S5` and 2 more.",
        "say `--source toy`",
        "yotpo-lint fix customers.csv --join addresses.csv -o out\n",
        "| `Mail` | `email` | the customer's own |\n",
        "| <code>Mail&#124;2</code> | `email` | if the one above is empty |\n",
        "| `Tel` | `phone_number` | numbers have the country's code and no plus sign, which is put before them |\n",
        "| `No news` | `accepts_email_marketing` | its yes means no |\n",
        "| `Bounced` | `accepts_email_marketing`, only as a no | it bounced |\n",
        "| `Points*` | nothing | no such field |\n",
        "| `password` | nothing, and is shown nowhere | a password |\n",
        "| `gender` | `1` | `M` | one is male |\n",
        "| `gender` | any other text | nothing | it is no gender |\n",
        "- No column holds a customer number for Yotpo.",
        "- Addresses come in a second file: name it with `--join`.",
        "- Rows with the same `Mail` are addresses of one customer",
        "- Headers are in the language of the shop.",
        "- **SMS** (`accepts_sms_marketing`): the layout is known to have no column for it.",
        "- **E-mail** (`accepts_email_marketing`): read from `No news`; `Bounced` can only say no.\n",
        "- Whether it\\_is so.\n",
    ):
        assert said in page, said


def test_steps_that_no_page_confirms_are_not_shown() -> None:
    page = (SHOPS / "klaviyo.md").read_text("utf-8")
    assert "## How to export\n\nNo page that was read confirms how this table is exported" in page
    assert "\n1. " not in page


def commands_of(name: str) -> list[list[str]]:
    block = re.search(r"^```sh\n(.*?)^```$", (SHOPS / f"{name}.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert block
    return [shlex.split(line)[1:] for line in block[1].splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_the_commands_of_a_page_run_on_the_sample_of_the_shop(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = next(path for path in sorted(SAMPLES.iterdir()) if path.stem == SAMPLE_OF.get(name, name))
    check, fix = commands_of(name)
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(sample, check[1])
    if "--join" in check:
        expected = tomllib.loads((EXPECTED / f"{sample.stem}.toml").read_text(encoding="utf-8"))
        shutil.copyfile(SAMPLES / expected["join"], check[check.index("--join") + 1])
    assert main(check, standalone_mode=False) == 1
    assert capsys.readouterr().out.startswith(f"{check[1]}:")
    assert main(fix, standalone_mode=False) == 1
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert (report["source"]["name"], report["source"]["detected"]) == (name, True)
    # What the page says of a field's columns is what the run did with those that the sample has.
    page = (SHOPS / f"{name}.md").read_text("utf-8")
    for field, columns in report["source"]["fields"].items():
        if field not in report["source"]["by_headers"]:
            for column in columns:
                assert f"`{field}`" in page, (field, column)
