"""A rule that declares its facts gets these and no others."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from yotpo_lint.errors import PackError
from yotpo_lint.kernel.kernel import Kernel
from yotpo_lint.registry import build_registry, load_installed_packs
from yotpo_lint.rule import CellRule, Context, Facts, FieldRule, Pack, Problem, Reading, keep
from yotpo_lint.rule.facts import FACT_NAMES, UndeclaredFactError, restrict_facts
from yotpo_lint.settings.checks import validate_settings

NEVER = Problem(code="ZZF001", name="never-met", message="It never happens.")


def rule(facts: tuple[str, ...] | None) -> FieldRule:
    def read(text: str, context: Context) -> Reading:
        assert context.facts.region == "GB"
        return keep(text)

    return FieldRule(
        name="regional", doc="Regional.", fields=("tags",), problems=(NEVER,), read=read, facts=facts, examples=()
    )


def judge(facts: tuple[str, ...] | None) -> list[str | None]:
    registry = build_registry([*load_installed_packs(), Pack(name="regional-pack", rules=(rule(facts),))])
    kernel = Kernel(registry, validate_settings(region="GB"))
    judged = kernel({"external_id": pa.array(["1"]), "tags": pa.array(["vip"])}, 1)
    return list(judged.clean["tags"].to_pylist())


@pytest.mark.parametrize("facts", [None, ("region",), ("now", "region")])
def test_a_rule_sees_what_it_declares(facts: tuple[str, ...] | None) -> None:
    assert judge(facts) == ["vip"]


def test_another_fact_stops_the_run_and_is_named() -> None:
    with pytest.raises(UndeclaredFactError, match="'region'"):
        judge(("now",))


def test_restricted_facts_keep_their_values() -> None:
    facts = Facts(region="GB", date_order="dmy")
    assert restrict_facts(facts, FACT_NAMES) is facts
    restricted = restrict_facts(facts, frozenset(("region",)))
    assert restricted.region == "GB"
    for name in FACT_NAMES - {"region"}:
        with pytest.raises(UndeclaredFactError):
            getattr(restricted, name)
    with pytest.raises(UndeclaredFactError):
        replace(restricted, region="US")


def test_a_fact_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PackError, match="lists the fact 'weather'"):
        build_registry_of(("weather",))


def build_registry_of(facts: tuple[str, ...]) -> object:
    return build_registry([*load_installed_packs(), Pack(name="regional-pack", rules=(rule(facts),))])


def test_every_built_in_rule_declares_its_facts() -> None:
    rules = [each for pack in load_installed_packs() for each in pack.rules if isinstance(each, CellRule | FieldRule)]
    assert rules
    assert [each.name for each in rules if each.facts is None] == []
