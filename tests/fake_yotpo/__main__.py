"""Run the fake for `make demo-push`: start it, run a command against it, end it.

python -m tests.fake_yotpo -- yotpo-lint push out/demo
"""

from __future__ import annotations

import os
import subprocess
import sys

from .faults import Faults
from .server import SECRET, STORE_ID, FakeYotpo

# One request in twenty goes wrong.
CHANCES = {"429": 0.01, "500": 0.02, "cut after": 0.02}


def main() -> int:
    """Run the command lines behind --, each in turn; + stands between two."""
    lines: list[list[str]] = [[]]
    for word in sys.argv[sys.argv.index("--") + 1 :]:
        if word == "+":
            lines.append([])
        else:
            lines[-1].append(word)
    with FakeYotpo(Faults(chances=CHANCES, token_uses=10, rate=5, read_delay=2)) as fake:
        environment = os.environ | {
            "YOTPO_BASE_URL": fake.url,
            "YOTPO_STORE_ID": STORE_ID,
            "YOTPO_SECRET": SECRET,
        }
        worst = 0
        for line in lines:
            done = subprocess.run(line, env=environment, check=False)  # noqa: S603 -- the command lines of the Makefile
            worst = max(worst, done.returncode)
        sys.stdout.write(f"The fake took {len(fake.log)} requests, at most {fake.most_in_one_second()} in a second.\n")
    return worst


if __name__ == "__main__":
    sys.exit(main())
