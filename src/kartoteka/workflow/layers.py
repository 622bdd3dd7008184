"""A page's readings side by side, and a person's choice which of them is shown and searched.

Layers are never changed or deleted, so that a choice can always be taken back by another.
"""

from __future__ import annotations

from dataclasses import replace

from kartoteka.catalogue.view import ReadView
from kartoteka.clock import now
from kartoteka.errors import MissingError
from kartoteka.records.digest import Digest
from kartoteka.records.item import Item
from kartoteka.records.page import Page, TextLayer
from kartoteka.records.reader import Reader
from kartoteka.workflow import events, index
from kartoteka.workflow.archive import Archive, writing
from kartoteka.workflow.consult.receipts import item_of
from kartoteka.workflow.layer_digests import PagesChange, standing_of

_PATIENCE_SECONDS = 10.0


def readings_of(archive: Archive, reader: Reader, label: str, number: int) -> tuple[Item, Page]:
    """Return an item and one of its pages with all its readings.

    Raises:
        MissingError: There is no such item for this reader, or the page was not read.
    """
    with archive.catalogue.read() as view:
        item, _digest, page = _page_of(view, reader, label, number)
        return item, page


def reading(item: Item, page: Page, layer: int) -> TextLayer:
    """Return one reading of a page.

    Raises:
        MissingError: There is none of that number.
    """
    found = next((one for one in page.layers if one.number == layer), None)
    if found is None:
        count = len(page.layers)
        raise MissingError(
            f"page {page.number} of {item.label} has no reading {layer}",
            code="layer-not-found",
            advice=f"It has {count}; `kartoteka ocr show {item.label} {page.number}` lists them.",
        )
    return found


def choose(
    archive: Archive, reader: Reader, label: str, number: int, layer: int, *, index_now: bool = False
) -> tuple[Item, Page]:
    """Show another reading of a page from now on; the ledger gets an entry, the index is told.

    Args:
        archive: Opened for writing.
        reader: Who chooses.
        label: The item's printed number.
        number: The page.
        layer: The reading to show.
        index_now: Whether the index is brought up to date at once; else by who reads in the background.

    Raises:
        MissingError: There is no such item, page or reading.
        ConflictError: Another process writes.
    """
    with writing(archive, "choosing a reading", _PATIENCE_SECONDS):
        with archive.catalogue.write() as unit:
            item, digest, page = _page_of(unit, reader, label, number)
            reading(item, page, layer)
            if page.shown == layer:
                return item, page
            why = f"chosen by {reader.name} on {now():%Y-%m-%d}"
            changed = replace(page, shown=layer, notes={**page.notes, "layer": why})
            earlier = len(unit.ledger.of_object("document", digest))
            change = PagesChange({number: standing_of(page)}, (changed,))
            unit.pages.save(digest, changed)
            unit.record(events.layer_chosen(archive.id, digest, change, layer, archive.person, earlier))
            unit.outbox.put(digest)
        if index_now:
            index.catch_up(archive)
            archive.index.release_writer()
    return item, changed


def _page_of(view: ReadView, reader: Reader, label: str, number: int) -> tuple[Item, Digest, Page]:
    item = item_of(view, reader, label)
    page = view.pages.get(item.digest, number) if item.digest else None
    if item.digest is None or page is None:
        raise MissingError(
            f"{item.label} has no page {number} that was read",
            code="page-not-found",
            advice=f"`kartoteka show {item.label}` says how many pages it has.",
        )
    return item, item.digest, page
