"""What a file type must be able to say about a document; one entry of the shelf implements it.

All methods work on hostile bytes and run in the child. What they return is untrusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kartoteka.records.hazard import Hazard
from kartoteka.records.item import Reason
from kartoteka.records.page import Raster

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points on the page as shown."""

FoundWord = tuple[float, float, float, float, str, int, int, int]
"""x0, y0, x1, y1 in points on the page as shown, word, block, line, and its number in the line."""


class HeldError(Exception):
    """The document cannot be read without a person; carries the reason. Never leaves the child."""

    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.reason = Reason(code, sentence, remedy)


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels and how they lie on the page."""

    raster: Raster
    """Size, resolution and transform to page space."""
    channels: int
    """1: grey; 3: red, green, blue."""
    samples: bytes | memoryview
    """Rows from the top, no padding."""
    direct: bool
    """True: the file's own pixels; False: drawn by us."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What a page draws, counted without drawing it."""

    pictures: float
    """Share of the page that pictures cover, 0-1."""
    shapes: int
    """Lines and filled shapes; many may be letters drawn as outlines."""
    is_text_hidden: bool
    """Most of its text is drawn invisibly, as a recognised layer over a scan is, or under a picture."""


@dataclass(frozen=True, slots=True)
class PageBounds:
    """How much of one page is kept or drawn."""

    pixels: int = 60_000_000
    """Pixels of a raster."""
    words: int = 200_000
    """Words of a layer."""
    characters: int = 2_000_000
    """Characters of a layer."""


class FormatPage(Protocol):
    """One page of an open document."""

    number: int
    width: float
    height: float
    rotation: int

    def words(self) -> Sequence[FoundWord]:
        """Return the words it carries, in page space and in the order of the file's lines."""

    def spaced_words(self) -> Sequence[FoundWord]:
        """Return the words with hard spaces kept within them, as a wrong code page shows a letter."""

    def is_pictured(self) -> bool:
        """Say cheaply whether pictures as large as a scan's may lie on it; ``ink`` knows."""

    def ink(self) -> Ink:
        """Say what it draws; costs a second look at the page."""

    def rules(self) -> Sequence[Box]:
        """Return lines drawn on it and edges of boxes, in page space; costs what ``ink`` costs."""

    def picture(self) -> Picture:
        """Return pixels for recognition, at the resolution the page's own picture has."""

    def render(self, width: int) -> Picture:
        """Draw the page in RGB, about ``width`` pixels wide, within the bound of pixels."""


class OpenDocument(Protocol):
    """A document that could be opened."""

    media_type: str
    page_count: int
    repaired: bool

    def claims(self) -> Mapping[str, str]:
        """Return what the file says of itself, bounded."""

    def hazards(self) -> tuple[Hazard, ...]:
        """Return what in the whole document may harm; bounded in number and work."""

    def page(self, number: int) -> FormatPage:
        """Return a page, from 1; anything may be raised for a damaged one."""

    def close(self) -> None:
        """Let go of the bytes."""


class Format(Protocol):
    """One entry of the shelf."""

    media_type: str
    tool: tuple[str, str]
    """Name and version of the library that reads it."""

    def claim(self, head: bytes) -> bool:
        """Say whether the first bytes of a file look like this type."""

    def open(
        self, data: memoryview, bounds: PageBounds, largest_pages: int, *, drawn: bool = True
    ) -> OpenDocument:
        """Open a document.

        Args:
            data: Its bytes; they stay as long as it is open.
            bounds: How much of a page is kept or drawn.
            largest_pages: Pages beyond which it is held.
            drawn: Whether pages will be drawn, so that colours must be true; text is the same.

        Raises:
            HeldError: A person is needed (password, damage, no pages, too many pages).
        """
