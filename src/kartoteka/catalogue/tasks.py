"""Tasks: durable pieces of reading, leased to whoever reads.

A task that is waiting, or whose lease ran out, can be taken; taking counts an attempt. What a
finished reader says is believed whoever holds the lease, because saving pages twice is nothing.

Tasks of reading again belong to a wish (``rereadings``). They delay no document's end, count for no
delivery, and are taken by whoever serves that wish or everything; those of a person who waits before
a screen are taken first, by all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, case, func, insert, or_, select, update

from kartoteka.catalogue.columns import AnyRow
from kartoteka.catalogue.rereadings import pages_from_text, rereading_from_row
from kartoteka.catalogue.tables import REREADING, TASK
from kartoteka.records.digest import Digest
from kartoteka.records.rereading import Rereading
from kartoteka.records.task import Amount, PagesAgain, ReadTask, TaskCounts, TaskState

_CHUNK = 500
_DOCUMENT_ENDED = "document-ended"
_OPEN = or_(TASK.c.state == TaskState.WAITING.value, TASK.c.state == TaskState.RUNNING.value)
_FIRST = TASK.c.rereading_id.is_(None)
_URGENT = TASK.c.rereading_id.in_(
    select(REREADING.c.id).where(REREADING.c.ended_at.is_(None), REREADING.c.urgent)
)
_URGENT_WAITS = select(TASK.c.id).where(_URGENT, TASK.c.state == TaskState.WAITING.value).limit(1)
_UNFINISHED = (
    select(TASK.c.digest)
    .where(TASK.c.digest.in_(bindparam("wanted", expanding=True)), _OPEN, _FIRST)
    .distinct()
)
_SAME = select(TASK.c.id).where(
    TASK.c.digest == bindparam("digest"),
    _OPEN,
    _FIRST,
    TASK.c.first == bindparam("first"),
    TASK.c.last == bindparam("last"),
    TASK.c.languages == bindparam("languages"),
)
_ADD = insert(TASK)
_ADD_ONE = _ADD.returning(TASK.c.id)
_CHANGE = update(TASK).where(TASK.c.id == bindparam("wanted"))
_DONE = _CHANGE.values(state=TaskState.DONE.value, owner=None, lease_until=None, last=bindparam("reached"))
_DROP_WAITING = (
    update(TASK)
    .where(TASK.c.digest == bindparam("wanted"), TASK.c.state == TaskState.WAITING.value)
    .values(state=TaskState.FAILED.value, code=_DOCUMENT_ENDED)
)


class TaskReading:
    """What can be asked about tasks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, accession_id: UUID | None = None) -> TaskCounts:
        """Return how the first reading of one accession stands, or of all."""
        question = (
            select(TASK.c.state, func.count(), func.sum(TASK.c.last - TASK.c.first + 1))
            .where(_FIRST)
            .group_by(TASK.c.state)
        )
        if accession_id is not None:
            question = question.where(TASK.c.accession_id == accession_id)
        found = {
            state: Amount(count, int(pages)) for state, count, pages in self._connection.execute(question)
        }
        return TaskCounts(*(found.get(state.value, Amount()) for state in TaskState))

    def pages_open(self, accession_id: UUID | None = None) -> tuple[int, int]:
        """Return (waiting, in hand) pages that are known of; a document not opened yet counts as one.

        Pages to be read again count where all are asked for, not where one accession is.
        """
        pages = func.sum(case((_FIRST & (TASK.c.first == 1), 1), else_=TASK.c.last - TASK.c.first + 1))
        question = select(TASK.c.state, pages).where(_OPEN).group_by(TASK.c.state)
        if accession_id is not None:
            question = question.where(TASK.c.accession_id == accession_id, _FIRST)
        found = {state: int(count) for state, count in self._connection.execute(question)}
        return found.get(TaskState.WAITING.value, 0), found.get(TaskState.RUNNING.value, 0)

    def backlog(self, accession_id: UUID) -> tuple[int, int]:
        """Return what waits or is in hand of a delivery's first reading.

        Returns:
            Pages of documents that were opened, and documents that were not.
        """
        unopened = TASK.c.first == 1
        pages = func.sum(case((unopened, 0), else_=TASK.c.last - TASK.c.first + 1))
        question = select(pages, func.sum(case((unopened, 1), else_=0))).where(
            _OPEN, TASK.c.accession_id == accession_id, _FIRST
        )
        row = self._connection.execute(question).one()
        return int(row[0] or 0), int(row[1] or 0)

    def unfinished(self, digest: Digest) -> bool:
        """Say whether a document has a task of first reading that is waiting or in hand."""
        return bool(self.unfinished_of([digest]))

    def unfinished_of(self, digests: Collection[Digest]) -> set[Digest]:
        """Return which of these documents have a task of first reading that is waiting or in hand."""
        wanted, found = list(digests), set[Digest]()
        for start in range(0, len(wanted), _CHUNK):
            chunk = {"wanted": wanted[start : start + _CHUNK]}
            found.update(self._connection.execute(_UNFINISHED, chunk).scalars())
        return found

    def urgent_waits(self) -> bool:
        """Say whether a person waits before a screen for a page to be read again."""
        return self._connection.execute(_URGENT_WAITS).first() is not None

    def failures(self, digest: Digest) -> list[tuple[int, int, str]]:
        """Return (first page, last page, code) of a document's tasks that were given up, ascending."""
        which = (TASK.c.digest == digest, TASK.c.state == TaskState.FAILED.value, _FIRST)
        rows = self._connection.execute(
            select(TASK.c.first, TASK.c.last, TASK.c.code).where(*which).order_by(TASK.c.first, TASK.c.id)
        )
        return [(first, last, code or "") for first, last, code in rows]


