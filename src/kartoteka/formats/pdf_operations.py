"""What a PDF page draws, operation by operation, gathered by running it once without drawing.

MuPDF calls back into Python for each operation that is listened to, and text makes up most of them.
So text that is seen is listened to only where it matters which of it lies under a picture.
"""

from __future__ import annotations

from typing import Any

from kartoteka.formats.contract import Box
from kartoteka.formats.mupdf import MupdfPage, lowlevel

Operation = tuple[str, Box]
"""Its kind as MuPDF has it, and where it draws, in points before the file's rotation."""

NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
"""In place of the box of text that is drawn invisibly: nobody asks for it."""

_WHOLE = lowlevel.FzRect(lowlevel.FzRect.Fixed_UNIT)
_UNIT = _WHOLE.internal()  # lives as long as what it is taken from
_bound_path = lowlevel.ll_fz_bound_path
_bound_text = lowlevel.ll_fz_bound_text
_bound_shade = lowlevel.ll_fz_bound_shade
_transformed = lowlevel.ll_fz_transform_rect

Native = Any
"""An argument as the library passes it."""


def operations(page: MupdfPage, *, text: bool) -> list[Operation]:
    """Return what a page draws, in paint order; clips are left out.

    Args:
        page: The page.
        text: Whether text that is seen is listed; text that is not always is.
    """
    turned = page.rotation
    if turned:
        page.set_rotation(0)
    try:
        device = _Listener(text=text)
        lowlevel.fz_run_page(page.this, device, lowlevel.FzMatrix(), lowlevel.FzCookie())
        lowlevel.fz_close_device(device)
    finally:
        if turned:
            page.set_rotation(turned)
    return device.heard


class _Listener(lowlevel.FzDevice2):  # type: ignore[misc] # the library has no types
    """A device that draws nothing and keeps what it is asked to draw."""

    def __init__(self, *, text: bool) -> None:
        super().__init__()
        self.heard: list[Operation] = []
        self._hear = self.heard.append
        self.use_virtual_fill_path()
        self.use_virtual_stroke_path()
        self.use_virtual_fill_shade()
        self.use_virtual_fill_image()
        self.use_virtual_fill_image_mask()
        self.use_virtual_ignore_text()
        if text:
            self.use_virtual_fill_text()
            self.use_virtual_stroke_text()

    def fill_path(self, _device: Native, path: Native, _rule: Native, matrix: Native, *_: Native) -> None:
        box = _bound_path(path, None, matrix)
        self._hear(("fill-path", (box.x0, box.y0, box.x1, box.y1)))

    def stroke_path(self, _device: Native, path: Native, stroke: Native, matrix: Native, *_: Native) -> None:
        box = _bound_path(path, stroke, matrix)
        self._hear(("stroke-path", (box.x0, box.y0, box.x1, box.y1)))

    def fill_text(self, _device: Native, text: Native, matrix: Native, *_: Native) -> None:
        box = _bound_text(text, None, matrix)
        self._hear(("fill-text", (box.x0, box.y0, box.x1, box.y1)))

    def stroke_text(self, _device: Native, text: Native, stroke: Native, matrix: Native, *_: Native) -> None:
        box = _bound_text(text, stroke, matrix)
        self._hear(("stroke-text", (box.x0, box.y0, box.x1, box.y1)))

    def ignore_text(self, *_: Native) -> None:
        self._hear(("ignore-text", NOWHERE))

    def fill_shade(self, _device: Native, shade: Native, matrix: Native, *_: Native) -> None:
        box = _bound_shade(shade, matrix)
        self._hear(("fill-shade", (box.x0, box.y0, box.x1, box.y1)))

    def fill_image(self, _device: Native, _image: Native, matrix: Native, *_: Native) -> None:
        box = _transformed(_UNIT, matrix)
        self._hear(("fill-image", (box.x0, box.y0, box.x1, box.y1)))

    def fill_image_mask(self, _device: Native, _image: Native, matrix: Native, *_: Native) -> None:
        box = _transformed(_UNIT, matrix)
        self._hear(("fill-imgmask", (box.x0, box.y0, box.x1, box.y1)))
