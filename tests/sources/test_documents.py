"""JSON and XML samples with their keys ordered or spelled otherwise or left out: told, or refused with a reason."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import yotpo_lint as yl
from yotpo_lint.errors import InputError

SAMPLES = Path(__file__).parents[2] / "notebooks" / "data" / "sources"
DOCUMENTS = (
    *("shopify_rest.json", "shopify_graphql.json", "woocommerce_rest.json", "salesforce.xml"),
    *("klaviyo_api.json", "mailchimp_api.json", "hubspot_api.json", "stripe_api.json", "bigcommerce_api.json"),
    *("commercetools.json", "ecwid.json", "braze.json", "postscript.json"),
)
# Elements and keys that hold the records, and are no columns.
ENVELOPE = {
    *("data", "customers", "edges", "node", "customer", "customer-list"),
    *("members", "results", "items", "users", "subscribers"),
}

Change = Callable[[list[tuple[str, Any]]], list[tuple[str, Any]]]


def changed(name: str, change: Change) -> str:
    """Return a sample in which the keys of every object (the elements within every element) are changed."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        return json.dumps(json.loads(text, object_pairs_hook=lambda pairs: dict(change(pairs))))
    root = ET.fromstring(text)  # noqa: S314  our own file
    for element in list(root.iter()):
        inner = change([(child.tag.rpartition("}")[2], child) for child in element])
        for child in list(element):
            element.remove(child)
        for tag, child in inner:
            child.tag = tag
            element.append(child)
    return ET.tostring(root, encoding="unicode")


def without(dropped: set[str], pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(key, each) for key, each in pairs if key not in dropped]


def linted(folder: Path, name: str, text: str) -> yl.Result:
    (folder / name).write_text(text, encoding="utf-8")
    return yl.lint(folder / name)


def payloads(result: yl.Result) -> Iterator[str]:
    return (json.dumps(each, sort_keys=True) for each in result.payloads("none"))


@pytest.mark.parametrize("name", DOCUMENTS)
class TestADocument:
    def test_the_order_of_its_keys_does_not_matter(self, name: str, tmp_path: Path) -> None:
        result = linted(tmp_path, name, changed(name, lambda pairs: sorted(pairs, key=itemgetter(0), reverse=True)))
        assert result.report["source"]["name"] == name.partition(".")[0]
        unchanged = yl.lint(SAMPLES / name)
        assert sorted(payloads(result)) == sorted(payloads(unchanged))

    def test_nor_does_their_case(self, name: str, tmp_path: Path) -> None:
        result = linted(
            tmp_path,
            name,
            changed(name, lambda pairs: [(key if key in ENVELOPE else key.upper(), each) for key, each in pairs]),
        )
        assert result.report["source"]["name"] == name.partition(".")[0]
        assert list(payloads(result)) == list(payloads(yl.lint(SAMPLES / name)))

    def test_keys_left_out_leave_the_source_or_a_refusal_that_says_what_to_do(self, name: str, tmp_path: Path) -> None:
        keys = sorted(set(re.findall(r'"(\w+)":|<([\w-]+)[ >]', (SAMPLES / name).read_text(encoding="utf-8"))))
        droppable = [key for pair in keys for key in pair if key and key not in ENVELOPE]
        draw = random.Random(name)  # noqa: S311  nothing secret
        for _ in range(25):
            dropped = set(draw.sample(droppable, draw.randint(1, len(droppable) - 1)))
            text = changed(name, partial(without, dropped))
            try:
                told = linted(tmp_path, name, text).report["source"]["name"]
            except InputError as error:
                assert re.search(r"--source NAME|--map |export the records again", str(error)), error  # noqa: PT017
            else:
                assert told in (name.partition(".")[0], "yotpo", "headers"), dropped
