"""The page of one shop or tool: how its export is found, what becomes of each column, its traps, and consent.

Every fact on it is one of the source file's; nothing is said of a shop that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from yotpo_lint.contract.fields import FLAG_FIELDS
from yotpo_lint.guide.markdown import code, escape, link_addresses, sentence, table
from yotpo_lint.sources.source import Origin, Source

SIGNS_SHOWN: Final = 6
ENDINGS: Final = ("JSON", "XML")
CHANNELS: Final = {"accepts_sms_marketing": "SMS", "accepts_email_marketing": "E-mail"}


def render_shop_page(source: Source) -> str:
    """Return the page of a source as Markdown."""
    lines = [
        "<!-- Generated from the source file by `make shops`. Do not edit. -->",
        f"# {escape(source.title)}",
        "",
        "## How to export",
        "",
        *_describe_export(source),
        "",
        "## Check and fix",
        "",
        "```sh",
        *_commands(source),
        "```",
        "",
        "`check` prints what it finds and writes nothing. `fix` writes the upload, the rejected rows with their",
        "reasons and the ledger of every change: see [your first run](../tasks/first-run.md). Without a terminal, drop",
        "the table on [the page in your browser](../tasks/local-page.md).",
        "",
        *_describe_signs(source),
        "",
        "## What becomes of each column",
        "",
        *table(("column", "feeds", "remark"), _list_columns(source)),
        "",
        "If several columns feed one field, the first one that has a value counts; consent is different, see below. A",
        "column that is not in the list feeds nothing and is announced in the summary, unless its header speaks of",
        "consent or you map it. Values are then checked and repaired by [the rules](../../README.md) of their field.",
        "",
        *_section("Words of its own", _describe_words(source)),
        *_section("Traps", _describe_traps(source)),
        "## Consent",
        "",
        *_describe_consent(source),
        "",
        "Only an explicit yes becomes `true`; where columns or copies of one customer disagree, the stricter answer",
        "counts.",
        "[The promises](../explanation/promises.md) say what else never raises a consent.",
        "",
        *_section("Not verified", [f"- {escape(sentence(doubt))}" for doubt in source.unverified]),
        "## Where this was read",
        "",
        f"The layout was read on {source.read}, from:",
        "",
        *(f"- {link_addresses(fact)}" for fact in source.facts),
        "",
        "If your export looks different, map its columns with `--map`, or start from",
        f"[{source.name}.toml](../../yotpo_lint_rules/sources/{source.name}.toml):",
        "see [add a source](../extending/source.md).",
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    """Return a section; nothing where there is nothing to say."""
    return [f"## {title}", "", *lines, ""] if lines else []


def _describe_export(source: Source) -> list[str]:
    """Return the steps of the export with the page that confirms them; where none does, say so."""
    if not source.export_steps:
        return ["No page that was read confirms how this table is exported: follow the help of your shop or tool."]
    steps = [f"{number}. {escape(step)}" for number, step in enumerate(source.export_steps, 1)]
    return [*steps, "", f"The steps are those of {link_addresses(source.export_page)}."]


def _describe_signs(source: Source) -> list[str]:
    """Say by what headers a table is taken for this source."""
    shown = ", ".join(map(code, source.signs[:SIGNS_SHOWN]))
    more = len(source.signs) - SIGNS_SHOWN
    rest = f" and {more} more" if more > 0 else ""
    if not source.signs:
        return [f"Its headers are no sign by themselves: name the source with `--source {source.name}`."]
    return [
        f"A table is taken for this export if it has at least {source.least} of these headers: {shown}{rest}.",
        f"Otherwise say `--source {source.name}`.",
    ]


def _commands(source: Source) -> list[str]:
    """Return the two commands; `customers` stands for the export, unless its name says something."""
    kind = next((each.lower() for each in ENDINGS if each in source.title and "CSV" not in source.title), "csv")
    named = [part.text for origin in source.fields.values() for part in origin.from_name]
    # The last one stands for the export that most will have.
    table_name = f"{named[-1]}_customers.{kind}" if named else f"customers.{kind}"
    join = f" --join addresses.{kind}" if source.join else ""
    return [f"yotpo-lint check {table_name}{join}", f"yotpo-lint fix {table_name}{join} -o out"]


def _list_columns(source: Source) -> Iterator[tuple[str, str, str]]:
    """Yield column, field and remark; first what feeds a field, then what does not."""
    for field, origin in source.fields.items():
        for number, column in enumerate(origin.columns):
            yield code(column), code(field), _remark(origin) if number == 0 else "if the one above is empty"
        for column, opt_out in origin.opt_outs.items():
            yield code(column), f"{code(field)}, only as a no", escape(opt_out.why)
    for column, why in source.ignored.items():
        yield code(column), "nothing", escape(why)
    for column, why in source.withheld.items():
        yield code(column), "nothing, and is shown nowhere", escape(why)


def _remark(origin: Origin) -> str:
    """Return what a person should know of the columns of a field."""
    remarks = [escape(origin.why)] if origin.why else []
    if origin.inverted:
        remarks.append("its yes means no")
    if origin.international:
        remarks.append("numbers have the country's code and no plus sign, which is put before them")
    return "; ".join(remarks)


def _describe_words(source: Source) -> list[str]:
    """Return the table of the words that mean something else than they say."""
    rows = [
        (
            code(field),
            "any other text" if word == "*" else code(word),
            code(each.becomes) if each.becomes is not None else "nothing",
            escape(each.why),
        )
        for field, origin in source.fields.items()
        for word, each in origin.words.items()
    ]
    return table(("field", "word", "becomes", "why"), rows) if rows else []


def _describe_traps(source: Source) -> list[str]:
    """Return what is peculiar to the layout and cannot be seen in one column."""
    traps = []
    if "external_id" not in source.fields:
        traps.append(
            "- No column holds a customer number for Yotpo. Where a row has an e-mail and a phone number, "
            "`--identify-by email` or `--identify-by phone_number` says which one stays."
        )
    if source.join:
        join, keys = source.join, " or ".join(map(code, source.join.keys))
        traps.append(
            f"- {escape(join.what)} come in a second file: name it with `--join`. A record belongs to the customer "
            f"whose {keys} is its {code(join.other_key)}. Its columns are listed above with {code(join.prefix)} before "
            "their names."
        )
    if source.several:
        keys = " or ".join(map(code, source.several.keys))
        traps.append(
            f"- Rows with the same {keys} are addresses of one customer and become one record; "
            f"{code(source.several.default_column)} tells which address is taken."
        )
    for field, origin in source.fields.items():
        if origin.from_name:
            texts = ", ".join(code(part.text) for part in origin.from_name)
            traps.append(
                f"- Keep the name that the file was exported under: {texts} in it is the answer of every row for "
                f"{code(field)}."
            )
    if source.translated:
        traps.append(
            f"- Headers are in {escape(source.translated)}. The English ones are known; others need `--map` or "
            "`yotpo-lint map`."
        )
    return traps


def _describe_consent(source: Source) -> list[str]:
    """Say for each channel what is read."""
    lines = []
    for field in FLAG_FIELDS:
        origin, channel = source.fields.get(field), CHANNELS[field]
        if origin is None:
            lines.append(
                f"- **{channel}** ({code(field)}): the layout is known to have no column for it. If your table has "
                "one, the summary says what became of it."
            )
            continue
        said = []
        if origin.columns:
            said.append(f"read from {', '.join(map(code, origin.columns))}")
        if origin.from_name:
            said.append("read from the name of the file")
        if origin.opt_outs:
            said.append(f"{', '.join(map(code, origin.opt_outs))} can only say no")
        lines.append(f"- **{channel}** ({code(field)}): {'; '.join(said)}.")
    return lines
