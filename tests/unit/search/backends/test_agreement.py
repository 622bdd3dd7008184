"""The engine and the memory agree on small archives and queries that nobody thought of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.search.samples import ALL, HERON, OTTER, SECRET, accession, entry, page, span

from kartoteka.errors import InvalidError
from kartoteka.records.index_entry import IndexEntry, PageText
from kartoteka.records.item import ItemState
from kartoteka.records.question import ORDERS
from kartoteka.records.reader import GENERAL
from kartoteka.search.backends import engine_memo, engine_search
from kartoteka.search.backends.contract import Found, Request
from kartoteka.search.backends.memory import MemoryBackend
from kartoteka.search.backends.tantivy import TantivyBackend
from kartoteka.search.criteria import Criterion
from kartoteka.search.filters import FILTERS
from kartoteka.search.query import parse
from kartoteka.search.tree import And, Node, Not, Or, Query

FACETS = tuple(each.parameter for each in FILTERS)

# A small vocabulary, so that words meet: forms of one word, look-alikes, both alphabets, compounds.
VOCABULARY = (
    "приказ приказа приказы начальник начальника колония колонии ёлка елки ИК-6 ИК 6 ик6 ОК OK order orders "
    "penal 30/2477-ОК 2477 северо-западный северо запад задол-\nженность задолженность наказ наказу п'ять "
    "осуждённый осужден МОСКВА MOCKBA москвы l'homme homme § - 12,5 а b"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
DAYS = st.dates(date(2019, 1, 1), date(2022, 12, 31))
SPANS = st.tuples(DAYS, DAYS).map(lambda days: span(min(days), max(days)))
DELIVERIES = st.builds(accession, st.integers(1, 3), st.sampled_from([OTTER, HERON]), SPANS)


@st.composite
def _pages(draw: st.DrawFn) -> tuple[PageText, ...]:
    return tuple(
        page(
            number,
            draw(TEXTS),
            draw(st.sampled_from(["ru", "uk", "en", "fr", ""])),
            draw(st.sampled_from(["embedded", "ocr"])),
            draw(st.none() | st.integers(0, 100)),
            draw(st.sampled_from(["", "agrees", "disagrees", "garbled"])),
        )
        for number in range(1, draw(st.integers(0, 4)) + 1)
    )


@st.composite
def _archives(draw: st.DrawFn) -> list[IndexEntry]:
    contents = draw(st.lists(_pages(), min_size=1, max_size=6))
    deliveries = {each.number: each for each in draw(st.lists(DELIVERIES, min_size=1, max_size=3))}
    return [
        entry(
            number,
            draw(st.sampled_from(contents)),
            of=draw(st.sampled_from(list(deliveries.values()))),
            state=draw(st.sampled_from(list(ItemState))),
            compartment=draw(st.sampled_from([GENERAL, SECRET])),
        )
        for number in range(1, draw(st.integers(1, 8)) + 1)
    ]


_leaf = WORDS | st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"')
_leaf |= st.sampled_from(["прик*", "приказам*", "ик*", "OK*", "зад*"])
QUERIES = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]} -({pair[1]})"),
        inner.map(lambda part: f"({part})"),
    ),
    max_leaves=5,
)
RAWS = {
    "accession": ["A0001", "A0002", "A0009"],
    "source": [str(OTTER), str(HERON)],
    "language": ["ru", "uk", "en", "unknown"],
    "received": ["2020", "2021-03", "2019-06/2021-02", "2021/..", "../2020-02-02"],
    "read-by": ["embedded", "ocr", "ocr-doubtful", "mixed", "none"],
    "confidence": ["90-100", "0-69", "none"],
    "text-layer": ["disagrees", "garbled", "agrees", "not-compared"],
    "state": ["catalogued", "held", "received-again"],
}


@st.composite
def _criteria(draw: st.DrawFn) -> tuple[Criterion, ...]:
    chosen = draw(st.lists(st.sampled_from(FILTERS), max_size=4))
    return tuple(
        each.criterion(draw(st.sampled_from(["", "", "-"])) + draw(st.sampled_from(RAWS[each.parameter])))
        for each in chosen
    )


def _query(text: str) -> Query | None:
    try:
        return parse(text)
    except InvalidError:
        return None


REQUESTS = st.builds(
    Request,
    QUERIES.map(_query),
    _criteria(),
    st.sampled_from([ALL, frozenset({GENERAL}), frozenset({SECRET})]),
    st.sampled_from(ORDERS),
    st.just(0),
    st.just(1000),
    st.just(FACETS),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[TantivyBackend]:
    """One index for all examples, emptied by each."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        backend = TantivyBackend.open(Path(folder), create=True)
        yield backend
        backend.close()


