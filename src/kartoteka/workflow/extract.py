"""Reading: durable tasks over ranges of pages, run by children, written by one writer.

Rules that hold:

1. A range's pages, its ledger entry, the task's end and the state it leads to are one
   transaction. Whatever a killed process had in hand is read again and gives the same rows.
2. A child that dies loses one page at most: what it sent before is kept, the page it died on is
   tried once more in a child of its own and then marked, and the rest goes on as a new range.
3. What a child says is checked (``reading.frames``) before anything is believed. A child that lies
   makes its document held, as behaving like a trap.
4. A document ends catalogued when every page was read, in part when some were, held when none was.
"""

from __future__ import annotations

import hashlib
import os
import queue
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event
from uuid import UUID

from kartoteka.catalogue.view import UnitOfWork
from kartoteka.clock import now
from kartoteka.reading import frames
from kartoteka.records.custody_event import CustodyEvent
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.item import ItemState, Reason
from kartoteka.records.page import Page
from kartoteka.records.task import ReadTask
from kartoteka.workflow import events
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.ranges import RangeReader, Reading

_LEASE_SECONDS = 3600
_PAGES_A_TRANSACTION = 64
_SECONDS_A_TRANSACTION = 0.25
_TASKS_A_CHILD = 4
_ATTEMPTS = 2


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


