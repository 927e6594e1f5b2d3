"""Put the page together: what the report says, what the pass over the run kept, the words of the catalogue."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from yotpo_lint import catalogue
from yotpo_lint.escaping import quoted, visible
from yotpo_lint.humanize import duration, ordinal, plural, share, since, size, source_notes, verdict
from yotpo_lint.report.redaction import MASK, discreet
from yotpo_lint.writers.page import funnel, repeat
from yotpo_lint.writers.page.gather import ROWS_LISTED, ROWS_OF_EACH_CODE, Gathered

if TYPE_CHECKING:
    from markupsafe import Markup

    from yotpo_lint.registry import Registry

PAGE: Final = "report.html"
SETS_SHOWN: Final = 8
# More of these are a click away, not on the first look.
STEPS_SHOWN: Final = 6
CODES_SHOWN: Final = 12
VALUE_CHARACTERS: Final = 60

# What was done about a finding, in the order of a bar's parts; the words stand beside the colours, never only these.
ACTIONS: Final = ("fixed", "merged", "warned", "omitted", "rejected")
WORDS: Final = {"fixed": "repaired", "omitted": "left out", "warned": "warnings"}
SEVERITIES: Final = {"error": "an unrepaired one rejects its row", "warning": "it never rejects a row"}
CODE_SPAN: Final = re.compile(r"(`+)(.+?)\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What the page is made of besides the run's tables: the rules, and whether customers' values are masked."""

    registry: Registry
    masked: bool = True


def write_page(
    folder: Path,
    gathered: Gathered,
    report: Mapping[str, Any],
    options: PageOptions,
) -> None:
    """Write the page of a run into the folder that holds its other outputs, which the page names."""
    written = sorted(path.name for path in folder.iterdir())
    (folder / PAGE).write_text(rendered(report, gathered, written, options), encoding="utf-8", newline="\n")


def rendered(report: Mapping[str, Any], gathered: Gathered, written: Iterable[str], options: PageOptions) -> str:
    """Return the page as text. Every value passes the template's escaping; none is marked as safe."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("yotpo_lint.writers", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"visible": visible, "spans": spans, "number": lambda count: f"{count:,}"}
    here = Path(__file__).parent
    style, script = ((here / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    counts, entries = report["counts"], report["by_code"]
    given, settings, delta = report["input"], report["settings"], report.get("since")
    if options.masked:
        given, settings = given | {"name": repeat.bare(given["name"])}, repeat.without_folders(settings)
        delta = delta and delta | {"file": repeat.bare(delta["file"])}
    text: str = environment.get_template("page.html.j2").render(
        report=report,
        counts=counts,
        gathered=gathered,
        masked=options.masked,
        mask=MASK,
        # Our own files, which hold no value of the run and neither `</style>` nor `</script>`.
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        verdict=verdict(counts),
        funnel=funnel,
        bands=funnel.bands(counts),
        plural=plural,
        since=since(delta) if delta else "",
        ordinal=ordinal,
        notes=source_notes(report["source"]),
        example=_example,
        size=size,
        share=share,
        duration=duration,
        words=WORDS,
        counted=_counted,
        steps_shown=STEPS_SHOWN,
        codes_shown=CODES_SHOWN,
        name=re.split(r"[/\\\\]", report["input"]["name"])[-1],
        actions=ACTIONS,
        severities=SEVERITIES,
        applicabilities=catalogue.APPLICABILITIES,
        parts=lambda entry: [(action, entry[action]) for action in ACTIONS],
        used=[action for action in ACTIONS if any(entry[action] for entry in entries)],
        files=list(written),
        pages={entry["code"]: catalogue.page_of(options.registry, entry["code"]) for entry in entries},
        names={entry["code"]: entry["name"] for entry in entries},
        shown=lambda value: _shown(value, masked=options.masked),
        message=lambda reason: _message(reason, options),
        sets=[(sorted(each), count) for each, count in _sets(gathered)],
        alone=sum(count for each, count in gathered.sets.items() if len(each) == 1),
        rows_of_each_code=ROWS_OF_EACH_CODE,
        rows_listed=ROWS_LISTED,
        command=repeat.command(given, settings),
        configuration=repeat.configuration(settings),
    )
    return text


def _counted(action: str, count: int) -> str:
    """Return how often something was done, in words."""
    return plural(count, "warning") if action == "warned" else f"{count:,} {WORDS.get(action, action)}"


def _sets(gathered: Gathered) -> list[tuple[frozenset[str], int]]:
    """Return the most frequent sets of two problems and more."""
    several = [(each, count) for each, count in gathered.sets.items() if len(each) > 1]
    return sorted(several, key=lambda item: (-item[1], sorted(item[0])))[:SETS_SHOWN]


def _example(page: catalogue.Page) -> str:
    """Return the first of a code's invented examples, without the code that stands above it."""
    return page.examples[0].removesuffix(f" ({page.code})") if page.examples else ""


def _shown(value: str, *, masked: bool) -> str:
    return MASK if masked else quoted(value, VALUE_CHARACTERS)


def _message(reason: Any, options: PageOptions) -> str:
    if options.masked:
        return visible(discreet(options.registry.problems[reason.code], reason.message))
    return visible(reason.message)


def spans(text: str) -> Markup:
    """Return the catalogue's text with its code spans as elements; everything else is escaped."""
    from markupsafe import Markup, escape

    parts, end = [], 0
    for found in CODE_SPAN.finditer(text):
        parts += [escape(text[end : found.start()]), Markup("<code>{}</code>").format(found[2])]
        end = found.end()
    return Markup().join([*parts, escape(text[end:])])
