"""Receiving the files of one accession: copied, made safe, receipted, a few dozen a transaction.

Nothing is receipted before its bytes are safe: copies are flushed, then items, first tasks and
ledger entries are written in one transaction, and only then is a file counted as received.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from uuid import UUID

from kartoteka.catalogue.view import UnitOfWork
from kartoteka.clock import now
from kartoteka.errors import DamagedError
from kartoteka.records.accession import Accession
from kartoteka.records.digest import Digest
from kartoteka.records.item import Item, ItemState, Reason, item_id, readable_path
from kartoteka.records.stage import Progress, Stage
from kartoteka.storage.contract import Intake as Copies
from kartoteka.storage.contract import Stored
from kartoteka.workflow import events
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.delivery import Offered, unreadable
from kartoteka.workflow.offered_list import OfferedList, in_chunks
from kartoteka.workflow.pausing import open_gate

_RECEIPTS_A_TRANSACTION = 64
_SECONDS_A_TRANSACTION = 1.0
_TOO_LARGE = "file-too-large"
_RESTORE = "Run `kartoteka verify`, restore the original from a backup, and run the same import again."

OnProgress = Callable[[Progress], None]


class Intake:
    """Receives the files of one accession, a few receipts a transaction."""

    def __init__(
        self,
        archive: Archive,
        accession: Accession,
        offered: OfferedList,
        on_progress: OnProgress,
        gate: Callable[[], None] = open_gate,
    ) -> None:
        self._gate = gate
        self._archive = archive
        self._accession = accession
        self._offered = offered
        self._on_progress = on_progress
        self._known: dict[bytes, list[Item]] = {}
        self._pending: list[Item] = []
        self._earlier: dict[UUID, Item] = {}
        self._last_commit = time.monotonic()
        self._copies: Copies
        with archive.catalogue.read() as view:
            self._next = view.items.next_number(accession.id)
        self._first_run = self._next == 1
        root = accession.root
        self._folder = root if os.path.isdir(root) else os.path.dirname(root)

    def receive_all(self, stop: Event) -> bool:
        """Receive what has no receipt yet.

        Args:
            stop: Set by another thread to end after the files in hand.

        Returns:
            True when everything was received; False when it was stopped.
        """
        total, total_bytes = len(self._offered), self._offered.bytes
        done = done_bytes = 0
        with self._archive.originals.intake() as self._copies:
            for chunk in in_chunks(self._offered, _RECEIPTS_A_TRANSACTION):
                self._look_up(chunk)
                for offered in chunk:
                    self._gate()
                    if stop.is_set():
                        self._commit()
                        return False
                    shown = readable_path(offered.raw_path)
                    self._on_progress(Progress(Stage.STORE, done, total, done_bytes, total_bytes, shown))
                    self._receive(offered)
                    done += 1
                    done_bytes += offered.size if offered.verdict is None else 0
                    if self._pending and time.monotonic() - self._last_commit > _SECONDS_A_TRANSACTION:
                        self._commit()
                self._commit()
        self._on_progress(Progress(Stage.STORE, total, total, total_bytes, total_bytes))
        return True

    def _look_up(self, chunk: list[Offered]) -> None:
        """Learn what an earlier run received of these files."""
        if not self._first_run:
            with self._archive.catalogue.read() as view:
                self._known = view.items.of_paths(self._accession.id, [one.raw_path for one in chunk])

    def _take(self, offered: Offered) -> Stored | Reason:
        """Copy a file; what it gives is not safe before the next commit."""
        path = os.path.join(self._folder, offered.raw_path)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                return self._copies.take_in(file)
        except OSError as error:  # a failing medium; a full archive disk raises its own error
            return unreadable("file", error)
        except DamagedError as error:
            return Reason(
                error.code, f"Its bytes are stored already, and damaged there: {error.message}.", _RESTORE
            )

    def _receive(self, offered: Offered) -> None:
        before = self._known.get(offered.raw_path, ())
        latest = before[-1] if before else None
        if latest is not None and self._unchanged(offered, latest):
            self._reconsider(latest)
            return
        taken = self._take(offered) if offered.verdict is None else None
        if latest is not None and isinstance(taken, Stored) and taken.digest == latest.digest:
            return  # touched, not changed: the receipt stands
        item = self._receipt(offered, taken, occurrence=len(before) + 1)
        self._next += 1
        if latest is not None:
            self._earlier[item.id] = latest
        self._pending.append(item)

    @staticmethod
    def _unchanged(offered: Offered, latest: Item) -> bool:
        if offered.verdict is not None:
            return latest.digest is not None or latest.state is offered.verdict[0]
        if latest.digest is None or latest.times is None or offered.times is None:
            return False
        return latest.size == offered.size and latest.times.modified_ns == offered.times.modified_ns

    def _receipt(self, offered: Offered, taken: Stored | Reason | None, occurrence: int) -> Item:
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
        if not isinstance(taken, Stored):
            return replace(item, state=ItemState.HELD, reason=taken)
        return self._first_state(replace(item, digest=taken.digest, size=taken.size, received_at=now()))

    def _reconsider(self, item: Item) -> None:
        """Let a file that was held for its size be read, now that the limit allows it."""
        too_large = item.reason is not None and item.reason.code == _TOO_LARGE
        if not too_large or item.digest is None or item.size > self._archive.settings.largest_file_bytes:
            return
        with self._archive.catalogue.write() as unit:
            unit.items.settle(item.id, ItemState.WAITING, None)
            unit.record(
                events.item_settled(self._archive.id, item, ItemState.WAITING, None, self._archive.person)
            )
            pages = self._archive.settings.pages_per_task
            unit.tasks.add(item.digest, 1, pages, self._accession.languages, self._accession.id, item.size)

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
                    _TOO_LARGE,
                    f"The file has {item.size} bytes; files beyond {largest} are stored and not read.",
                    "Raise largest_file_bytes in kartoteka.toml and run the same import again.",
                ),
            )
        return item

    def _commit(self) -> None:
        self._last_commit = time.monotonic()
        if not self._pending:
            return
        self._copies.flush()
        sizes = {item.digest: item.size for item in self._pending if item.digest is not None}
        with self._archive.catalogue.write() as unit:
            new = unit.documents.add_many(sizes)
            received: list[Item] = []
            to_read: dict[Digest, int] = {}
            settled: list[Digest] = []
            for item in self._pending:
                if item.digest is None:
                    received.append(item)
                elif item.state is not ItemState.WAITING:
                    settled.append(item.digest)
                    received.append(item)
                elif item.digest in new and item.digest not in to_read:
                    to_read[item.digest] = item.size
                    received.append(item)
                else:
                    settled.append(item.digest)
                    received.append(replace(item, state=ItemState.RECEIVED_AGAIN, reason=_AGAIN))
            unit.items.add_many(received)
            accession = self._accession
            pages = self._archive.settings.pages_per_task
            unit.tasks.add_first_pages(to_read, pages, accession.languages, accession.id)
            unit.outbox.put_many(settled)
            for item in received:
                unit.record(events.item_received(self._archive.id, item, self._archive.person))
                self._supersede(unit, item)
        self._pending.clear()
        self._earlier.clear()

    def _supersede(self, unit: UnitOfWork, item: Item) -> None:
        """Settle an unreadable earlier occurrence whose bytes have now been received."""
        earlier = self._earlier.get(item.id)
        if earlier is None or item.digest is None:
            return
        if earlier.digest is None and earlier.state is ItemState.HELD:
            reason = Reason("received-later", f"It could be read later: {item.label}.")
            unit.items.settle(earlier.id, ItemState.SKIPPED, reason)
            unit.record(
                events.item_settled(
                    self._archive.id, earlier, ItemState.SKIPPED, reason.code, self._archive.person
                )
            )


_AGAIN = Reason("same-bytes", "The same bytes were received before; they are stored and read once.")
