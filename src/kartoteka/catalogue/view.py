"""The two ways to stand in the catalogue: looking (``ReadView``) and changing (``UnitOfWork``).

A unit of work is one transaction. It collects custody events and, at its end, seals them into the
ledger and refuses to commit a change of evidence that none of them tells of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import Connection

from kartoteka.catalogue.accessions import AccessionReading, AccessionWriting
from kartoteka.catalogue.agents import save_agents
from kartoteka.catalogue.archives import ArchiveReading, ArchiveWriting
from kartoteka.catalogue.documents import DocumentReading, DocumentWriting
from kartoteka.catalogue.items import ItemReading, ItemWriting
from kartoteka.catalogue.ledger import LedgerReading, append
from kartoteka.catalogue.outbox import OutboxReading, OutboxWriting
from kartoteka.catalogue.pages import PageReading, PageWriting
from kartoteka.catalogue.pauses import PauseReading, PauseWriting
from kartoteka.catalogue.rereadings import RereadingReading, RereadingWriting
from kartoteka.catalogue.sources import SourceReading, SourceWriting
from kartoteka.catalogue.tasks import TaskReading, TaskWriting
from kartoteka.catalogue.tokens import TokenWriting
from kartoteka.catalogue.watch import Watch
from kartoteka.records.custody_event import CustodyEvent
from kartoteka.records.ledger import LedgerEntry, LedgerHead, Payload

Sequencer = Callable[[LedgerHead, Sequence[CustodyEvent]], Sequence[tuple[LedgerEntry, Payload]]]
"""Seals events behind a head; custody's ``seal`` with the archive's id filled in."""


class ReadView:
    """One consistent state of the catalogue, to be looked at."""

    archive: ArchiveReading
    sources: SourceReading
    accessions: AccessionReading
    items: ItemReading
    documents: DocumentReading
    pages: PageReading
    tasks: TaskReading
    rereadings: RereadingReading
    outbox: OutboxReading
    pauses: PauseReading
    ledger: LedgerReading

    def __init__(self, connection: Connection) -> None:
        self.archive = ArchiveReading(connection)
        self.sources = SourceReading(connection)
        self.accessions = AccessionReading(connection)
        self.items = ItemReading(connection)
        self.documents = DocumentReading(connection)
        self.pages = PageReading(connection)
        self.tasks = TaskReading(connection)
        self.rereadings = RereadingReading(connection)
        self.outbox = OutboxReading(connection)
        self.pauses = PauseReading(connection)
        self.ledger = LedgerReading(connection)


class UnitOfWork(ReadView):
    """One transaction that changes the catalogue."""

    archive: ArchiveWriting
    sources: SourceWriting
    accessions: AccessionWriting
    items: ItemWriting
    documents: DocumentWriting
    pages: PageWriting
    tasks: TaskWriting
    rereadings: RereadingWriting
    outbox: OutboxWriting
    pauses: PauseWriting
    tokens: TokenWriting

    def __init__(self, connection: Connection, sequencer: Sequencer, watch: Watch) -> None:
        super().__init__(connection)
        self._agents_there: set[UUID] = set()
        self.archive = ArchiveWriting(connection)
        self.sources = SourceWriting(connection)
        self.accessions = AccessionWriting(connection)
        self.items = ItemWriting(connection)
        self.documents = DocumentWriting(connection)
        self.pages = PageWriting(connection, self._agents_there)
        self.tasks = TaskWriting(connection)
        self.rereadings = RereadingWriting(connection)
        self.outbox = OutboxWriting(connection)
        self.pauses = PauseWriting(connection)
        self.tokens = TokenWriting(connection)
        self._connection = connection
        self._sequencer = sequencer
        self._watch = watch
        self._events: list[CustodyEvent] = []

    def record(self, event: CustodyEvent) -> None:
        """Tell what happened; it becomes an entry of the ledger when the unit commits.

        An event whose id the ledger has is passed over: it happened already, and covers no change.
        """
        self._events.append(event)

    def seal(self) -> None:
        """Append the events to the ledger; the catalogue calls this once, before it commits.

        Raises:
            UnrecordedChange: Evidence changed and no new event tells of it.
        """
        events: dict[UUID, CustodyEvent] = {}
        for event in self._events:
            events.setdefault(event.id, event)
        known = self.ledger.known(events)
        fresh = [event for event in events.values() if event.id not in known]
        save_agents(self._connection, (event.agent for event in fresh), self._agents_there)
        self._watch.refuse_unrecorded(fresh)
        if not fresh:
            return
        head = self.ledger.head()
        sealed = self._sequencer(head, fresh)
        _check_links(head, fresh, sealed)
        self._watch.sealing = True
        append(self._connection, fresh, sealed)
        self._watch.sealing = False


def _check_links(
    head: LedgerHead, events: Sequence[CustodyEvent], sealed: Sequence[tuple[LedgerEntry, Payload]]
) -> None:
    last, previous = head.size, head.leaf_hash
    for event, (entry, payload) in zip(events, sealed, strict=True):
        last += 1
        if (entry.sequence, payload.sequence, entry.event_id, entry.previous) != (
            last,
            last,
            event.id,
            previous,
        ):
            raise ValueError(f"the sequencer gave an entry that does not follow entry {last - 1}")
        previous = entry.leaf_hash
