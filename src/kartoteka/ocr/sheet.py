"""A sheet: the pixels under preparation, and how they lie on the page at each moment.

Each step takes a sheet and gives another; a step that moves pixels moves the transform with them,
so that whatever is read on the last sheet is found on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kartoteka.records.page import Raster

Pixels = NDArray[np.uint8]
"""Grey (height, width) or colour (height, width, 3) in the order red, green, blue."""

Affine = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): (x, y) goes to (a*x + c*y + e, b*x + d*y + f)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One state of a page under preparation."""

    pixels: Pixels
    """What is seen."""
    transform: Affine
    """From its pixels to the page, in points."""
    dpi: int
    """True resolution."""
    bilevel: bool = False
    """Whether the picture had two values only."""
    clean: bool = False
    """Whether its paper was white and free of grain: nothing need be taken away."""
    letters: float = 0.0
    """Usual height of small letters in pixels; 0.0: not known."""
    steps: tuple[str, ...] = ()
    """What was done that a person may want to know."""

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])

    @property
    def raster(self) -> Raster:
        """As the text layer records it."""
        return Raster(self.width, self.height, self.dpi, self.transform)

    def painted(self, pixels: Pixels, step: str = "") -> Sheet:
        """Return it with other pixels in the same places."""
        return replace(self, pixels=pixels, steps=(*self.steps, step) if step else self.steps)

    def moved(self, pixels: Pixels, back: Affine, step: str = "") -> Sheet:
        """Return it with its pixels moved.

        Args:
            pixels: The moved pixels.
            back: From a moved pixel to where it was.
            step: What was done, for people.
        """
        steps = (*self.steps, step) if step else self.steps
        return replace(self, pixels=pixels, transform=compose(self.transform, back), steps=steps)


def sheet_of(samples: bytes | memoryview, channels: int, raster: Raster) -> Sheet:
    """Lay samples out as a sheet; the bytes are not copied.

    Args:
        samples: Rows from the top, no padding.
        channels: 1 or 3.
        raster: Their size, resolution and place on the page.
    """
    flat = np.frombuffer(samples, np.uint8)
    shape = (raster.height, raster.width) if channels == 1 else (raster.height, raster.width, channels)
    return Sheet(flat.reshape(shape), raster.transform, raster.dpi)


def compose(outer: Affine, inner: Affine) -> Affine:
    """Return the transform that does ``inner`` first and then ``outer``."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f)


def box_on_page(
    transform: Affine, x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    """Return the upright box on the page that holds a box of pixels."""
    a, b, c, d, e, f = transform
    xs = (a * x0 + c * y0, a * x1 + c * y0, a * x0 + c * y1, a * x1 + c * y1)
    ys = (b * x0 + d * y0, b * x1 + d * y0, b * x0 + d * y1, b * x1 + d * y1)
    return min(xs) + e, min(ys) + f, max(xs) + e, max(ys) + f
