"""What is wrong with the records of a block that are not as wide as the header, and what is wrong with none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yotpo_lint.readers.delimited_records import list_empty_end
from yotpo_lint.readers.encoding import is_utf8
from yotpo_lint.readers.record_problems import NUL_BYTE, RAGGED, UNDECODABLE, describe_bad_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from yotpo_lint.readers.delimited_records import Scan
    from yotpo_lint.rule import Note

    Offsets = NDArray[np.int64]
    Mask = NDArray[np.bool_]

_LAST_ASCII: Final = 0x7F


def mask_filled(buffer: bytes, found: Scan, counts: Offsets, width: int) -> Mask:
    """Tell which records are more than a line of blanks."""
    import numpy as np

    filled = np.ones(len(found.starts), bool)
    for record in np.flatnonzero(counts == 1).tolist() if width > 1 else ():
        filled[record] = bool(buffer[found.starts[record] : found.ends[record]].strip())
    return filled


def measure_empty_surplus(buffer: bytes, found: Scan, counts: Offsets, width: int, separator: bytes) -> Offsets:
    """Return for each record how many bytes its surplus cells take up if they are empty and last, else 0.

    A line that ends in separators too many loses nothing without them: `bo@example.com,Bo,vip,` has three cells.
    """
    import numpy as np

    surplus = np.zeros(len(counts), np.int64)
    for record in np.flatnonzero(counts > width).tolist():
        text = buffer[found.starts[record] : found.ends[record]].rstrip(b"\r\n")
        cells = list_empty_end(text, separator)
        extra = int(counts[record]) - width
        surplus[record] = sum(map(len, cells[-extra:])) + extra if len(cells) >= extra else 0
    return surplus


def find_damage(buffer: bytes, found: Scan, counts: Offsets, filled: Mask, width: int) -> dict[int, Note]:
    """Say of each damaged record what is wrong with it; of several damages the one that explains the others."""
    import numpy as np

    notes: dict[int, Note] = {}
    for record in np.flatnonzero((counts != width) & filled).tolist():
        cells = "1 cell" if counts[record] == 1 else f"{counts[record]} cells"
        notes[record] = RAGGED.note(f"{cells} instead of {width}")
    text = buffer[: found.consumed]
    data = np.frombuffer(text, np.uint8)
    if not is_utf8(text):
        for record in _find_records_with(data > _LAST_ASCII, found):
            raw = text[found.starts[record] : found.ends[record]]
            if not is_utf8(raw):
                notes[record] = UNDECODABLE.note(describe_bad_bytes(raw))
    if b"\0" in text:
        notes |= dict.fromkeys(_find_records_with(data == 0, found), NUL_BYTE.note())
    at = np.searchsorted(found.starts, np.array(list(found.faults), np.int64))
    return notes | dict(zip(at.tolist(), found.faults.values(), strict=True))


def _find_records_with(bytes_: Mask, found: Scan) -> list[int]:
    """Return the records that hold one of the marked bytes."""
    import numpy as np

    records: list[int] = np.unique(np.searchsorted(found.starts, np.flatnonzero(bytes_), side="right") - 1).tolist()
    return records
