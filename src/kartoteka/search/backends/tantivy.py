"""The index on disk: tantivy, embedded, one writer at a time and any number of readers.

Every ``apply`` is one commit. A reader looks at the commit mark before each search, so that it sees
what another process has committed without a thread that watches. After a crash the index opens at
its last commit; the operating system drops the lock of a dead writer.
"""

from __future__ import annotations

import contextlib
import errno
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import tantivy
from tantivy import TextAnalyzerBuilder, Tokenizer

from kartoteka.errors import UnavailableError
from kartoteka.records.digest import Digest
from kartoteka.records.index_entry import IndexEntry, PageText
from kartoteka.search import analyzer
from kartoteka.search.backends import schema
from kartoteka.search.backends.contract import Found, Request
from kartoteka.search.backends.engine_errors import damaged, missing, outdated, unwritable
from kartoteka.search.backends.engine_memo import Memo
from kartoteka.search.backends.engine_query import QueryMaker
from kartoteka.search.backends.engine_search import Asking
from kartoteka.search.backends.engine_shadow import Shadow, needs_shadow
from kartoteka.search.backends.schema import SCHEMA_VERSION
from kartoteka.search.tree import Query

__all__ = ["SCHEMA_VERSION", "TantivyBackend"]

_MARK = "kartoteka-index.json"
"""Beside tantivy's own files: what made the index."""
_COMMIT_MARK = "meta.json"
"""Tantivy's, replaced at each commit."""
_HEAP_BYTES = 96_000_000
"""What the writer gathers before it writes a segment out."""


