"""What a file type must be able to say about a document; one entry of the shelf implements it.

All methods work on hostile bytes and run in the child. What they return is untrusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from kartoteka.records.hazard import Hazard
from kartoteka.records.item import Reason
from kartoteka.records.page import Raster, Words

Ink = Literal["none", "text", "picture", "drawing"]
"""What a page shows: nothing; text over at most small pictures; a picture over most of it, with or
without text; lines and shapes that may be letters."""


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
class Embedded:
    """The text a page carries."""

    text: str
    """As ``records.page.TextLayer.text``."""
    words: Words
    """Without confidences."""
    cut: bool
    """True: the page had more words or characters than are kept."""


@dataclass(frozen=True, slots=True)
class PageBounds:
    """How much of one page is kept or drawn."""

    pixels: int = 60_000_000
    words: int = 200_000
    characters: int = 2_000_000


class FormatPage(Protocol):
    """One page of an open document."""

    number: int
    width: float
    height: float
    rotation: int

    def embedded(self) -> Embedded:
        """Return the text it carries; empty text where there is none."""

    def ink(self) -> Ink:
        """Say what it shows; may cost a second look at the page."""

    def hidden_text(self) -> bool:
        """Say whether most of its text is drawn invisibly, as a recognised layer over a scan is."""

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
        """Return what in the whole document may harm; bounded in number and time."""

    def page(self, number: int) -> FormatPage:
        """Return a page, from 1; anything may be raised for a damaged one."""

    def close(self) -> None:
        """Let go of the bytes."""


class Format(Protocol):
    """One entry of the shelf."""

    media_type: str

    def claim(self, head: bytes) -> bool:
        """Say whether the first bytes of a file look like this type."""

    def open(self, data: memoryview, bounds: PageBounds, largest_pages: int) -> OpenDocument:
        """Open a document.

        Raises:
            HeldError: A person is needed (password, damage, no pages, too many pages).
        """
