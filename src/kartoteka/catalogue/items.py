"""Items: load and save.

A question that a person may ask takes the reader and is answered in SQL by compartment; lists go by
key (``after_number``), never by offset. What the journey needs to see whole says so in its name or
is one of ``of_paths``, ``first_of_document`` and ``waiting_of_document``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, insert, or_, select, update

from kartoteka.catalogue.item_rows import item_of_row, row_of_item
from kartoteka.catalogue.tables import ACCESSION, ITEM
from kartoteka.errors import MissingError
from kartoteka.records.digest import Digest
from kartoteka.records.item import Item, ItemState, Reason
from kartoteka.records.item import item_id as id_of_item
from kartoteka.records.reader import Reader

_CHUNK = 500

_SELECT: Select[Any] = select(
    ITEM.c.id,
    ITEM.c.accession_id,
    ACCESSION.c.number,
    ITEM.c.number,
    ITEM.c.digest,
    ITEM.c.raw_path,
    ITEM.c.part_path,
    ITEM.c.parent_id,
    ITEM.c.size,
    ITEM.c.modified_ns,
    ITEM.c.changed_ns,
    ITEM.c.born_ns,
    ITEM.c.state,
    ITEM.c.reason_code,
    ITEM.c.reason_sentence,
    ITEM.c.reason_remedy,
    ITEM.c.compartment,
    ITEM.c.received_at,
).join_from(ITEM, ACCESSION, ITEM.c.accession_id == ACCESSION.c.id)
_IN_ORDER = (ACCESSION.c.number, ITEM.c.number)
_OF_DOCUMENT = _SELECT.where(ITEM.c.digest == bindparam("wanted")).order_by(*_IN_ORDER)
_BY_IDS = _SELECT.where(ITEM.c.id.in_(bindparam("wanted", expanding=True)))
_WAITING = _SELECT.where(
    ITEM.c.digest.in_(bindparam("wanted", expanding=True)), ITEM.c.state == ItemState.WAITING.value
).order_by(*_IN_ORDER)
_ADD = insert(ITEM)
_STATE = ("state", "reason_code", "reason_sentence", "reason_remedy")
_SETTLE = (
    update(ITEM)
    .where(
        ITEM.c.id == bindparam("wanted"),
        or_(*(ITEM.c[name].is_distinct_from(bindparam(f"new_{name}")) for name in _STATE)),
    )
    .values({name: bindparam(f"new_{name}") for name in _STATE})
)


class ItemReading:
    """What can be asked about items."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, accession_number: int, item_number: int, reader: Reader) -> Item | None:
        """Return an item by its printed number; None also where this reader may not know of it."""
        return self._first(
            ACCESSION.c.number == accession_number, ITEM.c.number == item_number, _known_to(reader)
        )

    def by_id(self, item_id: UUID, reader: Reader) -> Item | None:
        """Return an item by its global id; None also where this reader may not know of it."""
        return self._first(ITEM.c.id == item_id, _known_to(reader))

    def by_ids(self, ids: Sequence[UUID], reader: Reader) -> list[Item]:
        """Return items in the order asked for, without those this reader may not know of."""
        found: dict[UUID, Item] = {}
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            found.update((item.id, item) for item in self._all(ITEM.c.id.in_(chunk), _known_to(reader)))
        return [found[one] for one in ids if one in found]

    def of_accession(
        self,
        accession_id: UUID,
        reader: Reader,
        states: Collection[ItemState] | None = None,
        after_number: int = 0,
        limit: int | None = None,
    ) -> list[Item]:
        """Return items of an accession by number.

        Args:
            accession_id: The delivery.
            reader: Who asks.
            states: Only items in these states; None: in any.
            after_number: Only items with a greater number: the last one of the page before.
            limit: At most so many; None: all.
        """
        which = [ITEM.c.accession_id == accession_id, ITEM.c.number > after_number, _known_to(reader)]
        if states is not None:
            which.append(ITEM.c.state.in_([state.value for state in states]))
        rows = self._connection.execute(_SELECT.where(*which).order_by(ITEM.c.number).limit(limit))
        return [item_of_row(row) for row in rows]

    def of_document(self, digest: Digest, reader: Reader) -> list[Item]:
        """Return the receipts of a document that this reader may know of, oldest first."""
        return self._all(ITEM.c.digest == digest, _known_to(reader))

    def sources_of(self, digests: Collection[Digest], reader: Reader) -> dict[Digest, int]:
        """Return how many distinct sources delivered each content, as this reader may know of them."""
        rows = self._connection.execute(
            select(ITEM.c.digest, func.count(ACCESSION.c.source_id.distinct()))
            .join_from(ITEM, ACCESSION, ITEM.c.accession_id == ACCESSION.c.id)
            .where(ITEM.c.digest.in_(digests), _known_to(reader))
            .group_by(ITEM.c.digest)
        )
        return {digest: int(count) for digest, count in rows if digest is not None}

    def by_id_unrestricted(self, item_id: UUID) -> Item | None:
        """Return an item by its global id, whoever may know of it; for the journey."""
        return self._first(ITEM.c.id == item_id)

    def of_document_unrestricted(self, digest: Digest) -> list[Item]:
        """Return all receipts of a document, oldest first; for the journey and the index."""
        return [item_of_row(row) for row in self._connection.execute(_OF_DOCUMENT, {"wanted": digest})]

    def of_accession_unrestricted(
        self, accession_id: UUID, after_number: int = 0, limit: int | None = None
    ) -> list[Item]:
        """Return all items of an accession by number; for the journey and its report."""
        which = (ITEM.c.accession_id == accession_id, ITEM.c.number > after_number)
        rows = self._connection.execute(_SELECT.where(*which).order_by(ITEM.c.number).limit(limit))
        return [item_of_row(row) for row in rows]

    def count_unrestricted(self) -> int:
        """Return the number of items, whoever may know of them; for progress."""
        return int(self._connection.execute(select(func.count()).select_from(ITEM)).scalar_one())

    def compartments_unrestricted(self) -> frozenset[str]:
        """Return the compartments that items carry; for the one local user, who may know of all."""
        found: list[str] = []
        while True:  # one look into the index a compartment, where DISTINCT would walk every item
            question = select(func.min(ITEM.c.compartment))
            if found:
                question = question.where(ITEM.c.compartment > found[-1])
            least = self._connection.execute(question).scalar()
            if least is None:
                return frozenset(found)
            found.append(least)

    def next_number(self, accession_id: UUID) -> int:
        """Return the number of the accession's next item; stable within a unit of work."""
        highest = select(func.max(ITEM.c.number)).where(ITEM.c.accession_id == accession_id)
        return int(self._connection.execute(highest).scalar_one() or 0) + 1

    def of_paths(self, accession_id: UUID, raw_paths: Collection[bytes]) -> dict[bytes, list[Item]]:
        """Return the items received at some paths of an accession, by path; for resuming and its report.

        An item's id derives from its accession, path and occurrence: each occurrence is one look by key.
        """
        found: dict[bytes, list[Item]] = {}
        wanted, occurrence = list(raw_paths), 1
        while wanted:
            ids = [id_of_item(accession_id, path, occurrence=occurrence) for path in wanted]
            there: list[Item] = []
            for start in range(0, len(ids), _CHUNK):
                rows = self._connection.execute(_BY_IDS, {"wanted": ids[start : start + _CHUNK]})
                there += [item_of_row(row) for row in rows]
            for item in there:
                found.setdefault(item.raw_path, []).append(item)
            wanted, occurrence = [item.raw_path for item in there], occurrence + 1
        return found

    def first_of_document(self, digest: Digest) -> Item | None:
        """Return the first receipt of a document, which carries its reading; for the journey."""
        return self._first(ITEM.c.digest == digest)

    def waiting_of_document(self, digest: Digest) -> list[Item]:
        """Return the receipts of a document that wait for its reading; for the journey."""
        return self.waiting_of_documents([digest])

    def waiting_of_documents(self, digests: Sequence[Digest]) -> list[Item]:
        """Return the receipts of documents that wait for their reading, oldest first; for the journey."""
        found: list[Item] = []
        for start in range(0, len(digests), _CHUNK):
            chunk = {"wanted": digests[start : start + _CHUNK]}
            found += [item_of_row(row) for row in self._connection.execute(_WAITING, chunk)]
        return found

    def stream_unrestricted(self) -> Iterator[Item]:
        """Yield every item by accession and number, a thousand in memory at a time; for the audit."""
        accession, number = 0, 0
        while True:
            later = or_(
                ACCESSION.c.number > accession,
                (ACCESSION.c.number == accession) & (ITEM.c.number > number),
            )
            rows = self._connection.execute(_SELECT.where(later).order_by(*_IN_ORDER).limit(1000)).all()
            if not rows:
                return
            yield from map(item_of_row, rows)
            accession, number = rows[-1][2], rows[-1][3]

    def _first(self, *which: ColumnElement[bool]) -> Item | None:
        row = self._connection.execute(_SELECT.where(*which).order_by(*_IN_ORDER).limit(1)).first()
        return None if row is None else item_of_row(row)

    def _all(self, *which: ColumnElement[bool]) -> list[Item]:
        return [
            item_of_row(row) for row in self._connection.execute(_SELECT.where(*which).order_by(*_IN_ORDER))
        ]


