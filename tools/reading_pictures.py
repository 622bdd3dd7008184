"""Draws what each step of reading a scan does, before and after, for docs/reading.md.

    python tools/pictures.py --reading

From pages of the invented leak, by the very modules that read them; nothing is retouched.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kartoteka.formats.contract import PageBounds
from kartoteka.formats.listing import identify
from kartoteka.ocr.attempts import Attempts
from kartoteka.ocr.axis import set_axis
from kartoteka.ocr.background import divide_background
from kartoteka.ocr.contract import Recognised, SheetWord
from kartoteka.ocr.deskew import deskew
from kartoteka.ocr.language_data import require
from kartoteka.ocr.letters import fit_letters
from kartoteka.ocr.listing import recogniser
from kartoteka.ocr.positive import make_positive
from kartoteka.ocr.prepare import prepare
from kartoteka.ocr.profile import BEST
from kartoteka.ocr.sheet import Sheet, sheet_of
from kartoteka.ocr.spaces import part_glued
from kartoteka.ocr.speckle import remove_speckle
from kartoteka.ocr.taste import densest_strip
from kartoteka.ocr.upright import half_turn, upright

Image = NDArray[np.uint8]
Part = tuple[float, float, float, float]
"""Left, top, right, bottom of what is shown, as shares of the sheet."""

LEAK = Path(__file__).resolve().parent.parent / "fixtures" / "leak"
PHOTO = "mail-3-may/вложения/IMG_20240622_201144.pdf"
STAMPED = "paper-scanned/папка 1/скан_0118.pdf"
CROOKED = "paper-scanned/папка 2/скан_0206.pdf"
TABLE = "paper-scanned/папка 2/скан_0207.pdf"
ON_ITS_HEAD = "paper-scanned/папка 2/скан_0203.pdf"
PASSED_OVER = "paper-scanned/папка 2/скан_0201.pdf"

_WIDTH = 420
"""Of each half, in pixels."""
_BETWEEN = 12
_QUALITY = 55
_AROUND = 4
_GREEN, _RED = (20, 130, 40), (200, 30, 30)
_WHOLE = (0.0, 0.0, 1.0, 1.0)


def build(folder: Path) -> None:
    """Draw all of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        left, right = draw()
        panel = np.hstack([left, np.full((left.shape[0], _BETWEEN, 3), 255, np.uint8), _as_high(right, left)])
        target = folder / f"{name}.webp"
        cv2.imwrite(str(target), panel[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, _QUALITY])
        print(f"{target.name}: {target.stat().st_size // 1000} kB", file=sys.stderr)


def page(path: str, number: int = 1) -> Sheet:
    """A page of the leak, as its file stores it."""
    data = memoryview((LEAK / path).read_bytes())
    picture = identify(data).open(data, PageBounds(), 1000, drawn=True).page(number).picture()
    return sheet_of(picture.samples, picture.channels, picture.raster)


def shown(
    sheet: Sheet, part: Part = _WHOLE, boxes: Iterable[tuple[SheetWord, tuple[int, int, int]]] = ()
) -> Image:
    """A part of a sheet in colour, as wide as a half, with boxes of words drawn on it."""
    pixels = sheet.pixels if sheet.pixels.ndim == 3 else cv2.cvtColor(sheet.pixels, cv2.COLOR_GRAY2RGB)
    pixels = np.ascontiguousarray(pixels).copy()
    for word, colour in boxes:
        x0, y0, x1, y1 = word.box
        cv2.rectangle(pixels, (x0 - _AROUND, y0 - _AROUND), (x1 + _AROUND, y1 + _AROUND), colour, 2)
    height, width = pixels.shape[:2]
    left, top, right, bottom = part
    cut = pixels[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
    factor = _WIDTH / cut.shape[1]
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(cut, (_WIDTH, round(cut.shape[0] * factor)), interpolation=how), np.uint8)


def step(
    path: str, number: int, change: Callable[[Sheet], Sheet], part: Part, *before: Callable[[Sheet], Sheet]
) -> tuple[Image, Image]:
    """A part of a page before and after one step."""
    sheet = page(path, number)
    for earlier in before:
        sheet = earlier(sheet)
    return shown(sheet, part), shown(change(sheet), part)


def stored_turned() -> tuple[Image, Image]:
    """A picture whose rows run up the page."""
    sheet = upright(page(CROOKED))
    turned = sheet.moved(np.rot90(sheet.pixels, 3), (0.0, -1.0, 1.0, 0.0, 0.0, float(sheet.height)))
    return shown(turned), shown(upright(turned))


