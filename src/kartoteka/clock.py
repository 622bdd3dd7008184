"""The one "now". Nothing else in the house asks the operating system for the time of day."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC with microseconds and a ``Z``.

    Args:
        moment: An aware moment in any zone.

    Raises:
        ValueError: The moment is naive; a programming error, never a user's input.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be written down")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
