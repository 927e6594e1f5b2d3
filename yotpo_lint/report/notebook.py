"""The notebook view of a run: one self-contained piece of HTML without scripts or network requests.

Colours are translucent or of medium lightness, and text inherits its colour from the page: a notebook may have a dark
theme that the browser's `prefers-color-scheme` does not report.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint.escaping import make_visible, quote_cell

if TYPE_CHECKING:
    import pyarrow as pa

# How many are shown before the rest is only counted; every cut is announced.
CODES_SHOWN: Final = 8
ROWS_SHOWN: Final = 10
SUGGESTIONS_SHOWN: Final = 8

# Characters of a cell; longer texts cannot be compared at a glance.
VALUE_CHARACTERS: Final = 60

# What was done about a problem, in the order of a bar's parts. Words always stand beside the colours.
ACTIONS: Final = ("fixed", "merged", "warned", "omitted", "rejected")
ACTION_WORDS: Final = {"warned": "warnings", "omitted": "left out"}

# The class is repeated three times for tables and lists: notebooks align cells to the right, stripe rows and indent
# lists by rules that are more specific than one class.
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


def render_notebook(report: Mapping[str, Any], findings: Iterable[pa.Table]) -> str:
    """Return a run at a glance as HTML: where the rows went, the problems, the rejected rows, the suggestions.

    `report` is the content of report.json; `findings` yields the findings batch by batch, with customers' values.
    """
    parts = [
        _render_counts(report["counts"]),
        _render_problems(report["by_code"]),
        _render_rejected(findings, report["counts"]["rejected"]),
        _render_damaged_columns(report["columns"]),
        _render_suggestions(report["next_steps"]),
    ]
    return f'<div class="yl"><style>{STYLE}</style>{"".join(parts)}</div>'


def format_keyword(option: str) -> str:
    """Return a command-line option as the library's keyword argument.

    >>> format_keyword("--identify-by email"), format_keyword("--unsafe-fixes"), format_keyword("--tag-separator ';'")
    ('identify_by="email"', 'unsafe_fixes=True', 'tag_separator=";"')
    """
    name, *values = shlex.split(option)
    keyword = name.removeprefix("--").replace("-", "_")
    return f'{keyword}="{values[0]}"' if values else f"{keyword}=True"


def _render_counts(counts: Mapping[str, int]) -> str:
    """Show where the rows went and how many cells were changed."""
    rows = counts["rows"]
    places = ("accepted", "rejected", "merged")
    cells = [f"<b>{counts['fixed_cells']:,}</b> repaired {_noun(counts['fixed_cells'], 'cell')} in accepted rows"]
    if counts["omitted_cells"]:
        cells.append(f"<b>{counts['omitted_cells']:,}</b> left out")
    places_html = _join_items([f'<i class="{name}"></i><b>{counts[name]:,}</b> {name}' for name in places])
    return (
        f'<p class="sum"><b>{rows:,}</b> {_noun(rows, "row")} &rarr; {places_html}</p>'
        + _render_bar([(place, counts[place]) for place in places], rows)
        + f'<p class="soft">{", ".join(cells)}</p>'
    )


def _render_problems(entries: Sequence[Mapping[str, Any]]) -> str:
    """Show the problems as bars, each split by action; those that reject most rows come first."""
    if not entries:
        return "<h4>What was found</h4><p>Nothing: every cell was already right.</p>"
    shown = sorted(entries, key=lambda entry: -entry["rejected"])[:CODES_SHOWN]
    longest = max(entry["findings"] for entry in shown)
    lines = [
        f"<tr><td><code>{escape(entry['code'])}</code> {escape(entry['name'])}</td>"
        f"<td>{_render_bar([(action, entry[action]) for action in ACTIONS], longest)}</td>"
        f"<td>{_join_items([_format_action(action, entry[action]) for action in ACTIONS if entry[action]])}</td></tr>"
        for entry in shown
    ]
    used = [action for action in ACTIONS if any(entry[action] for entry in shown)]
    key = "".join(
        f'<span><i class="{action}"></i><span class="soft">{_action_word(action)}</span></span>' for action in used
    )
    return (
        f"<h4>What was found {_cut_note(len(shown), len(entries), 'problems')}</h4>"
        f'<table class="codes"><tbody>{"".join(lines)}</tbody></table><p class="key">{key}</p>'
    )


def _render_rejected(findings: Iterable[pa.Table], rejected: int) -> str:
    """Show the first rejected rows: each bad cell with its text and the reason."""
    if not rejected:
        return ""
    rows = _collect_reasons(findings)
    lines = [
        f'<tr><td class="n">{row:,}</td><td><ul>{"".join(f"<li>{reason}</li>" for reason in reasons)}</ul></td></tr>'
        for row, reasons in rows.items()
    ]
    return (
        f"<h4>Rejected rows {_cut_note(len(rows), rejected, 'rows')}</h4>"
        f"<table><thead><tr><th>Row</th><th>Why</th></tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _collect_reasons(findings: Iterable[pa.Table]) -> dict[int, list[str]]:
    """Return the reasons of the first rejected rows; later batches are not read."""
    rows: dict[int, list[str]] = {}
    for batch in findings:
        columns = (batch.column(name).to_pylist() for name in ("row", "field", "action", "message", "before"))
        for row, field, action, message, before in zip(*columns, strict=True):
            if action != "rejected":
                continue
            if row not in rows and len(rows) == ROWS_SHOWN:
                return rows
            rows.setdefault(row, []).append(_render_reason(field, before, message))
    return rows


def _render_reason(field: str, before: str | None, message: str) -> str:
    """Show the field, the cell and the message of one finding."""
    place = f"<b>{escape(field)}</b> " if field else ""
    cell = f"<code>{escape(quote_cell(before, VALUE_CHARACTERS))}</code> " if before else ""
    return f"{place}{cell}{escape(make_visible(message))}"


def _render_damaged_columns(columns: Sequence[Mapping[str, Any]]) -> str:
    """Show what happened to whole columns before the table was exported."""
    if not columns:
        return ""
    lines = [
        f"<tr><td>{escape(make_visible(each['column'] or 'the whole table'))}</td><td>{escape(each['message'])}</td>"
        f"<td>{_render_code_spans(each['undo'])}</td><td>{_render_code_spans(each['again'])}</td></tr>"
        for each in columns
    ]
    return (
        "<h4>Damaged columns</h4><table><thead><tr><th>Column</th><th>What happened</th><th>Can it be undone?</th>"
        f"<th>So that it does not happen again</th></tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _render_code_spans(text: str) -> str:
    """Return the catalogue's text with its code spans as elements."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _render_suggestions(suggestions: Sequence[Mapping[str, Any]]) -> str:
    """Show which settings rescue rejected rows, as the keyword argument to pass."""
    if not suggestions:
        return ""
    shown = suggestions[:SUGGESTIONS_SHOWN]
    lines = [
        f"<tr><td>{each['rescues']:,} {_noun(each['rescues'], 'row')}</td>"
        f'<td><code class="whole">{escape(format_keyword(each["option"]))}</code></td>'
        f"<td>{escape(_describe_effect(each))}</td></tr>"
        for each in shown
    ]
    return (
        f"<h4>Next steps {_cut_note(len(shown), len(suggestions), 'steps')}</h4>"
        "<table><thead><tr><th>Rescues</th><th>Setting</th><th>With it, you</th></tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _describe_effect(suggestion: Mapping[str, Any]) -> str:
    """Return what a suggestion declares, without the number of rows and the option, which have cells of their own."""
    message: str = suggestion["message"].removesuffix(f": {suggestion['option']}")
    return message.partition(" if you ")[2] or message


def _render_bar(parts: Sequence[tuple[str, int]], total: int) -> str:
    """Draw a bar whose parts are counts of `total`; the text beside it says the same."""
    drawn = "".join(
        f'<i class="{name}" style="width:{100 * count / total:.2f}%"></i>' for name, count in parts if count
    )
    return f'<div class="bar" aria-hidden="true">{drawn}</div>'


def _format_action(action: str, count: int) -> str:
    """Return how often an action was taken, in words."""
    word = "warning" if (action, count) == ("warned", 1) else _action_word(action)
    return f"{count:,} {word}"


def _join_items(items: Sequence[str]) -> str:
    """Join items by commas; lines break between items only."""
    last = len(items) - 1
    return " ".join(f'<span class="whole">{item}{"," * (at < last)}</span>' for at, item in enumerate(items))


def _action_word(action: str) -> str:
    """Return the word for an action."""
    return ACTION_WORDS.get(action, action)


def _cut_note(shown: int, total: int, noun: str) -> str:
    """Return a note that only the first items are shown; empty if all are."""
    return f'<span class="soft">first {shown:,} of {total:,} {noun}</span>' if shown < total else ""


def _noun(count: int, noun: str) -> str:
    """Return a noun in the number of its count."""
    return noun if count == 1 else f"{noun}s"
