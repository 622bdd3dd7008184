"""JPEG for the browser, from raw pixels."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from kartoteka.formats.encoding import jpeg


def test_pixels_become_a_jpeg_of_their_size() -> None:
    """Colours survive; the same pixels give the same bytes."""
    encoded = jpeg(40, 20, bytes([200, 30, 40]) * 800)
    image = Image.open(io.BytesIO(encoded))
    assert (image.format, image.size) == ("JPEG", (40, 20))
    assert all(abs(a - b) < 12 for a, b in zip(image.getpixel((20, 10)), (200, 30, 40), strict=True))
    assert jpeg(40, 20, bytes([200, 30, 40]) * 800) == encoded


def test_too_few_pixels_are_refused() -> None:
    """Bytes that do not fill the size are never padded."""
    with pytest.raises(ValueError, match="not enough image data"):
        jpeg(40, 20, b"short")
