r"""Number formats that write words over what a cell holds: `"Yes";"Yes";"No"`, `[=1]"No";"Yes"`, `@" (no)"`.

The person saw the words, and a program that reads the file sees the number. Where both say the same, or the words are
no answer, the words are the cell's text. Where they answer differently, or the format hides a 1, neither can be
believed: the cell is `Contradicted`, and its row is refused.

Source: ECMA-376-1 §18.8.30 and §18.8.31 (sections, conditions, text in a format).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from yotpo_lint.readers.answers import find_answer
from yotpo_lint.readers.workbook import Contradicted

# A section's quoted and escaped text; widths, fills, colours and conditions; marks; all else is the value's place.
_PART: Final = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<place>[\w#?@.,%/:])|(?P<mark>.)')
CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
# With a fourth section, a format says how text is shown.
_TEXT_SECTION: Final = 3


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a format: its condition, the text in it, and whether the value is shown beside the text."""

    condition: tuple[str, Decimal] | None
    text: str
    shows_value: bool

    @property
    def is_word(self) -> bool:
        """Tell whether the section's text is more than dashes, blanks and brackets."""
        return any(letter.isalnum() for letter in self.text) or find_answer(self.text) is not None

    @property
    def hides(self) -> bool:
        """Tell whether nothing but marks is shown in the section."""
        return not self.shows_value and not self.is_word

    @property
    def matters(self) -> bool:
        """Tell whether cells in the section may show something else than their value."""
        return not self.shows_value or find_answer(self.text) is not None


@dataclass(frozen=True, slots=True)
class Words:
    """The sections of a format that writes words or hides values: those of numbers, and the one of text."""

    numbers: tuple[Section, ...]
    text: Section | None

    def write_number(self, value: Decimal) -> str | None:
        """Return what a number is shown as; None if it is shown as a number.

        The text is `Contradicted` where the number answers differently than the format.
        """
        stored = {Decimal(0): False, Decimal(1): True, Decimal(-1): True}.get(value)
        shown = None
        for section in self._sections_of(value):
            answer = find_answer(section.text)
            if (answer is not None and answer is not stored) or (section.hides and stored):
                return Contradicted(f"{section.text or 'nothing'} (stored as {value.normalize():f})")
            if section.is_word and not section.shows_value:
                shown = section.text if shown is None else shown
        return shown

    def write_text(self, text: str) -> str:
        """Return a text; `Contradicted` where it answers differently than what it is shown as."""
        if self.text is None:
            return text
        stored, answer = find_answer(text), find_answer(self.text.text)
        adds_nothing = self.text.shows_value and not self.text.is_word
        if stored is answer or adds_nothing:
            return text
        shown = f"{text} {self.text.text}" if self.text.shows_value else self.text.text
        return Contradicted(f"{shown or 'nothing'} (stored as {text})")

    def _sections_of(self, value: Decimal) -> tuple[Section, ...]:
        """Return the section by which a number is shown; two where programs differ."""
        first, *rest = self.numbers
        if first.condition is None and (not rest or rest[0].condition is None):
            at = 0 if value > 0 or not rest else 1 if value < 0 else 2
            return (self.numbers[at if at < len(self.numbers) else 0],)
        for section in self.numbers[:2]:
            if section.condition is not None and meets_condition(value, *section.condition):
                return (section,)
        left = [each for each in self.numbers if each.condition is None]
        return tuple(left)


def read_words(sections: list[str]) -> Words | None:
    """Read the sections of a format; None if it shows each value as it is."""
    parts = [_read_section(section) for section in sections]
    if len(parts) > _TEXT_SECTION:
        numbers, text = parts[:_TEXT_SECTION], parts[_TEXT_SECTION]
    elif len(parts) > 1 and "@" in sections[-1]:
        numbers, text = parts[:-1], parts[-1]
    elif "@" in sections[0]:
        numbers, text = parts[:1], parts[0]
    else:
        numbers, text = parts, None
    is_plain = not any(section.matters for section in parts) and not (text is not None and text.is_word)
    if is_plain or (len(parts) == 1 and not sections[0].strip()):
        return None
    return Words(tuple(numbers), text)


def _read_section(section: str) -> Section:
    """Read one section."""
    condition = CONDITION.search(section)
    text, shows_value = "", False
    for part in _PART.finditer(section):
        if part["place"] is not None:
            shows_value = True
        else:
            text += part["quoted"] or part["escaped"] or part["mark"] or ""
    return Section((condition[1], Decimal(condition[2])) if condition else None, text.strip(), shows_value)


def meets_condition(value: Decimal, relation: str, bound: Decimal) -> bool:
    """Tell whether a number meets the condition of a section."""
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[relation]
