"""Scans as scanners and programs really store them, built byte by byte: JBIG2, JPX, CCITT, MRC, strips.

A page is a list of pictures, each a dictionary and its data, and the operators that place them.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pillow
from tests.unit.reading.made import Image


@dataclass(frozen=True)
class Stored:
    """A picture as a PDF stores it."""

    entries: str
    """Of its dictionary, beside type and size."""
    width: int
    height: int
    data: bytes


def jpeg(image: Image, quality: int = 90) -> Stored:
    """A grey or colour (red, green, blue) JPEG."""
    height, width = image.shape[:2]
    colours = image[..., ::-1] if image.ndim == 3 else image
    data = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    space = "/DeviceRGB" if image.ndim == 3 else "/DeviceGray"
    return Stored(f"/ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode", width, height, data)


def jpx(image: Image) -> Stored:
    """A grey JPEG 2000."""
    written = io.BytesIO()
    Pillow.fromarray(image).save(written, "JPEG2000", quality_mode="rates", quality_layers=[12])
    entries = "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /JPXDecode"
    return Stored(entries, image.shape[1], image.shape[0], written.getvalue())


def group4(image: Image, *, mask: bool = False) -> Stored:
    """Black on white as a fax stores it (CCITT group 4); as a mask, ink is what is painted."""
    height, width = image.shape
    parms = f"<< /K -1 /Columns {width} /Rows {height} /BlackIs1 false >>"
    kind = "/ImageMask true" if mask else "/ColorSpace /DeviceGray"
    entries = f"{kind} /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms {parms}"
    return Stored(entries, width, height, _group4_data(image))


def jbig2(image: Image) -> Stored:
    """Black on white as JBIG2 (ITU-T T.88): one generic region, coded by MMR, which is group 4."""
    height, width = image.shape
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + _group4_data(image)
    segments = (
        struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body
        for number, (kind, body) in enumerate([(48, page), (38, region)])
    )
    entries = "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode"
    return Stored(entries, width, height, b"".join(segments))


def document(
    pictures: list[Stored], operators: str, media: tuple[float, float], more: str = "", fonts: str = ""
) -> bytes:
    """A PDF of one page.

    Args:
        pictures: Named /P0, /P1 ... in the page's resources.
        operators: The page's content.
        media: Its width and height in units.
        more: Further entries of the page, for instance a crop box.
        fonts: Entries of the page's font resources.
    """
    names = " ".join(f"/P{number} {5 + number} 0 R" for number in range(len(pictures)))
    resources = f"/Resources << /XObject << {names} >> /Font << {fonts} >> >>"
    box = f"/MediaBox [0 0 {media[0]} {media[1]}]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {box} /Contents 4 0 R {resources} {more} >>".encode(),
        _stream("", operators.encode()),
    ]
    for picture in pictures:
        size = f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height}"
        objects.append(_stream(f"{size} {picture.entries}", picture.data))
    written = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)


def placed(number: int, width: float, height: float, x: float = 0, y: float = 0) -> str:
    """The operators that draw a picture upright, its lower left corner at (x, y)."""
    return f"q {width} 0 0 {height} {x} {y} cm /P{number} Do Q\n"


def bilevel(image: Image) -> Image:
    """Black and white only."""
    return np.where(image > 150, 255, 0).astype(np.uint8)


def _stream(entries: str, data: bytes) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _group4_data(image: Image) -> bytes:
    """The bits of a group 4 fax, from the one strip of a TIFF."""
    written = io.BytesIO()
    picture = Pillow.fromarray(255 - image).convert("1")  # its TIFF calls the other value white
    picture.save(written, "TIFF", compression="group4", tiffinfo={278: image.shape[0]})
    tiff = Pillow.open(io.BytesIO(written.getvalue()))
    (offset,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
    return written.getvalue()[offset : offset + length]
