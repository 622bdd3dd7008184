"""The checker on our side of the wall: what a child says becomes records, or is a lie.

Everything that comes in is ``untrusted_*``. What must hold, and is refused otherwise:

 1. every value has its type (a bool is no int), every number its range, every text its length;
 2. text is NFC and holds no control character but the line feed, no NUL, no lone surrogate;
 3. a page has the number that was asked for, a size, a rotation by quarters;
 4. layers are numbered 1, 2, …; the one that is shown is among them;
 5. words' columns are of equal length; offsets ascend, do not overlap and lie inside the text;
 6. boxes lie on the page, left before right, top before bottom;
 7. lines and blocks begin at 0, never fall and never leap;
 8. recognised layers, and only they, carry confidences (0-100) and the raster.

Import-light: standard library and records. Columns are checked by whole-column operations, well
under a millisecond for a page of 400 words.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import le, lt
from typing import Any, NoReturn

from kartoteka.errors import DamagedError
from kartoteka.records.agent import Agent
from kartoteka.records.hazard import Hazard
from kartoteka.records.item import Reason
from kartoteka.records.page import Origin, Page, Raster, TextLayer, Words

_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}\Z")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?\Z")
_LONGEST_CLAIM = 2000
_LONGEST_NOTE = 2000
_LONGEST_PROBLEM = 400
_MOST_ENTRIES = 64
_MOST_HAZARDS = 1000
_MOST_LAYERS = 8
_LARGEST_SIDE = 10_000_000.0
_EDGE = 2
_MOST_PAGES = 2**31


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """Bounds of what a child may say of a page; the same that it was told."""

    words: int = 200_000
    """Words of a layer."""
    characters: int = 2_000_000
    """Characters of a layer's text."""
    pixels: int = 60_000_000
    """Pixels of a raster."""


@dataclass(frozen=True, slots=True)
class DocumentFinding:
    """What opening a document has shown."""

    media_type: str
    """Empty: not known."""
    pages: int
    """0 when it is held."""
    claims: Mapping[str, str]
    """Raw; empty unless page 1 was asked for."""
    hazards: tuple[Hazard, ...]
    """Empty unless page 1 was asked for."""
    held: Reason | None
    """Why it cannot be read; None: it can."""
    repaired: bool
    """Whether the reader had to repair it to open it."""


