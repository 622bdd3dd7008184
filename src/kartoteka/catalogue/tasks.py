"""Tasks: durable pieces of reading, leased to whoever reads.

A task that is waiting, or whose lease ran out, can be taken; taking counts an attempt. What a
finished reader says is believed whoever holds the lease, because saving pages twice is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, func, insert, or_, select, update

from kartoteka.catalogue.columns import AnyRow
from kartoteka.catalogue.tables import TASK
from kartoteka.records.digest import Digest
from kartoteka.records.task import ReadTask, TaskState

_DOCUMENT_ENDED = "document-ended"
_OPEN = or_(TASK.c.state == TaskState.WAITING.value, TASK.c.state == TaskState.RUNNING.value)
_UNFINISHED = select(TASK.c.id).where(TASK.c.digest == bindparam("wanted"), _OPEN).limit(1)
_SAME = select(TASK.c.id).where(
    TASK.c.digest == bindparam("digest"),
    _OPEN,
    TASK.c.first == bindparam("first"),
    TASK.c.last == bindparam("last"),
    TASK.c.languages == bindparam("languages"),
)
_ADD = insert(TASK)
_ADD_ONE = _ADD.returning(TASK.c.id)
_CHANGE = update(TASK).where(TASK.c.id == bindparam("wanted"))
_DROP_WAITING = (
    update(TASK)
    .where(TASK.c.digest == bindparam("wanted"), TASK.c.state == TaskState.WAITING.value)
    .values(state=TaskState.FAILED.value, code=_DOCUMENT_ENDED)
)


class Amount(NamedTuple):
    """So much reading."""

    tasks: int = 0
    """Tasks."""
    pages: int = 0
    """Pages in them; of a task not done yet, pages it may turn out to have."""


class TaskCounts(NamedTuple):
    """How the reading stands."""

    waiting: Amount
    """Not begun."""
    running: Amount
    """In hand."""
    done: Amount
    """Finished."""
    failed: Amount
    """Given up."""


class TaskReading:
    """What can be asked about tasks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, accession_id: UUID | None = None) -> TaskCounts:
        """Return how the reading of one accession stands, or of all."""
        question = select(TASK.c.state, func.count(), func.sum(TASK.c.last - TASK.c.first + 1)).group_by(
            TASK.c.state
        )
        if accession_id is not None:
            question = question.where(TASK.c.accession_id == accession_id)
        found = {
            state: Amount(count, int(pages)) for state, count, pages in self._connection.execute(question)
        }
        return TaskCounts(*(found.get(state.value, Amount()) for state in TaskState))

    def pages_open(self, accession_id: UUID | None = None) -> tuple[int, int]:
        """Return (waiting, in hand) pages that are known of; a document not opened yet counts as one."""
        pages = func.sum(case((TASK.c.first == 1, 1), else_=TASK.c.last - TASK.c.first + 1))
        question = select(TASK.c.state, pages).where(_OPEN).group_by(TASK.c.state)
        if accession_id is not None:
            question = question.where(TASK.c.accession_id == accession_id)
        found = {state: int(count) for state, count in self._connection.execute(question)}
        return found.get(TaskState.WAITING.value, 0), found.get(TaskState.RUNNING.value, 0)

    def unfinished(self, digest: Digest) -> bool:
        """Say whether a document has a task that is waiting or in hand."""
        return self._connection.execute(_UNFINISHED, {"wanted": digest}).first() is not None

    def failures(self, digest: Digest) -> list[tuple[int, int, str]]:
        """Return (first page, last page, code) of a document's tasks that were given up, ascending."""
        which = (TASK.c.digest == digest, TASK.c.state == TaskState.FAILED.value)
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
        new = {"accession_id": accession_id, "size": size, "state": TaskState.WAITING.value, "attempts": 0}
        return int(self._connection.execute(_ADD_ONE, span | new).scalar_one())

    def add_first_pages(
        self, sizes: Mapping[Digest, int], last: int, languages: str, accession_id: UUID
    ) -> None:
        """Ask for the first pages of contents that this unit of work has added; nobody did so before."""
        new = [
            {
                "accession_id": accession_id,
                "digest": digest,
                "size": size,
                "first": 1,
                "last": last,
                "languages": languages,
                "state": TaskState.WAITING.value,
                "attempts": 0,
            }
            for digest, size in sizes.items()
        ]
        if new:
            self._connection.execute(_ADD, new)

    def take(
        self, limit: int, owner: str, lease_seconds: float, now: datetime, accession_id: UUID | None = None
    ) -> list[ReadTask]:
        """Take tasks, those whose lease ran out first, then in the order of asking.

        Args:
            limit: At most so many.
            owner: Who takes them, for people.
            lease_seconds: After so long another may take them.
            now: The present moment.
            accession_id: Only what this delivery asked for; None: whatever waits.
        """
        wanted = (
            select(TASK) if accession_id is None else select(TASK).where(TASK.c.accession_id == accession_id)
        )
        late = (TASK.c.state == TaskState.RUNNING.value, TASK.c.lease_until <= now)
        rows = list(self._connection.execute(wanted.where(*late).order_by(TASK.c.id).limit(limit)))
        if len(rows) < limit:
            waiting = wanted.where(TASK.c.state == TaskState.WAITING.value)
            rows += self._connection.execute(waiting.order_by(TASK.c.id).limit(limit - len(rows)))
        if rows:
            lease = {
                "state": TaskState.RUNNING.value,
                "owner": owner,
                "lease_until": now + timedelta(seconds=lease_seconds),
                "attempts": TASK.c.attempts + 1,
            }
            self._connection.execute(
                update(TASK).where(TASK.c.id.in_([row.id for row in rows])).values(lease)
            )
        return [_task(row, row.attempts + 1) for row in rows]

    def done(self, task_id: int, last: int | None = None) -> None:
        """Note that a task is finished; ``last`` is the last page there was, if it ended earlier."""
        values: dict[str, Any] = {"state": TaskState.DONE.value, "owner": None, "lease_until": None}
        if last is not None:
            values["last"] = last
        self._set(task_id, values)

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


def _task(row: AnyRow, attempts: int) -> ReadTask:
    return ReadTask(
        id=row.id,
        accession_id=row.accession_id,
        digest=row.digest,
        size=row.size,
        first=row.first,
        last=row.last,
        languages=row.languages,
        attempts=attempts,
    )
