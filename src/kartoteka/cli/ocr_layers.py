"""``ocr show`` and ``ocr choose``: a page's readings, and which of them is shown."""

from __future__ import annotations

from typing import Any

import click
from rich.table import Table

from kartoteka.cli.context import Context, archive_option, json_option
from kartoteka.cli.output import JSON_VERSION, console, harmless, json_line
from kartoteka.records.page import Page, TextLayer
from kartoteka.workflow import consult, layers


@click.command(short_help="List a page's readings.")
@click.argument("item", metavar="NUMBER")
@click.argument("page", type=click.IntRange(1))
@click.option("--layer", type=click.IntRange(1), metavar="N", help="Print the text of this reading.")
@archive_option
@json_option
@click.pass_obj
def show(context: Context, item: str, page: int, layer: int | None, as_json: bool) -> int:
    r"""List the readings of one PAGE of the item with the printed NUMBER; the one shown has a star.

    With --layer N the text of reading N is printed instead, so that two readings can be compared:

    \b
      diff <(kartoteka ocr show A0007-000123 4 --layer 1) <(kartoteka ocr show A0007-000123 4 --layer 2)
    """
    with context.open() as archive:
        found, read = layers.readings_of(archive, consult.local_reader(archive), item, page)
    if layer is not None:
        click.echo(harmless(layers.reading(found, read, layer).text))
    elif as_json:
        for one in read.layers:
            json_line({"version": JSON_VERSION, "item": found.label, "page": page, **_as_json(read, one)})
    else:
        _print_layers(read)
    return 0


def _as_json(page: Page, layer: TextLayer) -> dict[str, Any]:
    return {
        "layer": layer.number,
        "shown": layer.number == page.shown,
        "origin": layer.origin,
        "language": layer.language or None,
        "confidence": layer.confidence,
        "words": len(layer.words),
        "characters": len(layer.text),
        "tool": {
            "name": layer.tool.name,
            "version": layer.tool.version,
            "parameters": dict(layer.tool.parameters),
        },
    }


def _print_layers(page: Page) -> None:
    out = console()
    if not page.layers:
        out.print(f"No text was found on this page. {harmless(page.problem)}", markup=False)
        return
    table = Table(box=None, pad_edge=False)
    for column in ("reading", "from", "language", "confidence", "words", "read by"):
        table.add_column(column, overflow="fold")
    for layer in page.layers:
        told = ", ".join(f"{name} {value}" for name, value in sorted(layer.tool.parameters.items()))
        tool = f"{layer.tool.name} {layer.tool.version}" + (f" ({told})" if told else "")
        table.add_row(
            f"{layer.number}{' *' if layer.number == page.shown else ''}",
            "the file's own text" if layer.origin == "embedded" else "the picture",
            layer.language or "unknown",
            "" if layer.confidence is None else str(layer.confidence),
            str(len(layer.words)),
            harmless(tool).replace("[", "\\["),
        )
    out.print(table)
    if page.notes.get("layer"):
        out.print(f"* shown: {harmless(page.notes['layer'])}", markup=False)


@click.command(short_help="Show another reading of a page.")
@click.argument("item", metavar="NUMBER")
@click.argument("page", type=click.IntRange(1))
@click.argument("layer", type=click.IntRange(1))
@archive_option
@click.pass_obj
def choose(context: Context, item: str, page: int, layer: int) -> int:
    """Show reading LAYER of one PAGE of the item NUMBER from now on, and search it.

    The choice is written into the ledger. It can be taken back by choosing again; `ocr show` lists
    the readings.
    """
    with context.open(write=True) as archive:
        found, _read = layers.choose(
            archive, consult.local_reader(archive), item, page, layer, index_now=True
        )
    click.echo(f"{found.label} p. {page} shows reading {layer}.")
    return 0
