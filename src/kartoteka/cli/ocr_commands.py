"""``ocr``: which languages can be recognised, reading again, and which of a page's readings is shown."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import click
from rich.table import Table

from kartoteka.cli.context import Context, archive_option, json_option
from kartoteka.cli.interrupts import interruptible
from kartoteka.cli.output import JSON_VERSION, console, harmless, json_line, progress_for
from kartoteka.cli.search_command import filters_of, with_filters
from kartoteka.records.page import Page, TextLayer
from kartoteka.records.question import Question
from kartoteka.records.recognisable import Recognisable, RecognisableLanguages
from kartoteka.records.rereading import Chosen, Mode, Profile, RereadingPlan, RereadingState
from kartoteka.workflow import consult, languages, layers, rereading

_INTERRUPTED = 130
_SOME_FAILED = 10
_SOMETHING_MISSING = 3


class _InOrder(click.Group):
    """Lists commands in the order people meet them in."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the names as they were added."""
        return list(self.commands)


@click.group(cls=_InOrder)
def ocr() -> None:
    """Recognition: languages, reading pages again, choosing among readings.

    Nothing is ever overwritten: every reading of a page stays, numbered, and one of them is shown and
    searched.
    """


@ocr.command("languages", short_help="List languages: what is there, what to install.")
@archive_option
@json_option
@click.pass_obj
def languages_(context: Context, as_json: bool) -> int:
    r"""List the languages that can be recognised here, and how to install the others.

    The name under "-l" is what `import -l` and `ocr run -l` take, several joined by '+'. Languages
    with a star are used where none is named (the setting `languages`). Data is `fast` as systems ship
    it, or `best`: slower, a little better; put it into the user's folder to use it.

    Exit code 3: a language that imports use is missing.
    """
    found = languages.recognisable(context.settings())
    if as_json:
        for line in found.lines:
            json_line({"version": JSON_VERSION, **_language_as_json(line)})
        json_line(
            {
                "version": JSON_VERSION,
                "report": {
                    "searched": list(found.searched),
                    "damaged": list(found.damaged),
                    "missing_by_default": list(found.missing_by_default),
                    "install": [{"system": system, "command": command} for system, command in found.install],
                },
            }
        )
    else:
        _print_languages(found)
    return _SOMETHING_MISSING if found.missing_by_default or found.damaged else 0


def _language_as_json(line: Recognisable) -> dict[str, Any]:
    return {
        "language": line.code or None,
        "name": line.name,
        "tesseract": line.tesseract,
        "file": line.file or None,
        "kind": line.kind or None,
        "bytes": line.bytes,
        "read_by": line.read_by or None,
        "by_default": line.by_default,
    }


def _print_languages(found: RecognisableLanguages) -> None:
    out = console()
    table = Table(box=None, pad_edge=False)
    for column in ("-l", "language", "read by", "data", "size", "where"):
        table.add_column(column, justify="right" if column == "size" else "left", overflow="fold")
    for line in found.lines:
        star = " *" if line.by_default else ""
        size = f"{line.bytes / 1e6:.1f} MB" if line.bytes else ""
        where = str(Path(line.file).parent) if line.file else ""
        read_by = line.read_by or "[yellow]not here[/yellow]"
        table.add_row(f"{line.tesseract}{star}", line.name, read_by, line.kind, size, where)
    out.print(table)
    out.print("[dim]* used where no language is named[/dim]")
    if not found.searched:
        out.print("No folder with language data was found.")
    for path in found.damaged:
        out.print(f"Cut short, and not used: {path}; delete it and install it again.", markup=False)
    if found.install:
        out.print("\nTo install what is not here:", markup=False)
        out.print(f"  {found.here}", markup=False)
        out.print("[dim]Elsewhere:[/dim]")
        for system, command in found.install:
            out.print(f"  {system:<20}{command}", markup=False)


_RUN_HELP = """Read pages again. The new reading is kept beside the old ones; the better one is shown.

\b
WHAT is one or more of
  A0007                        every item of a delivery
  A0007-000123                 one item
  A0007-000123/3-7,9           some of its pages
  A0007-000100..A0007-000200   items of a span
With --query and the filters of `search`, the items among these that answer are meant; without WHAT,
all that answer.

\b
--mode says which of their pages are read:
  skip-text   pages without text, or whose own text is not sound
  redo        these, and pages that were read by recognition
  force       every page; the new reading is shown even over sound text of the file's own
A page already recognised keeps its earlier reading shown unless the new one is better.

\b
  kartoteka ocr run A0007-000123 --dry-run              how many pages would be read
  kartoteka ocr run A0007-000123/4 -l deu+eng           page 4, as German
  kartoteka ocr run A0007 --confidence-below 60         what went badly, once more
  kartoteka ocr run --query 'протокол' --mode skip-text

Ctrl-C finishes what is in hand; the same command resumes, and so does `serve`.
"""


