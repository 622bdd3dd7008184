"""Page images: drawn in a child, encoded by us, kept in a bounded cache.

The original never leaves; a browser gets pixels that this process made into a JPEG. Thumbnails are
drawn one at a time, because a browser asks for a strip of them at once and the page that is read must
not wait for them.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import asdict
from threading import Lock

from kartoteka.errors import DamagedError, MissingError, UnavailableError
from kartoteka.formats import encoding
from kartoteka.reading import frames
from kartoteka.records.digest import Digest
from kartoteka.records.reader import Reader
from kartoteka.sandbox.channel import Frame
from kartoteka.storage.derivatives import PageImageKey
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.children import frame_limits
from kartoteka.workflow.consult.receipts import item_of

WIDTHS = (160, 320, 800, 1200, 1600, 2400)
_QUALITY = {160: 60, 320: 65}
_QUALITY_LARGE = 72
_THUMBNAIL = 160
_THUMBNAILS = Lock()


def page_image(archive: Archive, reader: Reader, label: str, number: int, width: int) -> bytes:
    """Return a page as a JPEG.

    Args:
        archive: Where it is.
        reader: Who asks.
        label: The item's printed number.
        number: The page, from 1.
        width: Pixels wanted; the next of ``WIDTHS`` is given.

    Raises:
        MissingError: There is no such item or page for this reader, or the item has no bytes.
        UnavailableError: The page cannot be drawn; the message says why.
    """
    with archive.catalogue.read() as view:
        digest = item_of(view, reader, label).digest
        document = view.documents.get(digest) if digest else None
    if (
        digest is None
        or document is None
        or not document.page_count
        or not 1 <= number <= document.page_count
    ):
        raise MissingError(f"{label} has no page {number} to draw", code="page-not-found", advice="")
    snapped = next((w for w in WIDTHS if w >= width), WIDTHS[-1])
    key = PageImageKey(digest, number, snapped)
    kept = archive.images.get(key)
    if kept is not None:
        return kept
    with _THUMBNAILS if snapped == _THUMBNAIL else nullcontext():
        drawn = _draw(archive, digest, number, snapped)
    archive.images.put(key, drawn)
    return drawn


def _draw(archive: Archive, digest: Digest, number: int, width: int) -> bytes:
    settings = archive.settings
    pixels: list[frames.PagePixels] = []
    limits = frame_limits(settings)

    def on_frame(frame: Frame) -> None:
        if frame.kind == "pixels":
            pixels.append(frames.parse_pixels(frame.body, frame.payload, limits))

    request = {
        "op": "render",
        "page": number,
        "width": width,
        "limits": {**asdict(limits), "pages": settings.largest_document_pages},
    }
    descriptor = archive.originals.open_descriptor(digest)
    try:
        outcome = archive.children.small().run(request, descriptor, on_frame, settings.child_seconds_per_page)
    except DamagedError as error:
        raise UnavailableError(
            "the page's drawer sent what no page gives",
            code="page-not-drawn",
            advice="Read the text instead.",
        ) from error
    finally:
        os.close(descriptor)
    if not pixels:
        raise UnavailableError(
            f"the page could not be drawn ({outcome.status})",
            code="page-not-drawn",
            advice="Read the text instead.",
        )
    picture = pixels[-1]
    quality = _QUALITY.get(width, _QUALITY_LARGE)
    return encoding.jpeg(picture.width, picture.height, picture.rgb, quality)
