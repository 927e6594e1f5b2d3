"""The one door to settings: what a user wrote becomes settings, or an error that names the nearest valid value."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, get_args

from yotpo_lint.contract.fields import ADDRESS_PARTS, ADDRESS_PREFIX, FIELDS, IDENTITY_FIELDS
from yotpo_lint.contract.profiles import PROFILES
from yotpo_lint.errors import SettingsError
from yotpo_lint.rule import Applicability, DateOrder, Problem, Severity
from yotpo_lint.settings.values import (
    AUTO,
    NAMES,
    WHOLE_NAME,
    Duplicates,
    IdentifyBy,
    Override,
    Settings,
    TagSeparator,
    code_of,
    nearest,
)

# What names codes, and therefore can be judged only by the rules that are installed.
NAMING_CODES: Final = ("select", "extend_select", "ignore", "overrides")

# What people write for a country that ISO 3166 calls otherwise.
REGION_WORDS: Final = {"UK": "GB", "EN": "GB", "ENGLAND": "GB", "USA": "US", "U.S.": "US", "U.S.A.": "US"}
SEPARATOR_WORDS: Final = {"semicolon": ";", "pipe": "|", "bar": "|"}

# The zone database also files the machine's own zone and a placeholder; both would make a run depend on where it ran.
NO_ZONES: Final = frozenset(("localtime", "Factory", "posixrules"))


def validated(
    *,
    labels: Mapping[str, str] | None = None,
    problems: Mapping[str, Problem] | None = None,
    **values: Any,
) -> Settings:
    """Make settings of a user's values, or raise a `SettingsError` that names the setting and the nearest valid value.

    Args:
        labels: how to name a setting in an error (`--date-order`); its own name where there is none.
        problems: every known problem by code; the installed packs' and those in `rules` when it is None.
        values: settings by name; None stands for the default. Lists may be one text with commas.
    """
    labels = labels or {}
    given = {name: value for name, value in values.items() if value is not None}
    for name in given.keys() - set(NAMES):
        raise SettingsError(f"there is no setting {name!r}; did you mean {nearest(name, NAMES)}?")
    clean: dict[str, Any] = {
        name: CHECKS[name](given[name], labels.get(name, name)) for name in NAMES if name in CHECKS and name in given
    }
    naming = {name: given[name] for name in NAMING_CODES if given.get(name)}
    if naming and problems is None:
        from yotpo_lint.registry import load_registry

        problems = load_registry(clean.get("rules", ())).problems
    for name, value in naming.items():
        check = _overrides if name == "overrides" else _selectors
        clean[name] = check(value, labels.get(name, name), problems or {})
    settings = Settings(**clean)
    _refuse_foreign_fields(settings, labels)
    return settings


def _refuse_foreign_fields(settings: Settings, labels: Mapping[str, str]) -> None:
    """Refuse fields that the endpoint of the profile does not have."""
    known = PROFILES[settings.profile].fields
    for name, fields in (("omit", settings.omit), ("map", settings.map.values())):
        for each in fields:
            for part in each.split("+"):
                if part and part not in known:
                    having = ", ".join(profile.name for profile in PROFILES.values() if part in profile.fields)
                    raise SettingsError(
                        f"{labels.get(name, name)}: the profile {settings.profile} has no {part}; {having} has it"
                    )


def _text(value: object, label: str) -> str:
    if isinstance(value, str):
        return value.strip()
    raise SettingsError(f"{label}: {value!r} is not a text")


def _words(value: object, label: str) -> tuple[str, ...]:
    """Return the words of a list, or of a text with commas, each once."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple | set | frozenset):
        raise SettingsError(f"{label}: {value!r} is not a list of texts")
    if isinstance(texts, set | frozenset):
        texts = sorted(texts, key=str)
    words = (word.strip() for text in texts for word in _text(text, label).split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _one_of(*choices: str, words: Mapping[str, str] | None = None) -> Callable[[object, str], str]:
    def check(value: object, label: str) -> str:
        text = _text(value, label)
        if text in choices:
            return text
        meant = (words or {}).get(text.casefold()) or nearest(text, choices)
        raise SettingsError(f"{label}: {text!r} is none of {', '.join(choices)}; did you mean {meant}?")

    return check


def _region(value: object, label: str) -> str:
    """Check a country: two letters that both ISO 3166 and the numbering plans know."""
    import pycountry
    from phonenumbers import SUPPORTED_REGIONS

    text = _text(value, label).upper()
    regions = sorted(country.alpha_2 for country in pycountry.countries if country.alpha_2 in SUPPORTED_REGIONS)
    if text in regions:
        return text
    meant = REGION_WORDS.get(text)
    if meant is None:
        try:
            meant = str(pycountry.countries.lookup(text).alpha_2)
        except LookupError:
            meant = None
    if meant not in regions:
        meant = nearest(text, regions)
    raise SettingsError(f"{label}: {value!r} is not a country's two-letter ISO 3166 code; did you mean {meant}?")


def _timezone(value: object, label: str) -> str:
    """Check the name of a zone; the database is read only for zones other than UTC."""
    text = _text(value, label)
    if text == "UTC":
        return text
    from zoneinfo import available_timezones

    zones = available_timezones() - NO_ZONES
    if text in zones:
        return text
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones)}
    meant = cities.get(text.casefold().replace(" ", "_")) or nearest(text, sorted(zones))
    raise SettingsError(f"{label}: {text!r} is not an IANA time zone such as Europe/Berlin; did you mean {meant}?")