@ocr.command(help=_RUN_HELP, short_help="Read pages again.")
@click.argument("what", nargs=-1)
@click.option("--query", default="", metavar="WORDS", help="Items that `search WORDS` finds.")
@click.option("--pages", default="", metavar="1,3-7", help="Only these pages of every item.")
@click.option(
    "--confidence-below",
    type=click.IntRange(1, 100),
    metavar="N",
    help="Only pages recognised with a confidence below N (0-100).",
)
@click.option(
    "-l",
    "--languages",
    default="",
    metavar="rus+eng",
    help="Languages of recognition. Default: those the delivery was read in.",
)
@click.option(
    "--profile",
    type=click.Choice([profile.value for profile in Profile]),
    default=Profile.BEST.value,
    show_default=True,
    help="Quick, or thorough.",
)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.REDO.value,
    show_default=True,
    help="Which of the chosen pages are read.",
)
@click.option(
    "-j",
    "--jobs",
    default=0,
    type=click.IntRange(0, 256),
    metavar="N",
    help="Pages read at once. Default: one a processor.",
)
@click.option("--dry-run", is_flag=True, help="Say how many pages would be read, and do nothing.")
@click.option("--resume", is_flag=True, help="Finish all that was asked earlier and still waits.")
@archive_option
@json_option
@click.pass_obj
def run(
    context: Context,
    /,
    what: tuple[str, ...],
    query: str,
    pages: str,
    confidence_below: int | None,
    languages: str,
    profile: str,
    mode: str,
    jobs: int,
    dry_run: bool,
    resume: bool,
    as_json: bool,
    **given: tuple[str, ...],
) -> int:
    """Read pages again."""
    stop = Event()
    with (
        context.open(write=not dry_run) as archive,
        interruptible(stop),
        progress_for(as_json=as_json) as progress,
    ):
        if resume:
            states = rereading.resume(archive, progress, stop, jobs=jobs)
            return _ended(states, as_json=as_json)
        reader = consult.local_reader(archive)
        filters = filters_of(archive, reader, given)
        question = Question(query, filters) if query or filters else None
        chosen = Chosen(
            what, question, pages, confidence_below, Mode(mode), Profile(profile), languages.strip()
        )
        plan = rereading.plan(archive, reader, chosen)
        if not dry_run:
            state = rereading.run(archive, reader, chosen, progress, stop, jobs=jobs)
            if state is not None:
                return _ended([state], as_json=as_json)
    _print_plan(plan, as_json=as_json, dry_run=dry_run)
    return 0


def _print_plan(plan: RereadingPlan, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        line: dict[str, Any] = {
            "dry_run": dry_run,
            "items": plan.items,
            "documents": plan.documents,
            "pages": plan.pages,
            "left_out": dict(plan.left_out),
            "languages": list(plan.languages),
        }
        json_line({"version": JSON_VERSION, "plan": line})
        return
    verb = "would be read again" if dry_run else "to read again"
    click.echo(
        f"{_count(plan.pages, 'page')} of {_count(plan.documents, 'document')} {verb} "
        f"({_count(plan.items, 'item')} chosen)" + (f" as {', '.join(plan.languages)}" if plan.pages else "")
    )
    for reason, count in plan.left_out.items():
        click.echo(f"  left out: {_count(count, 'page')} {reason}")


def _ended(states: list[RereadingState], *, as_json: bool) -> int:
    for state in states:
        wish = state.rereading
        if as_json:
            line = {
                "what": wish.wording,
                "mode": wish.mode.value,
                "profile": wish.profile.value,
                "pages": state.pages,
                "read": state.read,
                "shown": state.shown,
                "failed": state.failed,
                "interrupted": not state.ended,
            }
            json_line({"version": JSON_VERSION, "report": line})
            continue
        click.echo(
            f"{harmless(wish.wording)}: {state.read} of {_count(state.pages, 'page')} read again, "
            f"{state.shown} of them show the new reading"
            + (f"; {state.failed} could not be read, their earlier reading stays" if state.failed else "")
        )
    if not states and not as_json:
        click.echo("Nothing waits to be read again.")
    if any(not state.ended for state in states):
        click.echo("Interrupted. The same command, --resume or `kartoteka serve` goes on.", err=True)
        return _INTERRUPTED
    return _SOME_FAILED if any(state.failed for state in states) else 0


@ocr.command(short_help="List a page's readings.")
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


@ocr.command(short_help="Show another reading of a page.")
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


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


run = with_filters(run, after="query")
