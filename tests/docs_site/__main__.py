"""Stage the site: python -m tests.docs_site out."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.docs_site.staging import stage

if __name__ == "__main__":
    stage(Path(sys.argv[1]))
