"""The checker on our side of the wall: what a child says becomes records, or is a lie.

Everything that comes in is ``untrusted_*``. What must hold, and is refused otherwise:

 1. every value has its type (a bool is no int), every number its range, every text its length;
 2. text is NFC and holds no control character but the line feed, no NUL, no lone surrogate;
 3. a page has the number that was asked for, a size, a rotation by quarters;
 4. layers are numbered 1, 2, …; the one that is shown is among them;
 5. words are packed as they are kept (``untrusted_words``); offsets ascend, do not overlap and lie
    inside the text;
 6. boxes lie on the page, left before right, top before bottom;
 7. lines and blocks begin at 0, never fall and never leap;
 8. recognised layers, and only they, carry confidences (0-100) and the raster.

Import-light: standard library and records. Columns are checked by whole-column operations, a tenth of
a millisecond for a page of 300 words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kartoteka.reading.untrusted import (
    lied,
    list_of,
    mapping_of,
    name_of,
    real_of,
    text_of,
    texts_of,
    whole_of,
)
from kartoteka.reading.untrusted_words import words_of
from kartoteka.records.agent import Agent
from kartoteka.records.hazard import Hazard
from kartoteka.records.item import Reason
from kartoteka.records.page import Against, Origin, Page, Raster, TextLayer

_LANGUAGE = re.compile(r"(?:[a-z]{2})?\Z")
_LONGEST_CLAIM = 2000
_LONGEST_NOTE = 2000
_LONGEST_PROBLEM = 400
_MOST_HAZARDS = 1000
_MOST_LAYERS = 8
_LARGEST_SIDE = 10_000_000.0
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
        held = mapping_of(held)
        reason = Reason(
            name_of(held.get("code")),
            text_of(held.get("sentence"), _LONGEST_PROBLEM),
            text_of(held.get("remedy"), _LONGEST_PROBLEM),
        )
    hazards = list_of(untrusted.get("hazards"), _MOST_HAZARDS)
    media_type = text_of(untrusted.get("media_type"), 100)
    pages = whole_of(untrusted.get("pages"), 0, _MOST_PAGES)
    if reason is None and (pages == 0 or not media_type):
        lied("a document without pages or type that is not held")
    return DocumentFinding(
        media_type=media_type,
        pages=pages,
        claims=texts_of(untrusted.get("claims"), _LONGEST_CLAIM),
        hazards=tuple(
            Hazard(name_of(hazard.get("kind")), text_of(hazard.get("place"), _LONGEST_CLAIM))
            for hazard in map(mapping_of, hazards)
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
    number = whole_of(untrusted.get("number"), 1, _MOST_PAGES)
    if expected is not None and number != expected:
        lied(f"page {number} where page {expected} was due")
    width = real_of(untrusted.get("width"), 0.0, _LARGEST_SIDE)
    height = real_of(untrusted.get("height"), 0.0, _LARGEST_SIDE)
    rotation = whole_of(untrusted.get("rotation"), 0, 270)
    problem = text_of(untrusted.get("problem"), _LONGEST_PROBLEM)
    if rotation % 90:
        lied("a rotation that is no quarter")
    if not problem and not (width > 0 and height > 0):
        lied("a page without a size")
    layers = tuple(
        _layer(mapping_of(layer), place, width, height, limits)
        for place, layer in enumerate(list_of(untrusted.get("layers"), _MOST_LAYERS), start=1)
    )
    shown = untrusted.get("shown")
    if shown is not None:
        shown = whole_of(shown, 1, len(layers))
    return Page(
        number=number,
        width=width,
        height=height,
        rotation=rotation,
        layers=layers,
        shown=shown,
        problem=problem,
        notes=texts_of(untrusted.get("notes"), _LONGEST_NOTE),
        against=_against(untrusted.get("against", "")),
    )


def parse_pixels(untrusted: Mapping[str, Any], payload: bytes, limits: FrameLimits) -> PagePixels:
    """Check a ``pixels`` frame with its bytes.

    Raises:
        DamagedError: Size and bytes do not fit, or are over the limit (``child-lied``).
    """
    width = whole_of(untrusted.get("width"), 1, limits.pixels)
    height = whole_of(untrusted.get("height"), 1, limits.pixels)
    if width * height > limits.pixels or len(payload) != 3 * width * height:
        lied("pixels that do not fit their size")
    return PagePixels(whole_of(untrusted.get("page"), 1, _MOST_PAGES), width, height, payload)


def _against(untrusted: object) -> Against:
    match untrusted:
        case "" | "agrees" | "disagrees" | "garbled":
            against: Against = untrusted
        case _:
            lied("a page that stands to its picture in no known way")
    return against


def _layer(
    untrusted: Mapping[str, Any], number: int, width: float, height: float, limits: FrameLimits
) -> TextLayer:
    if whole_of(untrusted.get("number"), 1, _MOST_LAYERS) != number:
        lied("layers out of order")
    origin: Origin
    match untrusted.get("origin"):
        case "embedded":
            origin = "embedded"
        case "ocr":
            origin = "ocr"
        case _:
            lied("a layer of no known origin")
    text = text_of(untrusted.get("text"), limits.characters)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        lied("text that is not NFC")
    language = untrusted.get("language")
    if not isinstance(language, str) or _LANGUAGE.match(language) is None:
        lied("a language that is none")
    tool = mapping_of(untrusted.get("tool"))
    raster = untrusted.get("raster")
    confidence = untrusted.get("confidence")
    if (raster is not None) != (origin == "ocr") or (confidence is not None and origin != "ocr"):
        lied("a raster or a confidence where none belongs, or none where one does")
    return TextLayer(
        number=number,
        origin=origin,
        language=language,
        confidence=None if confidence is None else whole_of(confidence, 0, 100),
        tool=Agent(
            "tool",
            name_of(tool.get("name")),
            name_of(tool.get("version")),
            texts_of(tool.get("parameters"), 200),
        ),
        text=text,
        words=words_of(
            untrusted.get("words"),
            len(text),
            width,
            height,
            recognised=origin == "ocr",
            most=limits.words,
        ),
        raster=None if raster is None else _raster(mapping_of(raster), limits.pixels),
    )


def _raster(untrusted: Mapping[str, Any], pixels: int) -> Raster:
    width = whole_of(untrusted.get("width"), 1, pixels)
    height = whole_of(untrusted.get("height"), 1, pixels)
    if width * height > pixels:
        lied("a raster over the limit")
    transform = list_of(untrusted.get("transform"), 6)
    if len(transform) != 6:
        lied("a transform that is none")
    a, b, c, d, e, f = (real_of(value, -_LARGEST_SIDE, _LARGEST_SIDE) for value in transform)
    return Raster(width, height, whole_of(untrusted.get("dpi"), 1, 100_000), (a, b, c, d, e, f))
