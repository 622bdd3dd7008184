"""PDF, read by MuPDF (PyMuPDF 1.28.2; docs/adr/0009 says why not 2.0).

Opens, counts, extracts words, draws. What may harm stands in ``pdf_hazards``, how a page's own
pixels are found in ``pdf_picture``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kartoteka.formats import pdf_hazards, pdf_picture
from kartoteka.formats.contract import Box, FoundWord, HeldError, Ink, PageBounds, Picture
from kartoteka.formats.mupdf import TOOL_NAME, TOOL_VERSION, MupdfDocument, MupdfMatrix, MupdfPage, mupdf
from kartoteka.formats.pdf_operations import operations
from kartoteka.formats.pdf_pixels import has_pixels
from kartoteka.formats.pdf_rules import rules_in
from kartoteka.formats.pdf_spaces import spaced_words
from kartoteka.records.hazard import Hazard
from kartoteka.records.page import Raster

_CLAIMS = ("title", "author", "subject", "keywords", "creator", "producer", "creationDate", "modDate")
_LONGEST_CLAIM = 2000
_TEXT_FLAGS = mupdf.TEXT_MEDIABOX_CLIP  # ligatures are spelt out, any white space becomes a space
_LARGEST_SIDE = 20_000
_PIXELS_OF_A_SCAN = 300_000  # a page of 60 dots an inch: nothing smaller can be read


_MOST_BYTES = 2**31 - 1
"""MuPDF counts the bytes of a document in memory with 31 bits, and dies of one more."""


class PdfFormat:
    """The shelf's entry for PDF."""

    media_type = "application/pdf"
    tool = (TOOL_NAME, TOOL_VERSION)

    def claim(self, head: bytes) -> bool:
        """A PDF says so within its first kilobyte, as readers have always allowed."""
        return b"%PDF" in head

    def open(
        self, data: memoryview, bounds: PageBounds, largest_pages: int, *, drawn: bool = True
    ) -> PdfDocument:
        """Open a PDF; an empty user password opens it, another one is asked for."""
        if len(data) > _MOST_BYTES:
            raise HeldError(
                "beyond-the-reader",
                f"The PDF has {len(data)} bytes; its reader opens up to {_MOST_BYTES}.",
                "Have a technician split a copy, and import the parts.",
            )
        mupdf.TOOLS.set_icc(drawn)  # a twelfth of the time that words take goes into colours, if it is let
        try:
            document = mupdf.open(stream=data, filetype="pdf")
            locked = document.needs_pass
            pages = 0 if locked else document.page_count
        except MemoryError:
            raise
        except Exception as error:
            raise _damaged(str(error)) from error
        if locked:
            raise HeldError(
                "password-needed",
                "The file is locked with a password.",
                "Ask the source for the password, or for the file without one.",
            )
        if pages <= 0 and document.is_repaired:
            raise _damaged("its list of pages is gone")
        if pages <= 0:
            raise HeldError("zero-pages", "The file has no pages.", "Ask the source for the file again.")
        if pages > largest_pages:
            raise HeldError(
                "too-many-pages",
                f"The file says it has {pages} pages; {largest_pages} is the limit.",
                "Raise the setting largest_document_pages if this is true of the file.",
            )
        return PdfDocument(document, data, pages, bounds)


class PdfDocument:
    """An open PDF."""

    media_type = "application/pdf"

    def __init__(
        self, document: MupdfDocument, data: memoryview, page_count: int, bounds: PageBounds
    ) -> None:
        self._document = document
        self._data = data
        self._bounds = bounds
        self.page_count = page_count
        self.repaired = bool(document.is_repaired)

    def claims(self) -> Mapping[str, str]:
        """Return the information dictionary, as far as it is text."""
        try:
            given = self._document.metadata or {}
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a damaged dictionary is no claim
            return {}
        return {name: str(given[name])[:_LONGEST_CLAIM] for name in _CLAIMS if given.get(name)}

    def hazards(self) -> tuple[Hazard, ...]:
        """Return what may harm, document-wide."""
        return pdf_hazards.find(self._document, self._data)

    def page(self, number: int) -> PdfPage:
        """Load a page."""
        return PdfPage(self._document.load_page(number - 1), number, self._bounds)

    def close(self) -> None:
        """Close it, and forget what the library keeps of it: a reading depends on no other."""
        self._document.close()
        mupdf.TOOLS.store_shrink(100)


