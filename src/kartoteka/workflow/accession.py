"""Taking a delivery into custody: store first, receipt, and only then read.

Rules that hold:

1. A file's bytes are on disk, synced, before its receipt is written; item, first task and ledger
   entry are one transaction.
2. Files are received in the byte order of their paths, so that an interrupted import, run again,
   gives the numbers an undisturbed one would have given.
3. The same command again resumes its accession: what has a receipt is passed over (same size and
   time of change) or compared by digest; a file that was offered again with other bytes is a
   second occurrence of its path, never a replacement.
4. The delivery's folder is opened for reading only.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kartoteka.catalogue.view import UnitOfWork
from kartoteka.clock import now
from kartoteka.records.accession import Accession
from kartoteka.records.dates import UncertainDate
from kartoteka.records.identity import derived_id
from kartoteka.records.item import readable_path
from kartoteka.records.reader import GENERAL
from kartoteka.records.source import Source
from kartoteka.records.stage import Progress
from kartoteka.workflow import events
from kartoteka.workflow.archive import Archive

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be imported, and what is known of it."""

    root: Path
    """The folder, or one file."""
    source: str
    """Code name of the source."""
    received: UncertainDate
    """When a person received it."""
    channel: str = ""
    """How it arrived; empty: not said."""
    title: str = ""
    """What to call it; empty: the folder's name."""
    languages: str = ""
    """Languages of recognition; empty: the archive's setting."""
    jobs: int = 0
    """Children that read at once; 0: the archive's setting."""
    compartment: str = GENERAL
    """Who may know of its items."""

    @property
    def raw_root(self) -> bytes:
        """The folder's absolute path, raw."""
        return os.path.abspath(os.fsencode(self.root))


def find_accession(archive: Archive, delivery: Delivery) -> Accession | None:
    """Return the accession that an earlier run of the same command opened, if any.

    The same command is: same source, folder and channel, and the same day of receipt. An import
    that was interrupted before everything was stored is resumed whatever the day, so that a
    default of "today" does not open a second accession tomorrow.
    """
    with archive.catalogue.read() as view:
        source = view.sources.by_code_name(delivery.source)
        if source is None:
            return None
        found = view.accessions.find_delivery(source.id, delivery.raw_root, delivery.channel)
    same_day = [a for a in found if a.received.as_given == delivery.received.as_given]
    unfinished = [a for a in found if a.stored_at is None]
    return next(iter([*same_day, *unfinished]), None)


def open_accession(archive: Archive, delivery: Delivery) -> tuple[Accession, bool]:
    """Open a delivery's accession, or take up the one an earlier run opened.

    Returns:
        The accession, and whether it is resumed.
    """
    found = find_accession(archive, delivery)
    if found is not None:
        with archive.catalogue.write() as unit:
            unit.record(events.accession_resumed(archive.id, found, archive.person))
        return found, True
    with archive.catalogue.write() as unit:
        source = _source(archive, unit, delivery.source)
        number = unit.accessions.next_number()
        opened = Accession(
            id=derived_id(archive.id, b"accession", str(number).encode()),
            number=number,
            source_id=source.id,
            channel=delivery.channel,
            received=delivery.received,
            received_by=archive.person.name,
            title=delivery.title or readable_path(os.path.basename(delivery.raw_root)),
            compartment=delivery.compartment,
            root=delivery.raw_root,
            languages=delivery.languages or archive.settings.languages,
            opened_at=now(),
            stored_at=None,
        )
        unit.accessions.add(opened)
        unit.record(events.accession_opened(archive.id, opened, archive.person))
    return opened, False


def _source(archive: Archive, unit: UnitOfWork, code_name: str) -> Source:
    known = unit.sources.by_code_name(code_name)
    if known is not None:
        return known
    # Derived from a count, not from the code name: the id must not let anyone test a guess of it.
    source = Source(derived_id(archive.id, b"source", str(unit.sources.count()).encode()), code_name)
    unit.sources.add(source)
    unit.record(events.source_registered(archive.id, source, archive.person))
    return source


def mark_stored(archive: Archive, accession: Accession, files: int) -> None:
    """Write down that every byte of a delivery is stored, unless that is written already."""
    if accession.stored_at is not None:
        return
    with archive.catalogue.write() as unit:
        unit.accessions.mark_stored(accession.id, now())
        unit.record(events.accession_stored(archive.id, accession, files, archive.person))
