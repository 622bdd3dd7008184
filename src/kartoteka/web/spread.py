"""An opened page laid out for the reader: the overlay, the transcript, the current hit, the steps."""

from __future__ import annotations

from dataclasses import dataclass

from kartoteka.records.consulted import OpenedPage
from kartoteka.web.asked import Place
from kartoteka.web.overlay import Rectangle, Segment, rectangles, segments
from kartoteka.web.transcript import Paragraph, paragraphs


@dataclass(frozen=True, slots=True)
class Step:
    """Where a hit is."""

    page: int
    """From 1."""
    hit: str
    """Its number on the page, or ``last``."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What the reader's template draws."""

    boxes: tuple[Rectangle, ...]
    """Boxes of all hits."""
    segments: tuple[Segment, ...]
    """Selectable text."""
    paragraphs: tuple[Paragraph, ...]
    """Transcript."""
    now: int
    """The current hit's number on the page, from 1; 0: no hit here."""
    previous: Step | None
    """The hit before, on this page or an earlier one."""
    next: Step | None
    """The hit after, on this page or a later one."""


def spread(opened: OpenedPage, place: Place, doubtful_below: int) -> Spread:
    """Lay a page out.

    Args:
        opened: The page with its hits.
        place: How it is looked at.
        doubtful_below: Confidence below which a word is doubtful.
    """
    layer = opened.page.layer if opened.page else None
    count = len(opened.marks)
    now = count if place.hit == 0 else min(place.hit, count)
    return Spread(
        boxes=tuple(rectangles(opened.marks)),
        segments=tuple(segments(layer)) if layer else (),
        paragraphs=paragraphs(
            layer, opened.marks, doubtful_below, opened.line_languages.get(layer.number, ())
        )
        if layer
        else (),
        now=now,
        previous=_previous(opened, now),
        next=_next(opened, now),
    )


def _previous(opened: OpenedPage, now: int) -> Step | None:
    if now > 1:
        return Step(opened.number, str(now - 1))
    return Step(opened.previous_hit_page, "last") if opened.previous_hit_page else None


def _next(opened: OpenedPage, now: int) -> Step | None:
    if 0 < now < len(opened.marks):
        return Step(opened.number, str(now + 1))
    return Step(opened.next_hit_page, "1") if opened.next_hit_page else None
