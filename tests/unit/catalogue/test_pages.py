"""Pages come back as they went in, layer by layer and word by word; layers never change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.unit.catalogue.samples import MUPDF, begin, digest, event, item, layer, page, read, receive

from kartoteka.catalogue import Catalogue, UnitOfWork
from kartoteka.catalogue.pages import PageLine, layer_id
from kartoteka.catalogue.tables import AGENT, TEXT_LAYER
from kartoteka.errors import ConflictError, DamagedError, InvalidError
from kartoteka.records.index_entry import PageText
from kartoteka.records.page import Page, TextLayer, Words

A = digest("a")


@pytest.fixture
def saved(catalogue: Catalogue) -> Callable[..., None]:
    """A function that saves pages of document ``a`` in a unit of their own, with an event."""
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, item(1, "a"))

    def save(*pages: Page) -> None:
        with catalogue.write() as unit:
            read(unit, "a", *pages)

    return save


def test_round_trip(catalogue: Catalogue, saved: Callable[..., None]) -> None:
    """Embedded and recognised layers, a page without text and one with a problem come back whole."""
    pages = [
        page(1, layer(1, confidence=None, tool=MUPDF), layer(2, "Приказ № 1\nо перевозке", confidence=88)),
        page(2),
        page(3, problem="The page could not be read: it took too long."),
        replace(page(4, layer(1, "", "", None), layer(2, "", "", None)), shown=1, notes={}),
    ]
    saved(*pages)
    with catalogue.read() as view:
        assert [view.pages.get(A, number) for number in range(1, 6)] == [*pages, None]
        assert view.pages.range(A, 2, 9) == pages[1:]
        assert view.pages.count(A) == 4
        assert view.pages.count(digest("b")) == 0


def test_texts_are_those_of_the_shown_layer(catalogue: Catalogue, saved: Callable[..., None]) -> None:
    """A page without a shown layer has an empty text; pages that are not there are left out."""
    saved(
        page(2),
        replace(page(1, layer(1, confidence=None), layer(2, "другое", "uk", 50)), shown=2),
        page(10, layer(1, "десять", confidence=None)),
    )
    one = PageText(1, "другое", "uk", "ocr", 50)
    two = PageText(2, "", "", "", None)
    ten = PageText(10, "десять", "ru", "embedded", None)
    with catalogue.read() as view:
        assert view.pages.texts(A) == [one, two, ten]
        assert view.pages.text(A, [10, 1, 1, 11]) == [one, ten]
        assert view.pages.text(A, range(1, 2000)) == [one, two, ten]
        assert view.pages.text(A, []) == []


def test_summaries(catalogue: Catalogue, saved: Callable[..., None]) -> None:
    """Lists of pages come without their texts, whole or in a range."""
    saved(page(1, layer()), page(2, problem="broken"), page(3))
    lines = [
        PageLine(1, 595.28, 841.89, "ocr", "ru", 91, ""),
        PageLine(2, 595.28, 841.89, "", "", None, "broken"),
        PageLine(3, 595.28, 841.89, "", "", None, ""),
    ]
    with catalogue.read() as view:
        assert view.pages.summaries(A) == lines
        assert view.pages.summaries(A, 2, 2) == lines[1:2]
        assert view.pages.summaries(A, 2) == lines[1:]


def test_saving_an_equal_page_again_is_nothing(catalogue: Catalogue, saved: Callable[..., None]) -> None:
    """A repeated range writes no row and needs no further entry."""
    saved(page(1, layer()), page(2))
    with catalogue.write() as unit:
        assert not unit.pages.save(A, page(1, layer()))
        assert unit.pages.save_many(A, [page(1, layer()), page(2)]) == 0
        assert unit.pages.save_many(A, []) == 0


def test_a_better_reading_is_another_layer(catalogue: Catalogue, saved: Callable[..., None]) -> None:
    """A page can gain a layer, show it, and lose its problem."""
    saved(page(1, layer(1)), page(2, problem="it took too long"))
    better = page(1, layer(1), layer(2, "Приказ № 7\nо переводе", confidence=97))
    saved(better, page(2, layer(1)))
    with catalogue.read() as view:
        assert view.pages.get(A, 1) == better
        assert view.pages.get(A, 2) == page(2, layer(1))
        assert [text.text for text in view.pages.texts(A)] == ["Приказ № 7\nо переводе", layer(1).text]


@pytest.mark.parametrize(
    "changed",
    [
        page(1, layer(1, "Приказ № 2\nо переводе")),  # another text
        page(1, replace(layer(1), confidence=90)),  # another confidence
        page(1, replace(layer(1), words=Words())),  # other words
        page(1, layer(1, tool=MUPDF)),  # another tool
        page(1, layer(2)),  # under another number
        page(1),  # gone
    ],
)
def test_a_layer_never_changes(catalogue: Catalogue, saved: Callable[..., None], changed: Page) -> None:
    """Whatever would change or drop a layer is refused, and nothing is written."""
    saved(page(1, layer(1)))
    with pytest.raises(ConflictError, match="change or drop") as refused:
        saved(changed)
    assert refused.value.code == "layer-immutable"
    with catalogue.read() as view:
        assert view.pages.get(A, 1) == page(1, layer(1))


def test_tools_are_kept_once(catalogue: Catalogue, saved: Callable[..., None]) -> None:
    """Many layers of one tool name one agent; the person of the events is another."""
    saved(*(page(number, layer(1)) for number in range(1, 41)))
    saved(*(page(number, layer(1), layer(2, tool=MUPDF)) for number in range(1, 41)))
    with catalogue.write() as unit:
        names = unit._connection.execute(AGENT.select().order_by(AGENT.c.name)).scalars
        assert len(list(names())) == 3
        found = unit.pages.get(A, 40)
        assert found is not None
        assert [one.tool for one in found.layers] == [layer().tool, MUPDF]


def test_layer_ids_derive_from_their_place() -> None:
    """A layer's global id is the same on two laptops, and another for each document, page and number."""
    ids = {
        layer_id(one, number, layer) for one in (A, digest("b")) for number in (1, 11) for layer in (1, 11)
    }
    assert len(ids) == 8
    assert layer_id(A, 1, 1) == layer_id(A, 1, 1)


