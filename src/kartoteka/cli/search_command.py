"""``search``: ask the archive from a shell."""

from __future__ import annotations

from collections.abc import Mapping

import click

from kartoteka.cli.context import Context, archive_option, json_option
from kartoteka.cli.output import JSON_VERSION, console, harmless, json_line
from kartoteka.errors import MissingError
from kartoteka.records.question import ORDERS, Answer, ItemHit, Question, Snippet
from kartoteka.records.reader import Reader
from kartoteka.workflow import consult
from kartoteka.workflow.archive import Archive

_HELP_OF = {"source": "The source, by its code name or id."}
"""What a shell takes beside what an address may hold."""


def with_filters(command: click.Command, after: str = "") -> click.Command:
    """Give the command one option a filter of the shelf.

    Args:
        command: The command.
        after: The option behind which they stand; empty: behind the arguments.
    """
    place = next((at for at, one in enumerate(command.params, start=1) if one.name == after), 1)
    for descriptor in reversed(consult.filters()):
        command.params.insert(
            place,
            click.Option(
                [f"--{descriptor.parameter}"],
                multiple=True,
                metavar="VALUE",
                help=_HELP_OF.get(descriptor.parameter, descriptor.help)
                + " -VALUE leaves out; may be repeated.",
            ),
        )
    return command


def filters_of(
    archive: Archive, reader: Reader, given: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Turn the options that ``with_filters`` gave into a question's filters."""
    names = {descriptor.parameter.replace("-", "_"): descriptor.parameter for descriptor in consult.filters()}
    filters = {names[name]: values for name, values in given.items() if values}
    if "source" in filters:
        filters["source"] = consult.source_values(archive, reader, filters["source"])
    return filters


_HELP = """Find documents: number, file, page and the words in their place.

All words must occur in a document; those with all on one page come first. Word forms are found.

\b
  kartoteka search 'пытки "ИК-6"'          a word and a phrase
  kartoteka search 'рапорт OR докладная'   either
  kartoteka search 'перевод -этап'         one without the other
  kartoteka search 'осужд*'                all words that begin so
  kartoteka search 'приказ' --received 2026-11 --state -held

docs/how-to-ask.md has the rest.
"""


@click.command(help=_HELP, short_help="Find documents from the shell.")
@click.argument("query", nargs=-1)
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    default="relevance",
    show_default=True,
    help="How results are sorted.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Items wanted.")
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True, help="Items to pass over.")
@click.option("--count", is_flag=True, help="Print the number of items only.")
@archive_option
@json_option
@click.pass_obj
def search(
    context: Context,
    /,
    query: tuple[str, ...],
    order: str,
    limit: int,
    offset: int,
    count: bool,
    as_json: bool,
    **given: tuple[str, ...],
) -> int:
    """Find documents: number, file, page and the words in their place."""
    text = " ".join(query)
    with context.open() as archive:
        reader = consult.local_reader(archive)
        filters = filters_of(archive, reader, given)
        answer = consult.ask(archive, reader, Question(text, filters, order, offset, limit))  # type: ignore[arg-type] # Choice gives one of ORDERS
    if answer.index_missing and answer.received:
        raise MissingError(
            "nothing can be searched yet: the index is missing or of another version",
            code="index-missing",
            advice="Run `kartoteka index rebuild`: it is made anew from the catalogue.",
        )
    if count:
        click.echo(answer.total)
    elif as_json:
        _print_json(answer)
    else:
        _print(answer)
    return 0


def _print_json(answer: Answer) -> None:
    for hit in answer.hits:
        line = {"version": JSON_VERSION, "item": hit.item.label, "file": hit.item.path, "total": answer.total}
        for page in hit.pages:
            json_line({**line, "page": page.page, "hits": page.hits, "snippet": page.snippet.text})
        if not hit.pages:
            json_line({**line, "page": None, "hits": 0, "snippet": ""})


def _print(answer: Answer) -> None:
    out = console()
    if answer.understood:
        out.print(f"[dim]Understood as {_escape(answer.understood)}[/dim]")
    if answer.not_searchable:
        out.print(f"[dim]{answer.not_searchable} documents are read but not yet searchable.[/dim]")
    first = answer.question.offset + 1
    shown = (
        f", {first} to {answer.question.offset + len(answer.hits)} shown"
        if len(answer.hits) < answer.total
        else ""
    )
    out.print(f"{answer.total} {'item' if answer.total == 1 else 'items'}{shown}")
    for hit in answer.hits:
        _print_hit(hit)


def _print_hit(hit: ItemHit) -> None:
    out = console()
    out.print(f"\n[bold]{hit.item.label}[/bold]  {_escape(harmless(hit.item.path))}")
    for page in hit.pages:
        out.print(f"  p. {page.page:<4} {_marked(page.snippet)}")
    more = hit.page_hits - len(hit.pages)
    if more > 0 and hit.pages:
        out.print(f"  [dim]{more} more {'page' if more == 1 else 'pages'}[/dim]")


def _marked(snippet: Snippet) -> str:
    parts = []
    at = 0
    for start, end in snippet.marks:
        parts.append(_escape(harmless(snippet.text[at:start])))
        parts.append(f"[bold yellow]{_escape(harmless(snippet.text[start:end]))}[/bold yellow]")
        at = end
    parts.append(_escape(harmless(snippet.text[at:])))
    return "".join(parts)


def _escape(text: str) -> str:
    return text.replace("[", "\\[")


search = with_filters(search)
