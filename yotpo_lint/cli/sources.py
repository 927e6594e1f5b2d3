"""`yotpo-lint sources`: the shops and tools whose exports are known, and what each feeds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yotpo_lint.cli.plain_json import print_json
from yotpo_lint.cli.setting_options import CONFIG, OUTPUT_FORMAT, RULES, settings_of
from yotpo_lint.escaping import make_visible

if TYPE_CHECKING:
    from yotpo_lint.sources.source import Origin, Source


@click.command
@click.argument("name", required=False)
@OUTPUT_FORMAT
@RULES
@CONFIG
def sources(name: str | None, output_format: str, rules: tuple[str, ...], config: Path | None) -> int:
    """List the known sources; with a NAME (or the path of a source file), show which column feeds which field."""
    from yotpo_lint.registry import load_registry
    from yotpo_lint.sources.resolution import chosen_source
    from yotpo_lint.sources.source_file import installed

    known = installed(load_registry(settings_of({"rules": rules, "config": config}).settings.rules))
    chosen = [chosen_source(name, known)] if name else list(known.values())
    if output_format == "json":
        plain = [_plain(source) for source in chosen]
        print_json(plain[0] if name else plain)
    elif name:
        _print_one(chosen[0])
    else:
        width = max(len(source.name) for source in chosen)
        for source in chosen:
            click.echo(f"{source.name:<{width}}  {make_visible(source.title)}")
    return 0


def _plain(source: Source) -> dict[str, Any]:
    """Return a source as plain data."""
    return {
        "name": source.name,
        "title": source.title,
        "read": source.read,
        "facts": list(source.facts),
        "unverified": list(source.unverified),
        "signs": list(source.signs),
        "least": source.least,
        "fields": {
            field: {
                "columns": list(origin.columns),
                "inverted": origin.inverted,
                "words": {word: {"becomes": each.becomes, "why": each.why} for word, each in origin.words.items()},
                "opt_outs": {header: each.why for header, each in origin.opt_outs.items()},
                "from_name": [{"pattern": each.pattern.pattern, "text": each.text} for each in origin.from_name],
                "why": origin.why,
            }
            for field, origin in source.fields.items()
        },
        "translated": source.translated or None,
        "ignored": dict(source.ignored),
        "withheld": dict(source.withheld),
        "join": source.join.what if source.join else None,
        "several": list(source.several.keys) if source.several else None,
    }


def _print_one(source: Source) -> None:
    """Print the mapping of a source as a table, then what it does not take and why, then where all this was read."""
    lines = [(field, _from(origin), origin.why) for field, origin in source.fields.items()]
    click.echo(make_visible(f"{source.title} ({source.name})"))
    click.echo()
    _print_table(("field", "columns, the first that holds anything", "remark"), lines)
    words = [
        (field, word, each.becomes if each.becomes is not None else "(left out)", each.why)
        for field, origin in source.fields.items()
        for word, each in origin.words.items()
    ]
    opt_outs = [
        (field, header, each.why) for field, origin in source.fields.items() for header, each in origin.opt_outs.items()
    ]
    for title, headers, rows in (
        ("Columns that can only say no", ("field", "column", "why"), opt_outs),
        ("Words of its own", ("field", "word", "becomes", "why"), words),
        ("Columns that are not used", ("column", "why"), list(source.ignored.items())),
        ("Columns that are shown nowhere", ("column", "why"), list(source.withheld.items())),
    ):
        if rows:
            click.echo(f"\n{title}\n")
            _print_table(headers, rows)
    if source.join:
        join = source.join
        told = f"{join.what}, where {join.other_key!r} is the customer's {' or '.join(map(repr, join.keys))}"
        click.echo(
            f"\n--join FILE: {make_visible(told)}; "
            f"their columns are those that begin with {make_visible(join.prefix)!r} here"
        )
    if source.several:
        alike, default = " or ".join(map(repr, source.several.keys)), repr(source.several.default_column)
        told = f"Rows with one {alike} are the addresses of one customer; {default} tells which is taken."
        click.echo(f"\n{make_visible(told)}")
    click.echo(f"\nRead {source.read}:")
    for fact in source.facts:
        click.echo(f"  {make_visible(fact)}")
    if source.translated:
        click.echo(
            f"  Headers are in {make_visible(source.translated)}; the English ones are known, map others with --map."
        )
    for doubt in source.unverified:
        click.echo(f"  Unverified: {make_visible(doubt)}")


def _from(origin: Origin) -> str:
    """Say where a field comes from."""
    said = " / ".join(origin.columns) or ("(only its opt-outs)" if origin.opt_outs else "(the file's name)")
    return f"{said} (inverted)" if origin.inverted else said


def _print_table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    lines = [headers, *(tuple(map(make_visible, row)) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headers) - 1)]
    for line in lines:
        cells = [f"{cell:<{width}}" for cell, width in zip(line, widths, strict=False)]
        click.echo("  ".join([*cells, line[-1]]).rstrip())
