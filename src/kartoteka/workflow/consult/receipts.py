"""Receipts: which item a number names, and who else delivered the same bytes.

What hangs on an item (file name, delivery, source) is shown for the items this reader may know of
and for no other; what a reader may not know of is missing, not forbidden.
"""

from __future__ import annotations

from kartoteka.catalogue.view import ReadView
from kartoteka.errors import DamagedError, MissingError
from kartoteka.records.accession import Accession
from kartoteka.records.consulted import Receipt
from kartoteka.records.digest import Digest
from kartoteka.records.identity import parse_label
from kartoteka.records.item import Item
from kartoteka.records.reader import Reader
from kartoteka.records.source import Source


def item_of(view: ReadView, reader: Reader, label: str) -> Item:
    """Return the item a printed number names.

    Raises:
        MissingError: It is no number, or there is no such item for this reader.
    """
    parsed = parse_label(label)
    item = None
    if parsed is not None and parsed[1] is not None:
        item = view.items.get(parsed[0], parsed[1], reader)
    if item is None:
        raise MissingError(
            f"there is no item {label[:60]}",
            code="item-not-found",
            advice="Item numbers look like A0007-000123; search for what you know of it.",
        )
    return item


def receipts_of(view: ReadView, reader: Reader, digest: Digest | None) -> tuple[Receipt, ...]:
    """Every receipt of a document that this reader may know of, by printed number."""
    if digest is None:
        return ()
    receipts = []
    for item in view.items.of_document(digest, reader):
        accession = accession_of(view, item)
        receipts.append(Receipt(item, accession, source_of(view, accession)))
    return tuple(receipts)


def source_of(view: ReadView, accession: Accession) -> Source:
    """Who an accession came from."""
    source = view.sources.get(accession.source_id)
    return source or Source(accession.source_id, "")


def accession_of(view: ReadView, item: Item) -> Accession:
    """The delivery an item came in."""
    accession = view.accessions.by_id(item.accession_id)
    if accession is None:
        raise DamagedError(
            f"item {item.label} names a delivery that is not in the catalogue",
            code="catalogue-damaged",
            advice="Run `kartoteka verify`, and restore the catalogue from a backup.",
        )
    return accession
