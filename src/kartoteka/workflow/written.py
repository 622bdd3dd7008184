"""What readings become: pages, ledger entries, the task's end, and the states it leads to.

Everything here happens in the unit of work it is given, so that it is one transaction:

1. What a child sent before it died is kept. The page it died on is tried once more in a child of its
   own and then marked, and the rest goes on as a new range.
2. A child that lies makes its document held, as behaving like a trap.
3. A document ends catalogued when every page was read, in part when some were or when it had to be
   repaired, held when none was.

What several readings become is gathered first and written together: a few statements a transaction, not
a dozen a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from kartoteka.catalogue.pages import PageLine
from kartoteka.catalogue.view import UnitOfWork
from kartoteka.reading import frames
from kartoteka.records.custody_event import CustodyEvent
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.item import ItemState, Reason
from kartoteka.records.page import Page
from kartoteka.records.task import ReadTask
from kartoteka.workflow import events
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.layer_digests import layers_digest
from kartoteka.workflow.ranges import Reading

_ATTEMPTS = 2


def write_readings(archive: Archive, unit: UnitOfWork, readings: Iterable[Reading]) -> list[Digest]:
    """Write ranges of any documents in a few statements; return documents that came to an end state."""
    becoming = _Becoming(archive)
    for reading in readings:
        becoming.take_in(reading)
    return becoming.write(unit)


class _Becoming:
    """What some readings become, gathered so that it is written together."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._documents: dict[Digest, Document] = {}
        self._pages: list[tuple[Digest, Page]] = []
        self._further: list[tuple[ReadTask, list[tuple[int, int]]]] = []
        self._done: list[tuple[int, int]] = []
        self._retried: list[ReadTask] = []
        self._held: dict[Digest, tuple[ReadTask, Reason]] = {}
        self._ended: dict[Digest, tuple[frames.DocumentFinding, list[Page]]] = {}
        self._events: list[CustodyEvent] = []

    def take_in(self, reading: Reading) -> None:
        """Decide what one range becomes."""
        task = reading.task
        finding = reading.finding
        if reading.lie:
            self._hold(task, _trap(f"its reader sent what no document gives ({reading.lie})"))
            return
        completed = reading.outcome is not None and reading.outcome.status == "done"
        if finding is None:
            if completed:
                self._hold(task, _trap("its reader ended without a word"))
            elif task.attempts < _ATTEMPTS:
                self._retried.append(task)
            else:
                self._hold(task, _trap(f"it could not be opened: {_why(reading)}"))
            return
        if finding.held is not None:
            self._identify(task, finding)
            self._hold(task, finding.held)
            return
        last = min(task.last, finding.pages)
        rest = reading.reached + 1
        if completed and reading.reached < last:
            self._hold(task, _trap("its reader passed over pages"))
            return
        if not completed and rest <= last and not reading.pages:
            if task.attempts < _ATTEMPTS:
                self._retried.append(task)
                return
            reading.pages.append(_broken(reading))
            rest = task.first + 1
        if task.first == 1:
            self._identify(task, finding)
            step = range_length(self._archive.settings.pages_per_task, finding.pages)
            begins = range(task.last + 1, finding.pages + 1, step)
            self._further.append((task, [(at, min(at + step - 1, finding.pages)) for at in begins]))
        self._pages += [(task.digest, page) for page in reading.pages]
        if reading.pages:
            self._events.append(_read_event(self._archive, task, reading.pages))
        self._done.append((task.id, min(reading.reached, last)))
        if rest <= last:
            self._further.append((task, [(rest, last)]))
        else:
            self._ended[task.digest] = (finding, reading.pages)

    def write(self, unit: UnitOfWork) -> list[Digest]:
        """Write all, and return the documents that came to an end state."""
        new = unit.documents.identify_many(self._documents.values())
        for event in self._events:
            unit.record(event)
        unit.pages.save_all(self._pages, new)
        unit.tasks.done_many(self._done)
        for task in self._retried:
            unit.tasks.retry(task.id)
        for task, spans in self._further:
            unit.tasks.add_further_pages(task, spans)
        outcomes: dict[Digest, tuple[ItemState, Reason | None]] = {
            digest: self._held_state(unit, *held) for digest, held in self._held.items()
        }
        ended = [digest for digest in self._ended if digest not in outcomes]
        unfinished = unit.tasks.unfinished_of(ended)
        for digest in ended:
            if digest not in unfinished:
                outcomes[digest] = _state_of(unit, digest, *self._ended[digest])
        self._conclude(unit, outcomes)
        return list(outcomes)

    def _hold(self, task: ReadTask, reason: Reason) -> None:
        self._held.setdefault(task.digest, (task, reason))

    @staticmethod
    def _held_state(unit: UnitOfWork, task: ReadTask, reason: Reason) -> tuple[ItemState, Reason]:
        unit.tasks.failed(task.id, reason.code)
        unit.tasks.drop_waiting(task.digest)
        state = ItemState.CATALOGUED_IN_PART if unit.pages.count(task.digest) else ItemState.HELD
        return state, reason

    def _identify(self, task: ReadTask, finding: frames.DocumentFinding) -> None:
        held = finding.held
        pages = finding.pages if held is None else None
        found = (finding.media_type, pages, finding.claims, finding.hazards)
        document = self._documents[task.digest] = Document(task.digest, task.size, *found)
        outcome = "success" if held is None else held.code
        self._events.append(events.document_identified(self._archive.id, document, outcome, events.TOOL))

    def _conclude(self, unit: UnitOfWork, outcomes: Mapping[Digest, tuple[ItemState, Reason | None]]) -> None:
        settled: list[tuple[UUID, ItemState, Reason | None]] = []
        for item in unit.items.waiting_of_documents(list(outcomes)):
            assert item.digest is not None, "it was found by its digest"
            state, reason = outcomes[item.digest]
            settled.append((item.id, state, reason))
            code = reason.code if reason else None
            unit.record(events.item_settled(self._archive.id, item, state, code, events.TOOL))
        unit.items.settle_many(settled)


def range_length(least: int, pages: int) -> int:
    """Return how many pages a child reads of a document.

    To open a document for any page costs a look at the list of all (17 ms where there are 10,000), so
    that the ranges of long ones are longer; 256 at most, so that all cores have some.

    Args:
        least: Pages of a range of a short document.
        pages: Of the document.
    """
    return max(least, min(256, pages // 150))


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


def _state_of(
    unit: UnitOfWork, digest: Digest, finding: frames.DocumentFinding, pages: Sequence[Page]
) -> tuple[ItemState, Reason | None]:
    """Say which state a document that was read to its end brings its items to, and why."""
    repaired = finding.repaired
    if len(pages) == finding.pages and not repaired and not any(page.problem for page in pages):
        return ItemState.CATALOGUED, None
    summaries = unit.pages.summaries(digest)
    if repaired and not any(summary.origin for summary in summaries):
        return ItemState.HELD, _DAMAGED
    if repaired and not any(summary.problem for summary in summaries):
        return ItemState.CATALOGUED_IN_PART, _REPAIRED
    return state_of_pages(summaries)


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
