"""What narrows a question."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.search.criteria import (
    Days,
    Has,
    Within,
    answers,
    by_parameter,
    counted_values,
    split_exclusion,
)

YEAR = Days(date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("wanted", "unwanted", "expected"),
    [
        ((), (), True),
        (("ru",), (), True),
        (("fr",), (), False),
        (("fr", "ru"), (), True),
        ((), ("fr",), True),
        ((), ("en",), False),
        (("ru",), ("en",), False),
    ],
)
def test_values(wanted: tuple[str, ...], unwanted: tuple[str, ...], expected: bool) -> None:
    """Any of the included values, and none of the excluded ones."""
    criteria = [Has("language", value) for value in wanted]
    criteria += [Has("language", value, excluded=True) for value in unwanted]
    assert answers(("en", "ru"), criteria) is expected


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (date(2024, 12, 31), None, True),
        (date(2025, 1, 1), None, False),
        (None, date(2024, 1, 1), True),
        (None, date(2023, 12, 31), False),
        (date(2024, 6, 1), date(2024, 6, 2), True),
        (date(2000, 1, 1), date(2050, 1, 1), True),
        (None, None, True),
    ],
)
def test_spans(earliest: date | None, latest: date | None, expected: bool) -> None:
    """Spans answer when they share a day; what has no day never does."""
    assert answers(YEAR, [Within("received", earliest, latest)]) is expected
    assert answers(YEAR, [Within("received", earliest, latest, excluded=True)]) is not expected
    assert answers(None, [Within("received", earliest, latest)]) is False
    assert answers(None, [Within("received", earliest, latest, excluded=True)]) is True


@given(st.dates(), st.dates())
def test_a_counted_year_finds_what_it_counts(one: date, other: date) -> None:
    """Following the link of a counted year finds the item that was counted under it."""
    stored = Days(min(one, other), max(one, other))
    years = counted_values(stored)
    assert years
    assert len(years) == len(set(years)) <= 200
    for year in years:
        assert answers(stored, [Within("received", date(int(year), 1, 1), date(int(year), 12, 31))])


def test_helpers() -> None:
    """A dash excludes; criteria are grouped in the order given; values are counted once."""
    assert split_exclusion("-ru") == ("ru", True)
    assert split_exclusion("ru") == ("ru", False)
    one, two, three = Has("a", "1"), Has("b", "1"), Has("a", "2")
    assert by_parameter([one, two, three]) == {"a": [one, three], "b": [two]}
    assert counted_values(("x", "x", "y")) == ("x", "y")
    assert counted_values(None) == ()
