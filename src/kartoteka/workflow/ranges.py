"""One range of pages, read by children: first for the text the file carries, then for its pictures.

The first child is small, and cheap to fork: it knows the format and no recogniser. Pages whose
picture must be read are told apart by it and given, a few at a time, to children that hold the
language models, on all cores. What a child says is checked before anything is believed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self

from kartoteka.errors import DamagedError
from kartoteka.reading import frames
from kartoteka.records.page import Page
from kartoteka.records.task import ReadTask
from kartoteka.sandbox.channel import Frame
from kartoteka.sandbox.children import Children
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.children import frame_limits

_DEFERRED = "deferred"
_PAGES_A_RECOGNISING_CHILD = 2


@dataclass
class Reading:
    """What children made of one range."""

    task: ReadTask
    """What was asked."""
    finding: frames.DocumentFinding | None = None
    """What opening the document has shown; None: it was not opened."""
    pages: list[Page] = field(default_factory=list)
    """Pages that came through, without gap from the first."""
    outcome: Outcome | None = None
    """How the child ended that the range ended with."""
    lie: str = ""
    """What a child said that it must not; empty: nothing."""
    broken: Page | None = None
    """What the first child read of the page a recogniser died on."""

    @property
    def reached(self) -> int:
        """Last page that came through, or the page before the range."""
        return self.pages[-1].number if self.pages else self.task.first - 1


class RangeReader:
    """Reads ranges; safe for the threads that call it. Use it as a context."""

    def __init__(self, archive: Archive, jobs: int) -> None:
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
        """Read one range; blocks."""
        reading = Reading(task)
        descriptor = self._archive.originals.open_descriptor(task.digest)
        try:
            self._read_text(reading, descriptor)
            deferred = [page.number for page in reading.pages if _DEFERRED in page.notes]
            if deferred and not reading.lie:
                self._read_pictures(reading, deferred, descriptor)
        finally:
            os.close(descriptor)
        return reading

    def _read_text(self, reading: Reading, descriptor: int) -> None:
        task = reading.task

        def on_frame(frame: Frame) -> None:
            if frame.kind == "document":
                reading.finding = frames.parse_document(frame.body)
            elif frame.kind == "page":
                pages = reading.finding.pages if reading.finding else 0
                if reading.reached >= min(task.last, pages):
                    raise DamagedError("a page came that is not there", code="child-lied")
                reading.pages.append(frames.parse_page(frame.body, self._limits, reading.reached + 1))

        span = {"first": task.first, "last": task.last}
        children = self._archive.children.small()
        reading.outcome, reading.lie = self._run(children, span, task, descriptor, on_frame)

    def _read_pictures(self, reading: Reading, deferred: Sequence[int], descriptor: int) -> None:
        """Replace the pages that wait for recognition, up to the first that could not be had."""
        children = self._archive.children.recognising(reading.task.languages)
        size = _PAGES_A_RECOGNISING_CHILD
        chunks = [deferred[at : at + size] for at in range(0, len(deferred), size)]

        def recognise(chunk: Sequence[int]) -> tuple[list[Page], Outcome, str]:
            pages: list[Page] = []

            def on_frame(frame: Frame) -> None:
                if frame.kind == "page":
                    if len(pages) == len(chunk):
                        raise DamagedError("a page came that nobody asked for", code="child-lied")
                    pages.append(frames.parse_page(frame.body, self._limits, chunk[len(pages)]))

            outcome, lie = self._run(children, {"pages": list(chunk)}, reading.task, descriptor, on_frame)
            return pages, outcome, lie

        recognised: dict[int, Page] = {}
        for pages, outcome, lie in self._recognising.map(recognise, chunks):
            recognised.update((page.number, page) for page in pages)
            reading.lie = reading.lie or lie
            if outcome.status != "done" and (reading.outcome is None or reading.outcome.status == "done"):
                reading.outcome = outcome
        whole = []
        for page in reading.pages:
            if _DEFERRED in page.notes and page.number not in recognised:
                reading.broken = page
                break
            whole.append(recognised.get(page.number, page))
        reading.pages = whole

    def _run(
        self,
        children: Children,
        span: dict[str, Any],
        task: ReadTask,
        descriptor: int,
        on_frame: Callable[[Frame], None],
    ) -> tuple[Outcome, str]:
        settings = self._settings
        lie = ""

        def checked(frame: Frame) -> None:
            nonlocal lie
            try:
                on_frame(frame)
            except DamagedError as error:
                lie = error.message
                raise

        request = {
            "op": "read",
            "languages": task.languages,
            "limits": {**asdict(self._limits), "pages": settings.largest_document_pages},
            **span,
        }
        pages = len(span["pages"]) if "pages" in span else task.last - task.first + 1
        seconds = settings.child_seconds_to_open + settings.child_seconds_per_page * pages
        return children.run(request, descriptor, checked, seconds), lie
