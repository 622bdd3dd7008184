"""The span of days a delivery was received in."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.search.samples import accession, entry, span

from kartoteka.errors import InvalidError
from kartoteka.search.criteria import Days, Within
from kartoteka.search.filters.contract import NO_NAMES
from kartoteka.search.filters.received import FILTER, criterion, value_of


@pytest.mark.parametrize(
    ("raw", "earliest", "latest", "said"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "Received: in 2024"),
        ("2024-05", date(2024, 5, 1), date(2024, 5, 31), "Received: in 2024-05"),
        ("2024-05-02", date(2024, 5, 2), date(2024, 5, 2), "Received: on 2024-05-02"),
        ("2014/2019-06", date(2014, 1, 1), date(2019, 6, 30), "Received: from 2014 to 2019-06"),
        ("2024-05/..", date(2024, 5, 1), None, "Received: since 2024-05"),
        ("../2019", None, date(2019, 12, 31), "Received: up to 2019"),
    ],
)
def test_what_is_asked_and_said(raw: str, earliest: date | None, latest: date | None, said: str) -> None:
    """Years, months, days and spans, open at either end, included or excluded."""
    assert criterion(raw) == Within("received", earliest, latest)
    assert criterion(f"-{raw}") == Within("received", earliest, latest, excluded=True)
    assert FILTER.sentence(raw, NO_NAMES) == said
    assert FILTER.sentence(f"-{raw}", NO_NAMES) == said.replace("Received: ", "Received: not ")


@pytest.mark.parametrize(
    "raw", ["2026-02-30", "2019/2014", "../..", "..", "2024/", "/2024", "2024/2025/2026", "../2014/2015"]
)
def test_no_span(raw: str) -> None:
    """A day that is none, a span that runs backwards and a bare ellipsis are refused."""
    with pytest.raises(InvalidError, match="is not a value"):
        criterion(raw)


def test_what_is_stored() -> None:
    """The span as known; nothing where no day is known."""
    known = entry(1, ["раз"], of=accession(received=span(date(2024, 12, 30), date(2025, 1, 3))))
    assert value_of(known) == Days(date(2024, 12, 30), date(2025, 1, 3))
    assert value_of(entry(1, ["раз"])) is None
