"""Encodings: which one a file is written in, and its bytes as UTF-8.

A byte order mark says it. Without one the file is UTF-8 if all of it decodes. If some lines do not, the lines
that hold anything beyond ASCII decide: as long as at least half of them are UTF-8, the file is, and only the
others are set aside as damaged. Otherwise another encoding is looked for, first among those of Latin and Cyrillic
letters (see `code_pages`), then with charset-normalizer, and the table's `about()` says which was taken. One such
line alone, or less than one line in a thousand, is no evidence of an encoding but damage: it is set aside too,
because nothing in the file shows what the bytes meant.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

# Longest first: the mark of UTF-32 begins with that of UTF-16.
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# What shop and spreadsheet programs write besides Unicode: the code pages of Windows and DOS, and the East Asian
# ones. Left to itself the detection also finds EBCDIC and the like in short samples.
CANDIDATES: Final = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 "
    "mac_roman iso8859_2 iso8859_15 koi8_r cp437 cp850 cp932 euc_jp gb18030 big5 cp949"
).split()

# The one that most exports are in; it is taken whenever the detection finds no other more likely.
WESTERN: Final = "cp1252"

# Enough lines for the detection; more makes it slower, not better.
_SAMPLE: Final = 32_768
_LEAST_SHARE: Final = 1 / 1000
# The least byte that begins a character of several bytes in UTF-8.
_LEAD: Final = 0xC0

_LONGEST_LINE: Final = 64 * 1024 * 1024

# A byte that its encoding does not know becomes 0xFF, which no UTF-8 holds, and its own name behind it.
_FOREIGN: Final = re.compile(rb"\xff(\\x[0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a file; `guessed` when neither a mark nor the bytes themselves prove it."""

    name: str
    guessed: bool = False

    @property
    def is_utf8(self) -> bool:
        """Tell whether the bytes can be used as they are."""
        return self.name in {"utf-8", "utf-8-sig"}


def detect_byte_order_mark(head: bytes) -> Encoding | None:
    r"""Return the encoding that a byte order mark declares.

    >>> detect_byte_order_mark(b"\xff\xfea\x00")
    Encoding(name='utf-16', guessed=False)
    """
    return next((Encoding(name) for mark, name in MARKS if head.startswith(mark)), None)


def is_utf8(raw: bytes, end: int | None = None) -> bool:
    """Tell whether bytes, up to `end`, are UTF-8, some ten times faster than decoding them."""
    import pyarrow as pa

    if raw.isascii():
        return True
    length = len(raw) if end is None else end
    offsets = pa.py_buffer(b"\0" * 8 + length.to_bytes(8, "little"))
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(raw)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def is_utf8_so_far(head: bytes) -> bool:
    r"""Tell whether the first bytes of a text are UTF-8; the last character may be cut in two.

    >>> is_utf8_so_far(b"a\xc3"), is_utf8_so_far(b"\xc3a")
    (True, False)
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def are_utf8(blocks: Iterable[bytes]) -> bool:
    r"""Tell whether the blocks together are UTF-8; a character may be cut in two between them.

    >>> are_utf8([b"a\xc3", b"\xa9"]), are_utf8([b"a\xc3"])
    (True, False)
    """
    rest = b""
    for block in blocks:
        joined = rest + block
        # The last character may be cut when one of the last three bytes begins one of several bytes.
        tail = next((i for i in range(1, min(4, len(joined) + 1)) if joined[-i] >= _LEAD), 0)
        cut = len(joined) - tail
        if not is_utf8(joined[:cut]):
            return False
        rest = joined[cut:]
    return is_utf8(rest)


def split_at_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Cut blocks anew so that each ends with a line; only what has no line break for long is cut anywhere.

    >>> list(split_at_lines([b"a\nb", b"c", b"\rd"]))
    [b'a\n', b'bc\r', b'd']
    """
    rest = b""
    for block in blocks:
        joined = rest + block
        cut = max(joined.rfind(b"\n"), joined.rfind(b"\r")) + 1
        if len(joined) - cut > _LONGEST_LINE:
            cut = len(joined)
        if cut:
            yield joined[:cut]
        rest = joined[cut:]
    if rest:
        yield rest


@dataclass(slots=True)
class _LineCounts:
    """The lines of a file by what they hold, and a sample of those that are no UTF-8."""

    lines: int = 0
    good: int = 0
    bad: int = 0
    sample: bytes = b""

    def count(self, line: bytes) -> None:
        """Count one line."""
        self.lines += 1
        if line.isascii():
            return
        if is_utf8(line):
            self.good += 1
            return
        self.bad += 1
        if len(self.sample) < _SAMPLE:
            self.sample += line[:_SAMPLE] + b"\n"

    @property
    def suggests_another_encoding(self) -> bool:
        """Tell whether the undecodable lines are evidence of another encoding rather than damage."""
        return self.bad > max(self.good, 1) and self.bad >= self.lines * _LEAST_SHARE


def detect_encoding(blocks: Iterable[bytes]) -> Encoding | None:
    """Decide the encoding of a file without a mark that is not UTF-8 throughout; None if nothing fits."""
    census = _LineCounts()
    for chunk in split_at_lines(blocks):
        for line in chunk.splitlines():
            census.count(line)
    if not census.suggests_another_encoding:
        return Encoding("utf-8")
    name = _guess(census.sample)
    return Encoding(name, guessed=True) if name else None


def _guess(sample: bytes) -> str | None:
    """Guess the encoding of lines that are no UTF-8."""
    from yotpo_lint.readers.code_pages import detect_code_page

    if (read_well := detect_code_page(sample)) is not None:
        return read_well
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=list(CANDIDATES))
    best = matches.best()
    if best is None:
        return _check_western(sample)
    same = best.could_be_from_charset
    for match in matches:
        if match.encoding == WESTERN and match.chaos <= best.chaos and match.coherence >= best.coherence:
            return WESTERN
    return WESTERN if WESTERN in same else best.encoding


def _check_western(sample: bytes) -> str | None:
    """Fall back to the most common code page where it can read the sample."""
    try:
        sample.decode(WESTERN)
    except UnicodeDecodeError:
        return None
    return WESTERN


def _name_undecodable_byte(error: UnicodeError) -> tuple[str, int]:
    """Replace bytes that an encoding does not know by what makes their record fail as UTF-8, and names them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(f"\udcff\\x{byte:02x}" for byte in bad), error.end


codecs.register_error("yotpo_lint_mark_foreign", _name_undecodable_byte)


def convert_to_utf8(blocks: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    """Yield the blocks as UTF-8 without a byte order mark; bytes that are no text stay no text."""
    if encoding.is_utf8:
        first = True
        for block in blocks:
            yield block.removeprefix(codecs.BOM_UTF8) if first else block
            first = False
        return
    decoder = codecs.getincrementaldecoder(encoding.name)("yotpo_lint_mark_foreign")
    first = True
    for block in blocks:
        text = decoder.decode(block)
        if first and text:
            # A declared encoding such as UTF-16-LE leaves the mark where it is.
            text, first = text.removeprefix("\ufeff"), False
        yield text.encode("utf-8", "surrogateescape")
    yield decoder.decode(b"", final=True).encode("utf-8", "surrogateescape")


def restore_bytes(raw: bytes, encoding: Encoding) -> bytes:
    r"""Take the marks of foreign bytes out again, so that only their names are left.

    >>> restore_bytes(b"a\xff\\x81b", Encoding("cp1252"))
    b'a\\x81b'
    """
    return raw if encoding.is_utf8 else _FOREIGN.sub(rb"\1", raw)