def test_damaged_words_are_told(catalogue: Catalogue, saved: Callable[..., None]) -> None:
    """Words that are not what was packed raise an error with a remedy, never a wrong box."""
    saved(page(1, layer(1)))

    def damage(unit: UnitOfWork) -> None:
        statement = (
            TEXT_LAYER.update().where(TEXT_LAYER.c.digest == A).values(words=b"\x01\x05\x00\x00\x00nonsense")
        )
        unit._connection.execute(statement)
        unit.record(event("document", A))

    with catalogue.write() as unit:
        damage(unit)
    with catalogue.read() as view, pytest.raises(DamagedError, match="packed words"):
        view.pages.get(A, 1)


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 pair"])
def test_text_that_an_engine_cannot_hold_is_refused(
    catalogue: Catalogue, saved: Callable[..., None], text: str
) -> None:
    """NUL and lone surrogates are refused alike on both engines, with a code."""
    unkeepable = replace(layer(1), text=text, words=Words())
    assert isinstance(unkeepable, TextLayer)
    with pytest.raises(InvalidError, match="cannot be kept") as refused:
        saved(page(1, unkeepable))
    assert refused.value.code == "text-unstorable"
    with catalogue.read() as view:
        assert view.pages.count(A) == 0


def test_pages_of_many_documents_are_saved_together(catalogue: Catalogue) -> None:
    """New, known and changed pages of several documents go in at once, as they would one by one."""
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, item(1, "a"), item(2, "b"))
        read(unit, "a", page(1), page(2, layer(confidence=80)))
    better = page(2, layer(confidence=80), layer(2, confidence=90), shown=2)
    given = [(digest("a"), page(1)), (digest("a"), better), (digest("b"), page(1, layer(confidence=70)))]
    with catalogue.write() as unit:
        assert unit.pages.save_all(given, [digest("b")]) == 2
        for name in "ab":
            unit.record(event("document", digest(name)))
    with catalogue.read() as view:
        assert view.pages.range(digest("a"), 1, 9) == [page(1), better]
        assert view.pages.range(digest("b"), 1, 9) == [given[2][1]]
