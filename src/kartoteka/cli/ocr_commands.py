"""``ocr``, ``ocr run``: reading pages again; the group's others: ``ocr_languages``, ``ocr_layers``."""

from __future__ import annotations

from threading import Event
from typing import Any

import click

from kartoteka.cli.context import Context, archive_option, json_option
from kartoteka.cli.interrupts import interruptible
from kartoteka.cli.ocr_languages import languages_
from kartoteka.cli.ocr_layers import choose, show
from kartoteka.cli.output import JSON_VERSION, harmless, json_line, progress_for
from kartoteka.cli.search_command import filters_of, with_filters
from kartoteka.records.question import Question
from kartoteka.records.rereading import Chosen, Mode, Profile, RereadingPlan, RereadingState
from kartoteka.workflow import consult, rereading

_INTERRUPTED = 130
_SOME_FAILED = 10


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


@click.command(help=_RUN_HELP, short_help="Read pages again.")
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


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


with_filters(run, after="query")
for command in (languages_, run, show, choose):
    ocr.add_command(command)
