"""Documents come back as they went in, whatever a hostile file claims of itself."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.catalogue.samples import MUPDF, begin, digest, event, item, layer, page, read, receive

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.documents import PageSummary
from kartoteka.errors import MissingError
from kartoteka.records.document import Document
from kartoteka.records.hazard import Hazard

HOSTILE = st.text(st.characters(codec=None), max_size=20)


def test_adding_says_whether_it_was_new(catalogue: Catalogue) -> None:
    """The same bytes are one document; it is known by size until it is looked at."""
    with catalogue.write() as unit:
        assert unit.documents.add(digest("a"), 3 * 1024**3)
        assert not unit.documents.add(digest("a"), 3 * 1024**3)
        unit.record(event("document", digest("a")))
    with catalogue.read() as view:
        assert view.documents.get(digest("a")) == Document(digest("a"), 3 * 1024**3, "", None)
        assert view.documents.get(digest("b")) is None
        assert view.documents.count() == 1


def test_many_are_added_at_once(catalogue: Catalogue) -> None:
    """Contents received together go in together; those that were there are left as they are."""
    with catalogue.write() as unit:
        unit.documents.add(digest("a"), 1)
        assert unit.documents.add_many({digest("a"): 9, digest("b"): 2, digest("c"): 3}) == {
            digest("b"),
            digest("c"),
        }
        assert unit.documents.add_many({}) == set()
        for name in "abc":
            unit.record(event("document", digest(name)))
    with catalogue.read() as view:
        found = [view.documents.get(digest(name)) for name in "abc"]
        assert [document and document.size for document in found] == [1, 2, 3]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(claims=st.dictionaries(HOSTILE, HOSTILE, max_size=4), places=st.lists(HOSTILE, max_size=3))
def test_claims_come_back_raw(catalogue: Catalogue, claims: dict[str, str], places: list[str]) -> None:
    """NULs, lone surrogates and controls in a claim survive on both engines."""
    hazards = tuple(Hazard("javascript", place) for place in places)
    document = Document(digest("a"), 10, "application/pdf", 7, claims, hazards)
    with catalogue.write() as unit:
        unit.documents.add(digest("a"), 10)
        unit.documents.identify(document)
        unit.record(event("document", digest("a")))
    with catalogue.read() as view:
        assert view.documents.get(digest("a")) == document


def test_identifying_again_changes_nothing(catalogue: Catalogue) -> None:
    """A repeated step needs no further entry; an unknown document is missed."""
    document = Document(digest("a"), 10, "application/pdf", None, {"Title": "Приказ"})
    with catalogue.write() as unit:
        unit.documents.add(digest("a"), 10)
        assert unit.documents.identify(document)
        unit.record(event("document", digest("a")))
    with catalogue.write() as unit:
        assert not unit.documents.identify(document)
        with pytest.raises(MissingError, match="no such document"):
            unit.documents.identify(Document(digest("b"), 10, "", None))


def test_page_summary(catalogue: Catalogue) -> None:
    """Origin, language of most pages and mean confidence; pages with a problem were not read."""
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, item(1, "mixed"), item(2, "embedded"), item(3, "blank"))
        read(
            unit,
            "mixed",
            page(1, layer(confidence=80)),
            page(2, layer(confidence=91)),
            page(3, layer(confidence=None, tool=MUPDF, language="uk")),
            page(4, problem="broken"),
        )
        read(
            unit, "embedded", page(1, layer(confidence=None, language="uk")), page(2, layer(confidence=None))
        )
        read(unit, "blank", page(1))
    with catalogue.read() as view:
        names = ("mixed", "embedded", "blank", "unread")
        summaries = view.documents.page_summaries([digest(name) for name in names])
        assert [summaries[digest(name)] for name in names] == [
            PageSummary("mixed", "ru", 86, 3),
            PageSummary("embedded", "ru", None, 2),
            PageSummary("", "", None, 1),
            PageSummary("", "", None, 0),
        ]
        documents = view.documents.many([digest("mixed"), digest("unread")])
        assert documents == {digest("mixed"): view.documents.get(digest("mixed"))}


def test_the_stream_sees_every_document(catalogue: Catalogue) -> None:
    """The audit gets all documents by digest, also more than a chunk of them."""
    digests = sorted(digest(number) for number in range(1003))
    with catalogue.write() as unit:
        for one in digests:
            unit.documents.add(one, 1)
            unit.record(event("document", one))
    with catalogue.read() as view:
        assert [document.digest for document in view.documents.stream_unrestricted()] == digests


def test_many_are_identified_at_once(catalogue: Catalogue) -> None:
    """Those of which nothing was known are named; one that was never received is missed."""
    with catalogue.write() as unit:
        for name in "ab":
            unit.documents.add(digest(name), 10)
            unit.record(event("document", digest(name)))
        one, other = (Document(digest(name), 10, "application/pdf", 7) for name in "ab")
        assert unit.documents.identify_many([one]) == {one.digest}
        assert unit.documents.identify_many([one, other]) == {other.digest}
        assert unit.documents.identify_many([]) == set()
        with pytest.raises(MissingError, match="no such document"):
            unit.documents.identify_many([one, Document(digest("c"), 10, "", None)])
    with catalogue.read() as view:
        assert view.documents.many([digest("a"), digest("b")]) == {one.digest: one, other.digest: other}
