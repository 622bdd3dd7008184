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


def split_exclusion(raw: str) -> tuple[str, bool]:
    """Take a raw value apart: (value, whether it excludes)."""
    return (raw[len(EXCLUDE) :], True) if raw.startswith(EXCLUDE) else (raw, False)


def by_parameter(criteria: Sequence[Criterion]) -> dict[str, list[Criterion]]:
    """Group criteria by their filter, in the order given."""
    groups: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        groups.setdefault(criterion.parameter, []).append(criterion)
    return groups
