"""What Faker says of each country, drawn once for a seed and kept: names, streets, cities and postal codes.

python -m tests.bench.export.pools FOLDER SEED    draws them and says how many there are
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.bench.export.countries import COUNTRIES

# Draws for each country. Faker repeats names as often as they are borne, and streets, cities and codes hardly ever.
DRAWS = {
    "first_name": 4_000, "last_name": 4_000, "street_name": 5_000, "building_number": 400, "city": 3_000,
    "postcode": 8_000,
}  # fmt: skip
SMALL = 40
"""A table of a few rows, for a test, makes do with so much less."""

Pools = Mapping[str, Mapping[str, list[str]]]


def load_pools(folder: Path, seed: int, *, small: bool = False) -> Pools:
    """Return what there is to draw from in each country, from the folder if it was drawn before."""
    import faker

    # Another version of Faker, or of this module, draws others.
    drawn_by = hashlib.sha256(faker.VERSION.encode() + Path(__file__).read_bytes()).hexdigest()[:8]
    path = folder / f"pools-{seed}-{drawn_by}{'-small' if small else ''}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        pools = {name: _draw(each.locale, seed, SMALL if small else 1) for name, each in COUNTRIES.items()}
        staged = path.with_suffix(".part")
        staged.write_text(json.dumps(pools), encoding="utf-8")
        staged.replace(path)
    pools: Pools = json.loads(path.read_text(encoding="utf-8"))
    return pools


def _draw(locale: str, seed: int, share: int) -> dict[str, list[str]]:
    from faker import Faker

    fake = Faker(locale)
    fake.seed_instance(seed)
    return {
        # A line break in a cell is dirt, and dirt has its own place.
        method: [" ".join(getattr(fake, method)().split()) for _ in range(draws // share)]
        for method, draws in DRAWS.items()
    }


def main(folder: str, seed: str) -> None:
    """Draw, and count what differs."""
    pools = load_pools(Path(folder), int(seed))
    for method in DRAWS:
        print(method, len({text for pool in pools.values() for text in pool[method]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
