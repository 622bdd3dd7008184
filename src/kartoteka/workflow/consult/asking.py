"""Asking: a question with its filters, answered by items with their hit pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from kartoteka.catalogue.view import ReadView
from kartoteka.records.accession import Accession
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.question import Answer, Facet, FacetValue, ItemHit, PageHit, Question
from kartoteka.records.reader import Reader
from kartoteka.search import highlight, query
from kartoteka.search.backends.contract import Found, Request
from kartoteka.search.criteria import Criterion
from kartoteka.search.filters import FILTERS
from kartoteka.search.filters.contract import Filter, Names
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.consult.receipts import accession_of

_PAGES_SHOWN_A_HIT = 2
_PAGES_TRIED_A_HIT = 12


def local_reader(archive: Archive) -> Reader:
    """Return the one local user, who may know of everything in the archive."""
    with archive.catalogue.read() as view:
        return Reader(archive.person.name, frozenset(view.items.compartments_unrestricted()))


def filters() -> tuple[Filter, ...]:
    """Return the shelf of filters, for forms and options."""
    return tuple(FILTERS)


def source_values(archive: Archive, reader: Reader, values: Sequence[str]) -> tuple[str, ...]:
    """Turn code names of sources, as a person types them in a shell, into the opaque ids filters take.

    What is no code name this reader may know of is left as it is; ``-`` in front is kept.
    """
    with archive.catalogue.read() as view:
        ids = {
            name: value for value, name in _names(view, reader, view.accessions.all(reader)).sources.items()
        }
    return tuple(
        f"-{ids[value[1:]]}" if value[:1] == "-" and value[1:] in ids else ids.get(value, value)
        for value in values
    )


def ask(archive: Archive, reader: Reader, question: Question) -> Answer:
    """Answer a question.

    Args:
        archive: Where to look.
        reader: Who asks.
        question: What is asked.

    Raises:
        InvalidError: The query or a filter's value cannot be understood; the message explains.
    """
    parsed = parse(archive, question.text)
    with archive.catalogue.read() as view:
        accessions = view.accessions.all(reader)
        names = _names(view, reader, accessions)
        found = found_by(archive, reader, question, parsed, facets=True)
        hits = _item_hits(archive, view, reader, parsed, found.items, accessions)
        return Answer(
            question=question,
            understood=query.explain(parsed) if parsed is not None else "",
            sentences=_sentences(question, names),
            total=found.total,
            pages=found.pages,
            hits=hits,
            facets=_facets(question, found, names),
            not_searchable=view.outbox.length(),
            received=bool(names.accessions),
            index_missing=archive.index.reader() is None,
        )


def parse(archive: Archive, text: str) -> query.Query | None:
    """Read a query within the archive's limits; None: nothing is asked.

    Raises:
        InvalidError: It cannot be understood; the message explains.
    """
    settings = archive.settings
    return query.parse(text, settings.largest_query_characters, settings.largest_query_terms)


def found_by(
    archive: Archive,
    reader: Reader,
    question: Question,
    parsed: query.Query | None,
    *,
    facets: bool,
) -> Found:
    """Ask the index; the reader's compartments are part of the query."""
    backend = archive.index.reader()
    if backend is None:
        return Found(0, 0, (), {})
    wanted = tuple(f.parameter for f in FILTERS) if facets else ()
    return backend.search(
        Request(
            parsed,
            criteria_of(question),
            reader.compartments,
            question.order,
            question.offset,
            question.limit,
            wanted,
        )
    )


def criteria_of(question: Question) -> tuple[Criterion, ...]:
    """Say what a question's filters ask, in no backend's language."""
    known = {f.parameter: f for f in FILTERS}
    return tuple(
        known[parameter].criterion(raw)
        for parameter, values in question.filters.items()
        if parameter in known
        for raw in values
    )


def _names(view: ReadView, reader: Reader, accessions: Sequence[Accession]) -> Names:
    seen = {accession.source_id for accession in accessions}
    return Names(
        sources={
            str(source.id): source.code_name for source in view.sources.all(reader) if source.id in seen
        },
        accessions={accession.label: accession.title for accession in accessions},
    )


def _sentences(question: Question, names: Names) -> Mapping[tuple[str, str], str]:
    known = {f.parameter: f for f in FILTERS}
    return {
        (parameter, raw): known[parameter].sentence(raw, names)
        for parameter, values in question.filters.items()
        if parameter in known
        for raw in values
    }


def _facets(question: Question, found: Found, names: Names) -> tuple[Facet, ...]:
    facets = []
    for descriptor in FILTERS:
        active = set(question.filters.get(descriptor.parameter, ()))
        counted = found.facets.get(descriptor.parameter, ())
        if descriptor.choices:
            place = {choice.value: number for number, choice in enumerate(descriptor.choices)}
            counted = tuple(sorted(counted, key=lambda pair: place.get(pair[0], len(place))))
        values = tuple(
            FacetValue(value, descriptor.value_label(value, names), count, value in active)
            for value, count in counted
        )
        facets.append(Facet(descriptor.parameter, descriptor.label, descriptor.widget, values))
    return tuple(facets)


def _item_hits(
    archive: Archive,
    view: ReadView,
    reader: Reader,
    parsed: query.Query | None,
    ids: Sequence[UUID],
    accessions: Sequence[Accession],
) -> tuple[ItemHit, ...]:
    shown = view.items.by_ids(ids, reader)
    digests = tuple(dict.fromkeys(item.digest for item in shown if item.digest is not None))
    backend = archive.index.reader()
    candidates: Mapping[Digest, tuple[int, ...]] = {}
    if parsed is not None and digests and backend is not None:
        candidates = backend.pages_with(parsed, digests)
    deliveries = {one.id: one for one in accessions}
    documents = view.documents.many(digests)
    summaries = view.documents.page_summaries(digests)
    sources = view.items.sources_of(digests, reader)
    hits = []
    for item in shown:
        accession = deliveries.get(item.accession_id) or accession_of(view, item)
        if item.digest is None:
            hits.append(ItemHit(item, accession, Document(Digest(""), 0, "", None), "", "", None, 0, (), 0))
            continue
        document = documents.get(item.digest) or Document(item.digest, 0, "", None)
        numbers = candidates.get(item.digest, ())
        pages, missed = _page_hits(view, item.digest, numbers, parsed) if parsed is not None else ((), 0)
        origin, language, confidence, _read, disagreeing = summaries[item.digest]
        distinct = sources.get(item.digest, 1)
        found = len(numbers) - missed
        hits.append(
            ItemHit(
                *(item, accession, document, origin, language, confidence, distinct, pages, found),
                disagreeing=disagreeing,
            )
        )
    return tuple(hits)


def _page_hits(
    view: ReadView, digest: Digest, numbers: Sequence[int], parsed: query.Query
) -> tuple[tuple[PageHit, ...], int]:
    """Mark the first pages that answer, looking at no more pages than needed.

    Returns:
        The pages, and how many candidates turned out not to answer (a phrase's words apart).
    """
    pages: list[PageHit] = []
    missed = 0
    for at in range(0, min(len(numbers), _PAGES_TRIED_A_HIT), _PAGES_SHOWN_A_HIT):
        for page in view.pages.text(digest, numbers[at : at + _PAGES_SHOWN_A_HIT]):
            if len(pages) == _PAGES_SHOWN_A_HIT:
                break
            found = highlight.best(page, parsed)
            if found is None:
                missed += 1
            else:
                pages.append(PageHit(page.number, found[1], found[0]))
        if len(pages) == _PAGES_SHOWN_A_HIT:
            break
    return tuple(pages), missed
