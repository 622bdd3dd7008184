"""Pages and their text layers: load and save.

A layer is immutable: saving a page again is nothing where it is equal, adds layers where there are
more, and is refused where a layer would change or vanish. Many pages go in as two statements, of
whatever documents they are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, and_, bindparam, func, insert, select, update

from kartoteka.catalogue.agents import load_agents, save_agents
from kartoteka.catalogue.columns import AnyRow, mapping_from_json, to_json
from kartoteka.catalogue.tables import PAGE, TEXT_LAYER
from kartoteka.errors import ConflictError
from kartoteka.records.agent import Agent
from kartoteka.records.digest import Digest
from kartoteka.records.identity import derived_id
from kartoteka.records.index_entry import PageText
from kartoteka.records.packed_words import pack_words, unpack_words
from kartoteka.records.page import Against, Page, Raster, TextLayer

_LAYERS = UUID("2f1f0c0a-5b2d-5d53-8f0e-7d3c6a1b9e42")
_CHUNK = 500


def layer_id(digest: Digest, page: int, number: int) -> UUID:
    """Return a text layer's global id, derived from its document, page and number."""
    return derived_id(_LAYERS, digest.encode(), str(page).encode(), str(number).encode())


class PageLine(NamedTuple):
    """One page in a list: all but its words."""

    number: int
    """From 1."""
    width: float
    """Points, as shown."""
    height: float
    """Points, as shown."""
    origin: str
    """``embedded``, ``ocr``, or empty: no text."""
    language: str
    """ISO 639-1; empty: unknown."""
    confidence: int | None
    """0-100; None: not recognised."""
    problem: str
    """Why it could not be read; empty: it was."""
    against: Against = ""
    """How its own text stands against its picture."""


_TEXTS: Select[Any] = (
    select(
        PAGE.c.number, TEXT_LAYER.c.text, PAGE.c.language, PAGE.c.origin, PAGE.c.confidence, PAGE.c.against
    )
    .select_from(PAGE)
    .outerjoin(
        TEXT_LAYER,
        and_(
            TEXT_LAYER.c.digest == PAGE.c.digest,
            TEXT_LAYER.c.page == PAGE.c.number,
            TEXT_LAYER.c.number == PAGE.c.shown,
        ),
    )
    .order_by(PAGE.c.number)
)
_TEXTS_OF_DOCUMENT = _TEXTS.where(PAGE.c.digest == bindparam("wanted"))
_TEXTS_OF_PAGES = _TEXTS_OF_DOCUMENT.where(PAGE.c.number.in_(bindparam("numbers", expanding=True)))
_COUNT = select(func.count()).select_from(PAGE).where(PAGE.c.digest == bindparam("wanted"))
_THERE = (
    select(PAGE.c.number)
    .where(
        PAGE.c.digest == bindparam("wanted"),
        PAGE.c.number.between(bindparam("first"), bindparam("last")),
    )
    .limit(1)
)
_ADD_PAGES = insert(PAGE)
_ADD_LAYERS = insert(TEXT_LAYER)


