"""Compile `yes_no_words.toml` from Unicode CLDR.

Run it when CLDR has a new release, and commit what changes:

    npm install --prefix cldr cldr-misc-full@48.2.0
    python -m yotpo_lint.mapping.update_yes_no_words cldr/node_modules/cldr-misc-full > yes_no_words.toml

CLDR writes each answer as words and letters with colons between them (`tak:t`), and gives languages that it has no
words for the English ones, which are left out here.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HEAD: Final = """\
# Yes and no in the languages of the world, with the letters that stand for them: the words of `posix/messages` in
# Unicode CLDR {version} (cldr-misc-full, https://github.com/unicode-org/cldr-json, Unicode License v3), compiled by
# update_yes_no_words.py. What a language's scripts and regions write differently stands in one list.
"""
ENGLISH: Final = {"yes": ["yes", "y"], "no": ["no", "n"]}


def read_words(package: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield by language its words for yes and for no."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"yes": [], "no": []})
    for path in sorted(package.glob("main/*/posix.json")):
        ((locale, main),) = json.loads(path.read_text(encoding="utf-8"))["main"].items()
        messages = main["posix"]["messages"]
        # Khmer and Marathi have a sign of their own where others have a colon.
        said = {
            answer: [word.strip("\u200b ") for word in re.split("[:ः៖]", messages[f"{answer}str"])]
            for answer in ("yes", "no")
        }
        language = locale.partition("-")[0]
        if said != ENGLISH or language == "en":
            for answer, words in said.items():
                known = found[language][answer]
                known += [word for word in words if word not in known]
    yield from sorted(found.items())


def main() -> None:
    """Write the table to standard output."""
    package = Path(sys.argv[1])
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    lines = [HEAD.format(version=version)]
    for language, said in read_words(package):
        lines += [f"[{language}]", *(f"{answer} = {json.dumps(said[answer], ensure_ascii=False)}" for answer in said)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