def read_waiting(
    archive: Archive,
    *,
    jobs: int,
    stop: Event,
    on_pace: Callable[[Pace], None],
    accession_id: UUID | None = None,
    between: Callable[[], None] = lambda: None,
    most_tasks: int | None = None,
) -> Pace:
    """Read until no task waits, or until stopped.

    Args:
        archive: Opened for writing, by the holder of the writer's lock.
        jobs: Children at once.
        stop: Set to take no new task; what is in hand is finished and written.
        on_pace: Told after each transaction.
        accession_id: Only this delivery's tasks; None: all.
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

        def run(task: ReadTask) -> None:
            try:
                finished.put(None if stop.is_set() else ranges.read(task))
            except BaseException as error:  # noqa: BLE001 -- carried to the writer, which raises it
                finished.put(error)

        while True:
            more = most_tasks is None or begun < most_tasks
            if not stop.is_set() and more and in_hand < _TASKS_A_CHILD * jobs:
                wanted = 2 * _TASKS_A_CHILD * jobs - in_hand
                if most_tasks is not None:
                    wanted = min(wanted, most_tasks - begun)
                with archive.catalogue.write() as unit:
                    tasks = unit.tasks.take(wanted, owner, _LEASE_SECONDS, now(), accession_id=accession_id)
                for task in tasks:
                    pool.submit(run, task)
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
    pages = recognised = 0
    with archive.catalogue.write() as unit:
        for reading in batch:
            if reading is None:
                continue  # not begun before the stop; its lease is given up with the lock
            if _write(archive, unit, reading):
                settled.append(reading.task.digest)
            pages += len(reading.pages)
            recognised += sum(
                1 for page in reading.pages if page.layer is not None and page.layer.origin == "ocr"
            )
        unit.outbox.put_many(settled)
    return Pace(pace.pages_done + pages, pace.recognised + recognised, pace.documents_settled + len(settled))


def _write(archive: Archive, unit: UnitOfWork, reading: Reading) -> bool:
    """Write one range and say whether its document came to an end state."""
    task = reading.task
    finding = reading.finding
    if reading.lie:
        return _hold(archive, unit, task, _trap(f"its reader sent what no document gives ({reading.lie})"))
    completed = reading.outcome is not None and reading.outcome.status == "done"
    if finding is None:
        if completed:
            return _hold(archive, unit, task, _trap("its reader ended without a word"))
        if task.attempts < _ATTEMPTS:
            unit.tasks.retry(task.id)
            return False
        return _hold(archive, unit, task, _trap(f"it could not be opened: {_why(reading)}"))
    if finding.held is not None:
        _identify(archive, unit, task, finding)
        return _hold(archive, unit, task, finding.held)
    last = min(task.last, finding.pages)
    rest = reading.reached + 1
    if completed and reading.reached < last:
        return _hold(archive, unit, task, _trap("its reader passed over pages"))
    if not completed and rest <= last and not reading.pages:
        if task.attempts < _ATTEMPTS:
            unit.tasks.retry(task.id)
            return False
        reading.pages.append(_broken(reading))
        rest = task.first + 1
    if task.first == 1:
        _identify(archive, unit, task, finding)
        for first in range(task.last + 1, finding.pages + 1, archive.settings.pages_per_task):
            end = min(first + archive.settings.pages_per_task - 1, finding.pages)
            unit.tasks.add(task.digest, first, end, task.languages, task.accession_id, task.size)
    unit.pages.save_many(task.digest, reading.pages)
    if reading.pages:
        unit.record(_read_event(archive, task, reading.pages))
    unit.tasks.done(task.id, min(reading.reached, last))
    if rest <= last:
        unit.tasks.add(task.digest, rest, last, task.languages, task.accession_id, task.size)
        return False
    if unit.tasks.unfinished(task.digest):
        return False
    _settle(archive, unit, task, finding, reading.pages)
    return True


def _broken(reading: Reading) -> Page:
    """The page a child died on: what was read of it before, and why there is no more."""
    known = reading.broken or Page(reading.task.first, 0, 0, 0, (), None)
    return replace(known, problem=f"The page could not be read: {_why(reading)}.", notes={})


def _read_event(archive: Archive, task: ReadTask, pages: list[Page]) -> CustodyEvent:
    agent = next((layer.tool for page in pages for layer in page.layers), events.TOOL)
    problems = sum(1 for page in pages if page.problem)
    return events.pages_read(
        archive.id, task.digest, pages[0].number, pages[-1].number, layers_digest(pages), problems, agent
    )


def layers_digest(pages: list[Page]) -> str:
    """SHA-256 over what was read of some pages: number, layers, texts; as hexadecimal.

    The ledger holds it, so that a text layer changed afterwards is seen by ``verify``.
    """
    hasher = hashlib.sha256()
    for page in pages:
        hasher.update(f"{page.number}\x1f{page.shown or 0}\x1f{page.problem}\x1e".encode())
        for layer in page.layers:
            text = layer.text.encode()
            head = (layer.number, layer.origin, layer.language, len(layer.words), len(text))
            hasher.update("\x1f".join(map(str, head)).encode() + b"\x1e" + text)
    return hasher.hexdigest()


def _identify(archive: Archive, unit: UnitOfWork, task: ReadTask, finding: frames.DocumentFinding) -> None:
    held = finding.held
    document = Document(
        task.digest,
        task.size,
        finding.media_type,
        finding.pages if held is None else None,
        finding.claims,
        finding.hazards,
    )
    unit.documents.identify(document)
    unit.record(
        events.document_identified(
            archive.id, document, "success" if held is None else held.code, events.TOOL
        )
    )


def _settle(
    archive: Archive, unit: UnitOfWork, task: ReadTask, finding: frames.DocumentFinding, pages: list[Page]
) -> None:
    repaired = finding.repaired
    if len(pages) == finding.pages and not repaired and not any(page.problem for page in pages):
        _conclude(archive, unit, task, ItemState.CATALOGUED, None)
        return
    summaries = unit.pages.summaries(task.digest)
    bad = [summary.number for summary in summaries if summary.problem]
    if repaired and not any(summary.origin for summary in summaries):
        _conclude(archive, unit, task, ItemState.HELD, _DAMAGED)
    elif repaired and not bad:
        _conclude(archive, unit, task, ItemState.CATALOGUED_IN_PART, _REPAIRED)
    elif not bad:
        _conclude(archive, unit, task, ItemState.CATALOGUED, None)
    elif len(bad) < len(summaries):
        reason = Reason(
            "pages-unreadable",
            f"{len(bad)} of {len(summaries)} pages could not be read: {_ranges(bad)}.",
            "Look at the pages; ask the source for another copy if they matter.",
        )
        _conclude(archive, unit, task, ItemState.CATALOGUED_IN_PART, reason)
    else:
        first = next(summary.problem for summary in summaries)
        reason = Reason(
            "no-page-readable", f"No page could be read. {first}", "Ask the source for another copy."
        )
        _conclude(archive, unit, task, ItemState.HELD, reason)


def _hold(archive: Archive, unit: UnitOfWork, task: ReadTask, reason: Reason) -> bool:
    unit.tasks.failed(task.id, reason.code)
    unit.tasks.drop_waiting(task.digest)
    state = ItemState.HELD
    if unit.pages.count(task.digest):
        state = ItemState.CATALOGUED_IN_PART
    _conclude(archive, unit, task, state, reason)
    return True


def _conclude(
    archive: Archive, unit: UnitOfWork, task: ReadTask, state: ItemState, reason: Reason | None
) -> None:
    for item in unit.items.waiting_of_document(task.digest):
        unit.items.settle(item.id, state, reason)
        unit.record(
            events.item_settled(archive.id, item, state, reason.code if reason else None, events.TOOL)
        )


_DAMAGED = Reason(
    "damaged",
    "The file is damaged: no page of it could be read.",
    "Ask the source for another copy; a technician may recover more from the stored bytes.",
)
_REPAIRED = Reason(
    "damaged-repaired",
    "The file is damaged: its structure was rebuilt to read it, and pages may be missing.",
    "Compare with another copy, if there is one.",
)


def _trap(what: str) -> Reason:
    return Reason(
        "behaves-like-a-trap",
        f"The document behaves like a trap: {what}.",
        "Do not open it elsewhere; show it to somebody who knows hostile files.",
    )


def _why(reading: Reading) -> str:
    outcome = reading.outcome
    if outcome is None:
        return "the reader gave no outcome"
    words = {
        "timeout": "it took too long",
        "memory": "it wanted more memory than a reader may use",
        "killed": "its reader was stopped by the system",
        "crashed": "its reader broke down",
        "refused": "its reader refused it",
    }
    return words.get(outcome.status, outcome.status)


def _ranges(numbers: list[int]) -> str:
    """Write page numbers for people: ``2, 5-7``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans[:20])
    return shown + (" …" if len(spans) > 20 else "")
