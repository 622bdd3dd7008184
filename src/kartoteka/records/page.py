"""A page, its text layers, and their words with boxes (hOCR, ALTO).

Page space: points (1/72 inch), origin at the top left of the page as it is shown (after the
file's own rotation, inside its crop box), y grows downwards. Pages count from 1. A layer's text is
NFC; a word is a slice of it, so offsets are in code points. Words are kept as columns, never one
object a word, because a page has hundreds and an archive has millions of pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kartoteka.records.agent import Agent

Origin = Literal["embedded", "ocr"]

Against = Literal["", "agrees", "disagrees", "garbled"]
"""How a page's own text stands against its picture: it says the same; it is text and says something
else; it is no text, but what a broken font or code page left of one. Empty: it has none, or it was
not compared."""


class Box(NamedTuple):
    """A rectangle in page space, in points."""

    x0: float
    y0: float
    x1: float
    y1: float


class Word(NamedTuple):
    """One word of a layer."""

    start: int
    """Offset of its first character in the layer's text."""
    end: int
    """Offset behind its last character."""
    box: Box
    """Where it stands on the page."""
    confidence: int | None
    """0-100 as the recogniser gave it; None: embedded text has none."""
    line: int
    """Index of its line on the page, from 0."""
    block: int
    """Index of its block on the page, from 0."""


@dataclass(frozen=True, slots=True)
class Words:
    """All words of a layer, as columns of equal length, in reading order."""

    starts: tuple[int, ...] = ()
    """Offsets of first characters; ascending."""
    ends: tuple[int, ...] = ()
    """Offsets behind last characters."""
    boxes: tuple[int, ...] = ()
    """Four a word (x0, y0, x1, y1), in hundredths of a point."""
    confidences: tuple[int, ...] | None = None
    """0-100 a word; None for embedded text."""
    lines: tuple[int, ...] = ()
    """Line index a word; never falls."""
    blocks: tuple[int, ...] = ()
    """Block index a word; never falls."""

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Word:
        x0, y0, x1, y1 = self.boxes[4 * index : 4 * index + 4]
        return Word(
            self.starts[index],
            self.ends[index],
            Box(x0 / 100, y0 / 100, x1 / 100, y1 / 100),
            None if self.confidences is None else self.confidences[index],
            self.lines[index],
            self.blocks[index],
        )

    def __iter__(self) -> Iterator[Word]:
        return (self[index] for index in range(len(self.starts)))


@dataclass(frozen=True, slots=True)
class Raster:
    """The picture that was recognised, and how its pixels lie on the page."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    dpi: int
    """Resolution the recogniser was told."""
    transform: tuple[float, float, float, float, float, float]
    """(a, b, c, d, e, f): pixel (x, y) lies at page point (a*x + c*y + e, b*x + d*y + f)."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """One reading of one page. Immutable: a better reading is another layer."""

    number: int
    """Counts from 1 on its page, in the order of making."""
    origin: Origin
    """Text the file carried, or text recognised from the picture."""
    language: str
    """ISO 639-1 of most of its words (``ru``, ``uk``, ``en``, ``fr``); empty: too little text."""
    confidence: int | None
    """Mean over its words, 0-100; None: embedded, or no words."""
    tool: Agent
    """Program, version and parameters that made it."""
    text: str
    """NFC; words of a line joined by a space (letters of a s p a c e d word by U+202F), lines by a line
    feed, blocks by two."""
    words: Words
    """Where the words stand."""
    raster: Raster | None
    """What was recognised; None for embedded text."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document."""

    number: int
    """Counts from 1."""
    width: float
    """Points, as shown."""
    height: float
    """Points, as shown."""
    rotation: int
    """Degrees the file itself turns the page by (0, 90, 180, 270); already applied."""
    layers: tuple[TextLayer, ...]
    """All readings, oldest first; empty: nothing could be read."""
    shown: int | None
    """Number of the layer that is shown and searched; None: none."""
    problem: str = ""
    """Why the page could not be read; empty: it was."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What is worth knowing about the choice of layer, by stable key."""
    against: Against = ""
    """How the file's own text stands against the picture."""

    @property
    def layer(self) -> TextLayer | None:
        """The layer that is shown and searched."""
        return next((layer for layer in self.layers if layer.number == self.shown), None)
