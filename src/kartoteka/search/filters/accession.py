"""Which delivery an item came in, by its printed number."""

from __future__ import annotations

from kartoteka.records.identity import accession_label, parse_label
from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.criteria import Criterion, Has, Stored, split_exclusion
from kartoteka.search.filters.contract import Filter, Names, invalid, plain_sentence
from kartoteka.search.wording import N_

PARAMETER = "accession"
LABEL = N_("Accession")


def value_of(entry: IndexEntry) -> Stored:
    """Store the printed number."""
    return (entry.accession.label,)


def criterion(raw: str) -> Criterion:
    """Read a printed number in any case and with or without leading zeros: ``A0007``, ``a7``."""
    value, excluded = split_exclusion(raw)
    number = parse_label(value)
    if number is None or number[1] is not None:
        raise invalid(PARAMETER, raw, "Write an accession's number such as A0007; “-A0007” excludes it.")
    return Has(PARAMETER, accession_label(number[0]), excluded)


def value_label(value: str, names: Names) -> str:
    """Show the number with the delivery's title."""
    title = names.accessions.get(value, "")
    return f"{value} {title}".rstrip()


FILTER = Filter(
    parameter=PARAMETER,
    label=LABEL,
    help=N_("The delivery, by its printed number."),
    widget="links",
    kind="keyword",
    choices=(),
    value_of=value_of,
    criterion=criterion,
    sentence=plain_sentence(LABEL, value_label),
    value_label=value_label,
)
