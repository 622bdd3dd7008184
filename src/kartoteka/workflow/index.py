"""The index of an archive: opening it, bringing it up to date from the outbox, rebuilding it.

The catalogue is the truth. A row of the outbox says that a document's entry is out of date; it is
written in the transaction that changed the document and cleared after the index has committed, so
a process killed anywhere leaves rows that are simply applied again. An index lives in a folder
named by its schema and analyzer; a new one is built beside the old and takes its place at once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from kartoteka.catalogue.view import ReadView
from kartoteka.records.accession import Accession
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.index_entry import IndexEntry, PageText
from kartoteka.records.item import Item
from kartoteka.search import analyzer
from kartoteka.search.backends.contract import Backend
from kartoteka.search.backends.tantivy import SCHEMA_VERSION, TantivyBackend

if TYPE_CHECKING:
    from kartoteka.workflow.archive import Archive

_DOCUMENTS_A_COMMIT = 200
_PAGES_A_COMMIT = 4_000


class IndexHandle:
    """The live index, opened when first asked for; a rebuilt one is noticed by its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._reader: tuple[str, Backend] | None = None
        self._writer: tuple[str, Backend] | None = None
        self._copy: TemporaryDirectory[str] | None = None

    @property
    def expected_name(self) -> str:
        """The name an index must begin with to fit this program."""
        return f"{SCHEMA_VERSION}-{analyzer.VERSION}"

    def live_name(self) -> str | None:
        """Return the folder that ``current`` names, if it is there and fits this program."""
        try:
            name = (self._folder / "current").read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        fits = name == self.expected_name or name.startswith(self.expected_name + "-n")
        return name if fits and (self._folder / name).is_dir() else None

    def reader(self) -> Backend | None:
        """Return the live index for asking, or None when there is none yet."""
        with self._lock:
            name = self.live_name()
            if name is None:
                return None
            if self._reader is None or self._reader[0] != name:
                if self._reader is not None:
                    self._reader[1].close()
                folder = self._readable(self._folder / name)
                self._reader = (name, TantivyBackend.open(folder, create=False, writable=False))
            return self._reader[1]

    def _readable(self, folder: Path) -> Path:
        """Return a folder the engine can open: it takes a lock even to read, so a copy on read-only media."""
        if os.access(folder, os.W_OK):
            return folder
        if self._copy is None:
            self._copy = TemporaryDirectory(prefix="kartoteka-index-")
        copied = Path(self._copy.name) / folder.name
        if not copied.exists():
            shutil.copytree(folder, copied)
        return copied

    def writer(self) -> tuple[Backend, str, bool]:
        """Return the live index for writing, its name, and whether it was just made (and is empty).

        Only the holder of the writer's lock may call this.
        """
        with self._lock:
            name = self.live_name()
            made = name is None
            if name is None:
                name = self.unused_name()
            if self._writer is None or self._writer[0] != name:
                if self._writer is not None:
                    self._writer[1].close()
                self._writer = (name, TantivyBackend.open(self._folder / name, create=made, writable=True))
            return self._writer[1], name, made

    def unused_name(self) -> str:
        """Return a name for a new index that no folder bears."""
        names = [self.expected_name, *(f"{self.expected_name}-n{count}" for count in range(2, 10_000))]
        return next(name for name in names if not (self._folder / name).exists())

    def make_live(self, name: str) -> None:
        """Let ``current`` name another folder, in one step."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / "current.new"
        fresh.write_text(name + "\n", "utf-8")
        fresh.replace(self._folder / "current")

    def drop_others(self, name: str) -> None:
        """Delete every index but the one named."""
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)

    def build(self, name: str) -> Backend:
        """Make an empty index beside the live one."""
        return TantivyBackend.open(self._folder / name, create=True, writable=True)

    def release_writer(self) -> None:
        """Close the index for writing; the next writer opens it again."""
        with self._lock:
            if self._writer is not None:
                self._writer[1].close()
                self._writer = None

    def close(self) -> None:
        """Close what is open."""
        self.release_writer()
        with self._lock:
            if self._reader is not None:
                self._reader[1].close()
                self._reader = None
            if self._copy is not None:
                self._copy.cleanup()
                self._copy = None


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