def _omit(value: object, label: str) -> tuple[str, ...]:
    """Check fields; a bare address part is the part. An own order would make equal settings look different."""
    chosen = set[str]()
    for word in _words(value, label):
        name = ADDRESS_PREFIX + word if word in ADDRESS_PARTS and word not in FIELDS else word
        if name not in FIELDS:
            raise SettingsError(f"{label}: {word!r} is not a Yotpo field; did you mean {nearest(word, FIELDS)}?")
        if name == IDENTITY_FIELDS[0]:
            # Without its id a record would be filed as another customer, or as nobody. An unreadable e-mail or phone
            # may be left out: the rows that it alone identifies are rejected all the same.
            raise SettingsError(
                f"{label}: {name} says whose record it is and is never left out; correct the unreadable ids instead"
            )
        chosen.add(name)
    return tuple(name for name in FIELDS if name in chosen)


def _boolean(value: object, label: str) -> bool:
    if isinstance(value, bool):
        return value
    raise SettingsError(f"{label}: {value!r} is neither true nor false")


def _paths(value: object, label: str) -> tuple[str, ...]:
    paths = [value] if isinstance(value, str | os.PathLike) else value
    if not isinstance(paths, list | tuple) or not all(isinstance(path, str | os.PathLike) for path in paths):
        raise SettingsError(f"{label}: {value!r} is not a list of paths")
    return tuple(dict.fromkeys(os.fspath(path) for path in paths))


def _now(value: object, label: str) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    raise SettingsError(f"{label}: {value!r} is not a datetime with a time zone")


def _selectors(value: object, label: str, problems: Mapping[str, Problem]) -> tuple[str, ...]:
    """Check code prefixes and names; a name becomes its code, `ALL` stays."""
    chosen = list[str]()
    for word in _words(value, label):
        begins = word == "ALL" or any(code.startswith(word) for code in problems)
        code = word if begins else code_of(word, problems)
        if code is None:
            raise unknown_code(word, label, problems)
        chosen.append(code)
    return tuple(dict.fromkeys(chosen))


def unknown_code(word: str, label: str, problems: Mapping[str, Problem], *, begun: bool = True) -> SettingsError:
    """Return the error that no rule has this code or name, with the nearest; `begun` if a code's beginning would do."""
    names = (problem.name for problem in problems.values())
    families = sorted({code[:3] for code in problems}) if begun else ()
    meant = f"; did you mean {nearest(word, [*problems, *names, *families])}?" if problems else ""
    return SettingsError(f"{label}: no rule has the code or name {word!r}{meant}")


