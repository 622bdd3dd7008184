"""What every backend does, asked of each in the same words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.search.samples import ALL, HERON, OTTER, SECRET, accession, entry, page, pages, span

from kartoteka.records.index_entry import IndexEntry
from kartoteka.records.item import ItemState
from kartoteka.records.question import Order
from kartoteka.records.reader import GENERAL
from kartoteka.search.backends.contract import Backend, Found, Request
from kartoteka.search.filters import FILTERS, by_parameter
from kartoteka.search.query import parse


def ask(backend: Backend, text: str = "", order: Order = "number", **narrow: object) -> Found:
    """Ask with filters by parameter, dashes written as underscores."""
    compartments = narrow.pop("compartments", ALL)
    offset, limit = narrow.pop("offset", 0), narrow.pop("limit", 100)
    facets = narrow.pop("facets", ())
    criteria = []
    for name, raws in narrow.items():
        known = by_parameter(name.replace("_", "-"))
        criteria += [known.criterion(raw) for raw in ([raws] if isinstance(raws, str) else raws)]
    return backend.search(
        Request(parse(text), tuple(criteria), compartments, order, offset, limit, tuple(facets))
    )


def numbers(found: Found, *entries: IndexEntry) -> list[int]:
    """Items found as their printed numbers."""
    by_id = {each.item.id: each.item.number for each in entries}
    return [by_id[item_id] for item_id in found.items]


ONE = entry(1, ["Приказ начальника колонии", "Осуждённый Иванов переведён в ИК-6"])
TWO = entry(2, ["Рапорт о переводе осуждённого Петрова, приказ № 30/2477-ОК"])
THREE = entry(3, ["Report of the penal colony", "The order of the head"], language="en")
SOME = (ONE, TWO, THREE)


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("", [1, 2, 3], "nothing asked: everything"),
        ("приказ", [1, 2], "a word"),
        ("приказы", [1, 2], "in another form"),
        ("приказ колония", [1], "all words, in any forms"),
        ("приказ Иванов", [1], "all words in the document, on different pages"),
        ("приказ head", [], "not in different documents"),
        ('"начальник колонии"', [1], "a phrase bends"),
        ('"колонии начальник"', [], "a phrase keeps its order"),
        ('"колонии осуждённый"', [], "a phrase does not run over a page's end"),
        ("Иванов ИЛИ Петров", [1, 2], "either"),
        ("приказ Иванов ИЛИ report", [1], "or binds stronger"),
        ("приказ -Петров", [1], "without"),
        ('приказ -"начальник колонии"', [2], "without a phrase"),
        ("осужд*", [1, 2], "a beginning"),
        ("осуждённы*", [1, 2], "a beginning that reaches into the ending"),
        ("ИК-6", [1], "a compound as written"),
        ("ИК 6", [1], "its parts"),
        ("ИК6", [1], "without its hyphen"),
        ("6", [1], "one of its parts"),
        ("30/2477-ОК", [2], "a number as written"),
        ("30/2477-OK", [2], "its letters typed in the other alphabet"),
        ("2477", [2], "part of a number"),
        ("осужденный", [1, 2], "ё is е"),
        ("orders", [3], "English forms"),
        ("(приказ OR order) -рапорт", [1, 3], "brackets"),
    ],
)
def test_query(backend: Backend, text: str, expected: list[int], why: str) -> None:
    """Every kind of query finds its items and no other."""
    backend.apply(SOME)
    found = ask(backend, text)
    assert numbers(found, *SOME) == expected, why
    assert found.total == len(expected)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("приказ", 2),
        ("приказ Иванов", 2),
        ("Иванов", 1),
        ("осужд* -Петров", 1),
        ('"начальник колонии"', 1),
    ],
)
def test_pages_are_those_of_answering_items(backend: Backend, text: str, count: int) -> None:
    """Pages count what holds something asked for, in items that answer the whole question."""
    backend.apply(SOME)
    assert ask(backend, text).pages == count


def test_pages_with(backend: Backend) -> None:
    """Candidate pages hold a positive leaf; exclusions and unknown documents play no part."""
    backend.apply(SOME)
    one, two, three = (each.document.digest for each in SOME)
    query = parse("приказ осуждённый -рапорт")
    assert query is not None
    assert backend.pages_with(query, [one, two, three]) == {one: (1, 2), two: (1,)}
    assert backend.pages_with(query, []) == {}
    phrase = parse('"осуждённый Иванов"')
    assert phrase is not None
    assert backend.pages_with(phrase, [one]) == {one: (2,)}


def test_applying_twice_is_applying_once(backend: Backend) -> None:
    """Apply is idempotent by item id, and a later entry replaces an earlier one."""
    backend.apply(SOME)
    backend.apply(SOME)
    assert ask(backend, "приказ").total == 2
    backend.apply([replace(ONE, pages=pages("Совсем другое"))])
    assert numbers(ask(backend, "приказ"), *SOME) == [2]
    assert numbers(ask(backend, "другое"), *SOME) == [1]
    assert ask(backend).total == 3


def test_removal(backend: Backend) -> None:
    """A removed item vanishes; its document's pages go when no item of it is left."""
    again = entry(7, ONE.pages, of=accession(2, HERON), state=ItemState.RECEIVED_AGAIN)
    backend.apply([*SOME, again])
    query, digest = parse("Иванов"), ONE.document.digest
    assert query is not None
    assert ask(backend, "Иванов").total == 2
    backend.apply([], [ONE.item.id])
    assert numbers(ask(backend, "Иванов"), *SOME, again) == [7]
    assert backend.pages_with(query, [digest]) == {digest: (2,)}
    backend.apply([], [again.item.id, again.item.id])
    assert ask(backend, "Иванов").total == 0
    assert backend.pages_with(query, [digest]) == {}
    assert ask(backend).total == 2


