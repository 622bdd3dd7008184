"""Bands and zones: rows of white cut a region across, and neighbours that share a gutter are a zone.

A band is what no row of white crosses: a line, or the lines of columns that do not stand level. A
gutter is white that runs through all bands of a zone with text on both sides. Everything is a sort
and a sweep, so that a page made to be slow is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from kartoteka.reading.segments import Segment

Gap = tuple[float, float]
"""Left and right end of white; infinite at the sides of a band."""

_NARROWEST = 0.6
"""Heights that a gutter is wide at least."""
_NARROWEST_SPACES = 1.5
"""Usual spaces between words that it is wide at least."""
_FAR_BELOW = 1.16
"""Heights of white below a few lines side by side that part a line on one side from them."""
_FARTHER_BELOW = 3.0
"""The same below many of them: the longer of two columns goes on."""
_AS_INSIDE = 1.3
"""White between its lines, in what is usual among them, that does not part a line on one side."""
_MANY = 8
_FEWER = 0.5
"""A zone ends where a band leaves fewer than this share of three gutters or more."""
_INSIDE = 0.5
"""Share of a piece that stands in a gutter when it does not belong to a column."""
_ACROSS = 0.9
"""Share of a gutter that it covers else."""
_MOST_STEPS = 20
"""Bands looked at for each band of a region; only a page made to be slow needs more."""
_INFINITE = float("inf")


@dataclass(slots=True, eq=False)
class Band:
    """Segments that no row of white parts."""

    segments: list[Segment]
    """By their middles."""
    top: float
    """Of the cores."""
    bottom: float
    """Of the cores."""
    gaps: list[Gap]
    """White from side to side, left to right."""


@dataclass(slots=True, eq=False)
class Zone:
    """Bands that belong together."""

    bands: list[Band]
    """From the top."""
    gutters: list[Gap] = field(default_factory=list)
    """White that they share, with text on both sides; empty: plain lines."""

    @property
    def segments(self) -> list[Segment]:
        """All of them, by bands."""
        return [segment for band in self.bands for segment in band.segments]


def usual_height(segments: Sequence[Segment]) -> float:
    """Return the height that a segment of a region has, in points; never 0."""
    return max(0.1, median(segment.y1 - segment.y0 for segment in segments)) if segments else 1.0


def bands_of(segments: Sequence[Segment]) -> list[Band]:
    """Cut a region at its rows of white."""
    placed = [(*segment.core, number) for number, segment in enumerate(segments)]
    placed.sort()
    bands: list[Band] = []
    open_band: list[Segment] = []
    top = bottom = 0.0
    for core_top, core_bottom, number in placed:
        if core_top > bottom or not open_band:
            if open_band:
                bands.append(_band(open_band, top, bottom))
            open_band = [segments[number]]
            top, bottom = core_top, core_bottom
            continue
        open_band.append(segments[number])
        if core_bottom > bottom:
            bottom = core_bottom
    if open_band:
        bands.append(_band(open_band, top, bottom))
    return bands


def _band(segments: list[Segment], top: float, bottom: float) -> Band:
    if len(segments) == 1:
        only = segments[0]
        return Band(segments, top, bottom, [(-_INFINITE, only.x0), (only.x1, _INFINITE)])
    gaps: list[Gap] = []
    edge = -_INFINITE
    for x0, x1 in sorted([(segment.x0, segment.x1) for segment in segments]):
        if x0 > edge:
            gaps.append((edge, x0))
        if x1 > edge:
            edge = x1
    gaps.append((edge, _INFINITE))
    return Band(segments, top, bottom, gaps)


def zones_of(bands: Sequence[Band], height: float, space: float) -> list[Zone]:
    """Join neighbouring bands that share a gutter; all others are plain zones, as long as can be.

    Args:
        bands: From the top.
        height: The usual one of a segment.
        space: The usual one between words.
    """
    least = max(_NARROWEST * height, _NARROWEST_SPACES * space)
    zones: list[Zone] = []
    plain: list[Band] = []
    at, steps = 0, _MOST_STEPS * len(bands)
    last = len(bands) - 1
    while at <= last:
        gaps = bands[at].gaps
        if len(gaps) == 2 and (at == last or _share_sides_only(gaps, bands[at + 1].gaps)):
            plain.append(bands[at])
            at += 1
            steps -= 1
            continue
        zone, taken = _grown(bands, at, least)
        steps -= taken - at
        zone, after = _trimmed(zone, at, taken, height, least)
        if zone is None or steps < 0:
            after = max(at + 1, taken - 1)
            plain += bands[at:after]
            at = after
            continue
        begin = after - len(zone.bands)
        if begin > at:  # without its head, a zone may go further
            plain += bands[at:begin]
            at = begin
            continue
        if plain:
            zones.append(Zone(plain))
            plain = []
        zones.append(zone)
        at = after
    if plain:
        zones.append(Zone(plain))
    return zones


def _grown(bands: Sequence[Band], at: int, least: float) -> tuple[Zone | None, int]:
    """Take bands from one on for as long as they share a gutter."""
    shared = bands[at].gaps
    gutters = _inner(shared, least) if len(shared) > 2 else []
    taken = at + 1
    while taken < len(bands):
        common = _both(shared, bands[taken].gaps, least)
        inner = _inner(common, least)
        if not inner or (taken - at >= 3 and len(gutters) >= 3 and len(inner) < _FEWER * len(gutters)):
            break
        shared, gutters = common, inner
        taken += 1
    return (Zone(list(bands[at:taken]), gutters) if gutters else None), taken


def _trimmed(zone: Zone | None, at: int, after: int, height: float, least: float) -> tuple[Zone | None, int]:
    """Leave out bands at both ends that stand on one side only, and away from the rest."""
    if zone is None:
        return None, after
    bands, gutters = zone.bands, zone.gutters
    two_sided = [number for number, band in enumerate(bands) if _is_two_sided(band, gutters)]
    if not two_sided:
        return None, after
    first, last = two_sided[0], two_sided[-1]
    white = (_FAR_BELOW if last - first < _MANY else _FARTHER_BELOW) * height
    if last > first:
        steps = [below.top - above.bottom for above, below in pairwise(bands[first : last + 1])]
        white = max(white, _AS_INSIDE * median(steps))
    while first > 0 and bands[first].top - bands[first - 1].bottom <= white:
        first -= 1
    while last + 1 < len(bands) and bands[last + 1].top - bands[last].bottom <= white:
        last += 1
    while first < two_sided[0] and _crosses(bands[first], bands[first + 1 : last + 1]):
        first += 1
    while last > two_sided[-1] and _crosses(bands[last], bands[first:last]):
        last -= 1
    after = at + last + 1
    if last - first + 1 == len(bands):
        return zone, after
    bands = bands[first : last + 1]
    shared = bands[0].gaps
    for band in bands[1:]:
        shared = _both(shared, band.gaps, least)
    return Zone(bands, _inner(shared, least)), after


def _is_two_sided(band: Band, gutters: Sequence[Gap]) -> bool:
    left, right = band.gaps[0][1], band.gaps[-1][0]
    return any(left < gutter[0] + 1e-6 and right > gutter[1] - 1e-6 for gutter in gutters)


def _crosses(band: Band, others: Sequence[Band]) -> bool:
    """A band of one piece, a head or a page number, that stands in white which all others leave."""
    if len(band.segments) > 1 or not others:
        return False
    x0, x1 = band.segments[0].x0, band.segments[0].x1
    shared = others[0].gaps
    for other in others[1:]:
        shared = [gap for gap in _both(shared, other.gaps, 0.0) if gap[0] < x1 and gap[1] > x0]
        if not shared:
            return False
    return any(
        min(x1, right) - max(x0, left) > min(_INSIDE * (x1 - x0), _ACROSS * (right - left))
        for left, right in _inner(shared, 0.0)
    )


def _share_sides_only(one: Sequence[Gap], other: Sequence[Gap]) -> bool:
    """Two bands of one piece each, one over the other: nothing is between them."""
    return len(one) == len(other) == 2 and one[0][1] < other[1][0] and other[0][1] < one[1][0]


def _both(one: Sequence[Gap], other: Sequence[Gap], least: float) -> list[Gap]:
    """Return what two rows of white share, as far as it is wide enough; both are in order."""
    shared: list[Gap] = []
    a = b = 0
    while a < len(one) and b < len(other):
        left, right = one[a]
        other_left, other_right = other[b]
        if right < other_right:
            a += 1
        else:
            right = other_right
            b += 1
        if other_left > left:
            left = other_left
        if right - left >= least:
            shared.append((left, right))
    return shared


def _inner(gaps: Sequence[Gap], least: float) -> list[Gap]:
    """Return gaps that are no sides, and wide enough."""
    return [gap for gap in gaps if gap[0] > -_INFINITE and gap[1] < _INFINITE and gap[1] - gap[0] >= least]
