"""``import``: take a delivery in."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from threading import Event

import click

from kartoteka.cli.context import Context, archive_option, json_option
from kartoteka.cli.interrupts import interruptible
from kartoteka.cli.output import JSON_VERSION, as_json_text, console, harmless, progress_for
from kartoteka.errors import InvalidError
from kartoteka.records.dates import UncertainDate, parse_iso
from kartoteka.records.item import ItemState
from kartoteka.records.stage import FileReport, ImportReport
from kartoteka.workflow import journey
from kartoteka.workflow.accession import Delivery

_INTERRUPTED = 130
_SOME_HELD = 10
_LISTED = 40
_FILES = "(files)"
_FILES_HERE = f'"{_FILES}"'


@click.command("import", short_help="Take a delivery in.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--source", required=True, metavar="CODE-NAME", help="Who it came from: a code name, never a name."
)
@click.option(
    "--received",
    metavar="DATE",
    help="When a person received it: 2026-11-20, 2026-11 or 2026. Default: today.",
)
@click.option("--channel", default="", metavar="WORDS", help="How it arrived: courier, mail, drop box …")
@click.option(
    "--title", default="", metavar="WORDS", help="What to call the delivery. Default: the folder's name."
)
@click.option(
    "--compartment", default="general", metavar="NAME", help="Who may know of its items. Default: general."
)
@click.option(
    "-l",
    "--languages",
    default="",
    metavar="rus+eng",
    help="Languages of recognition. Default: the archive's setting.",
)
@click.option(
    "-j",
    "--jobs",
    default=0,
    type=click.IntRange(0, 256),
    metavar="N",
    help="Pages read at once. Default: one a processor, as far as memory reaches.",
)
@click.option(
    "--nice",
    type=click.IntRange(0, 19),
    metavar="N",
    help="How far reading steps back for other programs, 0 to 19. Default: the archive's setting, 10.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--held-csv",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write a CSV of what is held.",
)
@archive_option
@json_option
@click.pass_obj
def import_(
    context: Context,
    folder: Path,
    source: str,
    received: str | None,
    channel: str,
    title: str,
    compartment: str,
    languages: str,
    jobs: int,
    nice: int | None,
    dry_run: bool,
    held_csv: Path | None,
    as_json: bool,
) -> int:
    """Take a delivery in: everything in FOLDER, from one source.

    First every byte is stored and receipted, so that the medium can be given back; then pages are
    read, with recognition where a page has no sound text. FOLDER is never written to. Every file
    ends in one of five states (catalogued, catalogued in part, received again, held, skipped) and
    the report balances.

    Ctrl-C finishes what is in hand; the same command resumes, and never counts as a second receipt.
    """
    delivery = Delivery(
        root=folder,
        source=_code_name(source),
        received=_received(received),
        channel=channel,
        title=title,
        languages=languages,
        jobs=jobs,
        compartment=compartment,
    )
    stop = Event()
    with context.open(write=not dry_run) as archive:
        if nice is not None:
            archive.settings = replace(archive.settings, niceness=nice)
        with interruptible(stop), progress_for(as_json=as_json) as progress:
            if dry_run:
                report = journey.plan(archive, delivery, progress)
            else:
                report = journey.import_delivery(archive, delivery, progress, stop)
        _print(report, as_json=as_json, dry_run=dry_run)
        if held_csv is not None:
            _write_held(report, held_csv)
    if report.interrupted:
        click.echo("Interrupted. Run the same command again to resume.", err=True)
        return _INTERRUPTED
    return _SOME_HELD if report.counts[ItemState.HELD] and not dry_run else 0


def _code_name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > 80 or not name.isprintable():
        raise InvalidError(
            "--source needs a code name of 1 to 80 printable characters",
            code="source-invalid",
            advice="Give a word that says nothing about the person, such as otter.",
        )
    return name


def _received(text: str | None) -> UncertainDate:
    found = parse_iso(text or date.today().isoformat())  # noqa: DTZ011 -- the day on the wall where the person is
    if found is None:
        raise InvalidError(
            f"--received {text!r} is no date",
            code="date-invalid",
            advice="Write 2026-11-20, 2026-11, 2026, or a span 2026-11-01/2026-11-20.",
        )
    return found


def _print(report: ImportReport, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        _print_json(report, dry_run=dry_run)
        return
    from rich.table import Table

    out = console()
    table = Table(
        title=f"Accession {report.accession}" if report.accession else "Dry run", title_justify="left"
    )
    table.add_column("state")
    table.add_column("files", justify="right")
    for state, count in report.counts.items():
        if count or state is not ItemState.WAITING:
            table.add_row(
                "would be stored and read" if dry_run and state is ItemState.WAITING else str(state),
                str(count),
            )
    table.add_section()
    table.add_row("offered", str(report.offered))
    out.print(table)
    if report.pages:
        out.print(f"{report.pages} pages read, {report.pages_recognised} of them by recognition.")
    wanting = report.counts[ItemState.HELD] + report.counts[ItemState.CATALOGUED_IN_PART]
    explained = (
        file for file in report.files if file.state in (ItemState.HELD, ItemState.CATALOGUED_IN_PART)
    )
    for file in islice(explained, min(wanting, _LISTED)):
        reason = file.reason
        out.print(f"{file.state}: {harmless(file.file)} ({file.item or 'no number'})", markup=False)
        if reason is not None:
            out.print(f"    {harmless(reason.sentence)} {reason.remedy}", markup=False)
    if wanting > _LISTED:
        out.print(f"… and {wanting - _LISTED} more; --held-csv FILE writes them all.")


def _print_json(report: ImportReport, *, dry_run: bool) -> None:
    """Print the report as one line, file by file: it can be longer than the memory."""
    whole = as_json_text({"version": JSON_VERSION, "report": _as_json(report, dry_run=dry_run)})
    before, after = whole.split(_FILES_HERE)
    click.echo(before + "[", nl=False)
    for number, file in enumerate(report.files):
        click.echo(("," if number else "") + as_json_text(_file_as_json(file)), nl=False)
    click.echo("]" + after)


def _as_json(report: ImportReport, *, dry_run: bool) -> dict[str, object]:
    return {
        "accession": report.accession or None,
        "dry_run": dry_run,
        "interrupted": report.interrupted,
        "offered": report.offered,
        "balances": report.balances,
        "counts": {str(state): count for state, count in report.counts.items()},
        "pages": report.pages,
        "pages_recognised": report.pages_recognised,
        "files": _FILES,
    }


def _file_as_json(file: FileReport) -> dict[str, object]:
    reason = file.reason
    return {
        "file": file.file,
        "path_hex": file.raw_path.hex(),
        "item": file.item or None,
        "state": str(file.state),
        "reason": {"code": reason.code, "sentence": reason.sentence, "remedy": reason.remedy}
        if reason
        else None,
    }


def _write_held(report: ImportReport, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["item", "file", "state", "code", "reason", "remedy"])
        for found in report.files:
            if found.state is ItemState.HELD and found.reason is not None:
                reason = found.reason
                row = [found.item, found.file, str(found.state), reason.code, reason.sentence, reason.remedy]
                writer.writerow([_not_a_formula(cell) for cell in row])


def _not_a_formula(cell: str) -> str:
    """Keep a spreadsheet from running a file's name."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t")) else cell
