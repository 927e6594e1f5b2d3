"""ISO's long lists as pycountry ships them, read without pycountry's objects.

Its look-ups index every entry under every spelling, which takes forty milliseconds for 13,000 entries; a table of ten
rows would wait for that longer than for its rules. The short lists (countries, currencies) are asked through it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

LANGUAGES: Final = "639-3"
SUBDIVISIONS: Final = "3166-2"


def entries(standard: str) -> list[dict[str, str]]:
    """Return the entries of ISO 639-3 or 3166-2, each by the names of its parts (`alpha_3`, `code`, `name`)."""
    from pycountry import DATABASE_DIR

    found: list[dict[str, str]] = json.loads(Path(DATABASE_DIR, f"iso{standard}.json").read_bytes())[standard]
    return found
