"""A text layer against the picture under it, by a sample: a few lines, not the page.

A text that lies unseen over a scan may be another program's good reading of it, or another paper's
text. Lines from all over the layer are cut out of the picture where the layer says that they stand,
are recognised together, and compared letter by letter. Where they agree the layer is trusted at a
tenth of the cost of recognising the page; where they do not, or stand elsewhere, the page is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from kartoteka.analysis.agreement import resembles
from kartoteka.formats.contract import Picture
from kartoteka.reading.layout import LaidOut
from kartoteka.reading.recognition import Recognition

LINES = 4
"""Lines of a sample."""

_WIDEST = 230.0
_LEAST_LETTERS = 12
_LOWEST, _HIGHEST = 4.0, 60.0
_ALIKE = 0.72
_MOST_UNLIKE = 1
_LEAST_TO_TELL = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a layer, or as much of it as is compared."""

    text: str
    """What the layer says."""
    box: tuple[float, float, float, float]
    """Where it says that it stands, in points."""


def sample_of(laid_out: LaidOut, lines: int = LINES) -> list[Line]:
    """Choose lines from all over a layer; the same for the same text, others for another."""
    fit = [line for line in _lines(laid_out) if _is_fit(line)]
    fit.sort(key=lambda line: line.box[1])
    drawn = crc32(laid_out.text.encode("utf-8", "replace"))
    chosen = []
    for part in range(min(lines, len(fit))):
        first, end = part * len(fit) // min(lines, len(fit)), (part + 1) * len(fit) // min(lines, len(fit))
        chosen.append(fit[first + (drawn >> 5 * part) % (end - first)])
    return chosen


def sample_agrees(laid_out: LaidOut, picture: Picture, recognition: Recognition) -> bool:
    """Say whether a sample of a layer is what the picture shows there; False: it is not, or who knows.

    Args:
        laid_out: The layer.
        picture: The page's picture.
        recognition: Who reads.
    """
    from kartoteka.ocr.excerpt import excerpt
    from kartoteka.ocr.sheet import sheet_of

    sample = sample_of(laid_out)
    if len(sample) < _LEAST_TO_TELL:
        return False
    sheet = sheet_of(picture.samples, picture.channels, picture.raster)
    pieces, strips = excerpt(sheet, [line.box for line in sample])
    found = recognition.read(Picture(pieces.raster, picture.channels, pieces.pixels.tobytes(), direct=False))
    read: list[list[str]] = [[] for _ in strips]
    for _, y0, _, y1, text, *_ in found.words:
        middle = (y0 + y1) / 2
        for place, (top, bottom) in enumerate(strips):
            if top <= middle <= bottom:
                read[place].append(text)
    unlike = sum(
        resembles(line.text, "".join(words)) < _ALIKE for line, words in zip(sample, read, strict=True)
    )
    return unlike <= (_MOST_UNLIKE if len(sample) == LINES else 0)


def _lines(laid_out: LaidOut) -> list[Line]:
    """Return each line of a layer, cut where it gets too wide."""
    words, text = laid_out.words, laid_out.text
    made: list[Line] = []
    last, full = -1, False
    for word in words:
        said = text[word.start : word.end]
        if word.line != last:
            made.append(Line(said, word.box))
            last, full = word.line, False
            continue
        before = made[-1]
        x0, y0 = min(before.box[0], word.box.x0), min(before.box[1], word.box.y0)
        x1, y1 = max(before.box[2], word.box.x1), max(before.box[3], word.box.y1)
        full = full or x1 - x0 > _WIDEST
        if not full:
            made[-1] = Line(f"{before.text} {said}", (x0, y0, x1, y1))
    return made


def _is_fit(line: Line) -> bool:
    x0, y0, x1, y1 = line.box
    letters = sum(map(str.isalnum, line.text))
    return letters >= _LEAST_LETTERS and _LOWEST <= y1 - y0 <= _HIGHEST and x1 - x0 > y1 - y0
