"""`sarif`: SARIF 2.1.0, for GitHub code scanning and other dashboards.

GitHub takes 25,000 results of a run and shows 5,000, and drops the rest without a word.
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
(read 2026-11-23)
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from yotpo_lint import _version
from yotpo_lint.cli.formats.checked import Checked, Manner, announce
from yotpo_lint.cli.formats.places import in_repository
from yotpo_lint.cli.plain_json import print_json
from yotpo_lint.escaping import make_visible
from yotpo_lint.humanize import plural
from yotpo_lint.report.redaction import Redaction

if TYPE_CHECKING:
    from yotpo_lint.registry import Registry

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
SHOWN: Final = 5_000
LEVELS: Final = {"error": "error", "warning": "warning"}


def print_findings(checked: Iterable[Checked], manner: Manner) -> None:
    """Print one run with the findings of all tables.

    Where a table has more findings than GitHub shows, each of its rules lists its share of them and one more result
    that counts the others; what was put together is said in the run's notifications and on standard error.
    """
    results: list[dict[str, Any]] = []
    cuts: list[str] = []
    rules: dict[str, int] = {}
    for each in checked:
        results += _results(each, manner.redaction, rules, cuts, SHOWN - len(results))
    for cut in cuts:
        announce(cut)
    registry = manner.registry
    print_json(
        {
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "yotpo-lint",
                            "semanticVersion": _version.__version__,
                            "version": _version.__version__,
                            "rules": [_rule(registry, code) for code in rules],
                        }
                    },
                    "columnKind": "unicodeCodePoints",
                    "invocations": [
                        {
                            "executionSuccessful": True,
                            "toolExecutionNotifications": [{"level": "note", "message": {"text": cut}} for cut in cuts],
                        }
                    ],
                    "results": results,
                }
            ],
        }
    )


def _results(
    checked: Checked, redaction: Redaction, rules: dict[str, int], cuts: list[str], room: int
) -> Iterator[dict[str, Any]]:
    """Yield the results of a table: all, or where there is no room, each rule's first and the number of its others."""
    path = in_repository(checked.path)
    found = sum(each.count for each in checked.tally.by_code.values())
    # One place of each rule is for the result that counts its others.
    share = found if found <= room else max(room // len(checked.tally.by_code) - 1, 0)
    listed: Counter[str] = Counter()
    met: Counter[tuple[object, ...]] = Counter()
    first: dict[str, dict[str, Any]] = {}
    for batch in checked.batches():
        for finding in _wanted(batch, listed, first, share):
            key = (path, finding["row"], finding["field"], finding["code"])
            met[key] += 1
            index = rules.setdefault(finding["code"], len(rules))
            message = make_visible(redaction.message(finding))
            yield _result(path, finding, index, message, (*key, met[key]))
    rest = {
        code: each.count - listed[code] for code, each in checked.tally.by_code.items() if each.count > listed[code]
    }
    if not rest:
        return
    cuts.append(
        f"{plural(sum(rest.values()), 'finding')} of {make_visible(checked.path)} put together by rule; GitHub shows "
        f"{SHOWN:,} results. --output-format jsonl lists all."
    )
    for code, count in rest.items():
        index = rules.setdefault(code, len(rules))
        message = (
            f"{plural(count, 'more finding')} of {code} {checked.tally.by_code[code].name}, not listed one by one."
        )
        result = _result(path, first[code], index, message, (path, code, "others"))
        yield result | {"occurrenceCount": count}


def _wanted(batch: Any, listed: Counter[str], first: dict[str, Any], share: int) -> list[dict[str, Any]]:
    """Return the findings of a batch that still belong to the share of their rule, in the order of the table."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = batch.column("code")
    chosen = []
    for code in pc.unique(codes).to_pylist():
        at = np.flatnonzero(pc.equal(codes, code).to_numpy(zero_copy_only=False))
        if code not in first:
            first[code] = batch.slice(int(at[0]), 1).to_pylist()[0]
        taken = at[: share - listed[code]]
        listed[code] += len(taken)
        chosen.append(taken)
    if not chosen:
        return []
    wanted: list[dict[str, Any]] = batch.take(pa.array(np.sort(np.concatenate(chosen)))).to_pylist()
    return wanted


def _result(path: str, finding: Mapping[str, Any], rule: int, message: str, key: tuple[object, ...]) -> dict[str, Any]:
    where = f"{finding['field']}: " if finding["field"] else ""
    line = finding["row"] if finding["line"] is None else finding["line"]
    properties = {"row": finding["row"], "action": finding["action"]}
    if finding["field"]:
        properties["field"] = finding["field"]
    # The cell itself is no part of the fingerprint: short values could be guessed from it.
    fingerprint = hashlib.sha256(repr(key).encode("utf-8", "backslashreplace")).hexdigest()
    return {
        "ruleId": finding["code"],
        "ruleIndex": rule,
        "level": "error" if finding["action"] == "rejected" else LEVELS[finding["severity"]],
        "message": {"text": where + message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": {"startLine": line}}}],
        "partialFingerprints": {"yotpoLintFinding/v1": fingerprint},
        "properties": properties,
    }


def _uri(path: str) -> str:
    """Write a path as a URI; a relative one is found in the repository."""
    pure = PurePath(path)
    if pure.is_absolute():
        return pure.as_uri()
    return quote(pure.as_posix().encode("utf-8", "surrogateescape"))


def _rule(registry: Registry, code: str) -> dict[str, Any]:
    """Return a rule of SARIF, with the page that `explain` prints as its help."""
    from yotpo_lint import catalogue

    problem = registry.problems[code]
    text, page = catalogue.explain(registry, code), catalogue.get_page(registry, code)
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in problem.name.split("-")),
        "shortDescription": {"text": page.message},
        "fullDescription": {"text": page.why or page.message},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": LEVELS[problem.severity]},
        "properties": {"applicability": problem.applicability, "tags": ["data-quality", problem.name]},
    }
