"""What one reading becomes: pages, ledger entries, the task's end, and the states it leads to.

Everything here happens in the unit of work it is given, so that it is one transaction:

1. What a child sent before it died is kept. The page it died on is tried once more in a child of its
   own and then marked, and the rest goes on as a new range.
2. A child that lies makes its document held, as behaving like a trap.
3. A document ends catalogued when every page was read, in part when some were or when it had to be
   repaired, held when none was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kartoteka.catalogue.pages import PageLine
from kartoteka.catalogue.view import UnitOfWork
from kartoteka.reading import frames
from kartoteka.records.custody_event import CustodyEvent
from kartoteka.records.document import Document
from kartoteka.records.item import ItemState, Reason
from kartoteka.records.page import Page
from kartoteka.records.task import ReadTask
from kartoteka.workflow import events
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.layer_digests import layers_digest
from kartoteka.workflow.ranges import Reading

_ATTEMPTS = 2


def write_reading(archive: Archive, unit: UnitOfWork, reading: Reading) -> bool:
    """Write one range, and say whether its document came to an end state."""
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
    bad = any(summary.problem for summary in summaries)
    if repaired and not any(summary.origin for summary in summaries):
        _conclude(archive, unit, task, ItemState.HELD, _DAMAGED)
    elif repaired and not bad:
        _conclude(archive, unit, task, ItemState.CATALOGUED_IN_PART, _REPAIRED)
    else:
        _conclude(archive, unit, task, *state_of_pages(summaries))


def state_of_pages(summaries: Sequence[PageLine]) -> tuple[ItemState, Reason | None]:
    """Say which state the pages of a document bring its items to, and why."""
    bad = [summary.number for summary in summaries if summary.problem]
    if not bad:
        return ItemState.CATALOGUED, None
    if len(bad) < len(summaries):
        reason = Reason(
            "pages-unreadable",
            f"{len(bad)} of {len(summaries)} pages could not be read: {_ranges(bad)}.",
            "Look at the pages; ask the source for another copy if they matter.",
        )
        return ItemState.CATALOGUED_IN_PART, reason
    first = next(summary.problem for summary in summaries)
    return ItemState.HELD, Reason(
        "no-page-readable", f"No page could be read. {first}", "Ask the source for another copy."
    )


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
