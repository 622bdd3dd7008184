"""Which database holds an archive's catalogue, and whether it is the right one, still.

The marker says where it is. A database that holds another archive's catalogue, or an empty one beside
originals, is refused; and who has an archive open while its catalogue moves writes nothing more into
the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kartoteka import settings as settings_module
from kartoteka.catalogue import Sequencer, postgresql
from kartoteka.catalogue.engine import sqlite_url
from kartoteka.custody import ledger
from kartoteka.errors import ConflictError, DamagedError
from kartoteka.records.custody_event import CustodyEvent
from kartoteka.records.ledger import LedgerEntry, LedgerHead, Payload
from kartoteka.storage import marker as markers
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.storage.marker import Marker
from kartoteka.storage.originals import FolderOriginals


@dataclass(frozen=True, slots=True)
class Place:
    """Where a catalogue is, in words for people."""

    name: str
    """A path, or a database and its server; never a password."""
    on_server: bool
    """Whether it is a server's database and not a file of the archive."""


def of(layout: ArchiveLayout, found: Marker) -> Place:
    """Say where an archive's catalogue is."""
    where = address(layout, found)
    if found.database is None:
        return Place(str(layout.catalogue), on_server=False)
    return Place(postgresql.place(postgresql.parsed(where)), on_server=True)


def address(layout: ArchiveLayout, found: Marker) -> str:
    """Return where an archive's catalogue is, for ``Catalogue.open``.

    KARTOTEKA_DATABASE stands before the marker where the marker names a server: it may hold a
    password, or another name of the same server. Which archive it is, is checked when it is opened.
    """
    if found.database is None:
        return sqlite_url(layout.catalogue)
    return settings_module.database_from_environment() or found.database


def sequencer(archive_id: UUID) -> Sequencer:
    """Return what seals an archive's events."""

    def seal(head: LedgerHead, happened: Sequence[CustodyEvent]) -> Sequence[tuple[LedgerEntry, Payload]]:
        return ledger.seal(head, happened, archive_id)

    return seal


def no_sequencer(
    _head: LedgerHead, _happened: Sequence[CustodyEvent]
) -> Sequence[tuple[LedgerEntry, Payload]]:
    """Stand where nothing is written."""
    raise RuntimeError("this catalogue was opened to be looked at")


def guard(layout: ArchiveLayout, found: Marker) -> Callable[[], None]:
    """Return what refuses to write into a catalogue that is no longer the archive's."""
    seen = _signature(layout.marker)

    def check() -> None:
        nonlocal seen
        present = _signature(layout.marker)
        if present == seen:
            return
        if markers.read(layout).database != found.database:
            raise ConflictError(
                f"the catalogue of {layout.root} was moved to another database meanwhile",
                code="archive-moved",
                advice="Start the command again (`serve`, too); it then works with the new one.",
            )
        seen = present

    return check


def refuse_another(registered: tuple[UUID, datetime] | None, wanted: UUID | None) -> None:
    """Refuse a database that holds another archive's catalogue; None: any archive's."""
    if registered is not None and registered[0] != wanted:
        raise ConflictError(
            f"the database holds the catalogue of another archive ({registered[0]})",
            code="database-of-another-archive",
            advice="Name an empty database, or the one that this archive was made with.",
        )


def refuse_lost(originals: FolderOriginals, layout: ArchiveLayout, engine: str) -> None:
    """Refuse an empty catalogue beside originals: it was lost, and a new one would hide that."""
    if next(iter(originals.digests()), None) is not None:
        what = layout.catalogue if engine == "sqlite" else "the database"
        raise DamagedError(
            f"{layout.root} holds originals, but {what} is an empty catalogue",
            code="catalogue-lost",
            advice="Restore the catalogue from a backup; the originals are untouched.",
        )


def _signature(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
