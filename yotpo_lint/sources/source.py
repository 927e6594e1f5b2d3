"""A source as data: what one shop or tool calls things, and what it means by them. `source_file` reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache

from yotpo_lint.mapping.consent_sense import ConsentSense

_BLANKS = re.compile(r"\s+")


# Every source asks for the same headers again and again.
@lru_cache(maxsize=4096)
def header_key(header: str) -> str:
    r"""Return what two spellings of one header have in common: case and blanks do not matter.

    >>> header_key("  First  NAME "), header_key("\ufeffEmail")
    ('first name', 'email')
    """
    return _BLANKS.sub(" ", header.removeprefix("\ufeff").strip()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a source means by a word: our word (None: it says nothing about the field), and why."""

    becomes: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A column that can only say no.

    Attributes:
        header: its header, in which `*` stands for any end.
        words: the folded words that say no, besides a yes and a time; `*` stands for any text.
        silent: the folded words that say nothing, besides a no.
        why: why the words say no.
    """

    header: str
    words: frozenset[str]
    silent: frozenset[str] = frozenset()
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePart:
    """What the name of a file says of every record in it: the text that stands for it, and why."""

    pattern: re.Pattern[str]
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a field comes from.

    Attributes:
        columns: the headers that feed it; the first cell of them that holds anything is taken.
        words: the source's vocabulary by folded word; `*` stands for any other text.
        inverted: whether the columns say yes where the customer said no.
        from_name: what the file's name says; used where none of the columns is present and, if it is one of the words,
            where they are blank.
        international: whether phone numbers have the country's code and no plus sign.
        opt_outs: by header, the columns that can only say no, whatever `columns` say.
        part: `first` or `last`, where the column holds a whole name that was declared to be split.
        why: a remark for the mapping table.
    """

    columns: tuple[str, ...] = ()
    words: Mapping[str, Word] = field(default_factory=dict)
    inverted: bool = False
    from_name: tuple[NamePart, ...] = ()
    international: bool = False
    opt_outs: Mapping[str, OptOut] = field(default_factory=dict)
    part: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A second file of the same export, matched record by record on a key.

    Attributes:
        what: what the file holds, for messages.
        keys, other_key: the headers whose cells are equal: of the first file (one of them), and of the second.
        prefix: put before the second file's headers to name its columns.
        default_column, default_values: which of several records of one key is taken.
    """

    what: str
    keys: tuple[str, ...]
    other_key: str
    prefix: str
    default_column: str = ""
    default_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralRows:
    """A layout in which a customer with several addresses has several rows, one after another.

    Attributes:
        keys: the headers whose cells are equal in the rows of one customer, or blank in all but the first.
        default_column, default_values: which row has the address that counts.
    """

    keys: tuple[str, ...]
    default_column: str
    default_values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One layout of customers.

    Attributes:
        name: what `--source` calls it.
        title: what a person calls it.
        read: the day on which its layout was read.
        facts: where the layout was read.
        unverified: what was not seen with own eyes.
        export_steps: how a person exports the table, step by step; empty where no page confirms it.
        export_page: the page that confirms the steps, and when it was looked up.
        signs: headers that few other sources have.
        least: how many of the signs make the source a candidate.
        fields: where each field comes from.
        ignored: columns that look like a field and are not, with the reason; `*` stands for any end.
        withheld: columns that are never shown, not even in the rejects, with the reason; `*` stands for any end.
        join: the second file, if the export has one.
        several: how a customer with several addresses stands in several rows, if the export has that.
        translated: whose language the headers are in, where that is not always English; only English is known here.
        senses: by header, the sense that a person declared for a column of consent whose header says otherwise.
        generic: whether its headers are no shop's own, so that the lexicon may read the other columns.
        path: the file that says all this.
    """

    name: str
    title: str
    read: str
    facts: tuple[str, ...]
    unverified: tuple[str, ...] = ()
    export_steps: tuple[str, ...] = ()
    export_page: str = ""
    signs: tuple[str, ...] = ()
    least: int = 1
    fields: Mapping[str, Origin]
    ignored: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    join: Join | None = None
    several: SeveralRows | None = None
    translated: str = ""
    senses: Mapping[str, ConsentSense] = field(default_factory=dict)
    generic: bool = False
    path: str = ""

    def sense_of(self, header: str) -> ConsentSense | None:
        """Return the sense that was declared for a column of consent."""
        key = header_key(header)
        return next((sense for name, sense in self.senses.items() if header_key(name) == key), None)

    def withholds(self, header: str) -> str | None:
        """Return why a column may not be shown; None where it may. What lies in a withheld object is withheld too."""
        key = header_key(header)
        wholes = [key, *(key[:at] for at, mark in enumerate(key) if mark == ".")]
        names = ((header_key(name), why) for name, why in self.withheld.items())
        return next((why for name, why in names if any(fnmatchcase(each, name) for each in wholes)), None)

    def ignores(self, header: str) -> str | None:
        """Return why a column that looks like a field is none; None where nothing is said of it."""
        key = header_key(header)
        return next((why for name, why in self.ignored.items() if fnmatchcase(key, header_key(name))), None)

    def field_headers(self) -> Iterator[str]:
        """Yield every header that feeds a field."""
        for origin in self.fields.values():
            yield from origin.columns
            yield from origin.opt_outs

    def known_headers(self) -> Iterator[str]:
        """Yield every header that the source speaks of."""
        yield from self.field_headers()
        yield from self.signs
        yield from self.ignored
        yield from self.withheld
