"""Provenance: an item with its chain of custody, accessions, and how far imports are."""

from __future__ import annotations

from kartoteka.catalogue.view import ReadView
from kartoteka.errors import InvalidError, MissingError
from kartoteka.records.accession import Accession
from kartoteka.records.consulted import (
    AccessionLine,
    CustodyLine,
    ImportLine,
    OpenedAccession,
    OpenedItem,
    PageSummary,
)
from kartoteka.records.custody_event import ObjectKind
from kartoteka.records.identity import parse_label
from kartoteka.records.item import ItemState
from kartoteka.records.reader import Reader
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.consult.custody_lines import custody_line
from kartoteka.workflow.consult.receipts import accession_of, item_of, receipts_of, source_of

_HELD_SHOWN = 500


def open_item(archive: Archive, reader: Reader, label: str) -> OpenedItem:
    """Open an item with its receipts, its claims and its chain of custody.

    Raises:
        MissingError: There is no such item for this reader.
    """
    with archive.catalogue.read() as view:
        item = item_of(view, reader, label)
        accession = accession_of(view, item)
        objects: list[tuple[ObjectKind, str]] = [("accession", str(accession.id)), ("item", str(item.id))]
        if item.digest:
            objects.append(("document", item.digest))
        return OpenedItem(
            item=item,
            accession=accession,
            source=source_of(view, accession),
            document=view.documents.get(item.digest) if item.digest else None,
            pages=tuple(PageSummary(*line) for line in view.pages.summaries(item.digest))
            if item.digest
            else (),
            receipts=receipts_of(view, reader, item.digest),
            custody=_custody(view, objects),
        )


def _custody(view: ReadView, objects: list[tuple[ObjectKind, str]]) -> tuple[CustodyLine, ...]:
    entries = [entry for kind, name in objects for entry in view.ledger.of_object(kind, name)]
    entries.sort(key=lambda pair: pair[0].sequence)
    return tuple(custody_line(entry, payload) for entry, payload in entries)


def accessions(archive: Archive, reader: Reader) -> list[AccessionLine]:
    """List the deliveries this reader may know of, newest first."""
    with archive.catalogue.read() as view:
        lines = [_line(view, reader, accession) for accession in view.accessions.all(reader)]
    return sorted(lines, key=lambda line: -line.accession.number)


def _line(view: ReadView, reader: Reader, accession: Accession) -> AccessionLine:
    pages, recognised = view.accessions.page_counts(accession.id, reader)
    return AccessionLine(
        accession, source_of(view, accession), view.accessions.counts(accession.id, reader), pages, recognised
    )


def _accession(view: ReadView, reader: Reader, label: str) -> Accession:
    parsed = parse_label(label)
    known = {accession.number: accession for accession in view.accessions.all(reader)}
    if parsed is None or parsed[1] is not None or parsed[0] not in known:
        raise MissingError(
            f"there is no accession {label[:60]}",
            code="accession-not-found",
            advice="Accession numbers look like A0007; the list of accessions shows them.",
        )
    return known[parsed[0]]


def open_accession(
    archive: Archive, reader: Reader, label: str, after: int = 0, limit: int = 100, state: str | None = None
) -> OpenedAccession:
    """Open a delivery with a screenful of its items.

    Args:
        archive: Where it is.
        reader: Who asks.
        label: The accession's printed number.
        after: Items up to this number are passed over.
        limit: Items wanted.
        state: Only items in this state; None: all.

    Raises:
        MissingError: There is no such accession for this reader.
        InvalidError: There is no such state.
    """
    states = None
    if state:
        try:
            states = (ItemState(state),)
        except ValueError as error:
            raise InvalidError(
                f"there is no state {state[:40]!r}",
                code="state-unknown",
                advice="States are: " + ", ".join(ItemState) + ".",
            ) from error
    with archive.catalogue.read() as view:
        accession = _accession(view, reader, label)
        items = view.items.of_accession(accession.id, reader, states, after, limit + 1)
        return OpenedAccession(
            line=_line(view, reader, accession),
            items=tuple(items[:limit]),
            next_after=items[limit - 1].number if len(items) > limit else None,
            custody=_custody(view, [("accession", str(accession.id))]),
        )


def imports(archive: Archive, reader: Reader) -> list[ImportLine]:
    """List how far the reading of each delivery is, newest first."""
    lines = []
    with archive.catalogue.read() as view:
        not_searchable = view.outbox.length()
        for accession in view.accessions.all(reader):
            waiting, running = view.tasks.pages_open(accession.id)
            held = view.items.of_accession(accession.id, reader, (ItemState.HELD,), 0, _HELD_SHOWN)
            lines.append(
                ImportLine(_line(view, reader, accession), waiting, running, not_searchable, tuple(held))
            )
    return sorted(lines, key=lambda line: -line.line.accession.number)
