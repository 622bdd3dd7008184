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
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from uuid import UUID

from kartoteka.catalogue.view import UnitOfWork
from kartoteka.clock import now
from kartoteka.records.digest import Digest
from kartoteka.records.task import ReadTask
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.pausing import open_gate
from kartoteka.workflow.ranges import RangeReader, Reading
from kartoteka.workflow.together import in_groups, read_group
from kartoteka.workflow.written import write_readings

_LEASE_SECONDS = 3600
_URGENT_AT_ONCE = 4
_SECONDS_BETWEEN_LOOKS = 1.0
"""How often it is looked, while nothing comes, whether a person waits for a page."""
_PAGES_A_TRANSACTION = 64
_SECONDS_A_TRANSACTION = 0.25
_TASKS_A_CHILD = 8


Finished = Reading | ReadTask | BaseException
"""What a reading thread hands to the writer; a task: it was not begun."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far reading is."""

    pages_done: int = 0
    """Pages written in this run."""
    recognised: int = 0
    """Of these, pages that went to OCR."""
    documents_settled: int = 0
    """Documents that came to an end state in this run."""
    documents_opened: int = 0
    """Documents whose pages were counted in this run."""
    pages_opened: int = 0
    """Pages that these have; 0 for one that is held."""
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
    gate: Callable[[], None] = open_gate,
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
        gate: Passed before each child; holds up while reading is paused.

    Raises:
        UnavailableError: A language's data is not installed.
    """
    owner = f"{os.getpid()}"
    finished: queue.SimpleQueue[Finished] = queue.SimpleQueue()
    pace = Pace()
    in_hand: set[int] = set()
    begun = 0
    with (
        RangeReader(archive, jobs, gate) as ranges,
        ThreadPoolExecutor(jobs, thread_name_prefix="reading") as pool,
        ThreadPoolExecutor(1, thread_name_prefix="waited for") as at_once,
    ):

        def run(tasks: list[ReadTask]) -> None:
            try:
                gate()
                if stop.is_set():
                    for task in tasks:
                        finished.put(task)
                else:
                    for reading in read_group(archive, ranges, tasks):
                        finished.put(reading)
            except BaseException as error:  # noqa: BLE001 -- carried to the writer, which raises it
                finished.put(error)

        batch: list[Reading | ReadTask] = []
        while True:
            # What was read is written, and what is read next is taken, in one transaction: one flush.
            with archive.catalogue.write() as unit:
                pace = _write_batch(archive, unit, batch, pace)
                tasks, urgent = [], []
                if not stop.is_set():
                    urgent = unit.tasks.take_urgent(_URGENT_AT_ONCE, owner, _LEASE_SECONDS, now())
                if not stop.is_set() and len(in_hand) < _TASKS_A_CHILD * jobs:
                    most = 2 * _TASKS_A_CHILD * jobs - len(in_hand)
                    wanted = most if most_tasks is None else min(most, most_tasks - begun)
                    tasks = unit.tasks.take(
                        wanted,
                        owner,
                        _LEASE_SECONDS,
                        now(),
                        accession_id=accession_id,
                        rereading_id=rereading_id,
                    )
            # A lease that ran out while its task was in hand (a long pause) is only renewed.
            urgent = [task for task in urgent if task.id not in in_hand]
            in_hand.update(task.id for task in urgent)
            tasks = [task for task in tasks if task.id not in in_hand]
            in_hand.update(task.id for task in tasks)
            begun += len(tasks)
            together = min(archive.settings.documents_per_child, math.ceil(len(tasks) / jobs))
            for group in in_groups(tasks, together):
                pool.submit(run, group)
            for task in urgent:  # a person waits: not behind all that is in hand
                at_once.submit(run, [task])
            if batch:
                on_pace(pace)
                between()
            if not in_hand:
                return pace
            batch = _next_batch(finished, len(in_hand), lambda: not stop.is_set() and _is_waited_for(archive))
            in_hand.difference_update(one.task.id if isinstance(one, Reading) else one.id for one in batch)


def _is_waited_for(archive: Archive) -> bool:
    with archive.catalogue.read() as view:
        return view.tasks.urgent_waits()


def _next_batch(
    finished: queue.SimpleQueue[Finished], in_hand: int, waited_for: Callable[[], bool]
) -> list[Reading | ReadTask]:
    """Wait for one reading and for what comes soon after it, up to a transaction's worth.

    Args:
        finished: Where readings come.
        in_hand: How many may come.
        waited_for: Asked now and then; where it says yes, nothing more is waited for.
    """
    batch: list[Reading | ReadTask] = []
    pages = 0
    patience: float | None = None
    while len(batch) < in_hand and pages < _PAGES_A_TRANSACTION:
        try:
            left = _SECONDS_BETWEEN_LOOKS if patience is None else patience - time.monotonic()
            got = finished.get(timeout=max(0.001, left))
        except queue.Empty:
            if patience is not None or waited_for():
                break
            continue
        if isinstance(got, BaseException):
            raise got
        patience = patience or time.monotonic() + _SECONDS_A_TRANSACTION
        batch.append(got)
        pages += len(got.pages) if isinstance(got, Reading) else 0
    return batch


def _write_batch(archive: Archive, unit: UnitOfWork, batch: Sequence[Reading | ReadTask], pace: Pace) -> Pace:
    # What was not begun before the stop is left out: its lease is given up with the lock.
    readings = [one for one in batch if isinstance(one, Reading)]
    first = [reading for reading in readings if reading.task.again is None]
    changed = _write_again(archive, unit, [one for one in readings if one.task.again is not None])
    settled = write_readings(archive, unit, first)
    unit.outbox.put_many([*settled, *changed])
    opened = [one.finding for one in first if one.task.first == 1 and one.finding is not None]
    return Pace(
        pace.pages_done + sum(len(reading.pages) for reading in first),
        pace.recognised + sum(_recognised(reading) for reading in first),
        pace.documents_settled + len(settled),
        pace.documents_opened + len(opened),
        pace.pages_opened + sum(finding.pages for finding in opened),
        pace.read_again + sum(len(one.pages) for one in readings if one.task.again is not None),
        pace.changed + len(changed),
    )


def _write_again(archive: Archive, unit: UnitOfWork, readings: Sequence[Reading]) -> list[Digest]:
    if not readings:
        return []
    # Here and not above: it brings dictionaries that an import has no use for.
    from kartoteka.workflow.written_again import write_again

    return [
        reading.task.digest
        for reading in readings
        if reading.task.again is not None and write_again(archive, unit, reading, reading.task.again)
    ]


def _recognised(reading: Reading) -> int:
    return sum(1 for page in reading.pages if page.layer is not None and page.layer.origin == "ocr")
