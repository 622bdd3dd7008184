"""What is marked is what was found, and a snippet shows it."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.search.backends.test_agreement import QUERIES, TEXTS
from tests.unit.search.samples import ALL, entry, page

from kartoteka.errors import InvalidError
from kartoteka.records.index_entry import PageText
from kartoteka.search.backends.contract import Request
from kartoteka.search.backends.memory import MemoryBackend
from kartoteka.search.highlight import ELLIPSIS, best, count, marks, snippet
from kartoteka.search.query import parse

DEBT = page(
    1,
    "О задолженности по договору поставки.\nВ соответствии с постановлением Правительства от 18 ноября общая "
    "задол-\nженность по договору № 30/2477-ОК составляет 414 651 858,58 руб., из них просроченная "
    "задолженность\u202e 12. «Северо-западный» округ, ИК 6.",
)


def marked(text: str, of: PageText = DEBT) -> list[str]:
    query = parse(text)
    assert query is not None
    return [of.text[mark.start : mark.end] for mark in marks(of, query)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("задолженность", ["задолженности", "задол-\nженность", "задолженность"]),
        ("30/2477-ОК", ["30/2477-ОК"]),
        ("30/2477-OK", ["30/2477-ОК"]),
        ("2477", ["2477"]),
        ('"общая задолженность"', ["общая задол-\nженность"]),
        ('"задолженность общая"', []),
        ("северо-западный", ["Северо-западный"]),
        ("ИК-6", ["ИК 6"]),
        ("просроч* -договор", ["просроченная"]),
        ("небывалое", []),
        ("договор OR небывалое", ["договору", "договору"]),
        ('"по договору" договор', ["по договору", "по договору"]),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    """Words in all forms, phrases whole, exclusions never; finds that share characters are one mark."""
    assert marked(text) == expected


@pytest.mark.parametrize("text", ["задолженность", "ИК-6", '"задолженность общая"', "небывалое"])
def test_one_look_gives_what_two_give(text: str) -> None:
    """The results' one look at a page, and the reader's count, say what marks and snippet say."""
    query = parse(text)
    assert query is not None
    found = marks(DEBT, query)
    assert best(DEBT, query) == ((len(found), snippet(DEBT, query)) if found else None)
    assert count(DEBT, query) == count(DEBT, query) == len(found)


def test_overlapping_finds_of_a_phrase_are_one_mark() -> None:
    """A phrase that overlaps itself is marked once from first to last."""
    assert marked('"да да"', page(1, "да да да нет да да")) == ["да да да", "да да"]


def test_a_snippet_holds_most_of_what_is_asked() -> None:
    """The piece with the most different things wins, then the one with more, then the earlier."""
    text = "альфа " + "пусто " * 60 + "бета бета " + "пусто " * 60 + "альфа бета " + "пусто " * 60
    query = parse("альфа бета")
    assert query is not None
    cut = snippet(page(1, text), query, 60)
    assert [cut.text[start:end] for start, end in cut.marks] == ["альфа", "бета"]
    assert cut.text.startswith(ELLIPSIS)
    assert cut.text.endswith(ELLIPSIS)


def test_a_snippet_is_one_readable_line() -> None:
    """Line ends are spaces, unseen characters go, and a broken word is whole."""
    query = parse("общая просроченная")
    assert query is not None
    cut = snippet(DEBT, query, 300)
    assert "общая задолженность по договору" in cut.text
    assert "задолженность 12" in cut.text
    assert [cut.text[start:end] for start, end in cut.marks] == ["общая", "просроченная"]
    assert not cut.text.startswith(ELLIPSIS)


def test_without_a_question() -> None:
    """With nothing asked or nothing found, the page's beginning is shown."""
    query = parse("небывалое")
    for asked in (None, query):
        cut = snippet(DEBT, asked, 40)
        assert cut.text.startswith("О задолженности по договору")
        assert cut.marks == ()
    assert snippet(page(1, ""), None).text == ""
    assert snippet(page(1, "— … —"), query).text == "— … —"


def test_a_page_full_of_finds_is_no_burden() -> None:
    """A page of 50 000 finds, and a word of 100 000 letters, are cut in a moment."""
    query = parse("да нет")
    assert query is not None
    started = time.thread_time()
    assert len(snippet(page(1, "да нет " * 25_000), query).text) < 400
    assert len(snippet(page(1, "я" * 100_000), query).text) < 400
    assert time.thread_time() - started < 2


def _query(text: str) -> object:
    try:
        return parse(text)
    except InvalidError:
        return None


@settings(max_examples=150, deadline=None)
@given(TEXTS, QUERIES.map(_query).filter(lambda query: query is not None), st.integers(10, 80))
def test_marks_agree_with_the_index(text: str, query: object, width: int) -> None:
    """A page has marks if and only if the index calls it a page that holds something asked for."""
    shown = page(1, text)
    found = marks(shown, query)
    memory = MemoryBackend()
    one = entry(1, [shown])
    memory.apply([one])
    assert bool(found) == bool(memory.pages_with(query, [one.document.digest]))
    if memory.search(Request(query, (), ALL)).total:
        assert found
    assert all(mark.start < mark.end <= len(text) for mark in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    cut = snippet(shown, query, width)
    assert "\n" not in cut.text
    assert all(0 <= start < end <= len(cut.text) for start, end in cut.marks)
    assert all(left[1] <= right[0] for left, right in pairwise(cut.marks))
    assert bool(cut.marks) == bool(found)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.integers(1, 60))
def test_snippets_of_anything(text: str, width: int) -> None:
    """Whatever a page holds, its snippet is one line of printable text of about the width."""
    query = parse("а")
    for asked in (None, query):
        cut = snippet(page(1, text), asked, width)
        assert all(character.isprintable() for character in cut.text)
        assert len(cut.text) <= 2 * width + 2