@dataclass(frozen=True, slots=True)
class PagePixels:
    """A drawn page."""

    page: int
    """From 1."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    rgb: bytes
    """``3 * width * height`` bytes, rows from the top."""


def parse_document(untrusted: Mapping[str, Any]) -> DocumentFinding:
    """Check a ``document`` frame.

    Raises:
        DamagedError: It is not what a child may say (``child-lied``).
    """
    held = untrusted.get("held")
    reason = None
    if held is not None:
        held = _mapping(held)
        reason = Reason(
            _name(held.get("code")),
            _text(held.get("sentence"), _LONGEST_PROBLEM),
            _text(held.get("remedy"), _LONGEST_PROBLEM),
        )
    hazards = _list(untrusted.get("hazards"), _MOST_HAZARDS)
    media_type = _text(untrusted.get("media_type"), 100)
    pages = _whole(untrusted.get("pages"), 0, _MOST_PAGES)
    if reason is None and (pages == 0 or not media_type):
        _lied("a document without pages or type that is not held")
    return DocumentFinding(
        media_type=media_type,
        pages=pages,
        claims=_texts(untrusted.get("claims"), _LONGEST_CLAIM),
        hazards=tuple(
            Hazard(_name(hazard.get("kind")), _text(hazard.get("place"), _LONGEST_CLAIM))
            for hazard in map(_mapping, hazards)
        ),
        held=reason,
        repaired=untrusted.get("repaired") is True,
    )


def parse_page(untrusted: Mapping[str, Any], limits: FrameLimits, expected: int | None = None) -> Page:
    """Check a ``page`` frame.

    Args:
        untrusted: The frame's body.
        limits: What the child was told.
        expected: The number the page must have; None: any.

    Raises:
        DamagedError: It is not what a child may say (``child-lied``).
    """
    number = _whole(untrusted.get("number"), 1, _MOST_PAGES)
    if expected is not None and number != expected:
        _lied(f"page {number} where page {expected} was due")
    width = _real(untrusted.get("width"), 0.0, _LARGEST_SIDE)
    height = _real(untrusted.get("height"), 0.0, _LARGEST_SIDE)
    rotation = _whole(untrusted.get("rotation"), 0, 270)
    problem = _text(untrusted.get("problem"), _LONGEST_PROBLEM)
    if rotation % 90:
        _lied("a rotation that is no quarter")
    if not problem and not (width > 0 and height > 0):
        _lied("a page without a size")
    layers = tuple(
        _layer(_mapping(layer), place, width, height, limits)
        for place, layer in enumerate(_list(untrusted.get("layers"), _MOST_LAYERS), start=1)
    )
    shown = untrusted.get("shown")
    if shown is not None:
        shown = _whole(shown, 1, len(layers))
    return Page(
        number=number,
        width=width,
        height=height,
        rotation=rotation,
        layers=layers,
        shown=shown,
        problem=problem,
        notes=_texts(untrusted.get("notes"), _LONGEST_NOTE),
    )


def parse_pixels(untrusted: Mapping[str, Any], payload: bytes, limits: FrameLimits) -> PagePixels:
    """Check a ``pixels`` frame with its bytes.

    Raises:
        DamagedError: Size and bytes do not fit, or are over the limit (``child-lied``).
    """
    width = _whole(untrusted.get("width"), 1, limits.pixels)
    height = _whole(untrusted.get("height"), 1, limits.pixels)
    if width * height > limits.pixels or len(payload) != 3 * width * height:
        _lied("pixels that do not fit their size")
    return PagePixels(_whole(untrusted.get("page"), 1, _MOST_PAGES), width, height, payload)


def _layer(
    untrusted: Mapping[str, Any], number: int, width: float, height: float, limits: FrameLimits
) -> TextLayer:
    if _whole(untrusted.get("number"), 1, _MOST_LAYERS) != number:
        _lied("layers out of order")
    origin: Origin
    match untrusted.get("origin"):
        case "embedded":
            origin = "embedded"
        case "ocr":
            origin = "ocr"
        case _:
            _lied("a layer of no known origin")
    text = _text(untrusted.get("text"), limits.characters)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        _lied("text that is not NFC")
    language = untrusted.get("language")
    if not isinstance(language, str) or _LANGUAGE.match(language) is None:
        _lied("a language that is none")
    tool = _mapping(untrusted.get("tool"))
    raster = untrusted.get("raster")
    confidence = untrusted.get("confidence")
    if (raster is not None) != (origin == "ocr") or (confidence is not None and origin != "ocr"):
        _lied("a raster or a confidence where none belongs, or none where one does")
    return TextLayer(
        number=number,
        origin=origin,
        language=language,
        confidence=None if confidence is None else _whole(confidence, 0, 100),
        tool=Agent(
            "tool", _name(tool.get("name")), _name(tool.get("version")), _texts(tool.get("parameters"), 200)
        ),
        text=text,
        words=_words(untrusted, len(text), width, height, recognised=origin == "ocr", most=limits.words),
        raster=None if raster is None else _raster(_mapping(raster), limits.pixels),
    )


def _words(
    untrusted: Mapping[str, Any], length: int, width: float, height: float, *, recognised: bool, most: int
) -> Words:
    starts = _column(untrusted.get("starts"), None, most, 0, length)
    count = len(starts)
    ends = _column(untrusted.get("ends"), count, most, 0, length)
    boxes = _column(
        untrusted.get("boxes"), 4 * count, 4 * most, -_EDGE, int(100 * max(width, height)) + _EDGE
    )
    lines = _column(untrusted.get("lines"), count, most, 0, count)
    blocks = _column(untrusted.get("blocks"), count, most, 0, count)
    given = untrusted.get("confidences")
    if (given is not None) != recognised:
        _lied("confidences where none belong, or none where they do")
    confidences = None if given is None else _column(given, count, most, 0, 100)
    if count:
        if not (all(map(lt, starts, ends)) and all(map(lt, ends, starts[1:]))):
            _lied("words that overlap or run backwards")
        if not (
            all(map(le, boxes[0::4], boxes[2::4]))
            and all(map(le, boxes[1::4], boxes[3::4]))
            and max(boxes[2::4]) <= 100 * width + _EDGE
            and max(boxes[3::4]) <= 100 * height + _EDGE
        ):
            _lied("boxes that are inside out or off the page")
        for column in (lines, blocks):
            if column[0] != 0 or column[-1] != len(set(column)) - 1 or not all(map(le, column, column[1:])):
                _lied("lines or blocks that do not ascend by one")
    return Words(starts, ends, boxes, confidences, lines, blocks)


def _raster(untrusted: Mapping[str, Any], pixels: int) -> Raster:
    width = _whole(untrusted.get("width"), 1, pixels)
    height = _whole(untrusted.get("height"), 1, pixels)
    if width * height > pixels:
        _lied("a raster over the limit")
    transform = _list(untrusted.get("transform"), 6)
    if len(transform) != 6:
        _lied("a transform that is none")
    a, b, c, d, e, f = (_real(value, -_LARGEST_SIDE, _LARGEST_SIDE) for value in transform)
    return Raster(width, height, _whole(untrusted.get("dpi"), 1, 100_000), (a, b, c, d, e, f))


def _column(untrusted: object, length: int | None, most: int, low: int, high: int) -> tuple[int, ...]:
    if not isinstance(untrusted, list) or len(untrusted) > most:
        _lied("a column that is none or too long")
    if length is not None and len(untrusted) != length:
        _lied("columns of unequal length")
    if untrusted:
        if set(map(type, untrusted)) != {int}:
            _lied("a column of other things than whole numbers")
        if min(untrusted) < low or max(untrusted) > high:
            _lied("a number out of range")
    return tuple(untrusted)


def _text(untrusted: object, longest: int) -> str:
    if not isinstance(untrusted, str) or len(untrusted) > longest:
        _lied("a text that is none or too long")
    if _UNFIT.search(untrusted) is not None:
        _lied("a text with control characters or broken characters")
    return untrusted


def _texts(untrusted: object, longest: int) -> dict[str, str]:
    entries = _mapping(untrusted)
    if len(entries) > _MOST_ENTRIES:
        _lied("too many entries")
    return {_name(key): _text(value, longest) for key, value in entries.items()}


def _name(untrusted: object) -> str:
    if not isinstance(untrusted, str) or _NAME.match(untrusted) is None:
        _lied("a name that is none")
    return untrusted


def _mapping(untrusted: object) -> Mapping[str, Any]:
    if not isinstance(untrusted, dict):
        _lied("something that is no object")
    return untrusted


def _list(untrusted: object, most: int) -> Sequence[Any]:
    if not isinstance(untrusted, list) or len(untrusted) > most:
        _lied("a list that is none or too long")
    return untrusted


def _whole(untrusted: object, low: int, high: int) -> int:
    if not isinstance(untrusted, int) or isinstance(untrusted, bool) or not low <= untrusted <= high:
        _lied("a whole number that is none or out of range")
    return untrusted


def _real(untrusted: object, low: float, high: float) -> float:
    if not isinstance(untrusted, (int, float)) or isinstance(untrusted, bool):
        _lied("a number that is none")
    if not math.isfinite(untrusted) or not low <= untrusted <= high:
        _lied("a number that is none or out of range")
    return float(untrusted)


def _lied(what: str) -> NoReturn:
    raise DamagedError(
        f"the reading child sent something it must not: {what}",
        code="child-lied",
        advice="The document is held: it may be made to harm its reader. Show it to a technician.",
    )
