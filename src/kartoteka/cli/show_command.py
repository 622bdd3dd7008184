"""``show``: one item, its provenance, its text, its words with their boxes."""

from __future__ import annotations

from typing import Any

import click
from rich.table import Table

from kartoteka.cli.context import Context, archive_option, json_option
from kartoteka.cli.output import JSON_VERSION, console, harmless, json_line
from kartoteka.records.consulted import OpenedItem, OpenedPage
from kartoteka.workflow import consult


@click.command(short_help="Show one item: provenance, text, words.")
@click.argument("item", metavar="NUMBER")
@click.option("--page", type=click.IntRange(1), metavar="N", help="Only this page.")
@click.option("--text", "as_text", is_flag=True, help="Print the text.")
@archive_option
@json_option
@click.pass_obj
def show(context: Context, item: str, page: int | None, as_text: bool, as_json: bool) -> int:
    """Show the item with a printed NUMBER such as A0007-000123.

    Without an option: where it comes from, its state, its chain of custody. With --text: what it
    says. With --json: a page a line, words with their boxes in points from the page's top left.
    """
    with context.open() as archive:
        reader = consult.local_reader(archive)
        opened = consult.open_item(archive, reader, item)
        if not as_text and not as_json:
            _print(opened)
            return 0
        count = opened.document.page_count if opened.document else None
        numbers = [page] if page else range(1, (count or 0) + 1)
        for number in numbers:
            leaf = consult.open_page(archive, reader, item, number)
            if as_json:
                json_line(_as_json(leaf))
            elif leaf.page is None or leaf.page.layer is None:
                click.echo(
                    f"[page {number}: {leaf.page.problem if leaf.page and leaf.page.problem else 'no text'}]",
                    err=True,
                )
            else:
                click.echo(harmless(leaf.page.layer.text))
                click.echo("\f" if len(numbers) > 1 and number != numbers[-1] else "", nl=False)
    return 0


def _as_json(leaf: OpenedPage) -> dict[str, Any]:
    page = leaf.page
    layer = page.layer if page else None
    return {
        "version": JSON_VERSION,
        "item": leaf.item.label,
        "page": leaf.number,
        "pages": leaf.page_count,
        "width": page.width if page else None,
        "height": page.height if page else None,
        "problem": page.problem or None if page else "not read yet",
        "text": layer.text if layer else "",
        "layer": {
            "number": layer.number,
            "origin": layer.origin,
            "language": layer.language or None,
            "confidence": layer.confidence,
            "tool": {
                "name": layer.tool.name,
                "version": layer.tool.version,
                "parameters": dict(layer.tool.parameters),
            },
        }
        if layer
        else None,
        "words": [
            {
                "text": layer.text[word.start : word.end],
                "start": word.start,
                "box": list(word.box),
                "confidence": word.confidence,
            }
            for word in layer.words
        ]
        if layer
        else [],
    }


def _print(opened: OpenedItem) -> None:
    item, accession = opened.item, opened.accession
    facts = Table(show_header=False, box=None, pad_edge=False)
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")

    def fact(name: str, value: object) -> None:
        if value not in (None, ""):
            facts.add_row(name, str(value).replace("[", "\\["))

    fact("item", item.label)
    fact("file", harmless(item.path))
    fact("state", item.state)
    if item.reason:
        fact("reason", f"{harmless(item.reason.sentence)} {item.reason.remedy}")
    fact("accession", f"{accession.label} {harmless(accession.title)}")
    fact("source", opened.source.code_name)
    fact(
        "received",
        f"{accession.received}, {accession.channel or 'no channel given'}, by {accession.received_by}",
    )
    fact("bytes", item.size)
    fact("SHA-256", item.digest)
    document = opened.document
    if document is not None:
        fact("type", document.media_type)
        fact("pages", document.page_count)
        fact("may harm", ", ".join(sorted({hazard.kind for hazard in document.hazards})))
        for name, claim in document.claims.items():
            fact(f"claims {name}", harmless(claim))
    for receipt in opened.receipts:
        if receipt.item.id != item.id:
            fact("also", f"{receipt.item.label} from {receipt.source.code_name}")
    out = console()
    out.print(facts)
    custody = Table(title="Chain of custody", title_justify="left")
    for column in ("entry", "when (UTC)", "what", "outcome", "by"):
        custody.add_column(column)
    for line in opened.custody:
        when = line.at.strftime("%Y-%m-%d %H:%M:%S") if line.at else "erased"
        custody.add_row(str(line.sequence), when, line.event, line.outcome, line.agent)
    out.print(custody)
