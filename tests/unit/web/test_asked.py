"""Addresses and questions: both ways, and nothing an address can hold breaks a page."""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from kartoteka.records.question import ORDERS, Question
from kartoteka.web.asked import (
    VIEWS,
    ZOOMS,
    Place,
    fields_of,
    listed,
    narrowed,
    peeked,
    place_of,
    question_of,
    whole,
    widened,
)

PARAMETERS = frozenset({"accession", "language", "received"})
LIMIT = 20

words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=20)
questions = st.builds(
    Question,
    text=words | st.just(""),
    filters=st.dictionaries(
        st.sampled_from(sorted(PARAMETERS)),
        st.lists(words, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    order=st.sampled_from(ORDERS),
    offset=st.integers(0, 50).map(lambda page: page * LIMIT),
    limit=st.just(LIMIT),
)


def arguments(fields: dict[str, str | list[str]]) -> MultiDict[str, str]:
    return MultiDict(
        [
            (name, one)
            for name, value in fields.items()
            for one in ([value] if isinstance(value, str) else value)
        ]
    )


@given(questions)
def test_a_question_survives_the_address_bar(question: Question) -> None:
    """What is written into an address is read back as it was."""
    assert question_of(arguments(fields_of(question)), PARAMETERS, LIMIT) == question


@given(questions, words | st.just(""), st.sampled_from(VIEWS), st.sampled_from(ZOOMS), st.integers(1, 5000))
def test_a_place_survives_the_address_bar(
    question: Question, text: str, view: str, zoom: str, result: int
) -> None:
    """The reader's address keeps the list, the words that are marked, the view and the size."""
    place = Place(text, listed(question, result).listing, view, zoom)
    assert place_of(arguments(place.fields()), PARAMETERS, LIMIT) == place
    assert place_of(arguments(Place(text, None, view, zoom).fields()), PARAMETERS, LIMIT).listing is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [*sorted(PARAMETERS), "q", "order", "page", "result", "hit", "zoom", "view", "peek", "asked"]
            ),
            st.text(max_size=40),
        )
    )
)
def test_no_address_breaks_a_page(pairs: list[tuple[str, str]]) -> None:
    """Whatever stands in an address, it is read as some question and some place."""
    args = MultiDict(pairs)
    question = question_of(args, PARAMETERS, LIMIT)
    assert question.offset >= 0
    assert question.order in ORDERS
    place = place_of(args, PARAMETERS, LIMIT)
    assert place.view in VIEWS
    assert place.zoom in ZOOMS
    assert place.hit >= 0
    urlencode(place.fields(), doseq=True)
    peeked(args)


def test_words_sought_in_a_document_leave_the_list_alone() -> None:
    """Other words in the reader's field go into ``q``; the list's stay in ``asked``."""
    question = Question("этап", {"language": ("ru",)})
    place = listed(question, 7)
    assert place.fields() == {"language": ["ru"], "result": "7", "q": "этап"}
    other = Place("конвой", place.listing)
    assert other.fields() == {"language": ["ru"], "result": "7", "asked": "этап", "q": "конвой"}
    assert place_of(arguments(other.fields()), PARAMETERS, LIMIT).listing == place.listing


def test_back_to_the_page_of_results_that_holds_the_item() -> None:
    """Result 45 of twenty a page stands on the third page."""
    results = listed(Question("этап"), 45).results
    assert results is not None
    assert fields_of(results) == {"q": "этап", "page": "3"}


def test_narrowing_begins_at_the_first_page_and_can_be_taken_back() -> None:
    """A filter's value is added once and taken away alone."""
    question = Question("этап", {"language": ("ru",)}, offset=40)
    more = narrowed(narrowed(question, "language", "-en"), "language", "-en")
    assert (more.filters, more.offset) == ({"language": ("ru", "-en")}, 0)
    assert widened(more, "language", "ru").filters == {"language": ("-en",)}
    assert widened(more, "language").filters == {}


def test_changes_to_a_place() -> None:
    """A change replaces an argument; None takes it away."""
    place = Place("этап", view="text", hit=3)
    assert place.fields(hit=2) == {"q": "этап", "view": "text", "hit": "2"}
    assert place.fields(view=None) == {"q": "этап"}


def test_whole_numbers() -> None:
    """Only plain digits count; nothing overflows."""
    cases = [
        ("7", 7),
        (None, 1),
        ("", 1),
        ("0", 1),
        ("-3", 1),
        ("٣", 1),
        ("9" * 30, 1),
        ("1e3", 1),
        ("007", 7),
    ]
    assert [whole(text, 1) for text, _ in cases] == [number for _, number in cases]


def test_peeking() -> None:
    """A preview's address names an item and a page, or nothing."""
    assert peeked({"peek": "A0007-000123/12"}) == ("A0007-000123", 12)
    assert peeked({"peek": "A0007-000123"}) == ("A0007-000123", 1)
    assert peeked({"peek": "A0007/2"}) is None
    assert peeked({}) is None