class PdfPage:
    """One page of a PDF."""

    def __init__(self, page: MupdfPage, number: int, bounds: PageBounds) -> None:
        self._page = page
        self._bounds = bounds
        self._log: pdf_picture.Drawn | None = None
        self._has_text = False
        self._pictured: bool | None = None
        self.number = number
        self.width = float(page.rect.width)
        self.height = float(page.rect.height)
        self.rotation = int(page.rotation)

    def words(self) -> Sequence[FoundWord]:
        """Return the words the page carries, in page space."""
        words: list[FoundWord] = self._page.get_textpage(flags=_TEXT_FLAGS).extractWORDS()
        return _turned(words, self._page.rotation_matrix) if self.rotation else words

    def spaced_words(self) -> Sequence[FoundWord]:
        """Return the words the page carries, hard spaces kept within them."""
        page = self._page.get_textpage(flags=_TEXT_FLAGS | mupdf.TEXT_PRESERVE_WHITESPACE)
        words = list(spaced_words(page.extractRAWDICT()))
        return _turned(words, self._page.rotation_matrix) if self.rotation else words

    def is_pictured(self) -> bool:
        """Say whether its resources hold pictures with as many pixels as a scan has."""
        if self._pictured is None:
            self._pictured = has_pixels(self._page, _PIXELS_OF_A_SCAN)
        return self._pictured

    def ink(self) -> Ink:
        """Say what the page draws, from the list of its drawing operations."""
        drawn = self._drawn(text=self.is_pictured())
        if not self._has_text and pdf_picture.may_hide_text(drawn, *self._unturned()):
            drawn = self._drawn(text=True)
        return pdf_picture.ink(drawn, *self._unturned())

    def rules(self) -> Sequence[Box]:
        """Return lines drawn on the page and edges of boxes, in page space."""
        rules = list(rules_in(self._drawn(text=False)))
        if not self.rotation:
            return rules
        turned = (mupdf.Rect(*rule) * self._page.rotation_matrix for rule in rules)
        return [(box.x0, box.y0, box.x1, box.y1) for box in turned]

    def picture(self) -> Picture:
        """Return the page's own pixels where one picture is the page, else a drawing of it."""
        direct = pdf_picture.own_pixels(self._page, self._drawn(text=True), self._bounds.pixels)
        if direct is not None:
            return direct
        dpi, grey = pdf_picture.drawing_plan(self._page, *self._unturned())
        return self._draw(dpi / 72, grey=grey)

    def render(self, width: int) -> Picture:
        """Draw the page for people."""
        return self._draw(width / self.width, grey=False)

    def _drawn(self, *, text: bool) -> pdf_picture.Drawn:
        """List what it draws, with the text that is seen where that is needed or known already."""
        if self._log is None or (text and not self._has_text):
            self._log = operations(self._page, text=text)
            self._has_text = text
        return self._log

    def _unturned(self) -> tuple[float, float]:
        """Width and height before the file's own rotation: MuPDF's lists are in that space."""
        return (self.height, self.width) if self.rotation % 180 else (self.width, self.height)

    def _draw(self, zoom: float, *, grey: bool) -> Picture:
        zoom = min(zoom, self._largest_zoom(), _LARGEST_SIDE / max(self.width, self.height))
        zoom = max(zoom, 1 / min(self.width, self.height))  # at least a pixel each way
        if zoom * max(self.width, self.height) > 2 * _LARGEST_SIDE:
            raise ValueError("the page is too thin to be drawn")
        colours = mupdf.csGRAY if grey else mupdf.csRGB
        pixels = self._page.get_pixmap(matrix=mupdf.Matrix(zoom, zoom), alpha=False, colorspace=colours)
        across, down = self.width / pixels.width, self.height / pixels.height
        raster = Raster(
            pixels.width, pixels.height, max(1, round(zoom * 72)), (across, 0.0, 0.0, down, 0.0, 0.0)
        )
        return Picture(raster, 1 if grey else 3, bytes(pixels.samples_mv), direct=False)

    def _largest_zoom(self) -> float:
        """Solve (width * zoom + 1) * (height * zoom + 1) = pixels: sides are rounded up."""
        area, half = self.width * self.height, (self.width + self.height) / 2
        return (math.sqrt(half**2 + area * (self._bounds.pixels - 1)) - half) / area


def _turned(words: Sequence[FoundWord], matrix: MupdfMatrix) -> list[FoundWord]:
    """Turn words' boxes as the file turns the page."""
    turned: list[FoundWord] = []
    for x0, y0, x1, y1, word, block, line, number in words:
        box = mupdf.Rect(x0, y0, x1, y1) * matrix
        turned.append((box.x0, box.y0, box.x1, box.y1, word, block, line, number))
    return turned


def _damaged(untrusted_complaint: str) -> HeldError:
    return HeldError(
        "damaged",
        f"The file is damaged and could not be opened ({untrusted_complaint[:120]}).",
        "Ask the source for the file again; a technician can try to repair a copy.",
    )
