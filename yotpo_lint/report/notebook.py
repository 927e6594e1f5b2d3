"""A result as a notebook shows it: one self-contained piece of HTML, no script, nothing fetched.

The colours are translucent or of middle lightness, and text inherits its colour from the page: notebooks have dark
themes of their own, which the browser's `prefers-color-scheme` need not know of.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.escaping import quoted, visible

if TYPE_CHECKING:
    from yotpo_lint.result import Result

# How much is shown before the rest is only counted; every cut says so.
CODES_SHOWN: Final = 8
ROWS_SHOWN: Final = 10
STEPS_SHOWN: Final = 8

# A character of one row; a hundred is more than a person compares at a glance.
VALUE_CHARACTERS: Final = 60

# What was done about a problem, in the order of a bar's parts. The words stand beside the colours, never only these.
ACTIONS: Final = ("fixed", "merged", "warned", "omitted", "rejected")
ACTION_WORDS: Final = {"warned": "warnings", "omitted": "left out"}

# The class is named three times where a table or a list is styled: notebooks align the cells of every table to the
# right, stripe its rows and indent lists, by rules that weigh more than one class.
STYLE: Final = """
.yl{--ok:#2f9e6e;--no:#d1495b;--same:#7d88d8;--mind:#c98a1b;--out:#8a8f98;--line:rgba(128,128,128,.28);
font:13px/1.5 system-ui,sans-serif;max-width:960px;color:inherit}
@media (prefers-color-scheme:dark){.yl{--ok:#3fb784;--no:#e2677a;--same:#929cf0;--mind:#dba03a}}
.yl h4{font-size:13px;font-weight:600;margin:18px 0 6px}.yl p{margin:4px 0}
.yl .soft{opacity:.72;font-weight:400}
.yl .sum{font-size:15px;margin:0 0 6px}.yl.yl.yl td b{font-weight:600}.yl .sum b{font-variant-numeric:tabular-nums}
.yl .bar{display:flex;height:12px;border-radius:3px;overflow:hidden;background:rgba(128,128,128,.14)}
.yl .bar i{display:block;height:100%}
.yl .accepted,.yl .fixed{background:var(--ok)}.yl .rejected{background:var(--no)}.yl .merged{background:var(--same)}
.yl .warned{background:var(--mind)}.yl .omitted{background:var(--out)}
.yl .key{display:flex;flex-wrap:wrap;gap:2px 16px;margin:6px 0 0}
.yl .key i,.yl .sum i{display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:5px}
.yl .whole{white-space:nowrap}
.yl.yl.yl table{border-collapse:collapse;width:100%;margin:0;font-size:13px;color:inherit;table-layout:auto}
.yl.yl.yl tr,.yl.yl.yl tbody tr:nth-child(odd),.yl.yl.yl tbody tr:hover{background:none}
.yl.yl.yl td,.yl.yl.yl th{border:0;border-top:1px solid var(--line);padding:4px 10px 4px 0;text-align:left;
vertical-align:top;white-space:normal;color:inherit;background:none}
.yl.yl.yl thead th{border-top:0;font-weight:600}.yl.yl.yl td.n{text-align:right;font-variant-numeric:tabular-nums}
.yl code{font:12px/1.5 ui-monospace,monospace;color:inherit;background:rgba(128,128,128,.14);padding:1px 4px;
border-radius:3px;overflow-wrap:anywhere}
.yl.yl.yl .codes td{border:0;padding:2px 10px 2px 0;vertical-align:middle}.yl.yl.yl .codes td:nth-child(2){width:38%}
.yl.yl.yl ul{margin:0;padding:0;list-style:none}.yl.yl.yl li{margin:0 0 2px}
"""


def result_html(result: Result) -> str:
    """Return a run at a glance as HTML: where the rows went, what was found, who was rejected, what to do next."""
    report = result.report
    parts = [
        _summary(report["counts"]),
        _codes(report["by_code"]),
        _rejected(result.findings_batches(), report["counts"]["rejected"]),
        _damaged(report["columns"]),
        _steps(report["next_steps"]),
    ]
    return f'<div class="yl"><style>{STYLE}</style>{"".join(parts)}</div>'


def keyword_of(option: str) -> str:
    """Write a command-line option as the library's keyword.

    >>> keyword_of("--identify-by email"), keyword_of("--unsafe-fixes"), keyword_of("--tag-separator ';'")
    ('identify_by="email"', 'unsafe_fixes=True', 'tag_separator=";"')
    """
    name, *values = shlex.split(option)
    keyword = name.removeprefix("--").replace("-", "_")
    return f'{keyword}="{values[0]}"' if values else f"{keyword}=True"


def _summary(counts: Mapping[str, int]) -> str:
    """Show where the rows went and how many cells were changed on their way."""
    rows = counts["rows"]
    places = ("accepted", "rejected", "merged")
    cells = [f"<b>{counts['fixed_cells']:,}</b> repaired {_noun(counts['fixed_cells'], 'cell')} in accepted rows"]
    if counts["omitted_cells"]:
        cells.append(f"<b>{counts['omitted_cells']:,}</b> left out")
    went = _listed([f'<i class="{name}"></i><b>{counts[name]:,}</b> {name}' for name in places])
    return (
        f'<p class="sum"><b>{rows:,}</b> {_noun(rows, "row")} &rarr; {went}</p>'
        + _bar([(place, counts[place]) for place in places], rows)
        + f'<p class="soft">{", ".join(cells)}</p>'
    )


def _codes(entries: Sequence[Mapping[str, Any]]) -> str:
    """Show the problems as bars, those that cost most rows first, each split by what was done about it."""
    if not entries:
        return "<h4>What was found</h4><p>Nothing: every cell was already right.</p>"
    shown = sorted(entries, key=lambda entry: -entry["rejected"])[:CODES_SHOWN]
    longest = max(entry["findings"] for entry in shown)
    lines = [
        f"<tr><td><code>{escape(entry['code'])}</code> {escape(entry['name'])}</td>"
        f"<td>{_bar([(action, entry[action]) for action in ACTIONS], longest)}</td>"
        f"<td>{_listed([_counted(action, entry[action]) for action in ACTIONS if entry[action]])}</td></tr>"
        for entry in shown
    ]
    met = [action for action in ACTIONS if any(entry[action] for entry in shown)]
    key = "".join(f'<span><i class="{action}"></i><span class="soft">{_word(action)}</span></span>' for action in met)
    return (
        f"<h4>What was found {_first(len(shown), len(entries), 'problems')}</h4>"
        f'<table class="codes"><tbody>{"".join(lines)}</tbody></table><p class="key">{key}</p>'
    )


def _rejected(batches: Iterator[Any], rejected: int) -> str:
    """Show the first rejected rows: each bad cell with its text and the reason."""
    if not rejected:
        return ""
    rows = _reasons(batches)
    lines = [
        f'<tr><td class="n">{row:,}</td><td><ul>{"".join(f"<li>{reason}</li>" for reason in reasons)}</ul></td></tr>'
        for row, reasons in rows.items()
    ]
    return (
        f"<h4>Rejected rows {_first(len(rows), rejected, 'rows')}</h4>"
        f"<table><thead><tr><th>Row</th><th>Why</th></tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _reasons(batches: Iterator[Any]) -> dict[int, list[str]]:
    """Return the reasons of the first rejected rows; later batches are not looked at once there are enough."""
    rows: dict[int, list[str]] = {}
    for batch in batches:
        columns = (batch.column(name).to_pylist() for name in ("row", "field", "action", "message", "before"))
        for row, field, action, message, before in zip(*columns, strict=True):
            if action != "rejected":
                continue
            if row not in rows and len(rows) == ROWS_SHOWN:
                return rows
            rows.setdefault(row, []).append(_reason(field, before, message))
    return rows


def _reason(field: str, before: str | None, message: str) -> str:
    where = f"<b>{escape(field)}</b> " if field else ""
    cell = f"<code>{escape(quoted(before, VALUE_CHARACTERS))}</code> " if before else ""
    return f"{where}{cell}{escape(visible(message))}"


def _damaged(damages: Sequence[Mapping[str, Any]]) -> str:
    """Show what happened to whole columns before the table came here."""
    if not damages:
        return ""
    lines = [
        f"<tr><td>{escape(visible(each['column'] or 'the whole table'))}</td><td>{escape(each['message'])}</td>"
        f"<td>{_spans(each['undo'])}</td><td>{_spans(each['again'])}</td></tr>"
        for each in damages
    ]
    return (
        "<h4>Damaged columns</h4><table><thead><tr><th>Column</th><th>What happened</th><th>Can it be undone?</th>"
        f"<th>So that it does not happen again</th></tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _spans(text: str) -> str:
    """Write the catalogue's text with its code spans as elements."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _steps(steps: Sequence[Mapping[str, Any]]) -> str:
    """Show what would rescue rejected rows, as the keyword to pass."""
    if not steps:
        return ""
    shown = steps[:STEPS_SHOWN]
    lines = [
        f"<tr><td>{step['rescues']:,} {_noun(step['rescues'], 'row')}</td>"
        f'<td><code class="whole">{escape(keyword_of(step["option"]))}</code></td>'
        f"<td>{escape(_advice(step))}</td></tr>"
        for step in shown
    ]
    return (
        f"<h4>Next steps {_first(len(shown), len(steps), 'steps')}</h4>"
        "<table><thead><tr><th>Rescues</th><th>Setting</th><th>With it, you</th></tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _advice(step: Mapping[str, Any]) -> str:
    """Return what a step declares; the number of rows and the option stand beside it."""
    message: str = step["message"].removesuffix(f": {step['option']}")
    return message.partition(" if you ")[2] or message


def _bar(parts: Sequence[tuple[str, int]], whole: int) -> str:
    """Draw a bar whose parts are counts of `whole`; the words beside it say the same."""
    drawn = "".join(
        f'<i class="{name}" style="width:{100 * count / whole:.2f}%"></i>' for name, count in parts if count
    )
    return f'<div class="bar" aria-hidden="true">{drawn}</div>'


def _counted(action: str, count: int) -> str:
    word = "warning" if (action, count) == ("warned", 1) else _word(action)
    return f"{count:,} {word}"


def _listed(items: Sequence[str]) -> str:
    """Join items by commas; a line breaks between them and not within one."""
    last = len(items) - 1
    return " ".join(f'<span class="whole">{item}{"," * (at < last)}</span>' for at, item in enumerate(items))


def _word(action: str) -> str:
    return ACTION_WORDS.get(action, action)


def _first(shown: int, of: int, noun: str) -> str:
    return f'<span class="soft">first {shown:,} of {of:,} {noun}</span>' if shown < of else ""


def _noun(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