def coarse() -> tuple[Image, Image]:
    """A screen picture of 96 dots an inch."""
    sheet = page(CROOKED)
    small = (round(sheet.width * 96 / sheet.dpi), round(sheet.height * 96 / sheet.dpi))
    screen = replace(sheet, pixels=cv2.resize(sheet.pixels, small, interpolation=cv2.INTER_AREA), dpi=96)
    return shown(screen, (0.15, 0.3, 0.45, 0.4)), shown(fit_letters(screen), (0.15, 0.3, 0.45, 0.4))


def negative() -> tuple[Image, Image]:
    """A page as microfilm gives it."""
    sheet = page(CROOKED)
    film = sheet.painted(255 - sheet.pixels)
    return shown(film, (0.1, 0.05, 0.9, 0.45)), shown(make_positive(film), (0.1, 0.05, 0.9, 0.45))


def two_values() -> tuple[Image, Image]:
    """A fax's pixels, much enlarged."""
    sheet = divide_background(page(CROOKED))
    fax = sheet.painted(np.where(sheet.pixels > 150, 255, 0).astype(np.uint8))
    part = (0.2, 0.3, 0.32, 0.34)
    return shown(fax, part), shown(divide_background(fax), part)


def tasted() -> tuple[Image, Image]:
    """Where the strip is taken, and the page turned as it says."""
    sheet = prepare(page(ON_ITS_HEAD))
    strip = densest_strip(sheet)
    left = round((strip.transform[4] - sheet.transform[4]) / sheet.transform[0])
    top = round((strip.transform[5] - sheet.transform[5]) / sheet.transform[3])
    box = (left, top, left + strip.width, top + strip.height)
    frame = SheetWord(box, "", 0, 0, 0)
    return shown(sheet, _WHOLE, [(frame, _GREEN)]), shown(half_turn(sheet))


def looked_again() -> tuple[Image, Image]:
    """Words found at first, and those that a second look adds."""
    engine = recogniser("tesseract", require("rus+eng"))
    once = Attempts(engine, "rus+eng", replace(BEST, looks_again=False)).read(page(PASSED_OVER, 3))
    twice = Attempts(engine, "rus+eng").read(page(PASSED_OVER, 3))
    known = {word.box for word in once.words}
    part = (0.1, 0.5, 1.0, 0.68)
    before = shown(once.sheet, part, [(word, _GREEN) for word in once.words])
    coloured = [(word, _GREEN if word.box in known else _RED) for word in twice.words]
    return before, shown(twice.sheet, part, coloured)


def parted() -> tuple[Image, Image]:
    """Glued words, before and after they are cut at the gap."""
    engine = recogniser("tesseract", require("rus+eng"))
    sheet = prepare(page(TABLE))
    found = engine.read(sheet, "rus")
    cut: Recognised = part_glued(found)
    kept = {word.box for word in found.words}
    changed = {word.box for word in cut.words} - kept
    gone = [word for word in found.words if word.box not in {other.box for other in cut.words}]
    part = (0.515, 0.24, 0.675, 0.34)
    before = shown(sheet, part, [(word, _RED) for word in gone])
    return before, shown(sheet, part, [(word, _GREEN) for word in cut.words if word.box in changed])


def _as_high(image: Image, other: Image) -> Image:
    """The image cut or padded to the other's height."""
    missing = other.shape[0] - image.shape[0]
    if missing <= 0:
        return image[: other.shape[0]]
    return np.vstack([image, np.full((missing, image.shape[1], 3), 255, np.uint8)])


PICTURES: dict[str, Callable[[], tuple[Image, Image]]] = {
    "upright": stored_turned,
    "letters": coarse,
    "positive": negative,
    "background-shadow": lambda: step(PHOTO, 1, divide_background, (0.0, 0.0, 1.0, 0.5), upright),
    "background-stamp": lambda: step(STAMPED, 1, divide_background, (0.3, 0.6, 1.0, 0.9), upright),
    "background-two-values": two_values,
    "axis": lambda: step(TABLE, 1, set_axis, _WHOLE, upright, divide_background),
    "deskew": lambda: step(CROOKED, 2, deskew, (0.0, 0.05, 1.0, 0.4), upright, divide_background),
    "speckle": lambda: step(CROOKED, 1, remove_speckle, (0.2, 0.3, 0.32, 0.34), upright, divide_background),
    "taste": tasted,
    "second-look": looked_again,
    "spaces": parted,
}
"""By file name: what is drawn on the left and on the right."""
