"""Which items and pages are meant: printed numbers, spans of them, pages, and what a question finds.

* ``A0007`` is every item of a delivery;
* ``A0007-000123`` one item; ``A0007-000123/3-7,9`` some of its pages;
* ``A0007-000100..A0007-000200``, or shorter ``A0007-100..200``, a span of items, both ends included.

Items a reader may not know of are missing, not forbidden. Where names and a question are given, those
of the named items are meant that answer it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from kartoteka.catalogue.view import ReadView
from kartoteka.errors import InvalidError, MissingError
from kartoteka.records.identity import accession_label, parse_label
from kartoteka.records.item import Item
from kartoteka.records.question import Question
from kartoteka.records.reader import Reader
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.consult.asking import found_by, parse

_SPAN = re.compile(r"(A\d{1,12})-(\d{1,12})\.\.(?:(A\d{1,12})-)?(\d{1,12})\Z", re.IGNORECASE)
_PAGES = re.compile(r"\d{1,9}(?:-\d{1,9})?(?:,\d{1,9}(?:-\d{1,9})?)*\Z")
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Pages:
    """Some pages of every item that is meant."""

    spans: tuple[tuple[int, int], ...] = ()
    """First and last, both included; empty: all pages."""

    def __contains__(self, number: int) -> bool:
        return not self.spans or any(first <= number <= last for first, last in self.spans)

    @classmethod
    def read(cls, text: str) -> Pages:
        """Read ``3-7,9``; empty text is all pages.

        Raises:
            InvalidError: It is no list of pages (``pages-invalid``).
        """
        bare = text.replace(" ", "")
        if not bare:
            return cls()
        spans = []
        for part in bare.split(",") if _PAGES.match(bare) else ("0",):
            first, _, last = part.partition("-")
            spans.append((int(first), int(last or first)))
        if any(first < 1 or last < first for first, last in spans):
            raise InvalidError(
                f"{text[:60]!r} is no list of pages",
                code="pages-invalid",
                advice="Write pages from 1, such as 3, 3-7 or 1,3-7,12.",
            )
        return cls(tuple(spans))


def chosen_items(
    archive: Archive, view: ReadView, reader: Reader, names: tuple[str, ...], question: Question | None
) -> Iterator[tuple[Item, Pages]]:
    """Yield the items that are meant, each once, with the pages its name gave.

    Args:
        archive: Where they are.
        view: The catalogue.
        reader: Who asks.
        names: As typed.
        question: What they must answer; None: nothing.

    Raises:
        InvalidError: A name is none, or nothing was named or asked.
        MissingError: There is no such item for this reader.
    """
    if not names and question is None:
        raise InvalidError(
            "nothing was chosen",
            code="nothing-chosen",
            advice="Name a delivery (A0007), items (A0007-000123, A0007-000100..A0007-000200), or ask "
            "with --query or a filter.",
        )
    wanted = None if question is None else set(_answering(archive, reader, question))
    if not names:
        ids = sorted(wanted or (), key=str)
        for at in range(0, len(ids), _BATCH):
            for item in view.items.by_ids(ids[at : at + _BATCH], reader):
                yield item, Pages()
        return
    seen: set[tuple[UUID, Pages]] = set()
    for name in names:
        label, _, pages = name.strip().partition("/")
        of_item = Pages.read(pages)
        for item in _named(view, reader, label):
            if (item.id, of_item) not in seen and (wanted is None or item.id in wanted):
                seen.add((item.id, of_item))
                yield item, of_item


def _answering(archive: Archive, reader: Reader, question: Question) -> Iterator[UUID]:
    if archive.index.reader() is None:
        raise MissingError(
            "nothing can be searched yet",
            code="index-missing",
            advice="Run `kartoteka index rebuild`, or name items by their numbers.",
        )
    parsed = parse(archive, question.text)
    asked = replace(question, offset=0, limit=_BATCH, order="number")
    while True:
        found = found_by(archive, reader, asked, parsed, facets=False)
        yield from found.items
        if len(found.items) < asked.limit:
            return
        asked = replace(asked, offset=asked.offset + asked.limit)


def _named(view: ReadView, reader: Reader, label: str) -> Iterator[Item]:
    span = _SPAN.match(label)
    parsed = parse_label(label)
    if span is not None:
        if span[3] and span[3].upper() != span[1].upper():
            raise InvalidError(
                f"{label[:60]} begins and ends in two deliveries",
                code="item-invalid",
                advice="Give a span within one delivery, and name the other one too.",
            )
        yield from _some(view, reader, label, int(span[1][1:]), int(span[2]), int(span[4]))
    elif parsed is None:
        raise InvalidError(
            f"{label[:60]!r} is no printed number",
            code="item-invalid",
            advice="Write A0007 for a delivery, A0007-000123 for an item, A0007-000100..A0007-000200 for a "
            "span, A0007-000123/3-7 for pages.",
        )
    elif parsed[1] is None:
        yield from _some(view, reader, label, parsed[0], 1, None)
    else:
        yield from _some(view, reader, label, parsed[0], parsed[1], parsed[1])


def _some(
    view: ReadView, reader: Reader, label: str, accession: int, first: int, last: int | None
) -> Iterator[Item]:
    known = next((one for one in view.accessions.all(reader) if one.number == accession), None)
    if known is None:
        raise MissingError(
            f"there is no delivery {accession_label(accession)}",
            code="accession-not-found",
            advice="`kartoteka search --accession` and the list of deliveries name those there are.",
        )
    after, found = first - 1, False
    while True:
        batch = view.items.of_accession(known.id, reader, after_number=after, limit=_BATCH)
        for item in batch:
            if last is not None and item.number > last:
                break
            found = True
            yield item
        else:
            if len(batch) == _BATCH:
                after = batch[-1].number
                continue
        break
    if not found:
        raise MissingError(
            f"there is no item {label[:60]}",
            code="item-not-found",
            advice="Item numbers look like A0007-000123; search for what you know of it.",
        )