def _overrides(value: object, label: str, problems: Mapping[str, Problem]) -> dict[str, Override]:
    """Check what the configuration changes of problems, by code or name."""
    if not isinstance(value, Mapping):
        raise SettingsError(f"{label}: {value!r} is not a table by code")
    checked = dict[str, Override]()
    for word, change in value.items():
        code = code_of(str(word), problems)
        if code is None:
            raise unknown_code(str(word), label, problems, begun=False)
        checked[code] = _override(change, f"{label}.{word}", problems[code])
    return dict(sorted(checked.items()))


def _override(change: object, label: str, problem: Problem) -> Override:
    if isinstance(change, Override):
        change = {"severity": change.severity, "applicability": change.applicability}
    if not isinstance(change, Mapping):
        raise SettingsError(f"{label}: {change!r} is not a table with severity or applicability")
    known = {"severity": get_args(Severity), "applicability": get_args(Applicability)}
    clean = dict[str, Any]()
    for key, wanted in change.items():
        if key not in known:
            raise SettingsError(f"{label}: unknown key {key!r}; did you mean {nearest(str(key), known)}?")
        if wanted is not None:
            clean[key] = _one_of(*known[key])(wanted, f"{label}.{key}")
    if problem.applicability == "none" and clean.get("applicability", "none") != "none":
        raise SettingsError(f"{label}.applicability: {problem.code} has no repair; only its severity can be changed")
    return Override(**clean)


def _source(value: object, label: str) -> str:
    """Check the name of a source or the path of its file; which there are, the packs know."""
    if isinstance(value, os.PathLike):
        value = str(os.fspath(value))
    return _text(value, label) or AUTO


def _map(value: object, label: str) -> dict[str, str]:
    """Check which columns feed which fields; what stands later goes first."""
    entries: dict[str, str] = {}
    for each in [value] if isinstance(value, str | Mapping) else _listed(value, label):
        if isinstance(each, Mapping):
            entries |= {_text(header, label): _text(target, label) for header, target in each.items()}
        else:
            header, equals, target = _text(each, label).rpartition("=")
            if not equals or not header.strip():
                raise SettingsError(f"{label}: {each!r} is not HEADER=FIELD, such as 'E-mail address=email'")
            entries[header.strip()] = target.strip()
    fed = set[str]()
    for header, target in entries.items():
        if target and target != WHOLE_NAME and target not in FIELDS:
            meant = nearest(target, [*FIELDS, WHOLE_NAME])
            raise SettingsError(f"{label}: {target!r} is not a Yotpo field; did you mean {header}={meant}?")
        targets = set(target.split("+")) - {""}
        if twice := fed & targets:
            raise SettingsError(f"{label}: two columns are given to {min(twice)}; leave one of them out")
        fed |= targets
    return entries


def _listed(value: object, label: str) -> Iterable[object]:
    if isinstance(value, list | tuple):
        return value
    raise SettingsError(f"{label}: {value!r} is no table of headers and fields")


def _file(value: object, label: str) -> str:
    if isinstance(value, str | os.PathLike):
        return os.fspath(value)
    raise SettingsError(f"{label}: {value!r} is not the path of a file")


CHECKS: Final[Mapping[str, Callable[[Any, str], object]]] = {
    "region": _region,
    "timezone": _timezone,
    "date_order": _one_of(*get_args(DateOrder)),
    "tag_separator": _one_of(*get_args(TagSeparator), words=SEPARATOR_WORDS),
    "identify_by": _one_of(*get_args(IdentifyBy)),
    "duplicates": _one_of(*get_args(Duplicates)),
    "omit": _omit,
    "unsafe_fixes": _boolean,
    "rules": _paths,
    "profile": _one_of(*PROFILES),
    "source": _source,
    "map": _map,
    "join": _file,
    "now": _now,
}