class TantivyBackend:
    """The contract, on tantivy.

    Threads may share one. ``writable`` only allows writing: the writer's lock is taken by the first
    ``apply`` and kept until ``release`` or ``close``.
    """

    def __init__(
        self, folder: Path, index: tantivy.Index, *, writable: bool, shadow: Shadow | None = None
    ) -> None:
        self._folder = folder
        self._index = index
        self._writable = writable
        self._shadow = shadow
        self._writer: tantivy.IndexWriter | None = None
        self._writing = threading.RLock()
        self._reloading = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._memo = Memo()

    @classmethod
    def open(cls, folder: Path, create: bool = False, writable: bool = True) -> TantivyBackend:
        """Open the index in a folder.

        Args:
            folder: Holds nothing but this index.
            create: Make an empty one where there is none.
            writable: False: ``apply`` refuses, and nothing in the folder is ever changed.

        Raises:
            MissingError: There is none (``index-not-found``).
            ConflictError: It was made by another version (``index-outdated``).
            DamagedError: It cannot be read (``index-damaged``).
            UnavailableError: The folder cannot be made (``index-read-only``).
        """
        shadow = None
        try:
            if create and not (folder / _COMMIT_MARK).exists():
                folder.mkdir(parents=True, exist_ok=True)
                index = tantivy.Index(schema.schema(), str(folder))
                (folder / _MARK).write_text(json.dumps(_made_by()), "utf-8")
            else:
                _check(folder)
                shadow = Shadow(folder) if needs_shadow(folder) else None
                index = tantivy.Index.open(str(folder if shadow is None else shadow.path))
        except OSError as error:
            raise unwritable(folder, error) from error
        except ValueError as error:
            raise damaged(folder, error) from error
        index.register_tokenizer(schema.TERMS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        index.config_reader("manual")
        return cls(folder, index, writable=writable, shadow=shadow)

    def apply(self, upserts: Sequence[IndexEntry], removals: Sequence[UUID] = ()) -> None:
        """Take entries in and items out; see the contract."""
        removed = set(removals)
        entries = {entry.item.id: entry for entry in upserts if entry.item.id not in removed}
        with self._writing, self._writer_in_hand() as writer:
            for item_id in {*removed, *entries}:
                writer.delete_documents_by_term(schema.ID, schema.key_of(item_id))
            terms = _TermsByDocument()
            for entry in entries.values():
                for document in schema.documents(entry, terms.of(entry)):
                    writer.add_document(document)
            writer.commit()

    def search(self, request: Request) -> Found:
        """Answer a request; see the contract."""
        if not request.compartments:
            return Found(0, 0, (), dict.fromkeys(request.facets, ()))
        searcher, memo = self._state()
        return Asking(searcher, memo, self._index.schema, request).found()

    def pages_with(self, query: Query, digests: Sequence[Digest]) -> Mapping[Digest, tuple[int, ...]]:
        """Find pages; see the contract."""
        searcher, _ = self._state()
        maker = QueryMaker(self._index.schema, frozenset(), lambda _: ())
        found: dict[Digest, tuple[int, ...]] = {}
        for digest in dict.fromkeys(digests):
            hits = searcher.search(
                maker.of_document(maker.any_pages(query.positive), digest), max(1, searcher.num_docs)
            ).hits
            pages = searcher.fast_field_values(schema.PAGE, [address for _, address in hits])
            if pages:
                found[digest] = tuple(sorted({int(page) for page in pages if page is not None}))
        return found

    def release(self) -> None:
        """Let another process write; the next ``apply`` takes the lock again. Searching goes on."""
        with self._writing:
            if self._writer is not None:
                writer, self._writer = self._writer, None
                with contextlib.suppress(ValueError):
                    writer.wait_merging_threads()

    def close(self) -> None:
        """Let go of the lock; see the contract."""
        self.release()
        if self._shadow is not None:
            self._shadow.close()

    def _state(self) -> tuple[tantivy.Searcher, Memo]:
        """Return the last commit, and what it was asked before."""
        try:
            mark = (self._folder / _COMMIT_MARK).stat()
            now = (mark.st_ino, mark.st_mtime_ns, mark.st_size)
            with self._reloading:
                if now != self._seen:
                    if self._shadow is not None:
                        self._shadow.refresh()
                    self._index.reload()
                    self._seen, self._memo = now, Memo()
                return self._index.searcher(), self._memo
        except (OSError, ValueError) as error:
            raise damaged(self._folder, error) from error

    @contextlib.contextmanager
    def _writer_in_hand(self) -> Iterator[tantivy.IndexWriter]:
        """Lend the writer; after a failure it is thrown away, and with it what was not committed."""
        if not self._writable:
            raise UnavailableError(
                f"The index in {self._folder} was opened for reading only.",
                code="index-read-only",
                advice="Open the archive for writing.",
            )
        if self._shadow is not None:
            raise unwritable(self._folder, PermissionError(errno.EACCES, "the folder"))
        try:
            if self._writer is None:
                self._writer = self._index.writer(_HEAP_BYTES, 1)
            yield self._writer
        except (ValueError, OSError) as error:
            self._writer = None
            raise unwritable(self._folder, error) from error
        except BaseException:
            self._writer = None
            raise


class _TermsByDocument:
    """The terms of pages, made once for all items of a document in one ``apply``."""

    def __init__(self) -> None:
        self._made: dict[Digest, tuple[tuple[PageText, ...], list[str]]] = {}

    def of(self, entry: IndexEntry) -> list[str]:
        made = self._made.get(entry.document.digest)
        if made is None or made[0] != entry.pages:
            terms = [" ".join(analyzer.terms_of(page.text, page.language)) for page in entry.pages]
            made = self._made[entry.document.digest] = (entry.pages, terms)
        return made[1]


def _made_by() -> dict[str, str]:
    return {"schema": SCHEMA_VERSION, "analyzer": analyzer.VERSION}


def _check(folder: Path) -> None:
    """See that an index is there and that this version made it."""
    if not (folder / _COMMIT_MARK).is_file():
        raise missing(folder)
    try:
        made_by = json.loads((folder / _MARK).read_text("utf-8"))
    except FileNotFoundError:
        made_by = None
    if made_by != _made_by():
        raise outdated(folder)
