"""Moving an archive's catalogue to another database, and back: copied, compared, verified, then named.

The order that makes an interruption harmless (ADR 0078):

1. The writer's lock is held, and the old catalogue held still: nothing is written into it meanwhile.
2. The copy is one transaction, and no catalogue yet.
3. Content and counts of every table are equal, read back from the copy; so is the ledger's head.
4. A full ``verify`` of the copy finds what one of the old catalogue would find.
5. The copy becomes a catalogue, then the marker names it: from here on it is the archive's.
6. The old one is put aside under a name that says so. It is never removed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kartoteka.catalogue import Catalogue, moving, postgresql
from kartoteka.catalogue.engine import open_engine, sqlite_url
from kartoteka.clock import iso, now
from kartoteka.errors import ConflictError, DamagedError
from kartoteka.records.ledger import LedgerHead
from kartoteka.storage import marker as markers
from kartoteka.storage.durable import refusals, sync_folder
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.workflow import audit
from kartoteka.workflow import catalogue_place as place
from kartoteka.workflow.archive import Archive, alone, open_archive

FOLDER = "sqlite"
"""What ``to`` says when the catalogue moves into the archive's folder."""

_FILES = ("", "-wal", "-shm")  # a SQLite database, its log, the log's index

OnProgress = Callable[[str, int, int], None]
"""Told (what, done, total) now and then."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did."""

    new: str
    """Where the catalogue is now, in words for people."""
    old: str
    """Where the old one is kept."""
    rows: int
    """Rows copied, of all tables."""
    tables: int
    """Tables copied."""
    head: LedgerHead
    """The ledger's head, before and after."""
    faults: tuple[audit.Fault, ...]
    """What ``verify`` finds, and found before the move."""


def move(path: Path, to: str, on_progress: OnProgress = lambda _what, _done, _total: None) -> Moved:
    """Move an archive's catalogue.

    Args:
        path: The archive.
        to: Address of an empty database on a server, or ``sqlite``: a file of the folder.
        on_progress: Told how far it is.

    Raises:
        ConflictError: Something writes into the archive, it is there already, or the target is not empty.
        DamagedError: The copy is not what was copied; the archive is as it was.
    """
    with open_archive(path, write=True) as archive:
        layout = archive.layout
        kept = None if to == FOLDER else postgresql.without_password(to)[0]
        if kept == archive.marker.database:
            raise ConflictError(
                f"the catalogue of {layout.root} is there already",
                code="catalogue-there-already",
                advice="Nothing is to be done.",
            )
        old_place = archive.catalogue_place
        source_address = place.address(layout, archive.marker)
        with (
            alone(archive, "move of the catalogue"),
            moving.still(source_address) as source,
            _target(layout, to) as target,
        ):
            copied = _copied(archive, source, target, on_progress)
            faults = _verified(archive, target, on_progress)
            head = _same_head(archive, target)
            with moving.new_home(target) as engine:
                moving.finish(engine)
            if kept is None:
                _into_place(layout)
            markers.name_database(layout, kept)
            if archive.marker.database is not None:
                moving.retire(source)
    old = old_place.name if archive.marker.database is not None else str(_put_aside(layout))
    new = place.of(layout, markers.read(layout)).name
    return Moved(new, old, sum(one.rows for one in copied), len(copied), head, faults)


@contextmanager
def _target(layout: ArchiveLayout, to: str) -> Iterator[str]:
    """Give the address to copy to; in the folder, what an earlier attempt left there is thrown away."""
    if to != FOLDER:
        yield to
        return
    with refusals(f"make a catalogue in {layout.root}"):
        _forget(layout.unfinished_catalogue)
    try:
        yield sqlite_url(layout.unfinished_catalogue)
    finally:
        _forget(layout.unfinished_catalogue)


def _copied(
    archive: Archive, source: moving.Source, target: str, on_progress: OnProgress
) -> tuple[moving.Content, ...]:
    with moving.new_home(target) as engine:
        if moving.is_copy_already(source, engine, on_progress):
            return moving.written(engine, on_progress)
        copied = moving.copy(source, engine, on_progress)
        found = moving.written(engine, on_progress)
    for wanted, there in zip(copied, found, strict=True):
        if wanted != there:
            raise DamagedError(
                f"the copy of {wanted.table} differs: {there.rows} of {wanted.rows} rows were read back",
                code="copy-differs",
                advice=f"The catalogue of {archive.layout.root} is as it was; check the database's disk.",
            )
    return copied


@contextmanager
def _opened(target: str) -> Iterator[Catalogue]:
    """Open a copy to be looked at, finished or not."""
    engine = open_engine(target, read_only=True)
    with Catalogue(engine, place.no_sequencer) as catalogue:
        yield catalogue


def _verified(archive: Archive, target: str, on_progress: OnProgress) -> tuple[audit.Fault, ...]:
    with _opened(target) as catalogue:
        found = audit.verify(dataclasses.replace(archive, catalogue=catalogue), on_progress).faults
    if found and found != audit.verify(archive, on_progress).faults:
        raise DamagedError(
            f"the copy does not hold: {found[0].place}: {found[0].sentence}",
            code="copy-differs",
            advice=f"The catalogue of {archive.layout.root} is as it was; run `kartoteka verify`.",
        )
    return found


def _same_head(archive: Archive, target: str) -> LedgerHead:
    with _opened(target) as catalogue, catalogue.read() as there, archive.catalogue.read() as here:
        head = there.ledger.head()
        if head != here.ledger.head():
            raise DamagedError(
                "the copy's ledger does not end where the catalogue's ledger ends",
                code="copy-differs",
                advice=f"The catalogue of {archive.layout.root} is as it was; try again.",
            )
    return head


def _into_place(layout: ArchiveLayout) -> None:
    """Give a finished copy the catalogue's name; a file that lies there is the one of an earlier time."""
    moving.settle(layout.unfinished_catalogue)
    _put_aside(layout)
    with refusals(f"make a catalogue in {layout.root}"):
        layout.unfinished_catalogue.rename(layout.catalogue)
        sync_folder(layout.root)


def _put_aside(layout: ArchiveLayout) -> Path:
    """Keep a SQLite catalogue that is no longer in use, under a name that says so."""
    kept = layout.former_catalogue(iso(now()).replace(":", "").replace("-", ""))
    if layout.catalogue.exists():
        moving.settle(layout.catalogue)
    with refusals(f"rename {layout.catalogue}"):
        # A log that stayed behind would be taken for that of the next file of this name.
        for suffix in _FILES:
            path = layout.catalogue.with_name(layout.catalogue.name + suffix)
            if path.exists():
                path.rename(kept.with_name(kept.name + suffix))
        sync_folder(layout.root)
    return kept


def _forget(database: Path) -> None:
    for suffix in _FILES:
        database.with_name(database.name + suffix).unlink(missing_ok=True)
