"""Opening a page: its picture's overlay, its text, the strip, and the steps to the next hit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from kartoteka.analysis.language import languages_of_lines
from kartoteka.catalogue.view import ReadView
from kartoteka.errors import MissingError
from kartoteka.records.consulted import FindHit, HitMark, Neighbours, OpenedPage, StripPage
from kartoteka.records.custody_event import ObjectKind
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.index_entry import PageText
from kartoteka.records.item import Item
from kartoteka.records.page import Box, TextLayer
from kartoteka.records.question import Question
from kartoteka.records.reader import Reader
from kartoteka.search import highlight, query
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.consult.asking import found_by, parse
from kartoteka.workflow.consult.receipts import accession_of, item_of, receipts_of, source_of

_STRIP_WINDOW = 80
_PAGES_COUNTED = 400
"""Pages of one document on which places are counted; a long one is not read whole to show a page."""


def open_page(
    archive: Archive,
    reader: Reader,
    label: str,
    number: int,
    text: str = "",
    listing: Question | None = None,
    brief: bool = False,
) -> OpenedPage:
    """Open one page of an item, with the places that answer a question marked on it.

    Args:
        archive: Where it is.
        reader: Who asks.
        label: The item's printed number.
        number: The page, from 1.
        text: What is looked for; empty: nothing is marked.
        listing: The question whose results the reader came from, for stepping to the next result.
        brief: Whether the strip and the languages of lines are left out, as a preview does.

    Raises:
        MissingError: There is no such item or page for this reader.
        InvalidError: The query cannot be understood.
    """
    parsed = parse(archive, text)
    with archive.catalogue.read() as view:
        item = item_of(view, reader, label)
        digest = item.digest
        document = (
            (view.documents.get(digest) or Document(digest, item.size, "", None))
            if digest
            else Document(Digest(""), item.size, "", None)
        )
        count = max(1, document.page_count or 1)
        if not 1 <= number <= count:
            raise MissingError(
                f"{item.label} has no page {number}",
                code="page-not-found",
                advice=f"It has {count} page{'s' if count > 1 else ''}, counted from 1.",
            )
        page = view.pages.get(digest, number) if digest else None
        hits = _hits_by_page(archive, view, digest, parsed, number)
        receipts = receipts_of(view, reader, digest)
        accession = accession_of(view, item)
        kinds: list[tuple[ObjectKind, str]] = [("item", str(item.id))]
        if digest:
            kinds.append(("document", digest))
        return OpenedPage(
            item=item,
            accession=accession,
            source=source_of(view, accession),
            document=document,
            number=number,
            page_count=count,
            page=page,
            marks=_marks_on(page.layer if page else None, number, parsed),
            strip=() if brief else _strip(view, digest, number, count, hits),
            hits_before=sum(hits[n] for n in hits if n < number),
            hits_total=sum(hits.values()),
            previous_hit_page=max((n for n in hits if n < number), default=None),
            next_hit_page=min((n for n in hits if n > number), default=None),
            neighbours=_neighbours(archive, view, reader, item, listing),
            also=tuple(receipt for receipt in receipts if receipt.item.id != item.id),
            custody_entries=view.ledger.count_of(kinds),
            hits_at_least=len(hits) > _PAGES_COUNTED,
            line_languages=_line_languages(page.layers) if page and not brief else {},
            again=view.rereadings.of_page(digest, number) if digest else None,
        )


def _line_languages(layers: Sequence[TextLayer]) -> dict[int, tuple[str, ...]]:
    """Say of which language each line is, for the layers that have lines of several."""
    found = {}
    for layer in layers:
        lines: list[list[str]] = []
        for word in layer.words:
            while len(lines) <= word.line:
                lines.append([])
            lines[word.line].append(layer.text[word.start : word.end])
        languages = tuple(languages_of_lines(map(" ".join, lines), layer.language))
        if any(language != layer.language for language in languages):
            found[layer.number] = languages
    return found


def _hits_by_page(
    archive: Archive, view: ReadView, digest: Digest | None, parsed: query.Query | None, near: int
) -> dict[int, int]:
    """Count the places on the pages that answer; of a very long document only near a page.

    The pages beyond hold at least one place each, or, where a phrase was asked for, perhaps none.
    """
    backend = archive.index.reader()
    if parsed is None or digest is None or backend is None:
        return {}
    numbers = backend.pages_with(parsed, [digest]).get(digest, ())
    counted = nearest(numbers, near, _PAGES_COUNTED)
    counts = dict.fromkeys(numbers, 1) if len(counted) < len(numbers) else {}
    counts |= {page.number: highlight.count(page, parsed) for page in view.pages.text(digest, counted)}
    return {number: count for number, count in sorted(counts.items()) if count}


def nearest(numbers: Sequence[int], near: int, most: int) -> Sequence[int]:
    """Return the pages, ascending, that lie around a page: no more than wanted, as many before as after."""
    start = min(bisect_left(numbers, near) - most // 2, len(numbers) - most)
    return numbers[max(0, start) : max(0, start) + most]


def _marks_on(layer: TextLayer | None, number: int, parsed: query.Query | None) -> tuple[HitMark, ...]:
    if layer is None or parsed is None:
        return ()
    page = PageText(number, layer.text, layer.language, layer.origin, layer.confidence)
    words = layer.words
    marks = []
    at = 0
    for mark in highlight.marks(page, parsed):
        while at < len(words) and words.ends[at] <= mark.start:
            at += 1
        boxes = []
        index = at
        while index < len(words) and words.starts[index] < mark.end:
            boxes.append(_part(layer, index, mark.start, mark.end))
            index += 1
        marks.append(HitMark(mark.start, mark.end, tuple(boxes)))
    return tuple(marks)


def _part(layer: TextLayer, index: int, start: int, end: int) -> Box:
    """The box of a word, or of the part of it that is marked (``6`` in ``ИК-6``)."""
    word = layer.words[index]
    length = word.end - word.start
    if length <= 0 or (start <= word.start and end >= word.end):
        return word.box
    width = word.box.x1 - word.box.x0
    left = max(0, start - word.start) / length
    right = min(length, end - word.start) / length
    return word.box._replace(x0=word.box.x0 + left * width, x1=word.box.x0 + right * width)


def _strip(
    view: ReadView, digest: Digest | None, number: int, count: int, hits: Mapping[int, int]
) -> tuple[StripPage, ...]:
    first = max(1, min(number - _STRIP_WINDOW // 2, count - _STRIP_WINDOW + 1))
    last = min(count, first + _STRIP_WINDOW - 1)
    known = {s.number: s for s in view.pages.summaries(digest, first, last)} if digest else {}
    strip = []
    for n in range(first, last + 1):
        summary = known.get(n)
        if summary is None:
            strip.append(StripPage(n, 595, 842, hits.get(n, 0), "", waiting=True))
        else:
            strip.append(
                StripPage(n, summary.width, summary.height, hits.get(n, 0), summary.problem, waiting=False)
            )
    return tuple(strip)


def _neighbours(
    archive: Archive, view: ReadView, reader: Reader, item: Item, listing: Question | None
) -> Neighbours | None:
    """Where the item stands in the list it was opened from: three results of the same question."""
    if listing is None:
        return None
    around = replace(listing, offset=max(0, listing.offset - 1), limit=3)
    parsed = parse(archive, around.text)
    found = found_by(archive, reader, around, parsed, facets=False)
    if item.id not in found.items:
        return None
    at = found.items.index(item.id)
    return Neighbours(
        around.offset + at + 1,
        found.total,
        _first_hit(archive, view, reader, parsed, found.items[at - 1]) if at > 0 else None,
        _first_hit(archive, view, reader, parsed, found.items[at + 1]) if at + 1 < len(found.items) else None,
    )


def _first_hit(
    archive: Archive, view: ReadView, reader: Reader, parsed: query.Query | None, item_id: UUID
) -> tuple[str, int] | None:
    item = next(iter(view.items.by_ids([item_id], reader)), None)
    if item is None:
        return None
    hits = _hits_by_page(archive, view, item.digest, parsed, 1)
    return item.label, next(iter(hits), 1)


def find_in(archive: Archive, reader: Reader, label: str, text: str, limit: int = 200) -> list[FindHit]:
    """List the places of one item that answer, in reading order.

    Raises:
        MissingError: There is no such item for this reader.
        InvalidError: The query cannot be understood.
    """
    parsed = parse(archive, text)
    with archive.catalogue.read() as view:
        item = item_of(view, reader, label)
        backend = archive.index.reader()
        if parsed is None or item.digest is None or backend is None:
            return []
        hits: list[FindHit] = []
        numbers = backend.pages_with(parsed, [item.digest]).get(item.digest, ())
        for page in view.pages.text(item.digest, numbers):
            for mark in highlight.marks(page, parsed):
                before = page.text[max(0, mark.start - 60) : mark.start].replace("\n", " ")
                after = page.text[mark.end : mark.end + 60].replace("\n", " ")
                hits.append(
                    FindHit(page.number, before, page.text[mark.start : mark.end].replace("\n", " "), after)
                )
                if len(hits) >= limit:
                    return hits
        return hits
