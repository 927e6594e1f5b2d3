"""Validate a user's settings; an error names the setting and the nearest valid value."""

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
    find_code,
    find_nearest,
)

# The settings that hold codes; to validate them, the installed rules must be loaded.
CODE_SETTINGS: Final = ("select", "extend_select", "ignore", "overrides")

# What people write for a country in place of its ISO 3166 code.
REGION_WORDS: Final = {"UK": "GB", "EN": "GB", "ENGLAND": "GB", "USA": "US", "U.S.": "US", "U.S.A.": "US"}
SEPARATOR_WORDS: Final = {"semicolon": ";", "pipe": "|", "bar": "|"}

# Entries of the zone database that are not zones: the machine's own zone would make a run depend on the machine.
PSEUDO_ZONES: Final = frozenset(("localtime", "Factory", "posixrules"))


def validate_settings(
    *,
    labels: Mapping[str, str] | None = None,
    problems: Mapping[str, Problem] | None = None,
    **values: Any,
) -> Settings:
    """Return the settings for a user's values.

    Args:
        labels: by setting, its name in errors (`--date-order`); its own name where there is none.
        problems: every known problem by code; None loads those of the installed packs and of `rules`.
        values: settings by name; None means the default. A list may be one text with commas.

    Raises:
        SettingsError: a value is not valid; the message names the setting and the nearest valid value.
    """
    labels = labels or {}
    given = {name: value for name, value in values.items() if value is not None}
    for name in given.keys() - set(NAMES):
        raise SettingsError(f"there is no setting {name!r}; did you mean {find_nearest(name, NAMES)}?")
    clean: dict[str, Any] = {
        name: CHECKS[name](given[name], labels.get(name, name)) for name in NAMES if name in CHECKS and name in given
    }
    code_settings = {name: given[name] for name in CODE_SETTINGS if given.get(name)}
    if code_settings and problems is None:
        from yotpo_lint.registry import load_registry

        problems = load_registry(clean.get("rules", ())).problems
    for name, value in code_settings.items():
        check = _check_overrides if name == "overrides" else _check_selectors
        clean[name] = check(value, labels.get(name, name), problems or {})
    settings = Settings(**clean)
    _check_profile_fields(settings, labels)
    return settings


def _check_profile_fields(settings: Settings, labels: Mapping[str, str]) -> None:
    """Check that the profile has every field of the settings."""
    known = PROFILES[settings.profile].fields
    for name, fields in (("omit", settings.omit), ("map", settings.map.values())):
        for target in fields:
            for field in target.split("+"):
                if field and field not in known:
                    others = [profile.name for profile in PROFILES.values() if field in profile.fields]
                    raise SettingsError(
                        f"{labels.get(name, name)}: the profile {settings.profile} has no field {field}; "
                        f"leave it out, or choose the profile {' or '.join(others)}"
                    )


def _check_text(value: object, label: str) -> str:
    if isinstance(value, str):
        return value.strip()
    raise SettingsError(f"{label}: {value!r} is not text")


def _check_words(value: object, label: str) -> tuple[str, ...]:
    """Return the words of a list, or of a text with commas, each once."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple | set | frozenset):
        raise SettingsError(f"{label}: {value!r} is not a list of text values")
    if isinstance(texts, set | frozenset):
        texts = sorted(texts, key=str)
    words = (word.strip() for text in texts for word in _check_text(text, label).split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _check_choice(*choices: str, words: Mapping[str, str] | None = None) -> Callable[[object, str], str]:
    def check(value: object, label: str) -> str:
        text = _check_text(value, label)
        if text in choices:
            return text
        meant = (words or {}).get(text.casefold()) or find_nearest(text, choices)
        raise SettingsError(f"{label}: {text!r} is not one of {', '.join(choices)}; did you mean {meant}?")

    return check


def _check_region(value: object, label: str) -> str:
    """Check a country: the two letters must be in ISO 3166 and have a numbering plan."""
    import pycountry
    from phonenumbers import SUPPORTED_REGIONS

    text = _check_text(value, label).upper()
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
        meant = find_nearest(text, regions)
    raise SettingsError(f"{label}: {value!r} is not a country's two-letter ISO 3166 code; did you mean {meant}?")


def _check_timezone(value: object, label: str) -> str:
    """Check the name of a time zone; read the database only for zones other than UTC."""
    text = _check_text(value, label)
    if text == "UTC":
        return text
    from zoneinfo import available_timezones

    zones = available_timezones() - PSEUDO_ZONES
    if text in zones:
        return text
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones)}
    meant = cities.get(text.casefold().replace(" ", "_")) or find_nearest(text, sorted(zones))
    raise SettingsError(f"{label}: {text!r} is not an IANA time zone such as Europe/Berlin; did you mean {meant}?")


def _check_omit(value: object, label: str) -> tuple[str, ...]:
    """Check fields and put them in the order of `FIELDS`; `city` means `address.city`."""
    fields = set[str]()
    for word in _check_words(value, label):
        name = ADDRESS_PREFIX + word if word in ADDRESS_PARTS and word not in FIELDS else word
        if name not in FIELDS:
            raise SettingsError(f"{label}: {word!r} is not a Yotpo field; did you mean {find_nearest(word, FIELDS)}?")
        if name == IDENTITY_FIELDS[0]:
            # Without its id a record would become another customer. An unreadable e-mail or phone may be omitted: a row
            # that it alone identifies is rejected anyway.
            raise SettingsError(
                f"{label}: {name} identifies the customer and cannot be omitted; correct the unreadable ids instead"
            )
        fields.add(name)
    return tuple(name for name in FIELDS if name in fields)


def _check_boolean(value: object, label: str) -> bool:
    if isinstance(value, bool):
        return value
    raise SettingsError(f"{label}: {value!r} is not true or false")


def _check_paths(value: object, label: str) -> tuple[str, ...]:
    paths = [value] if isinstance(value, str | os.PathLike) else value
    if not isinstance(paths, list | tuple) or not all(isinstance(path, str | os.PathLike) for path in paths):
        raise SettingsError(f"{label}: {value!r} is not a list of paths")
    return tuple(dict.fromkeys(os.fspath(path) for path in paths))


def _check_now(value: object, label: str) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    raise SettingsError(f"{label}: {value!r} is not a datetime with a time zone")


def _check_selectors(value: object, label: str, problems: Mapping[str, Problem]) -> tuple[str, ...]:
    """Check code prefixes and names; a name becomes its code, `ALL` stays."""
    codes = list[str]()
    for word in _check_words(value, label):
        begins = word == "ALL" or any(code.startswith(word) for code in problems)
        code = word if begins else find_code(word, problems)
        if code is None:
            raise build_unknown_code_error(word, label, problems)
        codes.append(code)
    return tuple(dict.fromkeys(codes))


def build_unknown_code_error(
    word: str, label: str, problems: Mapping[str, Problem], *, begun: bool = True
) -> SettingsError:
    """Return the error for an unknown code or name, with the nearest one; `begun` if a prefix is valid, too."""
    names = (problem.name for problem in problems.values())
    families = sorted({code[:3] for code in problems}) if begun else ()
    meant = f"; did you mean {find_nearest(word, [*problems, *names, *families])}?" if problems else ""
    return SettingsError(f"{label}: no rule has the code or name {word!r}{meant}")


def _check_overrides(value: object, label: str, problems: Mapping[str, Problem]) -> dict[str, Override]:
    """Check the configuration's changes to problems, by code or name."""
    if not isinstance(value, Mapping):
        raise SettingsError(f"{label}: {value!r} is not a table of codes; write [rule.CODE] above the changes")
    checked = dict[str, Override]()
    for word, change in value.items():
        code = find_code(str(word), problems)
        if code is None:
            raise build_unknown_code_error(str(word), label, problems, begun=False)
        checked[code] = _check_override(change, f"{label}.{word}", problems[code])
    return dict(sorted(checked.items()))


