"""``init``, ``verify``, ``doctor`` and ``archive migrate``: an archive as a whole."""

from __future__ import annotations

from pathlib import Path

import click
from rich.progress import Progress as Bars
from rich.progress import TaskID

from kartoteka import settings as settings_module
from kartoteka.cli.context import Context, archive_option, json_option
from kartoteka.cli.output import JSON_VERSION, console, json_line
from kartoteka.errors import InvalidError, KartotekaError
from kartoteka.records.ledger import LedgerHead
from kartoteka.workflow import archive as archives
from kartoteka.workflow import audit as audits
from kartoteka.workflow import doctor as doctors
from kartoteka.workflow import migrate as moves

_DAMAGED = 4
_HASH_DIGITS = 64


@click.command(short_help="Make an archive.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--database",
    metavar="ADDRESS",
    help="Keep the catalogue in an empty PostgreSQL database: postgresql+psycopg://USER@HOST/DATABASE.",
)
def init(folder: Path, database: str | None) -> None:
    """Make a new archive in FOLDER, which must be new or empty.

    It is remembered: commands that name no archive mean this one, until another is made or named
    by KARTOTEKA_ARCHIVE or --archive. Put it on an encrypted disk; see docs/archive-layout.md.

    Without --database the catalogue is a file in the folder. A database on a server is for archives
    that several machines work with; see docs/how-to/use-postgresql.md.
    """
    with archives.init_archive(folder, database=database) as made:
        archives.remember(made.layout.root)
        click.echo(f"Archive made in {made.layout.root}")
        if made.catalogue_place.on_server:
            click.echo(f"Its catalogue is {made.catalogue_place.name}")
    say_password_not_kept(database)
    click.echo("Next: kartoteka import FOLDER --source CODE-NAME", err=True)


def say_password_not_kept(address: str | None) -> None:
    """Tell who typed a password into an address where it went, and what to do instead."""
    if address is not None and archives.holds_password(address):
        click.echo(
            "The password in the address was not kept; others may have seen it in the list of processes.\n"
            "Give it by ~/.pgpass (PGPASSFILE), PGPASSWORD or KARTOTEKA_DATABASE; see "
            "docs/how-to/use-postgresql.md.",
            err=True,
        )


@click.command(short_help="Check originals and ledger.")
@archive_option
@json_option
@click.option(
    "--head", metavar="SIZE:HASH", help="A ledger head noted down earlier; must still be in the chain."
)
@click.pass_obj
def verify(context: Context, as_json: bool, head: str | None) -> int:
    """Re-hash every original, check the ledger's chain, compare rows with entries.

    Lists every fault and exits with 4 when there is one. Prints the ledger's head at the end: note
    it down away from this machine, and pass it as --head next time; entries up to it can then not
    be rewritten unseen.
    """
    noted = _head(head) if head else None
    with (
        context.open() as archive,
        Bars(console=console(errors=True), transient=True, disable=as_json) as bars,
    ):
        tasks = {
            what: bars.add_task(what, total=None) for what in ("ledger", "originals", "items", "text layers")
        }
        report = audits.verify(
            archive, lambda what, done, total: bars.update(tasks[what], completed=done, total=total), noted
        )
    for fault in report.faults:
        if as_json:
            json_line(
                {
                    "version": JSON_VERSION,
                    "fault": fault.code,
                    "place": fault.place,
                    "sentence": fault.sentence,
                }
            )
        else:
            click.echo(f"FAULT {fault.code}: {fault.place}: {fault.sentence}")
    noted_now = f"{report.head.size}:{report.head.leaf_hash.hex()}"
    if as_json:
        json_line(
            {
                "version": JSON_VERSION,
                "report": {
                    "faults": len(report.faults),
                    "entries": report.entries,
                    "erased": report.erased,
                    "originals": report.originals,
                    "bytes": report.bytes,
                    "items": report.items,
                    "head": noted_now,
                },
            }
        )
    else:
        click.echo(
            f"{report.originals} originals re-hashed ({report.bytes / 1e6:.1f} MB), "
            f"{report.entries} ledger entries and {report.items} items checked: "
            + (f"{len(report.faults)} faults" if report.faults else "all holds")
        )
        click.echo(f"Ledger head {noted_now}")
    return _DAMAGED if report.faults else 0


@click.group(short_help="Move an archive's catalogue.")
def archive() -> None:
    """An archive as a whole: where its catalogue is."""


@archive.command()
@archive_option
@json_option
@click.option(
    "--to",
    required=True,
    metavar="ADDRESS",
    help="An empty database, postgresql+psycopg://USER@HOST/DATABASE, or `sqlite`: the archive's folder.",
)
@click.pass_obj
def migrate(context: Context, as_json: bool, to: str) -> int:
    """Move the catalogue to PostgreSQL, or back into the archive's folder.

    Every table is copied in one transaction, read back and compared, and the whole is verified before
    the archive uses it. Interrupted at any point, the archive is as it was; the same command again
    begins anew. The old catalogue is kept until you remove it. Stop `kartoteka serve` first.
    """
    with Bars(console=console(errors=True), transient=True, disable=as_json) as bars:
        tasks: dict[str, TaskID] = {}

        def on_progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        moved = moves.move(context.path(), to, on_progress)
    head = f"{moved.head.size}:{moved.head.leaf_hash.hex()}"
    if as_json:
        told = {"catalogue": moved.new, "old": moved.old, "rows": moved.rows, "tables": moved.tables}
        json_line({"version": JSON_VERSION, "moved": {**told, "head": head, "faults": len(moved.faults)}})
    else:
        click.echo(f"The catalogue is now {moved.new}")
        click.echo(f"{moved.rows} rows of {moved.tables} tables copied and compared; ledger head {head}")
        click.echo(f"The old one is kept as {moved.old}; remove it when you trust the new one.")
        if moved.faults:
            click.echo(f"`kartoteka verify` finds {len(moved.faults)} faults, as it did before the move.")
    if to != moves.FOLDER:
        say_password_not_kept(to)
    return _DAMAGED if moved.faults else 0


def _head(text: str) -> LedgerHead:
    size, _, digest = text.partition(":")
    try:
        noted = LedgerHead(int(size), bytes.fromhex(digest.rjust(_HASH_DIGITS, "?")))
    except ValueError as error:
        raise InvalidError(
            f"--head {text[:80]!r} is no ledger head",
            code="head-invalid",
            advice="It looks like 1204:9f3c… and is printed by `verify`.",
        ) from error
    return noted


@click.command(short_help="Say what is missing here.")
@archive_option
@json_option
@click.pass_obj
def doctor(context: Context, as_json: bool) -> int:
    """Say what this machine and the archive have, what is missing, and how to mend it."""
    path = None
    try:
        path = context.path()
    except KartotekaError as error:
        click.echo(f"no archive is looked at: {error.message}", err=True)
    settings = settings_module.load(path / "kartoteka.toml" if path else None)
    findings = doctors.examine(path, settings)
    for finding in findings:
        if as_json:
            json_line(
                {
                    "version": JSON_VERSION,
                    "name": finding.name,
                    "ok": finding.ok,
                    "sentence": finding.sentence,
                    "remedy": finding.remedy,
                }
            )
            continue
        click.echo(f"{'well   ' if finding.ok else 'MISSING'}  {finding.name:<20} {finding.sentence}")
        if finding.remedy:
            click.echo(f"{'':<30}{finding.remedy}")
    return 0 if all(finding.ok for finding in findings) else 3
