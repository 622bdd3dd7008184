"""An excerpt: pieces lie one beneath the other as the page shows them, however the picture lies."""

from __future__ import annotations

import numpy as np
import pytest

from kartoteka.ocr.excerpt import excerpt
from kartoteka.ocr.sheet import Affine, Sheet

_PAGE = np.full((200, 300), 255, np.uint8)
_PAGE[20:30, 40:120] = 0  # a bar at the top left
_PAGE[150:160, 180:280] = 60  # another at the bottom right


def lying(turns: int) -> Sheet:
    """The page's picture turned by quarters in the file, with the transform that turns it back."""
    pixels = np.ascontiguousarray(np.rot90(_PAGE, turns))
    transform: Affine = {
        0: (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
        1: (0.0, 1.0, -1.0, 0.0, 300.0, 0.0),
        2: (-1.0, 0.0, 0.0, -1.0, 300.0, 200.0),
        3: (0.0, -1.0, 1.0, 0.0, 0.0, 200.0),
    }[turns]
    return Sheet(pixels, transform, 72)


@pytest.mark.parametrize("turns", range(4))
def test_pieces_are_upright_and_in_order(turns: int) -> None:
    """Two bars, one wide and dark, one wider and paler."""
    sheet, strips = excerpt(lying(turns), [(40, 20, 120, 30), (180, 150, 280, 160)])
    assert len(strips) == 2
    assert strips[0][1] < strips[1][0]
    for (top, bottom), shade, width in zip(strips, (0, 60), (80, 100), strict=True):
        piece = sheet.pixels[round(top) : round(bottom)]
        assert int(piece.min()) == shade
        assert abs(int((piece == shade).any(axis=0).sum()) - width) <= 2
        assert abs(int((piece == shade).any(axis=1).sum()) - 10) <= 2


def test_fine_pictures_are_made_coarser() -> None:
    """Nothing is read at more than 300 dots an inch; places stay in points."""
    pixels = np.full((1200, 1200, 3), 250, np.uint8)
    sheet, strips = excerpt(Sheet(pixels, (0.12, 0.0, 0.0, 0.12, 0.0, 0.0), 600), [(10, 10, 110, 20)])
    assert sheet.dpi == 300
    assert sheet.pixels.shape[2] == 3
    assert strips[0][1] - strips[0][0] == pytest.approx(10 + 2 * 3.5, abs=1)


def test_a_piece_off_the_picture_is_blank() -> None:
    """A layer may say that words stand where no picture is."""
    sheet, strips = excerpt(lying(0), [(900, 900, 950, 910)])
    assert len(strips) == 1
    assert int(sheet.pixels.min()) == 255
