"""Documents: load and save, and what their pages amount to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from kartoteka.catalogue.columns import AnyRow, mapping_from_json, to_json
from kartoteka.catalogue.tables import DOCUMENT, PAGE
from kartoteka.errors import MissingError
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.hazard import Hazard

_CHUNK = 500
_GET = select(DOCUMENT).where(DOCUMENT.c.digest == bindparam("wanted"))
_MANY = select(DOCUMENT).where(DOCUMENT.c.digest.in_(bindparam("wanted", expanding=True)))
_SUMMARIES = (
    select(
        PAGE.c.digest,
        PAGE.c.origin,
        PAGE.c.language,
        func.count(),
        func.count(PAGE.c.confidence),
        func.sum(PAGE.c.confidence),
        func.count().filter(PAGE.c.problem == ""),
        func.count().filter(PAGE.c.against == "disagrees"),
    )
    .where(PAGE.c.digest.in_(bindparam("wanted", expanding=True)))
    .group_by(PAGE.c.digest, PAGE.c.origin, PAGE.c.language)
)
_KNOWN = select(DOCUMENT.c.digest).where(DOCUMENT.c.digest.in_(bindparam("wanted", expanding=True)))
_ADD = insert(DOCUMENT)
_CLAIMED = ("media_type", "page_count", "claims", "hazards")
_IDENTIFY = (
    update(DOCUMENT)
    .where(DOCUMENT.c.digest == bindparam("wanted"))
    .values({name: bindparam(name) for name in _CLAIMED})
)


class PageSummary(NamedTuple):
    """What the pages of a document amount to."""

    origin: str
    """``embedded``, ``ocr`` or ``mixed``; empty: no text."""
    language: str
    """ISO 639-1 of most of its pages, the earlier in the alphabet in a tie; empty: unknown."""
    confidence: int | None
    """Mean of its recognised pages, 0-100; None: nothing was recognised."""
    pages: int
    """Pages read without a problem."""
    disagreeing: int = 0
    """Pages whose own text says something else than their picture."""


class DocumentReading:
    """What can be asked about documents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, digest: Digest) -> Document | None:
        """Return a document."""
        row = self._connection.execute(_GET, {"wanted": digest}).first()
        return None if row is None else _document(row)

    def many(self, digests: Collection[Digest]) -> dict[Digest, Document]:
        """Return documents by digest; those that are not there are left out."""
        rows = self._connection.execute(_MANY, {"wanted": list(digests)})
        return {row.digest: _document(row) for row in rows}

    def page_summaries(self, digests: Collection[Digest]) -> dict[Digest, PageSummary]:
        """Return how documents' pages were read, in which language and how surely; for one screenful."""
        by_digest: dict[Digest, list[Any]] = {digest: [] for digest in digests}
        for row in self._connection.execute(_SUMMARIES, {"wanted": list(by_digest)}):
            by_digest[row[0]].append(row[1:])
        return {digest: _summary(rows) for digest, rows in by_digest.items()}

    def stream_unrestricted(self) -> Iterator[Document]:
        """Yield every document by digest, a thousand in memory at a time; for the audit."""
        after: Digest | None = None
        while True:
            page = select(DOCUMENT).order_by(DOCUMENT.c.digest).limit(1000)
            rows = self._connection.execute(
                page if after is None else page.where(DOCUMENT.c.digest > after)
            ).all()
            if not rows:
                return
            yield from map(_document, rows)
            after = rows[-1].digest

    def count(self) -> int:
        """Return the number of documents."""
        return int(self._connection.execute(select(func.count()).select_from(DOCUMENT)).scalar_one())


class DocumentWriting(DocumentReading):
    """What can be done with documents."""

    def add(self, digest: Digest, size: int) -> bool:
        """Add a content at its first receipt and say whether it was new; see ``add_many``."""
        return digest in self.add_many({digest: size})

    def add_many(self, sizes: Mapping[Digest, int]) -> set[Digest]:
        """Add contents at their first receipt and return those that were new.

        The receipt's event covers it: an item's whose detail names the ``digest``, or a document's.
        """
        known = set[Digest]()
        for chunk in _chunks(list(sizes)):
            known.update(self._connection.execute(_KNOWN, {"wanted": chunk}).scalars())
        new = [
            {
                "digest": digest,
                "size": size,
                "media_type": "",
                "page_count": None,
                "claims": "{}",
                "hazards": "[]",
            }
            for digest, size in sizes.items()
            if digest not in known
        ]
        if new:
            self._connection.execute(_ADD, new)
        return sizes.keys() - known

    def identify(self, document: Document) -> bool:
        """Note what a content is, and say whether that changed anything; its event's object is the document.

        Raises:
            MissingError: It was never received.
        """
        known = self.get(document.digest)
        self.identify_many([document])
        return known != document

    def identify_many(self, documents: Iterable[Document]) -> set[Digest]:
        """Note what contents are, each at most once; its event's object is the document.

        Returns:
            Those of which nothing was known before, not even pages.

        Raises:
            MissingError: One was never received.
        """
        wanted = {document.digest: document for document in documents}
        known: dict[Digest, Document] = {}
        for chunk in _chunks(list(wanted)):
            known.update(self.many(chunk))
        if known.keys() != wanted.keys():
            raise MissingError("there is no such document", code="document-not-found")
        changed = [
            {
                "wanted": document.digest,
                "media_type": document.media_type,
                "page_count": document.page_count,
                "claims": to_json(dict(document.claims)),
                "hazards": to_json([[hazard.kind, hazard.place] for hazard in document.hazards]),
            }
            for document in wanted.values()
            if known[document.digest] != document
        ]
        if changed:
            self._connection.execute(_IDENTIFY, changed)
        return {digest for digest, before in known.items() if not before.media_type}


def _chunks(digests: Sequence[Digest]) -> Iterator[Sequence[Digest]]:
    return (digests[start : start + _CHUNK] for start in range(0, len(digests), _CHUNK))


def _summary(rows: Sequence[Any]) -> PageSummary:
    origins = {row[0] for row in rows if row[0]}
    languages: dict[str, int] = {}
    for row in rows:
        if row[1]:
            languages[row[1]] = languages.get(row[1], 0) + row[2]
    surest = sum(row[3] for row in rows)
    return PageSummary(
        origin="mixed" if len(origins) > 1 else next(iter(origins), ""),
        language=min(languages, key=lambda name: (-languages[name], name), default=""),
        confidence=round(int(sum(row[4] or 0 for row in rows)) / surest) if surest else None,
        pages=sum(row[5] for row in rows),
        disagreeing=sum(row[6] for row in rows),
    )


def _document(row: AnyRow) -> Document:
    return Document(
        digest=row.digest,
        size=row.size,
        media_type=row.media_type,
        page_count=row.page_count,
        claims=mapping_from_json(row.claims),
        hazards=tuple(Hazard(kind, place) for kind, place in json.loads(row.hazards)),
    )
