"""Wishes to read again: what was asked, how far it is, and their tasks.

A wish and its tasks are one transaction, so that a killed process leaves all of a wish or nothing
of it. Its counts move in the transaction that ends a task.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, insert, or_, select, update

from kartoteka.catalogue.columns import AnyRow
from kartoteka.catalogue.tables import REREADING, TASK
from kartoteka.records.digest import Digest
from kartoteka.records.rereading import Mode, PageAgain, Profile, Rereading, RereadingState
from kartoteka.records.task import TaskState

_OPEN = or_(TASK.c.state == TaskState.WAITING.value, TASK.c.state == TaskState.RUNNING.value)
_CHUNK = 1000


class SomePages(NamedTuple):
    """Pages of one document that one child after another is to read again."""

    digest: Digest
    """The document."""
    size: int
    """Its bytes."""
    accession_id: UUID
    """A delivery it came in."""
    languages: str
    """Joined by ``+``."""
    pages: tuple[int, ...]
    """Ascending."""


class RereadingReading:
    """What can be asked about wishes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(self, rereading_id: UUID) -> RereadingState | None:
        """Return how far a wish is."""
        row = self._connection.execute(select(REREADING).where(REREADING.c.id == rereading_id)).first()
        return None if row is None else _state(row)

    def unfinished(self) -> list[RereadingState]:
        """Return the wishes of which something waits, oldest first."""
        rows = self._connection.execute(
            select(REREADING)
            .where(REREADING.c.ended_at.is_(None))
            .order_by(REREADING.c.asked_at, REREADING.c.id)
        )
        return [_state(row) for row in rows]

    def of_page(self, digest: Digest, number: int) -> PageAgain | None:
        """Return how the latest wish about a page stands; None: there was none."""
        rows = self._connection.execute(
            select(TASK.c.state, TASK.c.code, TASK.c.pages)
            .where(
                TASK.c.digest == digest,
                TASK.c.rereading_id.is_not(None),
                TASK.c.first <= number,
                TASK.c.last >= number,
            )
            .order_by(TASK.c.id.desc())
        )
        for state, code, pages in rows:
            if number in pages_from_text(pages):
                failed = state == TaskState.FAILED.value
                waiting = state in (TaskState.WAITING.value, TaskState.RUNNING.value)
                return PageAgain(waiting, (code or "failed") if failed else "")
        return None


class RereadingWriting(RereadingReading):
    """What can be done with wishes."""

    def add(self, wish: Rereading, work: Iterable[SomePages]) -> int:
        """Write a wish and its tasks, and return how many pages it asks for."""
        row = {
            "id": wish.id,
            "asked_by": wish.asked_by,
            "asked_at": wish.asked_at,
            "ended_at": None,
            "mode": wish.mode.value,
            "profile": wish.profile.value,
            "languages": wish.languages,
            "wording": wish.wording,
            "urgent": wish.urgent,
            "pages": 0,
            "pages_read": 0,
            "pages_shown": 0,
            "pages_failed": 0,
        }
        self._connection.execute(insert(REREADING), row)
        pages = self.add_tasks(wish, work)
        self._connection.execute(update(REREADING).where(REREADING.c.id == wish.id).values(pages=pages))
        return pages

    def add_tasks(self, wish: Rereading, work: Iterable[SomePages]) -> int:
        """Add tasks to a wish, and return their pages; what it asks for in all is not changed."""
        total = 0
        rows = []
        for some in work:
            total += len(some.pages)
            rows.append(_task_row(wish, some))
            if len(rows) == _CHUNK:
                self._connection.execute(insert(TASK), rows)
                rows = []
        if rows:
            self._connection.execute(insert(TASK), rows)
        return total

    def count(
        self, rereading_id: UUID, now: datetime, *, read: int = 0, shown: int = 0, failed: int = 0
    ) -> None:
        """Count what a task that ends in this transaction brought, and end the wish with its last task."""
        of_wish = REREADING.c.id == rereading_id
        self._connection.execute(
            update(REREADING)
            .where(of_wish)
            .values(
                pages_read=REREADING.c.pages_read + read,
                pages_shown=REREADING.c.pages_shown + shown,
                pages_failed=REREADING.c.pages_failed + failed,
            )
        )
        left = select(TASK.c.id).where(TASK.c.rereading_id == rereading_id, _OPEN).limit(1)
        if self._connection.execute(left).first() is None:
            self._connection.execute(update(REREADING).where(of_wish).values(ended_at=now))


def pages_from_text(text: str | None) -> tuple[int, ...]:
    """Read a task's pages: ``3-5,9``."""
    numbers: list[int] = []
    for part in (text or "").split(","):
        first, _, last = part.partition("-")
        if first:
            numbers.extend(range(int(first), int(last or first) + 1))
    return tuple(numbers)


def pages_to_text(pages: Sequence[int]) -> str:
    """Write a task's pages, ascending."""
    spans: list[list[int]] = []
    for number in pages:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def rereading_from_row(row: AnyRow) -> Rereading:
    """Make the record of a row."""
    return Rereading(
        id=row.id,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        mode=Mode(row.mode),
        profile=Profile(row.profile),
        languages=row.languages,
        wording=row.wording,
        urgent=bool(row.urgent),
    )


def _state(row: AnyRow) -> RereadingState:
    return RereadingState(
        rereading_from_row(row),
        row.pages,
        row.pages_read,
        row.pages_shown,
        row.pages_failed,
        row.ended_at is not None,
    )


def _task_row(wish: Rereading, some: SomePages) -> dict[str, object]:
    return {
        "accession_id": some.accession_id,
        "digest": some.digest,
        "size": some.size,
        "first": some.pages[0],
        "last": some.pages[-1],
        "languages": some.languages,
        "state": TaskState.WAITING.value,
        "attempts": 0,
        "rereading_id": wish.id,
        "pages": pages_to_text(some.pages),
    }
