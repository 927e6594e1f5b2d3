"""XML as a table: one record for each `<customer>`, read piece by piece, twice: for the columns, then for the cells.

What lies in an element becomes columns with the path to it: `profile.first-name`, attributes as `@customer-no`. Of
custom attributes the `attribute-id` is the name: `profile.custom-attributes.loyaltyTier`. Where an element comes more
than once in its place (`addresses.address`), its column holds all of them as compact JSON, and the one that is marked
as preferred, if only one is, has its parts in columns besides (`addresses.address.city`), as an only one has.

Layout: Salesforce B2C Commerce, customer.xsd of the namespace http://www.demandware.com/xml/impex/customer/2006-10-31.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.record_batches import Record, RecordTable, collect_columns
from yotpo_lint.readers.safe_xml import DEEPEST, create_parser, feed_blocks, local_name

if TYPE_CHECKING:
    from yotpo_lint.readers.json_cells import Cells
    from yotpo_lint.readers.text_file import TextFile

FORMAT: Final = "xml"

RECORD: Final = "customer"
# The root itself, its children, and their children: a list of customers may lie in a wrapper.
_DEEPEST_RECORD: Final = 3

_CUSTOM: Final = "custom-attribute"
_CUSTOM_NAME: Final = "@attribute-id"
_PREFERRED: Final = "@preferred"

# One customer may be this long, in characters of text.
_LONGEST: Final = 32 * 1024 * 1024


@dataclass(slots=True)
class Element:
    """An element of a record: its text, its attributes as `@name`, the elements within it, and a record's line."""

    tag: str
    line: int = 0
    text: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)

    @property
    def own_text(self) -> str:
        """Return the text; the blanks between elements within it are none."""
        text = "".join(self.text)
        return text if not self.children else text.strip()

    @property
    def key(self) -> str:
        """Return the name of its column: of a custom attribute, the name that the shop gave it."""
        return self.attributes.get(_CUSTOM_NAME, self.tag) if self.tag == _CUSTOM else self.tag


class XmlTable(RecordTable):
    """An XML file of customers.

    Raises `InputError` when it is created if the file is no XML, holds no customer, or declares a document type.
    """

    format = FORMAT

    def __init__(self, source: TextFile, *, batch_size: int) -> None:
        super().__init__(source, batch_size)
        self._columns = collect_columns(self.name, self._records(hashed=False))
        if not self._columns:
            raise InputError(
                f"{self.name}: is XML without a <{RECORD}> that has content; export the customers, or a CSV (UTF-8)"
            )

    def _records(self, *, hashed: bool) -> Iterator[Record]:
        """Yield the records of the file."""
        builder = _RecordBuilder(self.name)
        row = 0
        for _ in feed_blocks(builder.parser, self._source.blocks(hashed=hashed), self._xml_error):
            elements, builder.elements = builder.elements, []
            for element in elements:
                row += 1
                yield Record(row, element.line, cells_of(element))

    def _xml_error(self, why: str) -> InputError:
        return InputError(f"{self.name}: is not well-formed XML ({why}); export it again")


class _RecordBuilder:
    """Builds the records of a file out of the parser's events; what lies outside of them is passed over."""

    def __init__(self, name: str) -> None:
        self.elements: list[Element] = []
        self.parser = create_parser(name)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._name = name
        self._depth = 0
        self._length = 0
        self._open: list[Element] = []

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise InputError(
                f"{self._name}: is nested deeper than {DEEPEST} elements, as no export is; export it again"
            )
        if ":" in tag:
            tag = local_name(tag)
        if not self._open and (tag != RECORD or self._depth > _DEEPEST_RECORD):
            return
        element = Element(tag)
        if attributes:
            element.attributes = {f"@{key}": text for key, text in attributes.items() if not key.startswith("xmlns")}
            self._count(sum(map(len, attributes.values())))
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._length = 0
            element.line = self.parser.CurrentLineNumber
        self._count(len(tag))
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.elements.append(element)

    def _text(self, text: str) -> None:
        if self._open:
            self._count(len(text))
            self._open[-1].text.append(text)

    def _count(self, length: int) -> None:
        self._length += length
        if self._length > _LONGEST:
            raise InputError(
                f"{self._name}: has a <{RECORD}> of more than {_LONGEST:,} characters; export the customers again"
            )


def cells_of(record: Element) -> Cells:
    """Return an element as cells by path."""
    cells: Cells = {}
    _add_cells(record, "", cells)
    return cells


def _add_cells(element: Element, path: str, cells: Cells) -> None:
    """Add the cells of an element."""
    prefix = f"{path}." if path else ""
    for name, value in element.attributes.items():
        if not (element.tag == _CUSTOM and name == _CUSTOM_NAME):
            cells.setdefault(prefix + name, value)
    text = element.own_text
    if path and (text or not (element.children or element.attributes)):
        cells.setdefault(path, text)
    together: dict[str, list[Element]] = {}
    for child in element.children:
        together.setdefault(child.key, []).append(child)
    for key, children in together.items():
        where = prefix + key
        if len(children) == 1:
            _add_cells(children[0], where, cells)
            continue
        _add_repeated(children, where, cells)


def _add_repeated(children: list[Element], path: str, cells: Cells) -> None:
    """Add the cells of elements that share a name."""
    plain = [_convert_to_json(child) for child in children]
    keys = {tuple(each) if isinstance(each, dict) else None for each in plain}
    if len(keys) == 1 and (only := next(iter(keys))) and len(only) == 1 and only[0].startswith("@"):
        # Elements with nothing but one attribute (`<customer-group group-id="VIP"/>`) are a list of its values.
        path, plain = f"{path}.{only[0]}", [each[only[0]] for each in plain if isinstance(each, dict)]
    cells.setdefault(path, json.dumps(plain, ensure_ascii=False, separators=(",", ":")))
    preferred = [child for child in children if child.attributes.get(_PREFERRED) in {"true", "1"}]
    if len(preferred) == 1:
        chosen: Cells = {}
        _add_cells(preferred[0], path, chosen)
        for where, value in chosen.items():
            cells.setdefault(where, value)


def _convert_to_json(element: Element) -> object:
    """Return an element as JSON would hold it."""
    if not element.children and not element.attributes:
        return element.own_text
    plain: dict[str, object] = dict(element.attributes)
    if element.own_text:
        plain["#text"] = element.own_text
    for child in element.children:
        value = _convert_to_json(child)
        if child.key in plain:
            before = plain[child.key]
            plain[child.key] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            plain[child.key] = value
    return plain
