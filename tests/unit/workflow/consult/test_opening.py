"""Which pages of a very long document are looked at to show one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.workflow.consult.opening import nearest


@pytest.mark.parametrize(
    ("near", "expected"),
    [(1, (1, 3, 5, 7)), (5, (1, 3, 5, 7)), (9, (5, 7, 9, 11)), (10, (7, 9, 11, 13)), (99, (13, 15, 17, 19))],
)
def test_pages_around_a_page(near: int, expected: tuple[int, ...]) -> None:
    """As many before as after, and at the ends as many as wanted all the same."""
    assert nearest(range(1, 20, 2), near, 4) == range(expected[0], expected[-1] + 1, 2)


@given(st.sets(st.integers(1, 500)).map(sorted), st.integers(1, 500), st.integers(1, 50))
def test_no_more_than_wanted_and_the_page_among_them(numbers: list[int], near: int, most: int) -> None:
    """A short list is whole; of a long one the page itself is never left out."""
    around = nearest(numbers, near, most)
    assert len(around) == min(most, len(numbers))
    assert near not in numbers or near in around