class ItemWriting(ItemReading):
    """What can be done with items."""

    def add(self, item: Item) -> None:
        """Add a receipt; its event's object is the item."""
        self.add_many([item])

    def add_many(self, items: Iterable[Item]) -> None:
        """Add receipts in one statement; each needs its own event."""
        rows = [row_of_item(item) for item in items]
        if rows:
            self._connection.execute(_ADD, rows)

    def settle(self, item_id: UUID, state: ItemState, reason: Reason | None) -> bool:
        """Move an item to a state, and say whether that changed anything; its event's object is the item.

        Raises:
            MissingError: There is no such item.
        """
        done = self._connection.execute(_SETTLE, _new_state(item_id, state, reason))
        if done.rowcount == 0 and self.by_id_unrestricted(item_id) is None:
            raise MissingError("there is no such item", code="item-not-found")
        return done.rowcount > 0

    def settle_many(self, settled: Iterable[tuple[UUID, ItemState, Reason | None]]) -> None:
        """Move items that are there to a state each, in one statement; each needs its own event."""
        rows = [_new_state(*one) for one in settled]
        if rows:
            self._connection.execute(_SETTLE, rows)


def _new_state(item_id: UUID, state: ItemState, reason: Reason | None) -> dict[str, Any]:
    return {
        "wanted": item_id,
        "new_state": state.value,
        "new_reason_code": None if reason is None else reason.code,
        "new_reason_sentence": None if reason is None else reason.sentence,
        "new_reason_remedy": None if reason is None else reason.remedy,
    }


def _known_to(reader: Reader) -> ColumnElement[bool]:
    """Say who may know of an item; hidden from the index of compartments, which leads to most items."""
    return func.coalesce(ITEM.c.compartment, "").in_(reader.compartments)
