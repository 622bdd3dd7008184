"""When a delivery was received: a span of days; what was received on unsure days may lie in two years."""

from __future__ import annotations

from kartoteka.records.dates import parse_iso
from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.criteria import Criterion, Days, Stored, Within, split_exclusion
from kartoteka.search.filters.contract import Filter, Names, invalid
from kartoteka.search.wording import N_, Message

PARAMETER = "received"
LABEL = N_("Received")
OPEN = ".."
"""Stands for an end that is open: ``2024-05/..`` is since May 2024."""


def value_of(entry: IndexEntry) -> Stored:
    """Store the span of days; nothing where no day is known."""
    received = entry.accession.received
    if received.earliest is None or received.latest is None:
        return None
    return Days(received.earliest, received.latest)


def criterion(raw: str) -> Criterion:
    """Read a year, month, day or span: ``2024``, ``2024-05``, ``2014/2019-06``, ``../2019``."""
    value, excluded = split_exclusion(raw)
    first, slash, last = value.partition("/")
    if slash and OPEN in (first.strip(), last.strip()) and first.strip() != last.strip():
        known = parse_iso(last if first.strip() == OPEN else first)
        if known is not None and "/" not in (known.as_given or "/"):
            if first.strip() == OPEN:
                return Within(PARAMETER, None, known.latest, excluded)
            return Within(PARAMETER, known.earliest, None, excluded)
    span = parse_iso(value)
    if span is None:
        raise invalid(
            PARAMETER,
            raw,
            "Write a year, month, day or span: 2024, 2024-05, 2014/2019-06, 2024-05/.. or ../2019.",
        )
    return Within(PARAMETER, span.earliest, span.latest, excluded)


def sentence(raw: str, names: Names) -> Message:  # noqa: ARG001 - the contract's shape
    """Say the span in words."""
    value, excluded = split_exclusion(raw)
    first, slash, last = (part.strip() for part in value.partition("/"))
    if not slash:
        span = (
            Message(N_("in %(date)s"), date=first)
            if len(first) < len("2024-05-02")
            else Message(N_("on %(date)s"), date=first)
        )
    elif first == OPEN:
        span = Message(N_("up to %(date)s"), date=last)
    elif last == OPEN:
        span = Message(N_("since %(date)s"), date=first)
    else:
        span = Message(N_("from %(first)s to %(last)s"), first=first, last=last)
    if excluded:
        return Message(N_("Received: not %(span)s"), span=span)
    return Message(N_("Received: %(span)s"), span=span)


def value_label(value: str, names: Names) -> str:  # noqa: ARG001 - the contract's shape
    """Show a counted year as it is."""
    return value


FILTER = Filter(
    parameter=PARAMETER,
    label=LABEL,
    help=N_("When the delivery was received: a year, month or day, or a span such as 2014/2019-06."),
    widget="date-span",
    kind="days",
    choices=(),
    value_of=value_of,
    criterion=criterion,
    sentence=sentence,
    value_label=value_label,
)
