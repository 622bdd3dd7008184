"""The ledger's rows: entries for ever, payloads until they are erased.

What an entry is and how it is sealed is custody's; here it is kept and found again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, bindparam, func, insert, or_, select

from kartoteka.catalogue.columns import AnyRow
from kartoteka.catalogue.tables import LEDGER_ENTRY, PAYLOAD
from kartoteka.records.custody_event import CustodyEvent, ObjectKind
from kartoteka.records.ledger import EMPTY_HEAD, LedgerEntry, LedgerHead, Payload

_CHUNK = 500
_SELECT: Select[Any] = select(
    LEDGER_ENTRY.c.sequence,
    LEDGER_ENTRY.c.event_id,
    LEDGER_ENTRY.c.previous,
    LEDGER_ENTRY.c.commitment,
    LEDGER_ENTRY.c.leaf_hash,
    PAYLOAD.c.salt,
    PAYLOAD.c.body,
).order_by(LEDGER_ENTRY.c.sequence)
_SAME = LEDGER_ENTRY.c.sequence == PAYLOAD.c.sequence
_HEAD = (
    select(LEDGER_ENTRY.c.sequence, LEDGER_ENTRY.c.leaf_hash)
    .order_by(LEDGER_ENTRY.c.sequence.desc())
    .limit(1)
)
_KNOWN = select(LEDGER_ENTRY.c.event_id).where(
    LEDGER_ENTRY.c.event_id.in_(bindparam("wanted", expanding=True))
)
_ADD_ENTRIES = insert(LEDGER_ENTRY)
_ADD_PAYLOADS = insert(PAYLOAD)


class LedgerReading:
    """What can be asked about the ledger."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> LedgerHead:
        """Return where the chain ends."""
        row = self._connection.execute(_HEAD).first()
        return EMPTY_HEAD if row is None else LedgerHead(row[0], bytes(row[1]))

    def entries(self, after: int = 0, limit: int = 1000) -> list[tuple[LedgerEntry, Payload | None]]:
        """Return entries in order, each with its payload, or None where that was erased."""
        rows = self._connection.execute(
            _SELECT.outerjoin_from(LEDGER_ENTRY, PAYLOAD, _SAME)
            .where(LEDGER_ENTRY.c.sequence > after)
            .limit(limit)
        )
        return [(_entry(row), _payload(row)) for row in rows]

    def of_object(self, kind: ObjectKind, object_id: str) -> list[tuple[LedgerEntry, Payload]]:
        """Return what happened to an object, in order, as far as it is not erased."""
        which = (PAYLOAD.c.object_kind == kind, PAYLOAD.c.object_id == object_id)
        rows = self._connection.execute(_SELECT.join_from(LEDGER_ENTRY, PAYLOAD, _SAME).where(*which))
        return [(_entry(row), Payload(row[0], _raw(row[5]), _raw(row[6]))) for row in rows]

    def count_of(self, objects: Sequence[tuple[ObjectKind, str]]) -> int:
        """Return how many entries tell of these objects, as far as they are not erased."""
        which = (and_(PAYLOAD.c.object_kind == kind, PAYLOAD.c.object_id == name) for kind, name in objects)
        return int(
            self._connection.execute(select(func.count(PAYLOAD.c.sequence)).where(or_(*which))).scalar_one()
        )

    def has(self, event_id: UUID) -> bool:
        """Say whether an event is in the ledger, so that a repeated step can be passed over."""
        return bool(self.known([event_id]))

    def known(self, event_ids: Collection[UUID]) -> set[UUID]:
        """Return which of these events are in the ledger."""
        wanted, found = list(event_ids), set[UUID]()
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            found.update(self._connection.execute(_KNOWN, {"wanted": chunk}).scalars())
        return found

    def count(self) -> int:
        """Return the number of entries; without gaps, it is the last one's number."""
        return int(self._connection.execute(select(func.count()).select_from(LEDGER_ENTRY)).scalar_one())


def append(
    connection: Connection, events: Sequence[CustodyEvent], sealed: Sequence[tuple[LedgerEntry, Payload]]
) -> None:
    """Insert sealed entries and their payloads; only the unit of work may, while it seals."""
    connection.execute(
        _ADD_ENTRIES,
        [
            {
                "sequence": entry.sequence,
                "event_id": entry.event_id,
                "previous": entry.previous,
                "commitment": entry.commitment,
                "leaf_hash": entry.leaf_hash,
            }
            for entry, _ in sealed
        ],
    )
    connection.execute(
        _ADD_PAYLOADS,
        [
            {
                "sequence": payload.sequence,
                "salt": payload.salt,
                "body": payload.body,
                "object_kind": happened.object_kind,
                "object_id": happened.object_id,
            }
            for happened, (_, payload) in zip(events, sealed, strict=True)
        ],
    )


def _entry(row: AnyRow) -> LedgerEntry:
    return LedgerEntry(row[0], row[1], bytes(row[2]), bytes(row[3]), bytes(row[4]))


def _raw(value: bytes | str) -> bytes:
    """Return a column's bytes; where a hand has put text, SQLite gives text, and the audit must see it."""
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(value)


def _payload(row: AnyRow) -> Payload | None:
    return None if row[5] is None else Payload(row[0], _raw(row[5]), _raw(row[6]))
