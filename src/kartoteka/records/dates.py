"""A date as documents give it: between two days, to some precision, as it was written."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "year", "range", "unknown"]


@dataclass(frozen=True, slots=True)
class UncertainDate:
    """A span of days that the true date lies in."""

    earliest: date | None
    """First possible day; None: not known."""
    latest: date | None
    """Last possible day; None: not known."""
    precision: Precision
    """How exactly it was given."""
    as_given: str
    """The words it was given in, unchanged."""
    zone: str = ""
    """The time zone it was given in (IANA name or offset); empty: none was given."""

    def __str__(self) -> str:
        return self.as_given or "unknown"


UNKNOWN_DATE = UncertainDate(None, None, "unknown", "")


def parse_iso(text: str, zone: str = "") -> UncertainDate | None:
    """Read ``2026``, ``2026-11`` or ``2026-11-20``, or a span ``2026-11/2026-12``.

    Returns:
        The date, or None where the text is no such date (for instance ``2026-02-30``).
    """
    given = text.strip()
    if given.count("/") == 1:
        left, right = (parse_iso(part) for part in given.split("/"))
        if left is None or right is None or left.earliest is None or right.latest is None:
            return None
        if left.earliest > right.latest:
            return None
        return UncertainDate(left.earliest, right.latest, "range", given, zone)
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", given)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is not None and month is not None and day is not None:
            exact = date(year, month, day)
            return UncertainDate(exact, exact, "day", given, zone)
        if year is not None and month is not None:
            last = calendar.monthrange(year, month)[1]
            return UncertainDate(date(year, month, 1), date(year, month, last), "month", given, zone)
        if year is not None:
            return UncertainDate(date(year, 1, 1), date(year, 12, 31), "year", given, zone)
    except ValueError:
        return None
    return None
