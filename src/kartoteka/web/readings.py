"""A page's readings: the one that is searched, and the others, which can be looked at in its place.

Another reading is only looked at: hits are those of the searched one, and none are marked in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kartoteka.records.consulted import OpenedPage
from kartoteka.records.page import TextLayer


@dataclass(frozen=True, slots=True)
class Readings:
    """What there is to choose from."""

    layers: Sequence[TextLayer]
    """All readings, oldest first; empty: nothing could be read."""
    searched: int | None
    """Number of the one that is searched; None: none."""
    seen: int | None
    """Number of the one that is looked at."""

    @property
    def other(self) -> bool:
        """Whether another one is looked at than is searched."""
        return self.seen != self.searched


def looked_at(opened: OpenedPage, layer: int) -> tuple[OpenedPage, Readings]:
    """Return a page as one of its readings has it.

    Args:
        opened: The page.
        layer: The reading's number; 0, or one that is not there: the one that is searched.
    """
    page = opened.page
    if page is None:
        return opened, Readings((), None, None)
    wanted = layer if any(one.number == layer for one in page.layers) else page.shown
    readings = Readings(page.layers, page.shown, wanted)
    if not readings.other:
        return opened, readings
    return replace(opened, page=replace(page, shown=wanted), marks=()), readings
