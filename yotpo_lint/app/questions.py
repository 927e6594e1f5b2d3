"""The settings that rescue rejected rows as questions in plain words, each with the number of rows.

The numbers are the report's own suggestions: the library tried each option on the table. An option that was chosen
already is no suggestion any more; it stays among the answers, so that it can be taken back.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from yotpo_lint.app.field_labels import label_of


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the value of the setting, what it says, and how many rows it would rescue, if that was tried."""

    value: str
    text: str
    rescues: int | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One setting as a question; several answers can be given at a time where `several` says so."""

    name: str
    text: str
    remark: str
    none: str
    answers: tuple[Answer, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class _Wording:
    text: str
    remark: str
    none: str
    answers: Mapping[str, str]


WORDINGS: Final[Mapping[str, _Wording]] = {
    "region": _Wording(
        "Which country do the rows without a country come from?",
        "Their phone numbers and addresses are then read as ones of that country.",
        "I do not know; leave these rows out",
        {},
    ),
    "date_order": _Wording(
        "How are dates such as 03/04/2021 written in this table?",
        "Both readings are real dates, so the table itself does not say.",
        "I do not know; leave these rows out",
        {"dmy": "Day first: 3 April", "mdy": "Month first: March 4", "ymd": "Year first, as in 21/04/03"},
    ),
    "identify_by": _Wording(
        "Which contact stays when a row has an e-mail and a phone number but no customer number?",
        "Yotpo takes only one of them for such a customer. The other is left out of the upload.",
        "Neither; leave these rows out",
        {"email": "The e-mail", "phone_number": "The phone number"},
    ),
    "tag_separator": _Wording(
        "What separates the tags of a customer?",
        "A cell such as “vip;summer” is one tag or two, depending on the answer.",
        "I do not know; leave these rows out",
        {";": "A semicolon ;", "|": "A bar |"},
    ),
    "duplicates": _Wording(
        "Which row counts when several rows of one customer differ?",
        "Consent is never taken from the looser row: if one of them says no, the answer is no.",
        "None; leave these rows out",
        {"first": "The first in the table", "last": "The last in the table"},
    ),
    "omit": _Wording(
        "Which unreadable cells may be left out, so that the rest of their row is uploaded?",
        "The customer is uploaded without that value.",
        "",
        {},
    ),
    "unsafe_fixes": _Wording(
        "Should likely repairs that need a guess be made?",
        "For example, an extension is cut off a phone number. Afterwards, fixes.csv lists each of them.",
        "No; I look at these cells myself",
        {"yes": "Yes, make them"},
    ),
}
REFUSE: Final = "refuse"


def questions_of(report: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Question]:
    """Return the questions whose answers rescue rows or were given, those that rescue most rows first."""
    rescues = dict(_rescues(report["next_steps"], settings))
    questions = []
    for name in WORDINGS:
        tried = {value: count for (setting, value), count in rescues.items() if setting == name}
        given = _given(settings, name)
        if tried or given:
            questions.append(_question(name, tried, given))
    return sorted(questions, key=_most, reverse=True)


def settings_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that the answers stand for; what is no question of ours is passed over."""
    settings = dict[str, Any]()
    for name in WORDINGS:
        answer = answers.get(name)
        if not answer:
            continue
        if name == "omit":
            settings[name] = [str(each) for each in answer] if isinstance(answer, list) else [str(answer)]
        else:
            settings[name] = True if name == "unsafe_fixes" else str(answer)
    return settings


def other_steps(report: Mapping[str, Any]) -> list[str]:
    """Return the suggestions that are no question of ours, such as those of a plug-in's rule."""
    return [step["message"] for step in report["next_steps"] if _setting(step["option"])[0] not in WORDINGS]


def _rescues(steps: Iterable[Mapping[str, Any]], settings: Mapping[str, Any]) -> Iterable[tuple[tuple[str, str], int]]:
    """Yield the setting and value of every suggestion, with its number of rows."""
    omitted = set(settings.get("omit", ()))
    for step in steps:
        name, value = _setting(step["option"])
        # The option names every field that would be left out then, those of before among them.
        for each in set(value.split(",")) - omitted if name == "omit" else {value}:
            yield (name, each), step["rescues"]


def _setting(option: str) -> tuple[str, str]:
    """Return the name and the value of an option.

    >>> _setting("--tag-separator ';'"), _setting("--unsafe-fixes")
    (('tag_separator', ';'), ('unsafe_fixes', 'yes'))
    """
    name, *value = shlex.split(option)
    return name.removeprefix("--").replace("-", "_"), value[0] if value else "yes"


def _given(settings: Mapping[str, Any], name: str) -> list[str]:
    value = settings.get(name)
    if isinstance(value, list):
        return value
    return ["yes" if value is True else str(value)] if value else []


def _question(name: str, tried: Mapping[str, int], given: list[str]) -> Question:
    wording = WORDINGS[name]
    values = [*dict.fromkeys([*given, *sorted(tried, key=lambda value: (-tried[value], value))])]
    answers = tuple(
        Answer(value, wording.answers.get(value) or _named(name, value), tried.get(value), value in given)
        for value in values
    )
    return Question(name, wording.text, wording.remark, wording.none, answers, several=name == "omit")


def _named(name: str, value: str) -> str:
    if name == "omit":
        return label_of(value)
    return country_name(value) if name == "region" else value


def _most(question: Question) -> int:
    return max((answer.rescues or 0 for answer in question.answers), default=0)


def country_name(code: str) -> str:
    """Return a country's English name.

    >>> country_name("AT"), country_name("XX")
    ('Austria', 'XX')
    """
    return dict(countries()).get(code, code)


def countries() -> list[tuple[str, str]]:
    """Return the codes and the English names of all countries, by name."""
    import pycountry

    found = [(each.alpha_2, getattr(each, "common_name", each.name)) for each in pycountry.countries]
    return sorted(found, key=lambda pair: pair[1])
