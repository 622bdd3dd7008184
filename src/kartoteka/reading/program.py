"""The program of the child: answers ``read`` and ``render`` about one document.

It is named to the sandbox as ``kartoteka.reading.program``. Requests, and the frames they bring:

* ``{"op": "read", "first", "last", "languages", "limits": {"pixels", "words", "characters", "pages"}}``:
  one ``document`` frame {media_type, pages, claims, hazards, held, repaired}, whose claims and hazards
  are looked for when ``first`` is 1 only; a ``page`` frame for each page of the range that exists, in
  order, shaped as ``records.page.Page``; ``end``. A document that is held has no pages. With
  ``"pictures": "always"`` the pictures of pages with sound text are read as well.
* ``{"op": "render", "page", "width", "limits"}``: one ``pixels`` frame {page, width, height} with RGB
  bytes, or ``problem`` {sentence}.

One page that throws loses only itself: its frame has a ``problem``. ``frames`` checks all of them.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Protocol

from kartoteka.analysis.letters import letters
from kartoteka.analysis.lexicon import lexicon
from kartoteka.formats.contract import Format, HeldError, OpenDocument, PageBounds
from kartoteka.formats.listing import identify
from kartoteka.reading.layer_body import layer_body
from kartoteka.reading.layout import printable
from kartoteka.reading.ordinary import ordinary
from kartoteka.reading.page import PageReader
from kartoteka.reading.recognition import Engines

_MOST_PROBLEM = 300
_MOST_PAGES = 65_000
_NOTHING: dict[str, Any] = {"media_type": "", "pages": 0, "claims": {}, "hazards": [], "repaired": False}
_ENGINES = Engines()


_SAMPLE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R
/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 46>>stream
BT /F1 12 Tf 20 50 Td (A page to warm up) Tj ET
endstream endobj
trailer<</Root 1 0 R/Size 5>>
"""


class Emit(Protocol):
    """Sends one frame; see ``sandbox.channel``."""

    def __call__(self, kind: str, body: dict[str, Any], payload: bytes | memoryview = b"") -> None:
        """Send."""


def preload(config: dict[str, Any]) -> None:
    """Warm the readers in the preloaded parent.

    Args:
        config: ``{"recognise": bool, "languages": "rus+eng", "tessdata": folder or ""}``; without
            ``recognise`` neither OpenCV nor Tesseract is imported.
    """
    lexicon()
    letters()
    _ENGINES.preload(config)
    # One reading here does once what every child would do for itself: lazy imports, tables, caches.
    run({"op": "read", "first": 1, "last": 1}, memoryview(_SAMPLE), _discard)


def _discard(kind: str, body: dict[str, Any], payload: bytes | memoryview = b"") -> None:
    """Take a frame that nobody wants."""


def run(request: dict[str, Any], document: memoryview, emit: Emit) -> bool:
    """Answer one request, and say whether the document was ordinary all through (``ordinary``)."""
    match request["op"]:
        case "read":
            return _read(request, document, emit)
        case "render":
            _render(request, document, emit)
            return False
        case unknown:
            raise ValueError(f"no such request: {unknown}")


def _bounds(request: dict[str, Any]) -> PageBounds:
    limits = request.get("limits", {})
    return PageBounds(**{f.name: limits[f.name] for f in fields(PageBounds) if f.name in limits})


def _open(request: dict[str, Any], data: memoryview, *, drawn: bool) -> tuple[Format, OpenDocument]:
    entry = identify(data)
    most = request.get("limits", {}).get("pages", _MOST_PAGES)
    return entry, entry.open(data, _bounds(request), most, drawn=drawn)


def _read(request: dict[str, Any], data: memoryview, emit: Emit) -> bool:
    recognition = _ENGINES.recognition(request.get("languages", ""), request.get("profile", "best"))
    try:
        entry, document = _open(request, data, drawn=recognition is not None)
    except HeldError as error:
        reason = error.reason
        held = {"code": reason.code, "sentence": printable(reason.sentence), "remedy": reason.remedy}
        emit("document", {**_NOTHING, "held": held})
        emit("end", {})
        return False
    wanted = _wanted(request, document.page_count)
    first = wanted[0] if wanted else 0
    hazards = document.hazards() if first == 1 else ()
    emit(
        "document",
        {
            "media_type": document.media_type,
            "pages": document.page_count,
            "claims": _claims(document) if first == 1 else {},
            "hazards": [{"kind": hazard.kind, "place": printable(hazard.place)} for hazard in hazards],
            "held": None,
            "repaired": document.repaired,
        },
    )
    always = request.get("pictures") == "always"
    reader = PageReader(entry.tool, recognition, _bounds(request), always=always)
    problems = []
    for number in wanted:
        body = _page_body(document, number, reader)
        problems.append(body["problem"])
        emit("page", body)
    emit("end", {})
    document.close()
    kinds = [hazard.kind for hazard in hazards]
    return ordinary(held=False, repaired=document.repaired, hazards=kinds, problems=problems)


def _wanted(request: dict[str, Any], count: int) -> list[int]:
    """Which pages are asked for: ``pages``, or all from ``first`` to ``last``; those that are there."""
    if "pages" in request:
        return [number for number in request["pages"] if 1 <= number <= count]
    return list(range(max(1, request["first"]), min(count, request["last"]) + 1))


def _claims(document: OpenDocument) -> dict[str, str]:
    return {name: printable(value) for name, value in document.claims().items()}


def _page_body(document: OpenDocument, number: int, reader: PageReader) -> dict[str, Any]:
    body: dict[str, Any] = {"number": number, "width": 0, "height": 0, "rotation": 0}
    body |= {"problem": "", "notes": {}, "shown": None, "layers": [], "against": ""}
    try:
        page = document.page(number)
        body |= {"width": round(page.width, 2), "height": round(page.height, 2), "rotation": page.rotation}
        reading = reader.read(page)
        body |= {
            "notes": reading.notes,
            "shown": reading.shown,
            "problem": reading.problem,
            "against": reading.against,
            "layers": [layer_body(layer) for layer in reading.layers],
        }
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the point of the guard
        complaint = printable(f"{type(error).__name__}: {error}")[:_MOST_PROBLEM]
        body["problem"] = f"the page could not be read ({complaint})"
    return body


def _render(request: dict[str, Any], data: memoryview, emit: Emit) -> None:
    try:
        _, document = _open(request, data, drawn=True)
    except HeldError as error:
        emit("problem", {"sentence": printable(error.reason.sentence)})
        return
    number = request["page"]
    if not 1 <= number <= document.page_count:
        emit("problem", {"sentence": f"the document has no page {number}"})
        return
    picture = document.page(number).render(request["width"])
    raster = picture.raster
    emit("pixels", {"page": number, "width": raster.width, "height": raster.height}, picture.samples)
