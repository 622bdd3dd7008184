"""Values come back from their columns alike on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from tests.unit.catalogue.samples import NAMES, event, source

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.columns import mapping_from_json, to_json
from kartoteka.errors import InvalidError
from kartoteka.records.digest import Digest
from kartoteka.records.source import Source

ANY_TEXT = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, 0, 1, tzinfo=timezone(timedelta(hours=2))),  # a microsecond, a zone
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_moments_come_back_in_utc(catalogue: Catalogue, moment: datetime) -> None:
    """The same moment comes back aware and in UTC, to the microsecond, whatever zone it went in."""
    with catalogue.write() as unit:
        unit.archive.add(NAMES, moment)
        unit.record(event("archive", NAMES))
    with catalogue.read() as view:
        kept = view.archive.get()
    assert kept is not None
    assert kept[1] == moment
    assert kept[1].tzinfo is UTC


def test_a_naive_moment_is_a_mistake(catalogue: Catalogue) -> None:
    """A moment without a zone is refused, because nobody could say when it was."""
    with catalogue.write() as unit, pytest.raises(StatementError, match="without a zone"):
        unit.archive.add(NAMES, datetime(2026, 1, 1))  # noqa: DTZ001 (the mistake itself)


@pytest.mark.parametrize("wrong", ["ab", "zz" * 32, "ab" * 33])
def test_what_is_no_digest_is_a_mistake(catalogue: Catalogue, wrong: str) -> None:
    """A document is asked for by 64 hexadecimal digits or not at all."""
    with catalogue.read() as view, pytest.raises(StatementError, match="hexadecimal"):
        view.documents.get(Digest(wrong))


@pytest.mark.parametrize("text", ["выдра", "", "😀", "a\x01\x7f\n", "e\u0301", "\ufffe\uffff"])
def test_text_comes_back_as_it_was(catalogue: Catalogue, text: str) -> None:
    """Controls, emoji and what is not normalised are kept as they are."""
    with catalogue.write() as unit:
        unit.sources.add(Source(source().id, text))
        unit.record(event("source", source().id))
    with catalogue.read() as view:
        assert view.sources.by_code_name(text) == Source(source().id, text)


@pytest.mark.parametrize("text", ["a\0", "\udcff"])
def test_unstorable_text_is_refused(catalogue: Catalogue, text: str) -> None:
    """What one engine would keep and the other not is refused on both, also in a question."""
    with catalogue.read() as view, pytest.raises(InvalidError, match="cannot be kept"):
        view.sources.by_code_name(text)


@given(st.dictionaries(ANY_TEXT, ANY_TEXT))
def test_json_round_trip(mapping: dict[str, str]) -> None:
    """Any mapping of texts comes back, as text that both engines can hold."""
    text = to_json(mapping)
    assert mapping_from_json(text) == mapping
    assert "\0" not in text
    text.encode()


def test_json_is_one_spelling() -> None:
    """Equal mappings are equal columns."""
    assert to_json({"б": "1", "а": "2"}) == to_json({"а": "2", "б": "1"}) == '{"а":"2","б":"1"}'
