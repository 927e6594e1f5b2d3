"""Law 4 at the end of the kernel: a consent is `true` only where its raw cell is an explicit yes.

The registry decides what an explicit yes is: the first rule of the field, the cell rules of the same pack and the steps
of the table's source read the raw cell once more, without settings and without the rules of other packs. A rule, an
accelerator or a setting that turns anything else into `true` stops the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NoReturn

import numpy as np
import pyarrow.compute as pc

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.dictionary_columns import (
    dictionary_decode,
    find_distinct,
    is_dictionary_encoded,
    map_by_text,
    take_cells,
)
from yotpo_lint.errors import ConsentError
from yotpo_lint.humanize import plural
from yotpo_lint.kernel.cell import read_cell
from yotpo_lint.rule import CellRule, Clean, Context, FieldRule
from yotpo_lint.text import CONTROL, IGNORABLE

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from yotpo_lint.kernel.policy import Policy
    from yotpo_lint.registry import Registry
    from yotpo_lint.rule import Facts, RowRule

AGREED: Final = "true"

# Raw cells whose answer is cached; a column of consent has few distinct ones.
MAX_CACHED_ANSWERS: Final = 10_000


class ConsentWall:
    """Compares every consent of a batch with its raw cell."""

    def __init__(self, registry: Registry, policy: Policy, facts: Facts) -> None:
        """Find the trusted rules of each consent field: its first rule, the cell rules of the same pack, the source."""
        self._registry = registry
        self._policy = policy
        self._facts = facts
        self._trusted_rules = {name: _find_trusted_rules(registry, name) for name in FLAG_FIELDS}
        self._answers: dict[tuple[str, str], bool] = {}
        # Trust the readings of doubtful cells only if no other pack takes part in them.
        trusted = [rule for rules in self._trusted_rules.values() for rule in rules]
        self.trusts_doubtful_readings = all(
            rule.read_doubtful_cells is None or any(rule is each for each in trusted) for rule in registry.cell_rules
        )

    def check(
        self, raw: Mapping[str, pa.Array], clean: Mapping[str, pa.Array], changed_by: RowRule | None = None
    ) -> None:
        """Check every consent of a batch, those of rejected records as well, because they bind their duplicates.

        Args:
            raw: the columns before the rules, by field.
            clean: the columns after the rules, by field.
            changed_by: the row rule that changed a consent last; None after the field rules.

        Raises:
            ConsentError: a consent is `true` and its raw cell is not an explicit yes.
        """
        for name in FLAG_FIELDS:
            at = np.flatnonzero(find_agreed(clean[name]))
            if not len(at):
                continue
            if name not in raw:
                self._stop(name, len(at), None, changed_by)
            cells = take_cells(raw[name], at)
            first, which = find_distinct([cells])
            texts = dictionary_decode(cells.take(first)).to_pylist()
            explicit = np.array([text is not None and self.is_explicit_yes(name, text) for text in texts], np.bool_)
            if not explicit.all():
                raised = int(np.count_nonzero(~explicit[which]))
                self._stop(name, raised, texts[int(np.flatnonzero(~explicit)[0])], changed_by)

    def is_explicit_yes(self, field: str, text: str) -> bool:
        """Return whether the trusted rules read a raw cell of a consent field as an explicit yes."""
        key = (field, text)
        answer = self._answers.get(key)
        if answer is None:
            if len(self._answers) >= MAX_CACHED_ANSWERS:
                self._answers.clear()
            answer = self._answers[key] = self._read_answer(field, text)
        return answer

    def _read_answer(self, field: str, text: str) -> bool:
        # A source's step may have added headers to the cells; it reads those, and the field's rule reads the rest.
        if field not in self._registry.source_steps and holds_invisible(text):
            return False
        reading = read_cell(text, self._make_context(field), self._trusted_rules[field])
        return isinstance(reading, Clean) and reading.value == AGREED

    def _make_context(self, field: str) -> Context:
        owner = self._registry.fields[field][0]
        return Context(field, self._facts, dict.fromkeys(owner.needs))

    def _stop(self, field: str, raised: int, text: str | None, changed_by: RowRule | None) -> NoReturn:
        """Stop the run and name what raised a consent; never quote the cell, because messages travel (law 10)."""
        culprit = self._name_rule(changed_by) if changed_by is not None else self._find_culprit(field, text)
        raise ConsentError(
            f"{culprit} makes {field} true in {plural(raised, 'record')} whose cell says no explicit yes; "
            "consent is never raised, so nothing was written: correct it or do without it"
        )

    def _find_culprit(self, field: str, text: str | None) -> str:
        """Return the name of the rule or setting that turns a cell without a yes into a consent."""
        trusted = self._trusted_rules[field]
        steps = self._registry.source_steps.get(field, ())
        chain: tuple[CellRule | FieldRule, ...] = (
            *self._registry.cell_rules,
            *steps,
            *self._registry.fields[field],
        )
        untrusted = [rule for rule in chain if not any(rule is each for each in trusted)]
        value = text or ""
        for rule in chain:
            reading = rule.read(value, Context(field, self._facts, dict.fromkeys(getattr(rule, "needs", ()))))
            if not isinstance(reading, Clean) or reading.value is None:
                break
            raised = reading.value != value and self.is_explicit_yes(field, reading.value)
            if raised and any(rule is each for each in untrusted):
                return self._name_rule(rule)
            value = reading.value
        accelerated = [rule for rule in (*untrusted, *trusted) if rule.accelerate is not None]
        if (codes := self._find_switched_off(field, text)) and not untrusted:
            return f"the setting that switches {', '.join(codes)} off"
        return self._name_rule((accelerated or untrusted or list(trusted))[0])

    def _find_switched_off(self, field: str, text: str | None) -> list[str]:
        """Return the codes that the trusted rules give a cell and that the settings switch off."""
        reading = read_cell(text or "", self._make_context(field), self._trusted_rules[field])
        notes = reading.notes if isinstance(reading, Clean) else (reading.note,)
        codes = dict.fromkeys(note.problem.code for note in notes)
        return [code for code in codes if not self._policy[code].active]

    def _name_rule(self, rule: CellRule | FieldRule | RowRule) -> str:
        """Return a rule's name with that of its pack."""
        packs = [pack.name for pack in self._registry.packs if any(rule is each for each in pack.rules)]
        return f"the rule {rule.name!r}" + (f" of the pack {packs[0]!r}" if packs else "")


def holds_invisible(text: str) -> bool:
    """Return whether a text holds an invisible character."""
    return CONTROL.search(text) is not None or IGNORABLE.search(text) is not None


def find_agreed(column: pa.Array) -> NDArray[np.bool_]:
    """Return which cells of a clean consent column are `true`."""
    if is_dictionary_encoded(column):
        return map_by_text(column, find_agreed(column.dictionary), absent=False)
    agreed: NDArray[np.bool_] = pc.equal(column, AGREED).fill_null(False).to_numpy(zero_copy_only=False)
    return agreed


def _find_trusted_rules(registry: Registry, field: str) -> tuple[CellRule | FieldRule, ...]:
    """Return the trusted rules of a consent field, in the order in which they read a cell."""
    owner = registry.fields[field][0]
    same_pack = [rule for pack in registry.packs if any(owner is each for each in pack.rules) for rule in pack.rules]
    cell_rules = [rule for rule in registry.cell_rules if any(rule is each for each in same_pack)]
    return (*cell_rules, *registry.source_steps.get(field, ()), owner)
