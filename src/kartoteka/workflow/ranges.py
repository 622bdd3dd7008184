"""One range of pages, read by children: first for the text the file carries, then for its pictures.

The first child is small, and cheap to fork: it knows the format and no recogniser. Pages whose
picture must be read are told apart by it and given, a few at a time, to children that hold the
language models, on all cores. Pages that a person wants read again go to those at once. What a child
says is checked before anything is believed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self

from kartoteka.errors import DamagedError, KartotekaError
from kartoteka.reading import frames
from kartoteka.records.page import Page
from kartoteka.records.task import PagesAgain, ReadTask
from kartoteka.sandbox.channel import Frame
from kartoteka.sandbox.children import Children
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.children import frame_limits
from kartoteka.workflow.pausing import open_gate

_DEFERRED = "deferred"
_PAGES_A_RECOGNISING_CHILD = 4
"""A child remembers a document's script and which way it lies until it ends; the same on all machines,
so that all read alike."""


@dataclass
class Reading:
    """What children made of one task."""

    task: ReadTask
    """What was asked."""
    finding: frames.DocumentFinding | None = None
    """What opening the document has shown; None: it was not opened."""
    pages: list[Page] = field(default_factory=list)
    """Pages that came through: without gap from the first, or some of those to be read again."""
    outcome: Outcome | None = None
    """How the child ended that the range ended with."""
    lie: str = ""
    """What a child said that it must not; empty: nothing."""
    broken: Page | None = None
    """What the first child read of the page a recogniser died on."""
    refused: str = ""
    """Stable code of why no child could be asked to read again; empty: one was."""

    @property
    def reached(self) -> int:
        """Last page that came through, or the page before the range."""
        return self.pages[-1].number if self.pages else self.task.first - 1


class RangeReader:
    """Reads ranges; safe for the threads that call it. Use it as a context."""

    def __init__(self, archive: Archive, jobs: int, gate: Callable[[], None] = open_gate) -> None:
        self._gate = gate
        self._archive = archive
        self._settings = archive.settings
        self._limits = frame_limits(archive.settings)
        self._recognising = ThreadPoolExecutor(jobs, thread_name_prefix="recognising")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._recognising.shutdown()

    def read(self, task: ReadTask) -> Reading:
        """Read what a task asks for; blocks."""
        reading = Reading(task)
        if task.again is not None:
            self._read_again(reading, task.again)
            return reading
        descriptor = self._archive.originals.open_descriptor(task.digest)
        try:
            self._read_text(reading, descriptor)
            self.finish(reading, descriptor)
        finally:
            os.close(descriptor)
        return reading

    def finish(self, reading: Reading, descriptor: int) -> None:
        """Have the pictures read of those pages whose text alone will not do."""
        deferred = [page.number for page in reading.pages if _DEFERRED in page.notes]
        if deferred and not reading.lie:
            self._read_pictures(reading, deferred, descriptor)

    def hear(self, reading: Reading, frame: Frame) -> None:
        """Check what the first child says of a document, and keep it.

        Raises:
            DamagedError: It is not what a child may say (``child-lied``).
        """
        if frame.kind == "document":
            reading.finding = frames.parse_document(frame.body)
        elif frame.kind == "page":
            pages = reading.finding.pages if reading.finding else 0
            if reading.reached >= min(reading.task.last, pages):
                raise DamagedError("a page came that is not there", code="child-lied")
            reading.pages.append(frames.parse_page(frame.body, self._limits, reading.reached + 1))

    def request(self, task: ReadTask, span: Mapping[str, Any]) -> tuple[dict[str, Any], float]:
        """Return what is asked of a child, and the seconds it may take."""
        settings = self._settings
        request = {
            "op": "read",
            "languages": task.languages,
            "limits": {**asdict(self._limits), "pages": settings.largest_document_pages},
            **span,
        }
        pages = len(span["pages"]) if "pages" in span else span["last"] - span["first"] + 1
        return request, settings.child_seconds_to_open + settings.child_seconds_per_page * pages

    def _read_text(self, reading: Reading, descriptor: int) -> None:
        span = {"first": reading.task.first, "last": reading.task.last}
        children = self._archive.children.small()
        reading.outcome, reading.lie = self._run(
            children, span, reading.task, descriptor, lambda frame: self.hear(reading, frame)
        )

    def _read_pictures(self, reading: Reading, deferred: Sequence[int], descriptor: int) -> None:
        """Replace the pages that wait for recognition, up to the first that could not be had."""
        children = self._archive.children.recognising(reading.task.languages)
        recognised = self._recognise(children, reading, deferred, descriptor, {})
        whole = []
        for page in reading.pages:
            if _DEFERRED in page.notes and page.number not in recognised:
                reading.broken = page
                break
            whole.append(recognised.get(page.number, page))
        reading.pages = whole

    def _read_again(self, reading: Reading, again: PagesAgain) -> None:
        """Read the pictures of the pages a person wants read again, whatever text lies over them."""
        more = {"pictures": "always", "profile": again.rereading.profile.value}
        try:
            children = self._archive.children.recognising(reading.task.languages)
            descriptor = self._archive.originals.open_descriptor(reading.task.digest)
        except KartotekaError as error:  # an import that serves this wish along the way goes on
            reading.refused = error.code
            return
        try:
            recognised = self._recognise(children, reading, again.pages, descriptor, more)
        finally:
            os.close(descriptor)
        reading.pages = [recognised[number] for number in sorted(recognised)]

    def _recognise(
        self,
        children: Children,
        reading: Reading,
        numbers: Sequence[int],
        descriptor: int,
        more: Mapping[str, Any],
    ) -> dict[int, Page]:
        """Read pages' pictures, a few to a child, on all cores; return those that came through."""
        size = _PAGES_A_RECOGNISING_CHILD
        chunks = [numbers[at : at + size] for at in range(0, len(numbers), size)]

        def recognise(chunk: Sequence[int]) -> tuple[list[Page], Outcome, str]:
            pages: list[Page] = []

            def on_frame(frame: Frame) -> None:
                if frame.kind == "page":
                    if len(pages) == len(chunk):
                        raise DamagedError("a page came that nobody asked for", code="child-lied")
                    pages.append(frames.parse_page(frame.body, self._limits, chunk[len(pages)]))

            span = {"pages": list(chunk), **more}
            outcome, lie = self._run(children, span, reading.task, descriptor, on_frame)
            return pages, outcome, lie

        recognised: dict[int, Page] = {}
        for pages, outcome, lie in self._recognising.map(recognise, chunks):
            recognised.update((page.number, page) for page in pages)
            reading.lie = reading.lie or lie
            if outcome.status != "done" and (reading.outcome is None or reading.outcome.status == "done"):
                reading.outcome = outcome
        return recognised

    def _run(
        self,
        children: Children,
        span: dict[str, Any],
        task: ReadTask,
        descriptor: int,
        on_frame: Callable[[Frame], None],
    ) -> tuple[Outcome, str]:
        lie = ""

        def checked(frame: Frame) -> None:
            nonlocal lie
            try:
                on_frame(frame)
            except DamagedError as error:
                lie = error.message
                raise

        request, seconds = self.request(task, span)
        self._gate()
        return children.run(request, descriptor, checked, seconds, self._settings.niceness), lie
