"""Pixels to JPEG for the browser, by Pillow, on our own side of the wall.

The child sends raw pixels and never a file: what a browser decodes was encoded here.
"""

from __future__ import annotations

import io

from PIL import Image


def jpeg(width: int, height: int, rgb: bytes, quality: int = 82) -> bytes:
    """Encode a page image.

    Args:
        width: Pixels.
        height: Pixels.
        rgb: ``3 * width * height`` bytes, rows from the top.
        quality: 1-95.

    Raises:
        ValueError: The bytes do not fit the size; the frame checker has seen to it that they do.
    """
    image = Image.frombytes("RGB", (width, height), rgb)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling="4:2:0", optimize=False)
    return out.getvalue()