class PageReading:
    """What can be asked about pages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, digest: Digest, number: int) -> Page | None:
        """Return a page with all its layers and words.

        Raises:
            DamagedError: The packed words are not what was packed.
        """
        return self._pages(digest, [number]).get(number)

    def texts(self, digest: Digest) -> list[PageText]:
        """Return the shown text of every page read so far, ascending."""
        return [_text(row) for row in self._connection.execute(_TEXTS_OF_DOCUMENT, {"wanted": digest})]

    def text(self, digest: Digest, numbers: Collection[int]) -> list[PageText]:
        """Return the shown text of some pages, ascending; pages that are not there are left out."""
        wanted, found = sorted(set(numbers)), []
        for start in range(0, len(wanted), _CHUNK):
            which = {"wanted": digest, "numbers": wanted[start : start + _CHUNK]}
            found += [_text(row) for row in self._connection.execute(_TEXTS_OF_PAGES, which)]
        return found

    def range(self, digest: Digest, first: int, last: int) -> list[Page]:
        """Return the pages of a range that were read, with layers and words, ascending."""
        pages = self._pages(digest, range(first, last + 1))
        return [pages[number] for number in sorted(pages)]

    def some(self, digest: Digest, numbers: Collection[int]) -> list[Page]:
        """Return some pages with layers and words, ascending; those that were not read are left out."""
        wanted, found = sorted(set(numbers)), dict[int, Page]()
        for start in range(0, len(wanted), _CHUNK):
            found.update(self._pages(digest, wanted[start : start + _CHUNK]))
        return [found[number] for number in sorted(found)]

    def not_sound(self, digest: Digest) -> frozenset[int]:
        """Return the pages whose own text did not simply pass the test of soundness (``reading.page``)."""
        noted = PAGE.c.notes.like('%"soundness":%')
        return frozenset(
            self._connection.execute(select(PAGE.c.number).where(PAGE.c.digest == digest, noted)).scalars()
        )

    def summaries(self, digest: Digest, first: int = 1, last: int | None = None) -> list[PageLine]:
        """Return the pages of a range, or all, without their texts, ascending."""
        within = [PAGE.c.digest == digest, PAGE.c.number >= first]
        if last is not None:
            within.append(PAGE.c.number <= last)
        rows = self._connection.execute(
            select(
                PAGE.c.number,
                PAGE.c.width,
                PAGE.c.height,
                PAGE.c.origin,
                PAGE.c.language,
                PAGE.c.confidence,
                PAGE.c.problem,
                func.coalesce(PAGE.c.against, ""),
            )
            .where(*within)
            .order_by(PAGE.c.number)
        )
        return [PageLine(*row) for row in rows]

    def count(self, digest: Digest) -> int:
        """Return how many pages were read, those with a problem included."""
        return int(self._connection.execute(_COUNT, {"wanted": digest}).scalar_one())

    def _pages(self, digest: Digest, numbers: Sequence[int]) -> dict[int, Page]:
        of_pages = (TEXT_LAYER.c.digest == digest, TEXT_LAYER.c.page.in_(numbers))
        order = (TEXT_LAYER.c.page, TEXT_LAYER.c.number)
        layers = self._connection.execute(select(TEXT_LAYER).where(*of_pages).order_by(*order)).all()
        agents = load_agents(self._connection, {row.agent_id for row in layers})
        by_page: dict[int, list[TextLayer]] = {}
        for row in layers:
            by_page.setdefault(row.page, []).append(_layer(row, agents))
        pages = self._connection.execute(
            select(PAGE).where(PAGE.c.digest == digest, PAGE.c.number.in_(numbers))
        )
        return {row.number: _page(row, tuple(by_page.get(row.number, ()))) for row in pages}


class PageWriting(PageReading):
    """What can be done with pages."""

    def __init__(self, connection: Connection, agents_there: set[UUID]) -> None:
        super().__init__(connection)
        self._agents_there = agents_there

    def save(self, digest: Digest, page: Page) -> bool:
        """Save one page; see ``save_many``."""
        return self.save_many(digest, [page]) > 0

    def save_many(self, digest: Digest, pages: Iterable[Page]) -> int:
        """Save pages of one document; see ``save_all``."""
        return self.save_all([(digest, page) for page in pages])

    def save_all(self, pages: Iterable[tuple[Digest, Page]], new_documents: Collection[Digest] = ()) -> int:
        """Save pages of any documents in a few statements, and return how many were new or changed.

        Each document is the object of an event.

        Args:
            pages: The pages; of the same page the last counts.
            new_documents: Documents of which no page can be there yet: they are not looked for.

        Raises:
            ConflictError: A layer that is there would change or vanish.
        """
        given = {(digest, page.number): page for digest, page in pages}
        known = self._known([key for key in given if key[0] not in new_documents])
        changed = {key: page for key, page in given.items() if known.get(key) != page}
        layers = [(key, layer) for key, page in changed.items() for layer in _added(known.get(key), page)]
        agents = save_agents(self._connection, (layer.tool for _, layer in layers), self._agents_there)
        new = [_page_row(key[0], page) for key, page in changed.items() if key not in known]
        if new:
            self._connection.execute(_ADD_PAGES, new)
        for key in changed.keys() & known.keys():
            row = _page_row(key[0], changed[key])
            which = (PAGE.c.digest == key[0], PAGE.c.number == key[1])
            self._connection.execute(update(PAGE).where(*which).values(row))
        if layers:
            rows = [_layer_row(*key, layer, agents[id(layer.tool)]) for key, layer in layers]
            self._connection.execute(_ADD_LAYERS, rows)
        return len(changed)

    def _known(self, wanted: Iterable[tuple[Digest, int]]) -> dict[tuple[Digest, int], Page]:
        by_digest: dict[Digest, list[int]] = {}
        for digest, number in wanted:
            by_digest.setdefault(digest, []).append(number)
        known: dict[tuple[Digest, int], Page] = {}
        for digest, numbers in by_digest.items():
            numbers.sort()
            for start in range(0, len(numbers), _CHUNK):
                chunk = numbers[start : start + _CHUNK]
                span = {"wanted": digest, "first": chunk[0], "last": chunk[-1]}
                if self._connection.execute(_THERE, span).first() is not None:
                    known |= {(digest, page.number): page for page in self._pages(digest, chunk).values()}
        return known


def _added(known: Page | None, page: Page) -> Iterable[TextLayer]:
    if known is None:
        return page.layers
    given = {layer.number: layer for layer in page.layers}
    if any(given.get(layer.number) != layer for layer in known.layers):
        raise ConflictError(
            f"page {page.number} has a text layer that another reading would change or drop",
            code="layer-immutable",
            advice="Save a better reading as a further layer.",
        )
    there = {layer.number for layer in known.layers}
    return [layer for layer in page.layers if layer.number not in there]


def _text(row: AnyRow) -> PageText:
    return PageText(row[0], row[1] or "", row[2], row[3], row[4], row[5] or "")


def _page(row: AnyRow, layers: tuple[TextLayer, ...]) -> Page:
    return Page(
        number=row.number,
        width=row.width,
        height=row.height,
        rotation=row.rotation,
        layers=layers,
        shown=row.shown,
        problem=row.problem,
        notes=mapping_from_json(row.notes),
        against=row.against or "",
    )


def _page_row(digest: Digest, page: Page) -> dict[str, Any]:
    shown = page.layer
    return {
        "digest": digest,
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "rotation": page.rotation,
        "shown": page.shown,
        "problem": page.problem,
        "notes": to_json(dict(page.notes)),
        "origin": "" if shown is None else shown.origin,
        "language": "" if shown is None else shown.language,
        "confidence": None if shown is None else shown.confidence,
        "against": page.against or None,
    }


def _layer(row: AnyRow, agents: dict[UUID, Agent]) -> TextLayer:
    raster = None
    if row.raster_width is not None:
        transform = tuple(float(number) for number in json.loads(row.raster_transform))
        a, b, c, d, e, f = transform
        raster = Raster(row.raster_width, row.raster_height, row.raster_dpi, (a, b, c, d, e, f))
    return TextLayer(
        number=row.number,
        origin=row.origin,
        language=row.language,
        confidence=row.confidence,
        tool=agents[row.agent_id],
        text=row.text,
        words=unpack_words(bytes(row.words)),
        raster=raster,
    )


def _layer_row(digest: Digest, page: int, layer: TextLayer, agent_id: UUID) -> dict[str, Any]:
    raster = layer.raster
    return {
        "digest": digest,
        "page": page,
        "number": layer.number,
        "id": layer_id(digest, page, layer.number),
        "origin": layer.origin,
        "language": layer.language,
        "confidence": layer.confidence,
        "agent_id": agent_id,
        "raster_width": None if raster is None else raster.width,
        "raster_height": None if raster is None else raster.height,
        "raster_dpi": None if raster is None else raster.dpi,
        "raster_transform": None if raster is None else to_json(list(raster.transform)),
        "text": layer.text,
        "words": pack_words(layer.words),
    }
