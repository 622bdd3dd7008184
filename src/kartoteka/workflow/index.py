"""Indexing: bringing the index up to date from the outbox, and rebuilding it.

The catalogue is the truth. A row of the outbox says that a document's entry is out of date; it is
written in the transaction that changed the document and cleared after the index has committed, so
a process killed anywhere leaves rows that are simply applied again. An index lives in a folder
named by its schema and analyzer; a new one is built beside the old and takes its place at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from kartoteka.catalogue.view import ReadView
from kartoteka.records.accession import Accession
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.index_entry import IndexEntry, PageText
from kartoteka.records.item import Item
from kartoteka.search.backends.contract import Backend
from kartoteka.workflow.archive import Archive

_DOCUMENTS_A_COMMIT = 200
_PAGES_A_COMMIT = 4_000


def catch_up(archive: Archive, on_progress: Callable[[int, int], None] = lambda _done, _left: None) -> int:
    """Apply the outbox to the index until it is empty. The caller holds the writer's lock.

    Returns:
        Documents brought up to date.
    """
    done = 0
    while True:
        with archive.catalogue.read() as view:
            batch = view.outbox.batch(_DOCUMENTS_A_COMMIT)
            left = view.outbox.length()
        backend, name, made = archive.index.writer()
        if made:
            # A missing or foreign index is rebuilt whole; the outbox then holds nothing it lacks.
            _fill(archive, backend, on_progress)
            archive.index.make_live(name)
        if not batch:
            return done
        if not made:
            _apply(archive, backend, [digest for digest, _revision in batch])
        with archive.catalogue.write() as unit:
            unit.outbox.clear(batch)
        done += len(batch)
        on_progress(done, max(0, left - len(batch)))


def rebuild(archive: Archive, on_progress: Callable[[int, int], None] = lambda _done, _left: None) -> int:
    """Build a new index beside the live one and swap. The caller holds the writer's lock.

    Returns:
        Items indexed.
    """
    archive.index.release_writer()
    name = archive.index.unused_name()
    backend = archive.index.build(name)
    try:
        with archive.catalogue.read() as view:
            pending = view.outbox.batch(10_000_000)
        count = _fill(archive, backend, on_progress)
    finally:
        backend.close()
    archive.index.make_live(name)
    with archive.catalogue.write() as unit:
        unit.outbox.clear(pending)
    archive.index.drop_others(name)
    return count


def _fill(archive: Archive, backend: Backend, on_progress: Callable[[int, int], None]) -> int:
    done = 0
    with archive.catalogue.read() as view:
        total = view.items.count_unrestricted()
        accessions = _Accessions(view)
        batch: list[IndexEntry] = []
        pages = 0
        for item in view.items.stream_unrestricted():
            if item.digest is None:
                continue  # no bytes were taken: there is nothing to find, and imports list it
            batch.append(_entry(accessions, item, *_content(view, item.digest)))
            pages += len(batch[-1].pages) + 1
            done += 1
            if pages >= _PAGES_A_COMMIT:
                backend.apply(batch)
                batch, pages = [], 0
                on_progress(done, max(0, total - done))
        backend.apply(batch)
        on_progress(done, 0)
    return done


def _apply(archive: Archive, backend: Backend, digests: Sequence[Digest]) -> None:
    with archive.catalogue.read() as view:
        accessions = _Accessions(view)
        batch: list[IndexEntry] = []
        pages = 0
        for digest in digests:
            document, texts = _content(view, digest)
            receipts = view.items.of_document_unrestricted(digest)
            batch.extend(_entry(accessions, item, document, texts) for item in receipts)
            pages += len(texts) + 1
            if pages >= _PAGES_A_COMMIT:
                backend.apply(batch)
                batch, pages = [], 0
        backend.apply(batch)


class _Accessions:
    """Accessions of one batch, each loaded once."""

    def __init__(self, view: ReadView) -> None:
        self._view = view
        self._known: dict[UUID, Accession] = {}

    def get(self, accession_id: UUID) -> Accession:
        if accession_id not in self._known:
            accession = self._view.accessions.by_id(accession_id)
            assert accession is not None, "items point at accessions by a foreign key"
            self._known[accession_id] = accession
        return self._known[accession_id]


_NO_BYTES = Document(Digest(""), 0, "", None)


def _content(view: ReadView, digest: Digest | None) -> tuple[Document, tuple[PageText, ...]]:
    if digest is None:
        return _NO_BYTES, ()
    return view.documents.get(digest) or replace(_NO_BYTES, digest=digest), tuple(view.pages.texts(digest))


def _entry(
    accessions: _Accessions, item: Item, document: Document, texts: tuple[PageText, ...]
) -> IndexEntry:
    return IndexEntry(item, accessions.get(item.accession_id), document, texts)
