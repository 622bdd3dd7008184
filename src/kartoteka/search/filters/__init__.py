"""The shelf of filters. The list is explicit: a test notices a file that is not in it."""

from __future__ import annotations

from kartoteka.errors import InvalidError
from kartoteka.search.filters import (
    accession,
    confidence,
    language,
    read_by,
    received,
    source,
    state,
    text_layer,
)
from kartoteka.search.filters.contract import Filter

FILTERS: tuple[Filter, ...] = (
    accession.FILTER,
    source.FILTER,
    language.FILTER,
    received.FILTER,
    read_by.FILTER,
    confidence.FILTER,
    text_layer.FILTER,
    state.FILTER,
)
"""All filters, in the order in which a page shows them."""

_BY_PARAMETER = {entry.parameter: entry for entry in FILTERS}


def by_parameter(parameter: str) -> Filter:
    """Return the filter of that name.

    Raises:
        InvalidError: There is none (``filter-unknown``).
    """
    try:
        return _BY_PARAMETER[parameter]
    except KeyError:
        raise InvalidError(
            f"There is no filter “{parameter[:60]}”.",
            code="filter-unknown",
            advice=f"The filters are {', '.join(_BY_PARAMETER)}.",
        ) from None
