"""What is simple is left as it is, and what is in doubt is not simple."""

from __future__ import annotations

from kartoteka.reading.simple import BLOCK, GOES_ON, LINE, simple_order

Piece = tuple[float, float, float]
"""x0, x1, y0 of a line of one word, ten points high."""


def order(*pieces: Piece) -> tuple[list[tuple[int, int]], list[int]] | None:
    x0, x1, y0 = zip(*pieces, strict=True)
    lines = [(n, n + 1) for n in range(len(pieces))]
    return simple_order(x0, y0, x1, [y + 10 for y in y0], lines, [0] * len(pieces))


def test_lines_below_one_another_stay() -> None:
    """A column of lines is in order; a head drawn last comes first."""
    assert order((50, 500, 100), (50, 500, 115), (50, 500, 130)) == ([(0, 1), (1, 2), (2, 3)], [LINE] * 3)
    found = order((50, 500, 100), (50, 500, 115), (50, 200, 20))
    assert found is not None
    assert found[0] == [(2, 3), (0, 1), (1, 2)]


def test_a_justified_line_is_one_line() -> None:
    """Pieces on one row with little white go on."""
    assert order((50, 100, 100), (106, 200, 100.5), (50, 200, 115)) == (
        [(0, 1), (1, 2), (2, 3)],
        [LINE, GOES_ON, LINE],
    )


def test_rows_of_cells_are_blocks() -> None:
    """Rows with wide white, one under another, are a table: a block each, a line a cell."""
    found = order((50, 100, 100), (300, 350, 100), (50, 100, 120), (300, 350, 120), (50, 500, 160))
    assert found is not None
    assert found[1] == [BLOCK, LINE, BLOCK, LINE, BLOCK]


def test_a_post_and_a_name_are_one_line() -> None:
    """A row with wide white that stands alone is no table."""
    found = order((50, 500, 100), (50, 150, 140), (400, 500, 140))
    assert found is not None
    assert found[1] == [LINE, LINE, GOES_ON]


def test_doubt_is_not_simple() -> None:
    """Words over words, a line half beside another, a row without its first cell, text on its side."""
    assert order((50, 300, 100), (60, 200, 101)) is None
    assert order((50, 300, 100), (310, 500, 104)) is None
    assert order((50, 100, 100), (300, 350, 100), (300, 350, 112)) is None
    assert simple_order([50, 50], [100, 300], [60, 60], [290, 310], [(0, 1), (1, 2)], [0, 0]) is not None
    assert simple_order([50, 50], [10, 100], [150, 60], [20, 290], [(0, 1), (1, 2)], [0, 0]) is None
