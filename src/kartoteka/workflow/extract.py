"""Reading: durable tasks over ranges of pages, run by children, written by one writer.

A range's pages, its ledger entry, the task's end and the state it leads to are one transaction
(``written``, and ``written_again`` for what a person wants read once more). Whatever a killed process
had in hand is read again and gives the same rows. What a child says is checked (``ranges``) before
anything is believed.
"""

from __future__ import annotations

import math
import os
import queue
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from uuid import UUID

from kartoteka.clock import now
from kartoteka.records.digest import Digest
from kartoteka.records.task import ReadTask
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.ranges import RangeReader, Reading
from kartoteka.workflow.together import in_groups, read_group
from kartoteka.workflow.written import write_reading
from kartoteka.workflow.written_again import write_again

_LEASE_SECONDS = 3600
_PAGES_A_TRANSACTION = 64
_SECONDS_A_TRANSACTION = 0.25
_TASKS_A_CHILD = 8


Finished = Reading | BaseException | None
"""What a reading thread hands to the writer; None: the task was not begun."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far reading is."""

    pages_done: int
    """Pages written in this run."""
    recognised: int
    """Of these, pages that went to OCR."""
    documents_settled: int
    """Documents that came to an end state in this run."""
    read_again: int = 0
    """Pages read again because a person asked; not among ``pages_done``."""
    changed: int = 0
    """Documents changed by reading again, each time counted."""


def read_waiting(
    archive: Archive,
    *,
    jobs: int,
    stop: Event,
    on_pace: Callable[[Pace], None],
    accession_id: UUID | None = None,
    rereading_id: UUID | None = None,
    between: Callable[[], None] = lambda: None,
    most_tasks: int | None = None,
) -> Pace:
    """Read until no task waits, or until stopped.

    Args:
        archive: Opened for writing, by the holder of the writer's lock.
        jobs: Children at once.
        stop: Set to take no new task; what is in hand is finished and written.
        on_pace: Told after each transaction.
        accession_id: Only this delivery's tasks; None: all. What a person waits for is read in any case.
        rereading_id: Only the tasks of this wish to read again; None: all.
        between: Called by the writer between transactions (indexing).
        most_tasks: End after about as many tasks; None: no bound.

    Raises:
        UnavailableError: A language's data is not installed.
    """
    owner = f"{os.getpid()}"
    finished: queue.SimpleQueue[Finished] = queue.SimpleQueue()
    pace = Pace(0, 0, 0)
    in_hand = 0
    begun = 0
    with RangeReader(archive, jobs) as ranges, ThreadPoolExecutor(jobs, thread_name_prefix="reading") as pool:

        def run(tasks: list[ReadTask]) -> None:
            try:
                if stop.is_set():
                    for _ in tasks:
                        finished.put(None)
                else:
                    for reading in read_group(archive, ranges, tasks):
                        finished.put(reading)
            except BaseException as error:  # noqa: BLE001 -- carried to the writer, which raises it
                finished.put(error)

        while True:
            more = most_tasks is None or begun < most_tasks
            if not stop.is_set() and more and in_hand < _TASKS_A_CHILD * jobs:
                wanted = 2 * _TASKS_A_CHILD * jobs - in_hand
                if most_tasks is not None:
                    wanted = min(wanted, most_tasks - begun)
                with archive.catalogue.write() as unit:
                    tasks = unit.tasks.take(
                        wanted,
                        owner,
                        _LEASE_SECONDS,
                        now(),
                        accession_id=accession_id,
                        rereading_id=rereading_id,
                    )
                together = min(archive.settings.documents_per_child, math.ceil(len(tasks) / jobs))
                for group in in_groups(tasks, together):
                    pool.submit(run, group)
                in_hand += len(tasks)
                begun += len(tasks)
            if in_hand == 0:
                return pace
            batch = _next_batch(finished, in_hand)
            in_hand -= len(batch)
            pace = _write_batch(archive, batch, pace)
            on_pace(pace)
            between()


def _next_batch(finished: queue.SimpleQueue[Finished], in_hand: int) -> list[Reading | None]:
    """Wait for one reading and for what comes soon after it, up to a transaction's worth."""
    batch: list[Reading | None] = []
    pages = 0
    patience: float | None = None
    while len(batch) < in_hand and pages < _PAGES_A_TRANSACTION:
        try:
            got = finished.get(timeout=None if patience is None else max(0.001, patience - time.monotonic()))
        except queue.Empty:
            break
        if isinstance(got, BaseException):
            raise got
        patience = patience or time.monotonic() + _SECONDS_A_TRANSACTION
        batch.append(got)
        pages += 0 if got is None else len(got.pages)
    return batch


def _write_batch(archive: Archive, batch: list[Reading | None], pace: Pace) -> Pace:
    settled: list[Digest] = []
    changed: list[Digest] = []
    pages = recognised = again = 0
    with archive.catalogue.write() as unit:
        for reading in batch:
            if reading is None:
                continue  # not begun before the stop; its lease is given up with the lock
            if reading.task.again is not None:
                again += len(reading.pages)
                if write_again(archive, unit, reading, reading.task.again):
                    changed.append(reading.task.digest)
                continue
            if write_reading(archive, unit, reading):
                settled.append(reading.task.digest)
            pages += len(reading.pages)
            recognised += sum(
                1 for page in reading.pages if page.layer is not None and page.layer.origin == "ocr"
            )
        unit.outbox.put_many([*settled, *changed])
    return Pace(
        pace.pages_done + pages,
        pace.recognised + recognised,
        pace.documents_settled + len(settled),
        pace.read_again + again,
        pace.changed + len(changed),
    )
