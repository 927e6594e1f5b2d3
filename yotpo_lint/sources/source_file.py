"""From a TOML file to a `Source`: every key is checked, and an error names the file, the key and the nearest known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.contract.fields import FIELDS, FLAG_FIELDS
from yotpo_lint.errors import PackError, SettingsError
from yotpo_lint.mapping.consent_sense import ConsentSense, Kind
from yotpo_lint.settings.values import find_nearest
from yotpo_lint.sources.source import Join, NamePart, OptOut, Origin, SeveralRows, Source, Word, header_key
from yotpo_lint.sources.toml_table import TomlTable, read_toml

if TYPE_CHECKING:
    from yotpo_lint.registry import Registry

SUFFIX: Final = ".toml"

KEYS: Final = (
    *("title", "read", "facts", "unverified", "export_steps", "export_page", "signs", "least", "translated"),
    *(
        "fields",
        "words",
        "inverted",
        "opt_outs",
        "international",
        "from_name",
        "senses",
        "generic",
        "ignored",
        "withheld",
        "join",
        "several",
        "remarks",
    ),
)
REQUIRED: Final = ("title", "read", "facts", "fields")
WORD_KEYS: Final = ("becomes", "absent", "why")
OPT_OUT_KEYS: Final = ("why", "words", "silent")
NAME_KEYS: Final = ("pattern", "text", "why")
JOIN_KEYS: Final = ("what", "key", "other_key", "prefix", "default_column", "default_values")
SEVERAL_KEYS: Final = ("key", "default_column", "default_values")

# What a person may declare of a column of consent: whether its yes is a yes or a no.
DECLARED: Final[tuple[Kind, ...]] = ("opt-in", "opt-out")

# Any other text than the words that are named.
ANY: Final = "*"


def installed(registry: Registry) -> dict[str, Source]:
    """Read the sources of every pack, by name.

    Raises:
        PackError: a file is broken, or two packs have a source of one name.
    """
    found: dict[str, Source] = {}
    for pack in registry.packs:
        if pack.sources is None:
            continue
        folder = Path(pack.sources)
        paths = sorted(folder.glob(f"*{SUFFIX}"))
        if not paths:
            raise PackError(f"{folder}: expected the sources of the pack {pack.name!r}, found no {SUFFIX} file")
        for path in paths:
            try:
                source = read_source(path)
            except SettingsError as error:
                raise PackError(f"{error} (in the rule pack {pack.name!r})") from error
            if source.name in found:
                raise PackError(
                    f"two files define the source {source.name!r}: {found[source.name].path} and {path}; "
                    "rename or remove one"
                )
            found[source.name] = source
    return found


def read_source(path: Path) -> Source:
    """Read one source; its name is the file's.

    Raises:
        SettingsError: the file cannot be read, or a key or value in it is wrong.
    """
    try:
        state = path.stat()
    except OSError:
        # Reading it says why.
        return _Reader(path, read_toml(path)).source()
    return _read_unchanged(path, state.st_mtime_ns, state.st_size)


# The built-in sources take a tenth of a second; a notebook or a job that lints many tables reads them once.
@lru_cache(maxsize=256)
def _read_unchanged(path: Path, _changed_at: int, _size: int) -> Source:
    """Read a source; it is read anew when the file has changed."""
    return _Reader(path, read_toml(path)).source()


class _Reader(TomlTable):
    """One file on its way to a source."""

    def source(self) -> Source:
        """Check the file key by key and return what it says."""
        self.known(self.table, KEYS, "")
        for key in REQUIRED:
            if key not in self.table:
                self.fail(key, f"is missing; a source has {', '.join(REQUIRED)}")
        steps = self.texts(self.table.get("export_steps", []), "export_steps")
        export_page = self.text(self.table.get("export_page", ""), "export_page")
        if bool(steps) != bool(export_page):
            self.fail("export_steps", "and export_page, the page that confirms them, stand together or not at all")
        signs = self.texts(self.table.get("signs", []), "signs")
        least = self.table.get("least", min(1, len(signs)))
        if not isinstance(least, int) or isinstance(least, bool) or not min(1, len(signs)) <= least <= len(signs):
            self.fail("least", f"expected a number from 1 to {len(signs)}, the number of signs, got {least!r}")
        return Source(
            name=self.path.stem,
            title=self.text(self.table["title"], "title"),
            read=self.text(self.table["read"], "read"),
            facts=self.texts(self.table["facts"], "facts"),
            unverified=self.texts(self.table.get("unverified", []), "unverified"),
            export_steps=steps,
            export_page=export_page,
            signs=signs,
            least=least,
            fields=self._fields(),
            ignored=self._reasons("ignored"),
            withheld=self._reasons("withheld"),
            join=self._join(),
            several=self._several(),
            translated=self.text(self.table.get("translated", ""), "translated"),
            senses=self._senses(),
            generic=self._flag("generic"),
            path=str(self.path),
        )

    def _fields(self) -> dict[str, Origin]:
        """Return the origin of every field, in Yotpo's order."""
        columns = {field: self.texts(value, f"fields.{field}") for field, value in self._by_field("fields", self.table)}
        words = {field: self._words(field, value) for field, value in self._by_field("words", self.table)}
        names = {field: self._names(field, value) for field, value in self._by_field("from_name", self.table)}
        remarks = {
            field: self.text(value, f"remarks.{field}") for field, value in self._by_field("remarks", self.table)
        }
        inverted = self.texts(self.table.get("inverted", []), "inverted")
        for field in inverted:
            if field not in FLAG_FIELDS:
                self.fail("inverted", f"{field!r} is not a consent; only {' and '.join(FLAG_FIELDS)} can be inverted")
            if field not in words or field not in columns:
                self.fail("inverted", f"{field} needs its columns in [fields] and what they say in [words.{field}]")
        international = self.texts(self.table.get("international", []), "international")
        for field in international:
            if field not in columns or not field.endswith("phone_number"):
                self.fail("international", f"{field!r} is not a phone field of [fields]")
        for field in words:
            if field not in columns and field not in names:
                self.fail(f"words.{field}", "no column feeds this field; add one to [fields]")
        opt_outs = {field: self._opt_outs(field, value) for field, value in self._by_field("opt_outs", self.table)}
        if not columns:
            self.fail("fields", "is empty; add a field and its column")
        self._each_once({field: (*columns.get(field, ()), *opt_outs.get(field, ())) for field in FIELDS})
        return {
            field: Origin(
                columns=columns.get(field, ()),
                words=words.get(field, {}),
                inverted=field in inverted,
                international=field in international,
                from_name=names.get(field, ()),
                opt_outs=opt_outs.get(field, {}),
                why=remarks.get(field, ""),
            )
            for field in FIELDS
            if field in columns or field in names or field in opt_outs
        }

    def _each_once(self, columns: Mapping[str, tuple[str, ...]]) -> None:
        """Refuse a header that is ignored or withheld and feeds a field all the same."""
        feeding = {header_key(column): field for field, each in columns.items() for column in each}
        for key in ("ignored", "withheld"):
            for header in self._reasons(key):
                if header_key(header) in feeding:
                    self.fail(key, f"{header!r} also feeds {feeding[header_key(header)]}; keep one of the two")

    def _by_field(self, key: str, table: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        inner = self.mapping(table.get(key, {}), key)
        for field in inner:
            if field not in FIELDS:
                self.fail(f"{key}.{field}", f"is not a Yotpo field; did you mean {find_nearest(field, FIELDS)}?")
        return inner.items()

    def _words(self, field: str, value: object) -> dict[str, Word]:
        """Return a vocabulary by folded word. No word of it becomes a consent: law 4."""
        words: dict[str, Word] = {}
        for word, meaning in self.mapping(value, f"words.{field}").items():
            key = f"words.{field}.{word}"
            entry = self.mapping(meaning, key)
            self.known(entry, WORD_KEYS, key)
            why = self.text(entry.get("why", ""), f"{key}.why")
            if not why:
                self.fail(key, "has no reason; add why = '...'")
            if ("becomes" in entry) == (entry.get("absent") is True):
                self.fail(key, "needs either becomes = '...' or absent = true")
            becomes = self.text(entry["becomes"], f"{key}.becomes") if "becomes" in entry else None
            if becomes is not None and field in FLAG_FIELDS and becomes != "false":
                self.fail(key, f"becomes {becomes!r}; a word of a consent only becomes 'false' or is absent")
            words[word_of(word)] = Word(becomes=becomes, why=why)
        return words

    def _opt_outs(self, field: str, value: object) -> dict[str, OptOut]:
        """Return the columns that can only say no to a consent, by header."""
        if field not in FLAG_FIELDS:
            self.fail(f"opt_outs.{field}", f"is not a consent; only {' and '.join(FLAG_FIELDS)} can be opted out of")
        if "several" in self.table:
            self.fail("opt_outs", "cannot be used together with [several]")
        found = {}
        for header, meaning in self.mapping(value, f"opt_outs.{field}").items():
            key = f"opt_outs.{field}.{header}"
            entry = self.mapping(meaning, key)
            self.known(entry, OPT_OUT_KEYS, key)
            why = self.text(entry.get("why", ""), f"{key}.why")
            if not why:
                self.fail(key, "has no reason; add why = '...'")
            words, silent = (
                frozenset(map(word_of, self.texts(entry.get(name, []), f"{key}.{name}")))
                for name in ("words", "silent")
            )
            found[header] = OptOut(header=header, words=words, silent=silent, why=why)
        return found

    def _names(self, field: str, value: object) -> tuple[NamePart, ...]:
        if not isinstance(value, list):
            self.fail(f"from_name.{field}", "expected a list of tables: [[from_name.FIELD]]")
        parts = []
        for number, each in enumerate(value, 1):
            key = f"from_name.{field}[{number}]"
            entry = self.mapping(each, key)
            self.known(entry, NAME_KEYS, key)
            for name in NAME_KEYS:
                if name not in entry:
                    self.fail(f"{key}.{name}", "is missing")
            try:
                pattern = re.compile(self.text(entry["pattern"], f"{key}.pattern"), re.IGNORECASE)
            except re.error as error:
                self.fail(f"{key}.pattern", f"is not a valid regular expression: {error}")
            text, why = self.text(entry["text"], f"{key}.text"), self.text(entry["why"], f"{key}.why")
            parts.append(NamePart(pattern=pattern, text=text, why=why))
        return tuple(parts)

    def _join(self) -> Join | None:
        if "join" not in self.table:
            return None
        entry = self.mapping(self.table["join"], "join")
        self.known(entry, JOIN_KEYS, "join")
        for key in ("what", "key", "other_key", "prefix"):
            if key not in entry:
                self.fail(f"join.{key}", "is missing")
        values = self.texts(entry.get("default_values", []), "join.default_values")
        return Join(
            what=self.text(entry["what"], "join.what"),
            keys=self.texts(entry["key"], "join.key"),
            other_key=self.text(entry["other_key"], "join.other_key"),
            prefix=self.text(entry["prefix"], "join.prefix"),
            default_column=self.text(entry.get("default_column", ""), "join.default_column"),
            default_values=tuple(word_of(value) for value in values),
        )

    def _several(self) -> SeveralRows | None:
        if "several" not in self.table:
            return None
        entry = self.mapping(self.table["several"], "several")
        self.known(entry, SEVERAL_KEYS, "several")
        for key in SEVERAL_KEYS:
            if key not in entry:
                self.fail(f"several.{key}", "is missing")
        return SeveralRows(
            keys=self.texts(entry["key"], "several.key"),
            default_column=self.text(entry["default_column"], "several.default_column"),
            default_values=tuple(map(word_of, self.texts(entry["default_values"], "several.default_values"))),
        )

    def _senses(self) -> dict[str, ConsentSense]:
        """Return the senses that are declared for columns of consent, by header."""
        found = {}
        for header, value in self.mapping(self.table.get("senses", {}), "senses").items():
            kind = next((each for each in DECLARED if each == value), None)
            if kind is None:
                self.fail(f"senses.{header}", f"expected {' or '.join(DECLARED)}, got {value!r}")
            found[header] = ConsentSense(kind, FLAG_FIELDS, FLAG_FIELDS)
        return found

    def _flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        return value if isinstance(value, bool) else self.fail(key, f"expected true or false, got {value!r}")

    def _reasons(self, key: str) -> dict[str, str]:
        table = self.mapping(self.table.get(key, {}), key)
        return {header: self.text(why, f"{key}.{header}") for header, why in table.items()}


def word_of(text: str) -> str:
    """Return what spellings of one word have in common: case, outer blanks, and what joins its parts.

    >>> word_of(" NOT_SUBSCRIBED"), word_of("Not subscribed")
    ('not subscribed', 'not subscribed')
    """
    return " ".join(text.casefold().replace("_", " ").split())
