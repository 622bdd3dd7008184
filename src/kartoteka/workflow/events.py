"""How the journey's steps are told to the ledger: one builder an event type.

Ids derive from what happened to what, so that a step repeated after an interruption repeats its
id and the ledger keeps one entry. Only a resumption is a new event each time.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kartoteka import __version__
from kartoteka.clock import now
from kartoteka.records.accession import Accession
from kartoteka.records.agent import Agent
from kartoteka.records.custody_event import CustodyEvent, EventType, ObjectKind
from kartoteka.records.document import Document
from kartoteka.records.identity import derived_id
from kartoteka.records.item import Item, ItemState
from kartoteka.records.rereading import Rereading
from kartoteka.records.source import Source
from kartoteka.workflow.layer_digests import PagesChange

Detail = Mapping[str, str | int | None]

TOOL = Agent("tool", "kartoteka", __version__)


def _event(
    archive_id: UUID,
    kind: EventType,
    object_kind: ObjectKind,
    object_id: str,
    *,
    agent: Agent,
    outcome: str,
    detail: Detail,
    at: datetime | None = None,
    distinguished_by: tuple[bytes, ...] = (),
) -> CustodyEvent:
    return CustodyEvent(
        id=derived_id(archive_id, kind.encode(), object_kind.encode(), object_id.encode(), *distinguished_by),
        type=kind,
        object_kind=object_kind,
        object_id=object_id,
        at=at or now(),
        agent=agent,
        outcome=outcome,
        detail=detail,
    )


def archive_created(archive_id: UUID, agent: Agent) -> CustodyEvent:
    """An archive came to be."""
    return _event(
        archive_id,
        EventType.ARCHIVE_CREATED,
        "archive",
        str(archive_id),
        agent=agent,
        outcome="success",
        detail={},
    )


def source_registered(archive_id: UUID, source: Source, agent: Agent) -> CustodyEvent:
    """A source was given its opaque id. The code name stays out of the ledger."""
    return _event(
        archive_id,
        EventType.SOURCE_REGISTERED,
        "source",
        str(source.id),
        agent=agent,
        outcome="success",
        detail={},
    )


def accession_opened(archive_id: UUID, accession: Accession, agent: Agent) -> CustodyEvent:
    """A delivery was about to be stored."""
    received = accession.received
    return _event(
        archive_id,
        EventType.ACCESSION_OPENED,
        "accession",
        str(accession.id),
        agent=agent,
        outcome="success",
        at=accession.opened_at,
        detail={
            "number": accession.number,
            "source": str(accession.source_id),
            "channel": accession.channel,
            "received": received.as_given,
            "received earliest": received.earliest.isoformat() if received.earliest else None,
            "received latest": received.latest.isoformat() if received.latest else None,
            "received by": accession.received_by,
            "compartment": accession.compartment,
            "languages": accession.languages,
        },
    )


def accession_resumed(archive_id: UUID, accession: Accession, agent: Agent) -> CustodyEvent:
    """The same import was run again."""
    return _event(
        archive_id,
        EventType.ACCESSION_RESUMED,
        "accession",
        str(accession.id),
        agent=agent,
        outcome="success",
        detail={},
        distinguished_by=(uuid.uuid4().bytes,),
    )


def accession_stored(archive_id: UUID, accession: Accession, files: int, agent: Agent) -> CustodyEvent:
    """All bytes of a delivery are stored and receipted; the medium can be given back."""
    return _event(
        archive_id,
        EventType.ACCESSION_STORED,
        "accession",
        str(accession.id),
        agent=agent,
        outcome="success",
        detail={"files": files},
        distinguished_by=(str(files).encode(),),
    )


def item_received(archive_id: UUID, item: Item, agent: Agent) -> CustodyEvent:
    """A file was receipted, its bytes stored where it gave any."""
    times = item.times
    return _event(
        archive_id,
        EventType.ITEM_RECEIVED,
        "item",
        str(item.id),
        agent=agent,
        outcome=str(item.state),
        at=item.received_at,
        detail={
            "accession": str(item.accession_id),
            "number": item.number,
            "digest": item.digest,
            "size": item.size,
            "raw path": item.raw_path.hex(),
            "modified ns": str(times.modified_ns) if times else None,
            "changed ns": str(times.changed_ns) if times else None,
            "reason": item.reason.code if item.reason else None,
            "compartment": item.compartment,
        },
    )


def item_settled(
    archive_id: UUID, item: Item, state: ItemState, reason: str | None, agent: Agent, earlier: int = 0
) -> CustodyEvent:
    """An item came to an end state after its receipt.

    Args:
        archive_id: Whose ledger.
        item: The item.
        state: The state it came to.
        reason: The stable code of why.
        agent: Who or what brought it there.
        earlier: Entries about the item so far, where it may come to a state a second time.
    """
    return _event(
        archive_id,
        EventType.ITEM_SETTLED,
        "item",
        str(item.id),
        agent=agent,
        outcome=str(state),
        detail={"digest": item.digest, "reason": reason},
        distinguished_by=(state.encode(), *((str(earlier).encode(),) if earlier else ())),
    )


def document_identified(archive_id: UUID, document: Document, outcome: str, agent: Agent) -> CustodyEvent:
    """It was found what a document is, what it claims and what in it may harm."""
    hazards = sorted({hazard.kind for hazard in document.hazards})
    return _event(
        archive_id,
        EventType.DOCUMENT_IDENTIFIED,
        "document",
        document.digest,
        agent=agent,
        outcome=outcome,
        detail={
            "media type": document.media_type,
            "pages": document.page_count,
            "hazards": ", ".join(hazards) or None,
        },
    )


def pages_read(
    archive_id: UUID, digest: str, first: int, last: int, content: str, problems: int, agent: Agent
) -> CustodyEvent:
    """A range of pages was read.

    Args:
        archive_id: Whose ledger.
        digest: The document.
        first: First page of the range.
        last: Last page of the range.
        content: SHA-256 over the layers of the range, in order, as hexadecimal.
        problems: Pages of the range that could not be read.
        agent: The program that read them.
    """
    return _event(
        archive_id,
        EventType.DOCUMENT_READ,
        "document",
        digest,
        agent=agent,
        outcome="success" if problems == 0 else "failure" if problems > last - first else "in part",
        detail={"first": first, "last": last, "layers": content, "problems": problems},
        distinguished_by=(str(first).encode(), str(last).encode()),
    )


def pages_read_again(
    archive_id: UUID,
    digest: str,
    change: PagesChange,
    wish: Rereading,
    agent: Agent,
    earlier: tuple[int, int],
) -> CustodyEvent:
    """Pages were read once more; what was read before stays.

    Args:
        archive_id: Whose ledger.
        digest: The document.
        change: How the pages stand, and how they stood.
        wish: What was asked.
        agent: The program that read them.
        earlier: Entries about the document so far, and the task: they tell this reading from others.
    """
    return _event(
        archive_id,
        EventType.DOCUMENT_READ_AGAIN,
        "document",
        digest,
        agent=agent,
        outcome="success" if change.problems == 0 else "in part",
        detail={
            **change.detail(),
            "mode": wish.mode.value,
            "profile": wish.profile.value,
            "asked by": wish.asked_by,
            "problems": change.problems,
        },
        distinguished_by=tuple(str(number).encode() for number in earlier),
    )


def layer_chosen(
    archive_id: UUID, digest: str, change: PagesChange, layer: int, agent: Agent, earlier: int
) -> CustodyEvent:
    """A person chose which reading of a page is shown."""
    return _event(
        archive_id,
        EventType.LAYER_CHOSEN,
        "document",
        digest,
        agent=agent,
        outcome="success",
        detail={**change.detail(), "shown": layer},
        distinguished_by=(str(earlier).encode(),),
    )
