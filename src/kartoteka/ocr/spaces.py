"""Spaces that the recogniser passed over: "ч. 4 ст. 111" read as "ч. 4ст. 111".

The network decides on spaces by what usually follows what, and has seldom seen a number go before
letters. The paper knows better: a word is cut where digits and letters meet and the ink has a gap
as wide as a space. The box is cut at the gap; nothing is cut on the word of its letters alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from kartoteka.ocr.contract import Recognised, SheetWord
from kartoteka.ocr.sheet import Pixels

_BOUNDARY = re.compile(
    r"(?<=\d)(?=[^\W\d_]{2}|[^\W\d_]\.)|(?<=[^\W\d_]\.)(?=\d)|(?<=^[ЗІзі])(?=[а-яё]{1,3}\.)"
)
_INK = 150
_SPACE = 0.2
"""Width of the narrowest space over the height of the page's words."""
_WIDER = 1.7
"""How much wider than a word's other gaps."""
_LETTER_GAP = 0.15
"""The widest gap between letters of one word, over the same height."""
_ASTRAY = 0.9
"""How far a gap may lie from where the letters meet, in widths of a letter."""
_NARROW, _WIDE = frozenset(".,:;'`!|iIlІі1"), frozenset("шщюжмфыШЩЮЖМФЫД№@%")


def part_glued(found: Recognised) -> Recognised:
    """Return the reading with glued words cut at the gaps in their ink."""
    height = median([word.box[3] - word.box[1] for word in found.words] or [0])
    words: list[SheetWord] = []
    for word in found.words:
        words += _parts(word, found.sheet.pixels, height)
    return found if len(words) == len(found.words) else replace(found, words=tuple(words))


def _parts(word: SheetWord, pixels: Pixels, height: float) -> Iterator[SheetWord]:
    """Yield a word, or what it is cut into."""
    places = [match.start() for match in _BOUNDARY.finditer(word.text)]
    x0, y0, x1, y1 = word.box
    cuts: list[tuple[int, tuple[int, int]]] = []
    if places and y1 > y0:
        gaps = _gaps(pixels[y0:y1, x0:x1])
        spaces = [gap for gap in gaps if _is_space(gap, gaps, height)]
        if len(spaces) == len(places):
            cuts = list(zip(places, spaces, strict=True))
        else:
            letter = (x1 - x0) / len(word.text)
            near = (
                (place, _near(spaces, _meeting(word.text, place) * (x1 - x0), letter)) for place in places
            )
            cuts = [(place, gap) for place, gap in near if gap is not None]
    begin, left = 0, x0
    for place, (end, start) in cuts:
        if x0 + end > left:
            yield word._replace(box=(left, y0, x0 + end, y1), text=word.text[begin:place])
            begin, left = place, x0 + start
    yield word._replace(box=(left, y0, x1, y1), text=word.text[begin:])


def _gaps(crop: Pixels) -> list[tuple[int, int]]:
    """Return the runs of columns without ink between the first and the last with ink."""
    inked: NDArray[np.intp] = np.flatnonzero(crop.min(0) < _INK)
    steps = np.flatnonzero(np.diff(inked) > 1)
    return [(int(inked[step]) + 1, int(inked[step + 1])) for step in steps]


def _is_space(gap: tuple[int, int], gaps: Sequence[tuple[int, int]], height: float) -> bool:
    """Say whether a gap is wide for the height of the print, and for its word."""
    width = gap[1] - gap[0]
    usual = median([end - start for start, end in gaps if (start, end) != gap] or [0])
    return width >= _SPACE * height and width >= _WIDER * min(usual, _LETTER_GAP * height)


def _near(gaps: Sequence[tuple[int, int]], place: float, letter: float) -> tuple[int, int] | None:
    """Return the gap nearest to a place; None: there is none within reach."""
    reach = _ASTRAY * letter
    near = [gap for gap in gaps if gap[0] - reach <= place <= gap[1] + reach]
    return min(near, key=lambda gap: abs((gap[0] + gap[1]) / 2 - place), default=None)


def _meeting(text: str, place: int) -> float:
    """Return where two letters of a word meet, as a share of its width."""
    widths = [0.5 if letter in _NARROW else 1.4 if letter in _WIDE else 1.0 for letter in text]
    return sum(widths[:place]) / sum(widths)
