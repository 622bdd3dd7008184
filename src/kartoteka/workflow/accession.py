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
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from kartoteka.catalogue.view import UnitOfWork
from kartoteka.clock import now
from kartoteka.records.accession import Accession
from kartoteka.records.dates import UncertainDate
from kartoteka.records.identity import derived_id
from kartoteka.records.item import Item, ItemState, Reason, item_id, readable_path
from kartoteka.records.reader import GENERAL
from kartoteka.records.source import Source
from kartoteka.records.stage import Progress, Stage
from kartoteka.workflow import events
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.delivery import Offered, unreadable

_RECEIPTS_A_TRANSACTION = 64
_SECONDS_A_TRANSACTION = 1.0

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


class Intake:
    """Receives the files of one accession, a few receipts a transaction."""

    def __init__(
        self, archive: Archive, accession: Accession, offered: list[Offered], on_progress: OnProgress
    ) -> None:
        self._archive = archive
        self._accession = accession
        self._offered = offered
        self._on_progress = on_progress
        self._pending: list[Item] = []
        self._last_commit = time.monotonic()
        with archive.catalogue.read() as view:
            self._known = {path: list(items) for path, items in view.items.known_paths(accession.id).items()}
        self._next = 1 + max((item.number for items in self._known.values() for item in items), default=0)
        root = accession.root
        self._folder = root if os.path.isdir(root) else os.path.dirname(root)

    def receive_all(self, stop: Event) -> bool:
        """Receive what has no receipt yet.

        Args:
            stop: Set by another thread to end after the file in hand.

        Returns:
            True when everything was received; False when it was stopped.
        """
        total = len(self._offered)
        total_bytes = sum(o.size for o in self._offered if o.verdict is None)
        done_bytes = 0
        for done, offered in enumerate(self._offered):
            if stop.is_set():
                self._commit()
                return False
            self._on_progress(
                Progress(Stage.STORE, done, total, done_bytes, total_bytes, readable_path(offered.raw_path))
            )
            self._receive(offered)
            if offered.verdict is None:
                done_bytes += offered.size
            late = time.monotonic() - self._last_commit > _SECONDS_A_TRANSACTION
            if len(self._pending) >= _RECEIPTS_A_TRANSACTION or (self._pending and late):
                self._commit()
        self._commit()
        self._on_progress(Progress(Stage.STORE, total, total, total_bytes, total_bytes))
        return True

    def _receive(self, offered: Offered) -> None:
        before = self._known.get(offered.raw_path, [])
        latest = before[-1] if before else None
        if latest is not None and self._unchanged(offered, latest):
            return
        item = self._receipt(offered, occurrence=len(before) + 1)
        if latest is not None and (item.digest == latest.digest):
            return  # touched, not changed: the receipt stands
        self._next += 1
        self._known.setdefault(offered.raw_path, []).append(item)
        self._pending.append(item)

    @staticmethod
    def _unchanged(offered: Offered, latest: Item) -> bool:
        if offered.verdict is not None:
            return latest.digest is not None or latest.state is offered.verdict[0]
        if latest.digest is None or latest.times is None or offered.times is None:
            return False
        return latest.size == offered.size and latest.times.modified_ns == offered.times.modified_ns

    def _receipt(self, offered: Offered, occurrence: int) -> Item:
        item = Item(
            id=item_id(self._accession.id, offered.raw_path, occurrence=occurrence),
            accession_id=self._accession.id,
            accession_number=self._accession.number,
            number=self._next,
            digest=None,
            raw_path=offered.raw_path,
            part_path=b"",
            parent_id=None,
            size=0,
            times=offered.times,
            state=ItemState.WAITING,
            reason=None,
            compartment=self._accession.compartment,
            received_at=now(),
        )
        if offered.verdict is not None:
            state, reason = offered.verdict
            return replace(item, state=state, reason=reason)
        path = os.path.join(self._folder, offered.raw_path)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            return replace(item, state=ItemState.HELD, reason=unreadable("file", error))
        with os.fdopen(descriptor, "rb") as file:
            try:
                stored = self._archive.originals.take_in(file)
            except OSError as error:  # a failing medium; a full archive disk raises its own error
                return replace(item, state=ItemState.HELD, reason=unreadable("file", error))
        received = replace(item, digest=stored.digest, size=stored.size, received_at=now())
        return self._first_state(received)

    def _first_state(self, item: Item) -> Item:
        largest = self._archive.settings.largest_file_bytes
        if item.size == 0:
            return replace(
                item,
                state=ItemState.HELD,
                reason=Reason("empty-file", "The file has no bytes.", "Ask the source for the file again."),
            )
        if item.size > largest:
            return replace(
                item,
                state=ItemState.HELD,
                reason=Reason(
                    "file-too-large",
                    f"The file has {item.size} bytes; files beyond {largest} are stored and not read.",
                    "Raise largest_file_bytes in kartoteka.toml and run the same import again.",
                ),
            )
        return item

    def _commit(self) -> None:
        self._last_commit = time.monotonic()
        if not self._pending:
            return
        settings = self._archive.settings
        with self._archive.catalogue.write() as unit:
            for item in self._pending:
                received = item
                if item.digest is not None:
                    new = unit.documents.add(item.digest, item.size)
                    if item.state is ItemState.WAITING and not new:
                        received = replace(item, state=ItemState.RECEIVED_AGAIN, reason=_AGAIN)
                    if received.state is ItemState.WAITING:
                        unit.tasks.add(
                            item.digest,
                            1,
                            settings.pages_per_task,
                            self._accession.languages,
                            self._accession.id,
                            item.size,
                        )
                    elif received.state is ItemState.RECEIVED_AGAIN:
                        unit.outbox.put(item.digest)
                unit.items.add(received)
                unit.record(events.item_received(self._archive.id, received, self._archive.person))
                self._supersede(unit, received)
        self._pending.clear()

    def _supersede(self, unit: UnitOfWork, item: Item) -> None:
        """Settle an unreadable earlier occurrence whose bytes have now been received."""
        occurrences = self._known[item.raw_path]
        position = next(index for index, known in enumerate(occurrences) if known.id == item.id)
        if position == 0 or item.digest is None:
            return
        earlier = occurrences[position - 1]
        if earlier.digest is None and earlier.state is ItemState.HELD:
            reason = Reason("received-later", f"It could be read later: {item.label}.")
            unit.items.settle(earlier.id, ItemState.SKIPPED, reason)
            unit.record(
                events.item_settled(
                    self._archive.id, earlier, ItemState.SKIPPED, reason.code, self._archive.person
                )
            )


_AGAIN = Reason("same-bytes", "The same bytes were received before; they are stored and read once.")


def mark_stored(archive: Archive, accession: Accession, files: int) -> None:
    """Write down that every byte of a delivery is stored, unless that is written already."""
    if accession.stored_at is not None:
        return
    with archive.catalogue.write() as unit:
        unit.accessions.mark_stored(accession.id, now())
        unit.record(events.accession_stored(archive.id, accession, files, archive.person))
