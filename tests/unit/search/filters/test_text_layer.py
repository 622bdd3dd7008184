"""The text layer's filter: an item is in it when any of its pages is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.search.samples import entry, page

from kartoteka.errors import InvalidError
from kartoteka.records.page import Against
from kartoteka.search.criteria import Has
from kartoteka.search.filters import by_parameter
from kartoteka.search.filters.contract import NO_NAMES

FILTER = by_parameter("text-layer")


@pytest.mark.parametrize(
    ("pages", "stored"),
    [
        ((), ("not-compared",)),
        (("", ""), ("not-compared",)),
        (("agrees", "", "agrees"), ("agrees",)),
        (("agrees", "disagrees"), ("disagrees", "agrees")),
        (("garbled", ""), ("garbled",)),
    ],
)
def test_values(pages: tuple[Against, ...], stored: tuple[str, ...]) -> None:
    """One disagreeing page is enough."""
    texts = [replace(page(n, "слово"), against=against) for n, against in enumerate(pages, 1)]
    assert FILTER.value_of(entry(1, texts)) == stored


def test_what_is_asked_and_said() -> None:
    """By value, with a dash to exclude; what it is not, is refused with its values."""
    assert FILTER.criterion("disagrees") == Has("text-layer", "disagrees")
    assert FILTER.criterion("-garbled") == Has("text-layer", "garbled", excluded=True)
    assert FILTER.sentence("disagrees", NO_NAMES) == "The file’s own text: disagrees with the picture"
    with pytest.raises(InvalidError, match="not a value") as caught:
        FILTER.criterion("lies")
    assert "not-compared" in caught.value.advice