def _agree(engine: TantivyBackend, archive: list[IndexEntry], requests: list[Request]) -> None:
    everything = Request(None, (), ALL, "number", 0, 10_000)
    engine.apply(archive, engine.search(everything).items)
    engine.apply(archive)
    memory = MemoryBackend()
    memory.apply(archive)
    digests = sorted({each.document.digest for each in archive})
    for request in [everything, *requests]:
        ours, right = engine.search(request), memory.search(request)
        assert ours.total == right.total == len(right.items), request
        assert ours.pages == right.pages, request
        assert dict(ours.facets) == dict(right.facets), request
        if request.order == "relevance" and request.query is not None:
            assert sorted(ours.items) == sorted(right.items), request
            assert _together_first(ours, request, archive), request
        else:
            assert ours.items == right.items, request
        if request.query is not None:
            assert engine.pages_with(request.query, digests) == memory.pages_with(request.query, digests), (
                request
            )


def _together_first(found: Found, request: Request, archive: list[IndexEntry]) -> bool:
    """Say whether items with one page that holds all that is looked for come before the others."""
    assert request.query is not None
    single = [(each, page) for each in archive for page in each.pages]
    memory = MemoryBackend()
    memory.apply([entry(number, [page]) for number, (_, page) in enumerate(single, 1)])
    asked = Query("", _without_exclusions(request.query.root))
    answering = set(memory.search(Request(asked, (), ALL, "number", 0, 10_000)).items)
    pages = {entry(number, [page]).item.id: each.item.id for number, (each, page) in enumerate(single, 1)}
    together = {pages[each] for each in answering}
    ranks = [each not in together for each in found.items]
    return ranks == sorted(ranks)


def _without_exclusions(node: Node) -> Node:
    match node:
        case And(parts):
            wanted = tuple(_without_exclusions(part) for part in parts if not isinstance(part, Not))
            return And(wanted) if len(wanted) > 1 else wanted[0]
        case Or(parts):
            return Or(tuple(_without_exclusions(part) for part in parts))
        case _:
            return node


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(_archives(), st.lists(REQUESTS, min_size=1, max_size=6))
def test_agreement(engine: TantivyBackend, archive: list[IndexEntry], requests: list[Request]) -> None:
    """Sets, totals, pages and facets are identical; so is every order that is promised."""
    _agree(engine, archive, requests)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(_archives(), st.lists(REQUESTS, min_size=1, max_size=6))
def test_agreement_of_large_archives(
    engine: TantivyBackend, archive: list[IndexEntry], requests: list[Request]
) -> None:
    """The ways that are taken where many items answer, and are asked often, lead to the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine_search, "_MANY_NAMES", 0)
        patch.setattr(engine_memo, "_OFTEN", 2)
        _agree(engine, archive, [*requests, *requests, *requests])


@pytest.mark.full
@settings(
    max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(_archives(), st.lists(REQUESTS, min_size=1, max_size=12))
def test_agreement_at_length(
    engine: TantivyBackend, archive: list[IndexEntry], requests: list[Request]
) -> None:
    """The same, for as long as a coffee takes."""
    _agree(engine, archive, requests)
