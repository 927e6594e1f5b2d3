"""The wall of law 4 at the end of the kernel: `true` leaves only where the raw cell says an explicit yes.

What an explicit yes is, says the registry and not the engine: the owner of the field, the cell rules of the owner's
pack, and the steps of the table's source read the raw cell once more, without settings and without anybody else's
rules. A rule, an accelerator or a setting that makes `true` of anything else stops the run.
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

# Raw cells whose answer is remembered for each field; a column of consent has few.
MAX_CACHED_ANSWERS: Final = 10_000


class ConsentWall:
    """Holds the consents that rules made against the raw cells."""

    def __init__(self, registry: Registry, policy: Policy, facts: Facts) -> None:
        """Find the rules whose word counts: each consent field's owner, and what its own pack and the source do."""
        self._registry = registry
        self._policy = policy
        self._facts = facts
        self._authorities = {name: _find_authorities(registry, name) for name in FLAG_FIELDS}
        self._answers: dict[tuple[str, str], bool] = {}
        # Cells that only the table decides count as decided, if no pack but the owners' has a say in them.
        own = [rule for rules in self._authorities.values() for rule in rules]
        self.trusts_doubtful_readings = all(
            rule.read_doubtful_cells is None or any(rule is each for each in own) for rule in registry.cell_rules
        )

    def check(self, raw: Mapping[str, pa.Array], clean: Mapping[str, pa.Array], by: RowRule | None = None) -> None:
        """Check every consent of a batch, those of rejected records too, which bind their copies.

        Args:
            raw: the columns as the rules got them, by field.
            clean: the columns as the rules left them, by field.
            by: the row rule that changed them last; None after the field rules.

        Raises:
            ConsentError: a consent is `true` and its raw cell says no explicit yes.
        """
        for name in FLAG_FIELDS:
            at = np.flatnonzero(find_agreed(clean[name]))
            if not len(at):
                continue
            if name not in raw:
                self._stop(name, len(at), None, by)
            cells = take_cells(raw[name], at)
            first, which = find_distinct([cells])
            texts = dictionary_decode(cells.take(first)).to_pylist()
            explicit = np.array([text is not None and self.is_explicit_yes(name, text) for text in texts], np.bool_)
            if not explicit.all():
                raised = int(np.count_nonzero(~explicit[which]))
                self._stop(name, raised, texts[int(np.flatnonzero(~explicit)[0])], by)

    def is_explicit_yes(self, field: str, text: str) -> bool:
        """Tell whether a raw cell of a consent field is an explicit yes to those whose word counts."""
        key = (field, text)
        answer = self._answers.get(key)
        if answer is None:
            if len(self._answers) >= MAX_CACHED_ANSWERS:
                self._answers.clear()
            answer = self._answers[key] = self._read_answer(field, text)
        return answer

    def _read_answer(self, field: str, text: str) -> bool:
        # A source's step may have put headers beside the cells; it reads these, and the owner what is left.
        if field not in self._registry.source_steps and holds_invisible(text):
            return False
        reading = read_cell(text, self._make_context(field), self._authorities[field])
        return isinstance(reading, Clean) and reading.value == AGREED

    def _make_context(self, field: str) -> Context:
        owner = self._registry.fields[field][0]
        return Context(field, self._facts, dict.fromkeys(owner.needs))

    def _stop(self, field: str, raised: int, text: str | None, by: RowRule | None) -> NoReturn:
        """Stop the run and name whoever raised a consent; the cell itself is not quoted, for messages travel."""
        culprit = self._name_rule(by) if by is not None else self._find_culprit(field, text)
        raise ConsentError(
            f"{culprit} makes {field} true in {plural(raised, 'record')} whose cell says no explicit yes; "
            "consent is never raised, so nothing was written: correct it or do without it"
        )

    def _find_culprit(self, field: str, text: str | None) -> str:
        """Return the name of the rule, or the setting, that makes a consent of a cell that is none."""
        trusted = self._authorities[field]
        steps = self._registry.source_steps.get(field, ())
        chain: tuple[CellRule | FieldRule, ...] = (
            *self._registry.cell_rules,
            *steps,
            *self._registry.fields[field],
        )
        added = [rule for rule in chain if not any(rule is each for each in trusted)]
        value = text or ""
        for rule in chain:
            reading = rule.read(value, Context(field, self._facts, dict.fromkeys(getattr(rule, "needs", ()))))
            if not isinstance(reading, Clean) or reading.value is None:
                break
            raised = reading.value != value and self.is_explicit_yes(field, reading.value)
            if raised and any(rule is each for each in added):
                return self._name_rule(rule)
            value = reading.value
        accelerated = [rule for rule in (*added, *trusted) if rule.accelerate is not None]
        if (codes := self._find_switched_off(field, text)) and not added:
            return f"the setting that switches {', '.join(codes)} off"
        return self._name_rule((accelerated or added or list(trusted))[0])

    def _find_switched_off(self, field: str, text: str | None) -> list[str]:
        """Return the codes that those whose word counts give a cell and that the settings do not put in force."""
        reading = read_cell(text or "", self._make_context(field), self._authorities[field])
        notes = reading.notes if isinstance(reading, Clean) else (reading.note,)
        codes = dict.fromkeys(note.problem.code for note in notes)
        return [code for code in codes if not self._policy[code].active]

    def _name_rule(self, rule: CellRule | FieldRule | RowRule) -> str:
        """Return a rule's name with that of its pack."""
        packs = [pack.name for pack in self._registry.packs if any(rule is each for each in pack.rules)]
        return f"the rule {rule.name!r}" + (f" of the pack {packs[0]!r}" if packs else "")


def holds_invisible(text: str) -> bool:
    """Tell whether a text holds a character that nobody can see."""
    return CONTROL.search(text) is not None or IGNORABLE.search(text) is not None


def find_agreed(column: pa.Array) -> NDArray[np.bool_]:
    """Return which cells of a clean column of consents are `true`."""
    if is_dictionary_encoded(column):
        return map_by_text(column, find_agreed(column.dictionary), absent=False)
    agreed: NDArray[np.bool_] = pc.equal(column, AGREED).fill_null(False).to_numpy(zero_copy_only=False)
    return agreed


def _find_authorities(registry: Registry, field: str) -> tuple[CellRule | FieldRule, ...]:
    """Return the rules whose word on a consent counts, in the order in which they read a cell."""
    owner = registry.fields[field][0]
    own = [rule for pack in registry.packs if any(owner is each for each in pack.rules) for rule in pack.rules]
    cell_rules = [rule for rule in registry.cell_rules if any(rule is each for each in own)]
    return (*cell_rules, *registry.source_steps.get(field, ()), owner)
