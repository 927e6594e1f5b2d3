"""A JSON document read piece by piece: the elements of its lists, one at a time, so that memory stays flat.

The lists that are looked at are those in which exports put their records: the document itself, a key of it
(`{"customers": […]}`), or what GraphQL wraps around them (`{"data": {"customers": {"edges": […]}}}`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from yotpo_lint.errors import InputError
from yotpo_lint.readers.json_cells import DECODER

# One record, or one key that is none, may be this long; beyond it the document is no list of customers.
LONGEST: Final = 32 * 1024 * 1024

# Lists that belong to one customer and are no lists of customers.
_OF_ONE_CUSTOMER: Final = frozenset(
    "addresses address metafields meta_data tags orders custom_attributes phone_numbers phones emails".split()
)
_WRAPPER: Final = "data"
_CONNECTION: Final = frozenset(("edges", "nodes"))
_BLANKS: Final = re.compile(r"[ \t\r\n]*")


class JsonStream:
    """One walk through a document."""

    def __init__(self, name: str, blocks: Iterable[bytes]) -> None:
        self._name = name
        self._blocks = iter(blocks)
        # Bytes that are no UTF-8 become halves of characters, which set their record aside and no other.
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._text = ""
        self._at = 0
        self._ended = False
        self._lines = 0
        self._column = 0

    def elements(self) -> Iterator[tuple[str, Any]]:
        """Yield each element of the lists, with the path of its list (`""` for the document itself).

        Raises:
            InputError: the document is no JSON.
        """
        first = self._peek()
        if first == "[":
            yield from self._list("")
        elif first == "{":
            yield from self._object("", 0)
        else:
            self._decode_value()
        if self._peek():
            raise self._json_error("Extra data", self._at)

    def read_document(self) -> Any:
        """Return the document in one piece.

        Raises:
            InputError: it is no JSON, or too long to be one record.
        """
        return self._decode_value()

    def _object(self, path: str, depth: int) -> Iterator[tuple[str, Any]]:
        """Yield the elements of the lists that an object holds."""
        self._at += 1
        seen = set[str]()
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            if self._peek() != '"':
                raise self._json_error("Expecting property name enclosed in double quotes", self._at)
            key = self._decode_value()
            if key in seen:
                raise InputError(f"{self._name}: names {str(key)!r} twice; keep one of them")
            seen.add(key)
            self._expect(":")
            start = self._peek()
            inner = f"{path}.{key}" if path else key
            if start == "[" and (key in _CONNECTION if depth > 1 else key not in _OF_ONE_CUSTOMER):
                yield from self._list(inner)
            elif start == "{" and (depth == 1 or (depth == 0 and key == _WRAPPER)):
                yield from self._object(inner, depth + 1)
            else:
                self._decode_value()
            if self._peek() != ",":
                break
            self._at += 1
        self._expect("}")

    def _list(self, path: str) -> Iterator[tuple[str, Any]]:
        """Yield the elements of a list."""
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield path, self._decode_value()
            if self._peek() != ",":
                break
            self._at += 1
        self._expect("]")

    def _peek(self) -> str:
        """Return the next character that is no blank; nothing at the end."""
        while True:
            found = _BLANKS.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._read_block()

    def _expect(self, mark: str) -> None:
        """Pass over a mark that must come next."""
        if self._peek() != mark:
            raise self._json_error(f"Expecting '{mark}' delimiter", self._at)
        self._at += 1

    def _decode_value(self) -> Any:
        """Decode the next value."""
        self._peek()
        wanted = 0
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise InputError(f"{self._name}: is nested too deep; export the records as flat objects") from None
            except ValueError as error:
                left = len(self._text) - self._at
                if self._ended or left > LONGEST:
                    # A constant that JSON has not is named without its place; the record's has to do.
                    at = getattr(error, "pos", 0) if getattr(error, "doc", None) is self._text else self._at
                    raise self._json_error(getattr(error, "msg", str(error)), at, too_long=left > LONGEST) from None
            else:
                # A number that ends with the text read so far may go on.
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            wanted = 2 * max(wanted, len(self._text) - self._at)
            while not self._ended and len(self._text) - self._at < min(wanted, LONGEST + 1):
                self._read_block()

    def _read_block(self) -> None:
        """Read one more block, and forget what was passed over."""
        past = self._text[: self._at]
        breaks = past.count("\n")
        self._lines += breaks
        self._column = len(past) - past.rfind("\n") - 1 if breaks else self._column + len(past)
        block = next(self._blocks, None)
        self._ended = block is None
        self._text = self._text[self._at :] + self._decoder.decode(block or b"", final=self._ended)
        self._at = 0

    def _json_error(self, what: str, at: int, *, too_long: bool = False) -> InputError:
        """Say where the document is no JSON."""
        if too_long:
            what = f"{what}, or one record of more than {LONGEST:,} characters"
        breaks = self._text.count("\n", 0, at)
        line = self._lines + breaks + 1
        column = at - self._text.rfind("\n", 0, at) if breaks else self._column + at + 1
        place = f"line {line}, character {column}" if line > 1 else f"character {column}"
        return InputError(
            f"{self._name}: is not a JSON document ({what}, {place}); write one object a line and name it .jsonl, "
            "or export it again"
        )