def test_removal_wins_over_upsert(backend: Backend) -> None:
    """An id among both upserts and removals is removed."""
    backend.apply([ONE, TWO], [ONE.item.id])
    assert numbers(ask(backend), *SOME) == [2]


def test_empty(backend: Backend) -> None:
    """An empty index answers every request with nothing."""
    backend.apply([])
    for text in ("", "приказ", '"а б"', "осуж*", "а -б"):
        assert ask(backend, text, facets=[each.parameter for each in FILTERS], received="2020").total == 0


def test_compartments_bind_every_question(backend: Backend) -> None:
    """What hangs on an item of another compartment is neither found nor counted."""
    secret = entry(4, ONE.pages, compartment=SECRET)
    other = entry(5, ["Приказ о секрете", "Приказ"], compartment=SECRET, of=accession(3, HERON))
    backend.apply([*SOME, secret, other])
    facets = [each.parameter for each in FILTERS]
    for text in ("", "приказ", "осуждённый приказ", '"начальник колонии"', "прик*"):
        all_of_it = ask(backend, text, compartments=ALL, facets=facets)
        general = ask(backend, text, compartments=frozenset({GENERAL}), facets=facets)
        hidden = ask(backend, text, compartments=frozenset({SECRET}), facets=facets)
        assert general.total + hidden.total == all_of_it.total
        assert general.pages + hidden.pages == all_of_it.pages
        assert not set(general.items) & set(hidden.items)
        assert "A0003" not in dict(general.facets["accession"])
    assert ask(backend, "приказ", compartments=frozenset(), facets=facets) == Found(
        0, 0, (), dict.fromkeys(facets, ())
    )
    assert ask(backend, "приказ", compartments=frozenset({"unheard-of"})).total == 0


NARROWED = (
    entry(1, [page(1, "раз", origin="ocr", confidence=95)], of=accession(1, OTTER, span(date(2024, 5, 2)))),
    entry(
        2,
        [page(1, "раз", origin="ocr", confidence=50)],
        of=accession(2, HERON, span(date(2024, 12, 30), date(2025, 1, 3))),
    ),
    entry(
        3,
        [page(1, "раз", "en"), page(2, "раз", "ru", "ocr", 75)],
        of=accession(2, HERON, span(date(2024, 12, 30), date(2025, 1, 3))),
    ),
    entry(4, [], of=accession(3, OTTER), state=ItemState.HELD),
)


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        ({"accession": "a2"}, [2, 3]),
        ({"accession": "-A0002"}, [1, 4]),
        ({"accession": ["A0001", "A0003"]}, [1, 4]),
        ({"source": str(OTTER)}, [1, 4]),
        ({"language": "en"}, [3]),
        ({"language": ["ru", "-en"]}, [1, 2]),
        ({"language": "unknown"}, [4]),
        ({"received": "2024"}, [1, 2, 3]),
        ({"received": "2025"}, [2, 3]),
        ({"received": "../2024-06"}, [1]),
        ({"received": "2025-01-03/.."}, [2, 3]),
        ({"received": "-2025"}, [1, 4]),
        ({"received": ["2024-05", "2025"]}, [1, 2, 3]),
        ({"read_by": "ocr"}, [1]),
        ({"read_by": "ocr-doubtful"}, [2]),
        ({"read_by": "mixed"}, [3]),
        ({"read_by": "none"}, [4]),
        ({"confidence": "90-100"}, [1]),
        ({"confidence": ["0-69", "70-79"]}, [2, 3]),
        ({"state": "held"}, [4]),
        ({"state": "catalogued", "source": str(HERON), "language": "ru"}, [2, 3]),
    ],
)
def test_filters(backend: Backend, narrow: dict[str, object], expected: list[int]) -> None:
    """Values of one filter are alternatives, exclusions always hold, filters hold together."""
    backend.apply(NARROWED)
    found = ask(backend, **narrow)
    assert numbers(found, *NARROWED) == expected
    with_word = ask(backend, "раз", **narrow)
    assert numbers(with_word, *NARROWED) == [number for number in expected if number != 4]
    assert ask(backend, '"раз"', **narrow).pages == with_word.pages


