"""Reading again: what a person chose becomes a wish with durable tasks, and the tasks are done.

Which pages are read is decided here, from the catalogue, before a child is asked (``records.rereading``
says what the modes mean); how they are read and what becomes of it is ``ranges`` and ``written_again``.
A wish that was interrupted is taken up by the same command again, by ``resume`` or by ``serve``.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from uuid import uuid4

from kartoteka.catalogue.pages import PageLine
from kartoteka.catalogue.rereadings import SomePages
from kartoteka.catalogue.view import ReadView
from kartoteka.clock import now
from kartoteka.errors import MissingError
from kartoteka.ocr import language_data
from kartoteka.records.digest import Digest
from kartoteka.records.item import Item
from kartoteka.records.reader import Reader
from kartoteka.records.rereading import Chosen, Mode, Rereading, RereadingPlan, RereadingState
from kartoteka.records.stage import Progress, Stage
from kartoteka.workflow import extract, index
from kartoteka.workflow.archive import Archive, writing
from kartoteka.workflow.choosing import Pages, chosen_items
from kartoteka.workflow.jobs import jobs_for
from kartoteka.workflow.pausing import Gate

OnProgress = Callable[[Progress], None]

_PATIENCE_SECONDS = 20.0
"""How long a reader in the background is waited for; an import is not."""
_INDEX_EVERY_DOCUMENTS = 200

SOUND = "with sound text of their own (--mode force reads them too)"
RECOGNISED = "recognised already (--mode redo reads them too)"
SURE = "recognised with more confidence, or not at all"
UNREAD = "waiting for their first reading"


@dataclass
class _Work:
    """What is to be done, while it is found out."""

    items: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    documents: dict[Digest, tuple[Item, str, set[int]]] = field(default_factory=dict)

    def parts(self, size: int) -> Iterator[SomePages]:
        """Cut it into tasks."""
        for digest, (item, languages, numbers) in self.documents.items():
            ordered = sorted(numbers)
            for at in range(0, len(ordered), size):
                pages = tuple(ordered[at : at + size])
                yield SomePages(digest, item.size, item.accession_id, languages, pages)

    def plan(self) -> RereadingPlan:
        """Say what it comes to."""
        return RereadingPlan(
            self.items,
            len(self.documents),
            sum(len(numbers) for _item, _languages, numbers in self.documents.values()),
            {reason: count for reason, count in self.left_out.items() if count},
            tuple(sorted({languages for _item, languages, _numbers in self.documents.values()})),
        )


def plan(archive: Archive, reader: Reader, chosen: Chosen) -> RereadingPlan:
    """Say what would be read again, and do nothing.

    Raises:
        InvalidError: A name, the pages, the languages or the question cannot be understood.
        MissingError: There is no such item for this reader.
        UnavailableError: A language's data is not installed.
    """
    return _work(archive, reader, chosen).plan()


def ask(archive: Archive, reader: Reader, chosen: Chosen, *, urgent: bool = False) -> RereadingState | None:
    """Write a wish down, for whoever reads; None: there is nothing to read again.

    The writer's lock is not needed: a wish is no evidence, and changes none.

    Args:
        archive: Where.
        reader: Who asks.
        chosen: What.
        urgent: Whether a person waits before a screen.

    Raises:
        InvalidError: As ``plan``.
        MissingError: As ``plan``.
        UnavailableError: As ``plan``.
    """
    work = _work(archive, reader, chosen)
    if not work.documents:
        return None
    wish = Rereading(
        uuid4(), reader.name, now(), chosen.mode, chosen.profile, chosen.languages, wording_of(chosen), urgent
    )
    size = 1 if urgent else archive.settings.pages_per_task
    with archive.catalogue.write() as unit:
        unit.rereadings.add(wish, work.parts(size))
        return unit.rereadings.state(wish.id)


def run(
    archive: Archive, reader: Reader, chosen: Chosen, on_progress: OnProgress, stop: Event, *, jobs: int = 0
) -> RereadingState | None:
    """Read again what was chosen; the same call resumes what was interrupted.

    Args:
        archive: Opened for writing.
        reader: Who asks.
        chosen: What.
        on_progress: Told how far it is, often.
        stop: Set by another thread to finish what is in hand and end.
        jobs: Children at once; 0: the archive's setting.

    Returns:
        How far it came; None: there is nothing to read again.

    Raises:
        ConflictError: Another process writes; nothing was asked.
        InvalidError: As ``plan``.
        MissingError: As ``plan``.
        UnavailableError: As ``plan``.
    """
    with writing(archive, "reading again", _PATIENCE_SECONDS):
        with archive.catalogue.read() as view:
            alike = [state for state in view.rereadings.unfinished() if _same(state.rereading, chosen)]
        state = alike[0] if alike else ask(archive, reader, chosen)
        return None if state is None else _read(archive, state.rereading, on_progress, stop, jobs)


def resume(archive: Archive, on_progress: OnProgress, stop: Event, *, jobs: int = 0) -> list[RereadingState]:
    """Read what earlier wishes left; return how far each came.

    Raises:
        ConflictError: Another process writes.
    """
    with writing(archive, "reading again", _PATIENCE_SECONDS):
        with archive.catalogue.read() as view:
            waiting = [state.rereading for state in view.rereadings.unfinished()]
        return [_read(archive, wish, on_progress, stop, jobs) for wish in waiting]


def unfinished(archive: Archive) -> list[RereadingState]:
    """Return the wishes of which something waits."""
    with archive.catalogue.read() as view:
        return view.rereadings.unfinished()


def wording_of(chosen: Chosen) -> str:
    """Write what was chosen as it would be typed; equal choices give equal words."""
    words = list(chosen.names)
    if chosen.question is not None:
        words += ["--query", chosen.question.text] if chosen.question.text else []
        for name, values in sorted(chosen.question.filters.items()):
            words += [word for value in values for word in (f"--{name}", value)]
    if chosen.pages:
        words += ["--pages", chosen.pages]
    if chosen.confidence_below is not None:
        words += ["--confidence-below", str(chosen.confidence_below)]
    return shlex.join(words)


def _same(wish: Rereading, chosen: Chosen) -> bool:
    return (wish.wording, wish.mode, wish.profile, wish.languages) == (
        wording_of(chosen),
        chosen.mode,
        chosen.profile,
        chosen.languages,
    )


def _read(
    archive: Archive, wish: Rereading, on_progress: OnProgress, stop: Event, jobs: int
) -> RereadingState:
    def state() -> RereadingState:
        with archive.catalogue.read() as view:
            found = view.rereadings.state(wish.id)
        assert found is not None, "a wish is never deleted"
        return found

    def tell(_pace: extract.Pace | None = None) -> None:
        far = state()
        on_progress(Progress(Stage.READ_AGAIN, far.read + far.failed, far.pages))

    indexed = 0

    def on_pace(pace: extract.Pace) -> None:
        nonlocal indexed
        tell()
        if pace.changed - indexed >= _INDEX_EVERY_DOCUMENTS:
            indexed = pace.changed
            index.catch_up(archive)

    tell()
    extract.read_waiting(
        archive,
        jobs=jobs_for(archive.settings, jobs),
        stop=stop,
        on_pace=on_pace,
        rereading_id=wish.id,
        gate=Gate(archive, stop).wait,
    )
    index.catch_up(archive, lambda done, left: on_progress(Progress(Stage.INDEX, done, done + left)))
    archive.index.release_writer()
    return state()


def _work(archive: Archive, reader: Reader, chosen: Chosen) -> _Work:
    only = Pages.read(chosen.pages)
    if chosen.languages:
        language_data.require(chosen.languages, archive.settings.tessdata)
    work = _Work()
    languages_of: dict[object, str] = {}
    with archive.catalogue.read() as view:
        for item, pages in chosen_items(archive, view, reader, chosen.names, chosen.question):
            work.items += 1
            if item.digest is None:
                continue
            if item.accession_id not in languages_of:
                accession = view.accessions.by_id(item.accession_id)
                own = accession.languages if accession else ""
                languages_of[item.accession_id] = chosen.languages or own or archive.settings.languages
            _add(view, work, item, languages_of[item.accession_id], chosen, (only, pages))
        _refuse_missing_page(work, chosen)
    for languages in work.plan().languages:
        language_data.require(languages, archive.settings.tessdata)
    return work


def _add(
    view: ReadView, work: _Work, item: Item, languages: str, chosen: Chosen, within: tuple[Pages, Pages]
) -> None:
    """Add an item's pages to the work; a document that came several times is read once."""
    digest = item.digest
    assert digest is not None, "the caller passes over items without bytes"
    lines = view.pages.summaries(digest)
    document = view.documents.get(digest)
    work.left_out[UNREAD] += max(0, ((document.page_count or 0) if document else 0) - len(lines))
    doubtful = view.pages.not_sound(digest) if chosen.mode is not Mode.FORCE else frozenset()
    wanted = set()
    for line in lines:
        if not all(line.number in pages for pages in within):
            continue
        why_not = _why_not(line, chosen, own_is_sound=line.number not in doubtful)
        if why_not:
            work.left_out[why_not] += 1
        else:
            wanted.add(line.number)
    if not wanted:
        return
    _item, _languages, numbers = work.documents.setdefault(digest, (item, languages, set()))
    numbers |= wanted


def _why_not(line: PageLine, chosen: Chosen, *, own_is_sound: bool) -> str:
    """Say why a page is not read again; empty: it is."""
    below = chosen.confidence_below
    if below is not None and (line.confidence is None or line.confidence >= below):
        return SURE
    if chosen.mode is Mode.FORCE or line.problem or not line.origin:
        return ""
    if line.origin == "embedded":
        return SOUND if own_is_sound else ""
    return RECOGNISED if chosen.mode is Mode.SKIP_TEXT else ""


def _refuse_missing_page(work: _Work, chosen: Chosen) -> None:
    """Say outright that pages which were named are not there."""
    named = chosen.pages or any("/" in name for name in chosen.names)
    if named and work.items and not work.documents and not work.left_out.total():
        raise MissingError(
            "none of the pages named is there, or none of them was read yet",
            code="page-not-found",
            advice="`kartoteka show NUMBER` says how many pages an item has.",
        )
