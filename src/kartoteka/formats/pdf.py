"""PDF, read by MuPDF (PyMuPDF 1.28.2; docs/adr/0030 says why not 2.0).

Opens, counts, extracts words, draws. What may harm stands in ``pdf_hazards``, how a page's own
pixels are found in ``pdf_picture``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kartoteka.formats import pdf_hazards, pdf_picture
from kartoteka.formats.contract import Embedded, HeldError, Ink, PageBounds, Picture
from kartoteka.formats.mupdf import MupdfDocument, MupdfMatrix, MupdfPage, mupdf
from kartoteka.formats.words import layout
from kartoteka.records.hazard import Hazard
from kartoteka.records.page import Raster

_CLAIMS = (
    "title",
    "author",
    "subject",
    "keywords",
    "creator",
    "producer",
    "creationDate",
    "modDate",
    "format",
)
_LONGEST_CLAIM = 2000
_TEXT_FLAGS = mupdf.TEXT_MEDIABOX_CLIP  # ligatures are spelt out, white space becomes a space
_LARGEST_SIDE = 20_000
_INVISIBLE = "ignore-text"


class PdfFormat:
    """The shelf's entry for PDF."""

    media_type = "application/pdf"

    def claim(self, head: bytes) -> bool:
        """A PDF says so within its first kilobyte, as readers have always allowed."""
        return b"%PDF-" in head

    def open(self, data: memoryview, bounds: PageBounds, largest_pages: int) -> PdfDocument:
        """Open a PDF; an empty user password opens it, another one is asked for."""
        try:
            document = mupdf.open(stream=data, filetype="pdf")
        except Exception as error:
            raise _damaged(str(error)) from error
        if document.needs_pass:
            raise HeldError(
                "password-needed",
                "The file is locked with a password.",
                "Ask the source for the password, or for the file without one.",
            )
        try:
            pages = document.page_count
        except Exception as error:
            raise _damaged(str(error)) from error
        if pages <= 0:
            raise HeldError("zero-pages", "The file has no pages.", "Ask the source for the file again.")
        if pages > largest_pages:
            raise HeldError(
                "too-many-pages",
                f"The file says it has {pages} pages; {largest_pages} is the limit.",
                "Raise the setting largest_document_pages if this is true of the file.",
            )
        return PdfDocument(document, pages, bounds)


class PdfDocument:
    """An open PDF."""

    media_type = "application/pdf"

    def __init__(self, document: MupdfDocument, page_count: int, bounds: PageBounds) -> None:
        self._document = document
        self._bounds = bounds
        self.page_count = page_count
        self.repaired = bool(document.is_repaired)

    def claims(self) -> Mapping[str, str]:
        """Return the information dictionary, as far as it is text."""
        try:
            given = self._document.metadata or {}
        except Exception:  # noqa: BLE001 - a damaged dictionary is no claim
            return {}
        return {name: str(given[name])[:_LONGEST_CLAIM] for name in _CLAIMS if given.get(name)}

    def hazards(self) -> tuple[Hazard, ...]:
        """Return what may harm, document-wide."""
        return pdf_hazards.find(self._document)

    def page(self, number: int) -> PdfPage:
        """Load a page."""
        return PdfPage(self._document.load_page(number - 1), number, self._bounds)

    def close(self) -> None:
        """Close it."""
        self._document.close()


class PdfPage:
    """One page of a PDF."""

    def __init__(self, page: MupdfPage, number: int, bounds: PageBounds) -> None:
        self._page = page
        self._bounds = bounds
        self._log: list[tuple[str, tuple[float, float, float, float]]] | None = None
        self.number = number
        self.width = float(page.rect.width)
        self.height = float(page.rect.height)
        self.rotation = int(page.rotation)

    def embedded(self) -> Embedded:
        """Return the words the page carries, in page space."""
        words = self._page.get_textpage(flags=_TEXT_FLAGS).extractWORDS()
        if self.rotation:
            words = _turned(words, self._page.rotation_matrix)
        return layout(words, self.width, self.height, self._bounds)

    def ink(self) -> Ink:
        """Say what the page shows, from the list of what it draws."""
        return pdf_picture.ink(self._drawn(), self.width, self.height)

    def hidden_text(self) -> bool:
        """Say whether most of its pieces of text are drawn invisibly."""
        text = [kind for kind, _ in self._drawn() if kind.endswith("-text")]
        return 2 * text.count(_INVISIBLE) > len(text)

    def picture(self) -> Picture:
        """Return the page's own pixels where one picture is the page, else a drawing of it."""
        direct = pdf_picture.own_pixels(self._page, self._drawn(), self._bounds.pixels)
        if direct is not None:
            return direct
        dpi, grey = pdf_picture.drawing_plan(self._page)
        return self._draw(dpi / 72, grey=grey)

    def render(self, width: int) -> Picture:
        """Draw the page for people."""
        return self._draw(width / self.width, grey=False)

    def _drawn(self) -> list[tuple[str, tuple[float, float, float, float]]]:
        if self._log is None:
            self._log = self._page.get_bboxlog()
        return self._log

    def _draw(self, zoom: float, *, grey: bool) -> Picture:
        largest = (self._bounds.pixels / (self.width * self.height)) ** 0.5
        zoom = min(zoom, largest, _LARGEST_SIDE / max(self.width, self.height))
        zoom = max(zoom, 1 / min(self.width, self.height))  # at least a pixel each way
        pixels = self._page.get_pixmap(
            matrix=mupdf.Matrix(zoom, zoom),
            alpha=False,
            colorspace=mupdf.csGRAY if grey else mupdf.csRGB,
        )
        raster = Raster(
            pixels.width, pixels.height, round(zoom * 72), (1 / zoom, 0.0, 0.0, 1 / zoom, 0.0, 0.0)
        )
        return Picture(raster, 1 if grey else 3, bytes(pixels.samples_mv), direct=False)


def _turned(words: list[Any], matrix: MupdfMatrix) -> list[Any]:
    """Turn words' boxes as the file turns the page."""
    turned = []
    for x0, y0, x1, y1, *rest in words:
        box = mupdf.Rect(x0, y0, x1, y1) * matrix
        turned.append((box.x0, box.y0, box.x1, box.y1, *rest))
    return turned


def _damaged(untrusted_complaint: str) -> HeldError:
    return HeldError(
        "damaged",
        f"The file is damaged and could not be opened ({untrusted_complaint[:120]}).",
        "Ask the source for the file again; a technician can try to repair a copy.",
    )