def test_facets_leave_their_own_filter_out(backend: Backend) -> None:
    """A filter is counted as if it were not set, so that its other values stay in reach."""
    backend.apply(NARROWED)
    found = ask(backend, source=str(HERON), facets=["source", "accession", "received", "language"])
    assert found.facets == {
        "source": tuple(sorted([(str(OTTER), 2), (str(HERON), 2)], key=lambda pair: (-pair[1], pair[0]))),
        "accession": (("A0002", 2),),
        "received": (("2024", 2), ("2025", 2)),
        "language": (("ru", 2), ("en", 1)),
    }
    excluded = ask(backend, source=f"-{HERON}", language="ru", facets=["source", "language"])
    assert dict(excluded.facets["source"]) == {str(OTTER): 1, str(HERON): 2}
    assert dict(excluded.facets["language"]) == {"ru": 1, "unknown": 1}


def test_order(backend: Backend) -> None:
    """By number, by newest delivery, by relevance with ties by number."""
    old, new = accession(1, received=span(date(2014, 1, 1))), accession(2, received=span(date(2020, 1, 1)))
    entries = [entry(number, ["слово"], of=delivery) for delivery in (new, old) for number in (3, 1, 2)]
    backend.apply(entries)
    labels = {each.item.id: each.item.label for each in entries}
    by_number = [f"A000{delivery}-00000{number}" for delivery in (1, 2) for number in (1, 2, 3)]
    for text in ("", "слово", "сло*", '"слово"'):
        assert [labels[each] for each in ask(backend, text, "number").items] == by_number
        assert [labels[each] for each in ask(backend, text, "relevance").items] == by_number
        assert [labels[each] for each in ask(backend, text, "received").items] == by_number[3:] + by_number[
            :3
        ]


def test_windows_join_without_gap_or_repeat(backend: Backend) -> None:
    """Windows of any size, put together, are the whole list, in every order; a window of 0 only counts."""
    entries = [
        entry(number, ["слово " * (1 + number % 3), "иное" if number % 2 else "слово иное"])
        for number in range(1, 25)
    ]
    backend.apply(entries[::2])
    backend.apply(entries[1::2])
    for text in ("", "слово", "слово иное", '"слово иное"', "сло* -небывалое"):
        for order in ("relevance", "received", "number"):
            whole = ask(backend, text, order).items
            for size in (1, 11):
                parts = [
                    ask(backend, text, order, offset=at, limit=size).items
                    for at in range(0, len(whole) + size, size)
                ]
                assert [each for part in parts for each in part] == list(whole), (text, order, size)
    assert ask(backend, "слово", limit=0, facets=["state"]).total == 24
    assert ask(backend, "слово", offset=1000).items == ()


def test_all_on_one_page_comes_first(backend: Backend) -> None:
    """Documents that hold all words on one page come before those that have them scattered."""
    scattered = entry(1, ["приказ " * 9, "перевод " * 9])
    together = entry(2, ["приказ о переводе" + " и ещё много других слов" * 9, "прочее"])
    spoilt = entry(3, ["приказ о переводе", "черновик"])
    backend.apply([scattered, together, spoilt])
    assert numbers(ask(backend, "приказ перевод", "relevance"), scattered, together, spoilt)[2:] == [1]
    found = ask(backend, "приказ перевод -черновик", "relevance")
    assert numbers(found, scattered, together, spoilt) == [2, 1]


def test_forms_by_page_language(backend: Backend) -> None:
    """A word is looked for in the forms of every language of its alphabet."""
    ukrainian = entry(1, ["Наказ начальника установи"], language="uk")
    french = entry(2, ["Les prisonniers étaient transférés"], language="fr")
    backend.apply([ukrainian, french])
    assert numbers(ask(backend, "накази установа"), ukrainian, french) == [1]
    assert numbers(ask(backend, "prisonnier"), ukrainian, french) == [2]
    assert numbers(ask(backend, "transferes"), ukrainian, french) == [2]


def test_a_word_read_in_the_wrong_alphabet(backend: Backend) -> None:
    """Capitals that look alike are found from either alphabet, and mixed words are mended."""
    misread = entry(1, ["г. MOCKBA, 30/2477-OK, нaчaльник"])
    backend.apply([misread])
    for text in ("МОСКВА", "30/2477-ОК", '"начальник"', "ok", "МОСКВ*"):
        assert ask(backend, text).total == 1, text
    assert ask(backend, "москва").total == 0


def test_broken_word_is_one(backend: Backend) -> None:
    """A word hyphenated at a line end is found whole, and a compound broken at its hyphen too."""
    broken = entry(1, ["общая задол-\nженность, северо-\nзападный округ"])
    backend.apply([broken])
    for text in ("задолженность", "северо-западный", '"общая задолженность"', "задолж*"):
        assert ask(backend, text).total == 1, text