def _check_override(change: object, label: str, problem: Problem) -> Override:
    if isinstance(change, Override):
        change = {"severity": change.severity, "applicability": change.applicability}
    if not isinstance(change, Mapping):
        raise SettingsError(f"{label}: {change!r} is not a table; write severity or applicability below [rule.CODE]")
    known = {"severity": get_args(Severity), "applicability": get_args(Applicability)}
    clean = dict[str, Any]()
    for key, wanted in change.items():
        if key not in known:
            raise SettingsError(f"{label}: unknown key {key!r}; did you mean {find_nearest(str(key), known)}?")
        if wanted is not None:
            clean[key] = _check_choice(*known[key])(wanted, f"{label}.{key}")
    if problem.applicability == "none" and clean.get("applicability", "none") != "none":
        raise SettingsError(f"{label}.applicability: {problem.code} has no fix; change only its severity")
    return Override(**clean)


def _check_source(value: object, label: str) -> str:
    """Check the type of a source's name or path; the packs know which sources exist."""
    if isinstance(value, os.PathLike):
        value = str(os.fspath(value))
    return _check_text(value, label) or AUTO


def _check_map(value: object, label: str) -> dict[str, str]:
    """Check which columns feed which fields; a later entry replaces an earlier one for the same header."""
    entries: dict[str, str] = {}
    for each in [value] if isinstance(value, str | Mapping) else _check_list(value, label):
        if isinstance(each, Mapping):
            entries |= {_check_text(header, label): _check_text(target, label) for header, target in each.items()}
        else:
            header, equals, target = _check_text(each, label).rpartition("=")
            if not equals or not header.strip():
                raise SettingsError(f"{label}: {each!r} is not HEADER=FIELD, such as 'E-mail address=email'")
            entries[header.strip()] = target.strip()
    mapped = set[str]()
    for header, target in entries.items():
        if target and target != WHOLE_NAME and target not in FIELDS:
            meant = find_nearest(target, [*FIELDS, WHOLE_NAME])
            raise SettingsError(f"{label}: {target!r} is not a Yotpo field; did you mean {header}={meant}?")
        targets = set(target.split("+")) - {""}
        if twice := mapped & targets:
            raise SettingsError(f"{label}: two columns feed {min(twice)}; remove one of them")
        mapped |= targets
    return entries


def _check_list(value: object, label: str) -> Iterable[object]:
    if isinstance(value, list | tuple):
        return value
    raise SettingsError(
        f"{label}: {value!r} is not a table of headers and fields, such as {{'E-mail address': 'email'}}"
    )


def _check_file(value: object, label: str) -> str:
    if isinstance(value, str | os.PathLike):
        return os.fspath(value)
    raise SettingsError(f"{label}: {value!r} is not the path of a file")


CHECKS: Final[Mapping[str, Callable[[Any, str], object]]] = {
    "region": _check_region,
    "timezone": _check_timezone,
    "date_order": _check_choice(*get_args(DateOrder)),
    "tag_separator": _check_choice(*get_args(TagSeparator), words=SEPARATOR_WORDS),
    "identify_by": _check_choice(*get_args(IdentifyBy)),
    "duplicates": _check_choice(*get_args(Duplicates)),
    "omit": _check_omit,
    "unsafe_fixes": _check_boolean,
    "rules": _check_paths,
    "profile": _check_choice(*PROFILES),
    "source": _check_source,
    "map": _check_map,
    "join": _check_file,
    "now": _check_now,
}