class TaskWriting(TaskReading):
    """What can be done with tasks."""

    def add(
        self, digest: Digest, first: int, last: int, languages: str, accession_id: UUID, size: int
    ) -> int:
        """Ask for pages to be read, and return the task's id; the same open task is not made twice."""
        span = {"digest": digest, "first": first, "last": last, "languages": languages}
        known = self._connection.execute(_SAME, span).scalar()
        if known is not None:
            return int(known)
        new = _waiting(digest, first, last, languages, accession_id, size)
        return int(self._connection.execute(_ADD_ONE, new).scalar_one())

    def add_first_pages(
        self, sizes: Mapping[Digest, int], last: int, languages: str, accession_id: UUID
    ) -> None:
        """Ask for the first pages of contents that this unit of work has added; nobody did so before."""
        self._ask(_waiting(digest, 1, last, languages, accession_id, size) for digest, size in sizes.items())

    def add_further_pages(self, task: ReadTask, spans: Iterable[tuple[int, int]]) -> None:
        """Ask for what follows a range of pages; only who holds its task, and so is the first to ask."""
        own = (task.languages, task.accession_id, task.size)
        self._ask(_waiting(task.digest, first, last, *own) for first, last in spans)

    def _ask(self, rows: Iterable[dict[str, Any]]) -> None:
        new = list(rows)
        if new:
            self._connection.execute(_ADD, new)

    def take(
        self,
        limit: int,
        owner: str,
        lease_seconds: float,
        now: datetime,
        accession_id: UUID | None = None,
        rereading_id: UUID | None = None,
    ) -> list[ReadTask]:
        """Take tasks: what a person waits for, then those whose lease ran out, then in the order of asking.

        Args:
            limit: At most so many.
            owner: Who takes them, for people.
            lease_seconds: After so long another may take them.
            now: The present moment.
            accession_id: Only first readings that this delivery asked for; None: of any.
            rereading_id: Only what this wish to read again asked for; None: whatever waits.
        """
        mine = select(TASK)
        if rereading_id is not None:
            mine = mine.where(TASK.c.rereading_id == rereading_id)
        elif accession_id is not None:
            mine = mine.where(TASK.c.accession_id == accession_id, _FIRST)
        late = (TASK.c.state == TaskState.RUNNING.value, TASK.c.lease_until <= now)
        waiting = TASK.c.state == TaskState.WAITING.value
        questions = (_waited_for(now), mine.where(*late), mine.where(waiting))
        return self._take(questions, limit, owner, lease_seconds, now)

    def take_urgent(self, limit: int, owner: str, lease_seconds: float, now: datetime) -> list[ReadTask]:
        """Take only what a person waits for before a screen; see ``take``."""
        return self._take((_waited_for(now),), limit, owner, lease_seconds, now)

    def _take(
        self, questions: Sequence[Select[Any]], limit: int, owner: str, lease_seconds: float, now: datetime
    ) -> list[ReadTask]:
        rows: dict[int, AnyRow] = {}
        for question in questions:
            if len(rows) < limit:
                for row in self._connection.execute(question.order_by(TASK.c.id).limit(limit)):
                    if len(rows) < limit:
                        rows[row.id] = row
        if rows:
            lease = {
                "state": TaskState.RUNNING.value,
                "owner": owner,
                "lease_until": now + timedelta(seconds=lease_seconds),
                "attempts": TASK.c.attempts + 1,
            }
            self._connection.execute(update(TASK).where(TASK.c.id.in_(list(rows))).values(lease))
        wishes = self._wishes({row.rereading_id for row in rows.values()} - {None})
        return [_task(row, row.attempts + 1, wishes.get(row.rereading_id)) for row in rows.values()]

    def _wishes(self, ids: set[UUID]) -> dict[UUID, Rereading]:
        if not ids:
            return {}
        found = self._connection.execute(select(REREADING).where(REREADING.c.id.in_(ids)))
        return {row.id: rereading_from_row(row) for row in found}

    def done(self, task_id: int, last: int | None = None) -> None:
        """Note that a task is finished; ``last`` is the last page there was, if it ended earlier."""
        values: dict[str, Any] = {"state": TaskState.DONE.value, "owner": None, "lease_until": None}
        if last is not None:
            values["last"] = last
        self._set(task_id, values)

    def done_many(self, ended: Iterable[tuple[int, int]]) -> None:
        """Note that tasks, each with the last page there was, are finished; see ``done``."""
        rows = [{"wanted": task_id, "reached": last} for task_id, last in ended]
        if rows:
            self._connection.execute(_DONE, rows)

    def failed(self, task_id: int, code: str) -> None:
        """Give a task up, with the stable code of the reason."""
        self._set(
            task_id, {"state": TaskState.FAILED.value, "owner": None, "lease_until": None, "code": code}
        )

    def give_back(self, task_id: int) -> None:
        """Return a task that was not really begun; the attempt does not count."""
        back = {"state": TaskState.WAITING.value, "owner": None, "lease_until": None}
        which = (TASK.c.id == task_id, TASK.c.state == TaskState.RUNNING.value)
        self._connection.execute(update(TASK).where(*which).values(**back, attempts=TASK.c.attempts - 1))

    def retry(self, task_id: int) -> None:
        """Return a task whose reader broke down; the attempt counts."""
        self._set(task_id, {"state": TaskState.WAITING.value, "owner": None, "lease_until": None})

    def drop_waiting(self, digest: Digest) -> None:
        """Give up what is not begun of a document that came to its end."""
        self._connection.execute(_DROP_WAITING, {"wanted": digest})

    def reset_running(self) -> int:
        """Return all tasks in hand to waiting, and how many; only the lock's holder may, at its start."""
        back = {"state": TaskState.WAITING.value, "owner": None, "lease_until": None}
        running = TASK.c.state == TaskState.RUNNING.value
        return self._connection.execute(update(TASK).where(running).values(back)).rowcount

    def _set(self, task_id: int, values: dict[str, Any]) -> None:
        self._connection.execute(_CHANGE, {"wanted": task_id, **values})


def _waiting(
    digest: Digest, first: int, last: int, languages: str, accession_id: UUID, size: int
) -> dict[str, Any]:
    return {
        "accession_id": accession_id,
        "digest": digest,
        "size": size,
        "first": first,
        "last": last,
        "languages": languages,
        "state": TaskState.WAITING.value,
        "attempts": 0,
    }


def _waited_for(now: datetime) -> Select[Any]:
    waiting = TASK.c.state == TaskState.WAITING.value
    return select(TASK).where(_URGENT, or_(waiting, TASK.c.lease_until <= now))


def _task(row: AnyRow, attempts: int, wish: Rereading | None) -> ReadTask:
    return ReadTask(
        id=row.id,
        accession_id=row.accession_id,
        digest=row.digest,
        size=row.size,
        first=row.first,
        last=row.last,
        languages=row.languages,
        attempts=attempts,
        again=None if wish is None else PagesAgain(wish, pages_from_text(row.pages)),
    )
