"""What holds of every filter, by walking the list."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.search.samples import OTTER, accession, entry, page, span

from kartoteka.errors import InvalidError
from kartoteka.records.item import ItemState
from kartoteka.search.criteria import Days, Has, answers, counted_values
from kartoteka.search.filters import FILTERS, by_parameter
from kartoteka.search.filters.contract import NO_NAMES, Filter, Names
from kartoteka.search.wording import Message

ENTRIES = [
    entry(1, ["раз"], of=accession(12_345, received=span(date(2024, 5, 2)))),
    entry(2, [page(1, "раз", "ru", "ocr", 81), page(2, "deux", "", "embedded")]),
    entry(3, [], state=ItemState.HELD),
    entry(4, [page(1, "раз", "uk", "ocr", 12)], state=ItemState.RECEIVED_AGAIN),
]
HOSTILE = [
    "",
    "-",
    "--",
    "\x00",
    "я" * 5000,
    "a b",
    "-A0007-000123",
    "../..",
    "2024/2023",
    "%(x)s",
    "none;",
    "١٢",
]


@pytest.mark.parametrize("each", FILTERS, ids=lambda each: each.parameter)
def test_a_value_round_trips(each: Filter) -> None:
    """What a filter stores and counts, put into the address, finds the item; excluded, it does not."""
    for sample in ENTRIES:
        stored = each.value_of(sample)
        assert isinstance(stored, Days if each.kind == "days" else tuple) or stored is None
        for value in counted_values(stored):
            assert answers(stored, [each.criterion(value)])
            assert not answers(stored, [each.criterion(f"-{value}")])
            assert each.criterion(value).parameter == each.parameter
            assert each.value_label(value, NO_NAMES)
            assert each.sentence(value, NO_NAMES) != each.sentence(f"-{value}", NO_NAMES)


@pytest.mark.parametrize("each", FILTERS, ids=lambda each: each.parameter)
def test_choices_are_values(each: Filter) -> None:
    """A filter with choices stores only choices, reads each of them, and labels each."""
    for choice in each.choices:
        assert each.criterion(choice.value) == Has(each.parameter, choice.value)
        assert each.value_label(choice.value, NO_NAMES) == choice.label
    for sample in ENTRIES:
        stored = counted_values(each.value_of(sample))
        assert not each.choices or set(stored) <= {choice.value for choice in each.choices}


@pytest.mark.parametrize("each", FILTERS, ids=lambda each: each.parameter)
@pytest.mark.parametrize("raw", HOSTILE)
def test_hostile_values(each: Filter, raw: str) -> None:
    """What is no value is refused with advice and without being echoed at length; a sentence never fails."""
    with pytest.raises(InvalidError) as caught:
        each.criterion(raw)
    assert caught.value.code == "filter-invalid"
    assert caught.value.advice
    assert len(caught.value.message) < 200
    assert isinstance(each.sentence(raw, NO_NAMES), Message)


@pytest.mark.parametrize("each", FILTERS, ids=lambda each: each.parameter)
def test_sentences_can_be_translated(each: Filter) -> None:
    """A sentence is a message whose label is one too."""
    value = next(value for sample in ENTRIES for value in counted_values(each.value_of(sample)))
    said = each.sentence(value, NO_NAMES)
    assert said.startswith(each.label)
    assert said.translated(lambda msgid: msgid) == said
    assert said.translated(lambda msgid: msgid.replace(each.label, "Имя")).startswith("Имя")


def test_a_filter_that_is_not() -> None:
    """An unknown filter is named, and the known ones with it."""
    with pytest.raises(InvalidError, match="no filter “colour”") as caught:
        by_parameter("colour")
    assert "accession" in caught.value.advice


def test_names_appear_only_where_given() -> None:
    """Code names and titles come from what the reader may know, and never from the index."""
    names = Names(sources={str(OTTER): "otter"}, accessions={"A0001": "Irkutsk"})
    source, delivery = by_parameter("source"), by_parameter("accession")
    assert source.sentence(str(OTTER), names) == "Source: otter"
    assert source.sentence(f"-{OTTER}", names) == "Source: not otter"
    assert source.sentence(str(OTTER), NO_NAMES) == "Source: another source"
    assert delivery.sentence("A0001", names) == "Accession: A0001 Irkutsk"
    assert delivery.sentence("A0001", NO_NAMES) == "Accession: A0001"
