"""What the engine's raw answers become: counts of a filter's values, items ranked by their best hit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kartoteka.search.backends import schema

_MOST_VALUES = 10_000
"""Values of one filter that are counted."""


def values_of(parameter: str) -> dict[str, Any]:
    """Ask for the counts of one filter's values."""
    return {"terms": {"field": schema.filtered("item", parameter), "size": _MOST_VALUES}}


def sorted_counts(found: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Order counts: the most frequent first, then by value."""
    counts = ((str(bucket["key"]), int(bucket["doc_count"])) for bucket in found["buckets"])
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def best(hits: Iterable[tuple[float, int]]) -> dict[int, float]:
    """Keep the best score of each item; hits come with falling scores."""
    kept: dict[int, float] = {}
    for score, number in hits:
        kept.setdefault(number, score)
    return kept


def ranking(scores: Mapping[int, float]) -> list[int]:
    """Order items by score, then number."""
    return sorted(scores, key=lambda number: (-scores[number], number))
