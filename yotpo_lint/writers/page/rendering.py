"""Render the page from the report, the page data and the rule catalogue."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint import catalogue
from yotpo_lint.contract.profiles import CORE, PROFILES
from yotpo_lint.escaping import make_visible, quote_cell
from yotpo_lint.humanize import (
    duration,
    list_source_notes,
    ordinal,
    plural,
    share,
    size,
    summarize_counts,
    summarize_delta,
    summarize_subscribers,
)
from yotpo_lint.report.redaction import MASK, mask_message
from yotpo_lint.writers.page import funnel, reproduction
from yotpo_lint.writers.page.page_data import ROWS_LISTED, ROWS_OF_EACH_CODE, PageData

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

    from yotpo_lint.registry import Registry

PAGE: Final = "report.html"
SETS_SHOWN: Final = 8
# How many are shown at first; a click shows the others.
SUGGESTIONS_SHOWN: Final = 6
CODES_SHOWN: Final = 12
VALUE_CHARACTERS: Final = 60

# What was done about a finding, in the order of a bar's parts. Words always stand beside the colours.
ACTIONS: Final = ("fixed", "merged", "warned", "omitted", "rejected")
WORDS: Final = {"fixed": "repaired", "omitted": "left out", "warned": "warnings"}
SEVERITIES: Final = {"error": "an unrepaired one rejects its row", "warning": "it never rejects a row"}
CODE_SPAN: Final = re.compile(r"(`+)(.+?)\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PageOptions:
    """Describe how to render the page: the registry for its explanations, and whether customers' values are masked."""

    registry: Registry
    masked: bool = True


def write_page(
    folder: Path,
    data: PageData,
    report: Mapping[str, Any],
    options: PageOptions,
) -> None:
    """Write the page into the folder with the other outputs, which the page lists."""
    files = sorted(path.name for path in folder.iterdir())
    (folder / PAGE).write_text(render_page(report, data, files, options), encoding="utf-8", newline="\n")


def render_page(report: Mapping[str, Any], data: PageData, files: Iterable[str], options: PageOptions) -> str:
    """Return the page as text. The template escapes every value; none is marked as safe."""
    from markupsafe import Markup

    fields = PROFILES[report["settings"].get("profile", CORE.name)].fields
    folder = Path(__file__).parent
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    counts, entries = report["counts"], report["by_code"]
    input_info, settings, delta = report["input"], report["settings"], report.get("since")
    if options.masked:
        input_info = input_info | {"name": reproduction.strip_folder(input_info["name"])}
        settings = reproduction.strip_folders(settings)
        delta = delta and delta | {"file": reproduction.strip_folder(delta["file"])}
    text: str = _load_template().render(
        report=report,
        counts=counts,
        data=data,
        masked=options.masked,
        mask=MASK,
        # Files of this package, which contain no value of the run and neither `</style>` nor `</script>`.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        verdict=summarize_counts(counts),
        funnel=funnel,
        bands=funnel.compute_bands(counts),
        plural=plural,
        since=summarize_delta(delta) if delta else "",
        subscribers=summarize_subscribers(report["subscribers"]) if "subscribers" in report else [],
        ordinal=ordinal,
        notes=list_source_notes(report["source"]),
        example=_first_example,
        of_profile=lambda options: [option for option in options if option.rpartition(" ")[2] in fields],
        size=size,
        share=share,
        duration=duration,
        words=WORDS,
        format_action=_format_action,
        suggestions_shown=SUGGESTIONS_SHOWN,
        codes_shown=CODES_SHOWN,
        name=re.split(r"[/\\\\]", report["input"]["name"])[-1],
        actions=ACTIONS,
        severities=SEVERITIES,
        applicabilities=catalogue.APPLICABILITIES,
        parts=lambda entry: [(action, entry[action]) for action in ACTIONS],
        used=[action for action in ACTIONS if any(entry[action] for entry in entries)],
        files=list(files),
        pages={entry["code"]: catalogue.get_page(options.registry, entry["code"]) for entry in entries},
        names={entry["code"]: entry["name"] for entry in entries},
        format_cell=lambda value: _format_cell(value, masked=options.masked),
        message=lambda reason: _format_message(reason, options),
        sets=[(sorted(codes), count) for codes, count in _most_frequent_sets(data)],
        single_problem_rows=sum(count for codes, count in data.sets.items() if len(codes) == 1),
        rows_of_each_code=ROWS_OF_EACH_CODE,
        rows_listed=ROWS_LISTED,
        command=reproduction.format_command(input_info, settings),
        configuration=reproduction.format_configuration(settings),
    )
    return text


# Compiling takes a third of a second, more than all else that is done for a small table; a process does it once.
@cache
def _load_template() -> Template:
    """Return the compiled template, which escapes every value."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("yotpo_lint.writers", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "make_visible": make_visible,
        "spans": render_code_spans,
        "number": lambda count: f"{count:,}",
    }
    return environment.get_template("page.html.j2")


def _format_action(action: str, count: int) -> str:
    """Return how often an action was taken, in words."""
    return plural(count, "warning") if action == "warned" else f"{count:,} {WORDS.get(action, action)}"


def _most_frequent_sets(data: PageData) -> list[tuple[frozenset[str], int]]:
    """Return the most frequent sets of at least two problems."""
    sets = [(codes, count) for codes, count in data.sets.items() if len(codes) > 1]
    return sorted(sets, key=lambda item: (-item[1], sorted(item[0])))[:SETS_SHOWN]


def _first_example(page: catalogue.Page) -> str:
    """Return the first of a code's invented examples, without the code, which the page shows above it."""
    return page.examples[0].removesuffix(f" ({page.code})") if page.examples else ""


def _format_cell(value: str, *, masked: bool) -> str:
    """Return a cell between quotes, or the mask."""
    return MASK if masked else quote_cell(value, VALUE_CHARACTERS)


def _format_message(reason: Any, options: PageOptions) -> str:
    """Return the message of a reason, masked if required."""
    if options.masked:
        return make_visible(mask_message(options.registry.problems[reason.code], reason.message))
    return make_visible(reason.message)


def render_code_spans(text: str) -> Markup:
    """Return the catalogue's text with its code spans as elements; the rest is escaped."""
    from markupsafe import Markup, escape

    parts, end = [], 0
    for found in CODE_SPAN.finditer(text):
        parts += [escape(text[end : found.start()]), Markup("<code>{}</code>").format(found[2])]
        end = found.end()
    return Markup().join([*parts, escape(text[end:])])
