"""What narrows a question, in no backend's language, and what the index stores for it.

Criteria of one parameter are alternatives (any of the included values), exclusions always hold,
and different parameters must all hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

EXCLUDE = "-"
"""A raw value that begins with this excludes."""


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days that something is dated to, as the index stores it."""

    earliest: date
    """First possible day."""
    latest: date
    """Last possible day."""


Stored = tuple[str, ...] | Days | None
"""What a filter lets the index store of an item: values of a keyword filter, a span, or nothing."""


@dataclass(frozen=True, slots=True)
class Has:
    """The item has this value."""

    parameter: str
    """Of which filter."""
    value: str
    """As ``value_of`` gave it."""
    excluded: bool = False
    """True: the item must not have it."""


@dataclass(frozen=True, slots=True)
class Within:
    """The item's span of days and this one share a day."""

    parameter: str
    """Of which filter."""
    earliest: date | None
    """First day; None: since ever."""
    latest: date | None
    """Last day; None: for ever."""
    excluded: bool = False
    """True: they must not share one."""


Criterion = Has | Within


MOST_YEARS = 200
"""Years of a span that are counted; a wider one is counted in its first."""


def counted_values(stored: Stored) -> tuple[str, ...]:
    """Return the values that an item is counted under, each once: a span by its years."""
    match stored:
        case None:
            return ()
        case Days(earliest, latest):
            last = min(latest.year, earliest.year + MOST_YEARS - 1)
            return tuple(f"{year:04d}" for year in range(earliest.year, last + 1))
        case tuple():
            return tuple(dict.fromkeys(stored))


def answers(stored: Stored, criteria: Sequence[Criterion]) -> bool:
    """Say whether what is stored answers all criteria of its filter; the definition for backends."""
    wanted = [criterion for criterion in criteria if not criterion.excluded]
    unwanted = [criterion for criterion in criteria if criterion.excluded]
    return (not wanted or any(_holds(stored, criterion) for criterion in wanted)) and not any(
        _holds(stored, criterion) for criterion in unwanted
    )


def _holds(stored: Stored, criterion: Criterion) -> bool:
    match criterion:
        case Has(value=value):
            return isinstance(stored, tuple) and value in stored
        case Within(earliest=earliest, latest=latest):
            return (
                isinstance(stored, Days)
                and (latest is None or stored.earliest <= latest)
                and (earliest is None or stored.latest >= earliest)
            )


def split_exclusion(raw: str) -> tuple[str, bool]:
    """Take a raw value apart: (value, whether it excludes)."""
    return (raw[len(EXCLUDE) :], True) if raw.startswith(EXCLUDE) else (raw, False)


def by_parameter(criteria: Sequence[Criterion]) -> dict[str, list[Criterion]]:
    """Group criteria by their filter, in the order given."""
    groups: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        groups.setdefault(criterion.parameter, []).append(criterion)
    return groups
