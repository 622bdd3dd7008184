"""Who a delivery came from: an opaque id in addresses and index, the code name only on the page."""

from __future__ import annotations

from uuid import UUID

from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.criteria import Criterion, Has, Stored, split_exclusion
from kartoteka.search.filters.contract import Filter, Names, invalid, plain_sentence
from kartoteka.search.wording import N_, Message

PARAMETER = "source"
LABEL = N_("Source")


def value_of(entry: IndexEntry) -> Stored:
    """Store the source's id."""
    return (str(entry.accession.source_id),)


def criterion(raw: str) -> Criterion:
    """Read a source's id; a code name is refused, since it must not stand in an address."""
    value, excluded = split_exclusion(raw)
    try:
        source = UUID(value)
    except ValueError:
        raise invalid(PARAMETER, raw, "Choose a source on the search page; its id is a UUID.") from None
    return Has(PARAMETER, str(source), excluded)


def value_label(value: str, names: Names) -> str:
    """Show the code name where this reader may know it."""
    return names.sources.get(value) or Message(N_("another source"))


FILTER = Filter(
    parameter=PARAMETER,
    label=LABEL,
    help=N_("The source, by its id."),
    widget="links",
    kind="keyword",
    choices=(),
    value_of=value_of,
    criterion=criterion,
    sentence=plain_sentence(LABEL, value_label),
    value_label=value_label,
)
