"""Safe XML parsing: no document type, hence no entities; nothing outside the file is read.

Exports and workbooks have no document type declaration. The first one met ends the reading, before any entity that
it declares could be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NoReturn
from xml.parsers import expat

from yotpo_lint.errors import InputError

# Deeper than any export.
DEEPEST: Final = 64

# A single tag, attribute or comment may be this long, beyond the block that it is read in.
_LONGEST: Final = 32 * 1024 * 1024


def create_parser(name: str) -> expat.XMLParserType:
    """Make a parser of UTF-8 that refuses a document type declaration.

    Raises, while it parses:
        InputError: the text declares a document type or an entity.
    """

    def refuse(*_: object) -> NoReturn:
        raise InputError(
            f"{name}: declares a document type (DTD) or entities, which no export does and which can be an attack; "
            "it is not read"
        )

    # The encoding that the file declares was applied when the text became UTF-8.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SkippedEntityHandler = refuse
    return parser


def feed_blocks(
    parser: expat.XMLParserType, blocks: Iterable[bytes], broken: Callable[[str], InputError]
) -> Iterator[None]:
    """Feed the blocks to a parser, and pause after each of them, so that what its handlers made can be taken.

    Raises:
        InputError: what `broken` makes of the reason that the text is no XML.
    """
    byte_count = 0
    try:
        for block in blocks:
            parser.Parse(block, False)
            byte_count += len(block)
            # What has not come to an end the parser keeps in memory.
            if byte_count - max(parser.CurrentByteIndex, 0) > _LONGEST:
                raise broken(f"an element or a comment of more than {_LONGEST:,} bytes")
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise broken(f"{expat.errors.messages[error.code]}, line {error.lineno}") from None


def local_name(tag: str) -> str:
    """Return a name without its prefix.

    >>> local_name("c:customer")
    'customer'
    """
    return tag.rpartition(":")[2]
