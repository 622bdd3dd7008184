"""Cells are told by rules: open sides join them, broken rules are mended, frames are no tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.reading.ruled import Rule, grids_of, scaled, tables_of
from kartoteka.reading.segments import Boxes, segments_of

GRID: list[Rule] = [
    *((0.0, y, 300.0, y) for y in (0.0, 50.0, 100.0)),
    *((x, 0.0, x, 100.0) for x in (0.0, 100.0, 200.0, 300.0)),
]


def test_a_point_has_a_row_and_a_column() -> None:
    """Between rules, and none outside."""
    (grid,) = grids_of(GRID)
    assert grid.cell(50, 25) == (0, 0)
    assert grid.cell(250, 75) == (1, 2)
    assert grid.cell(350, 75) is None


def test_a_cell_spans_what_no_rule_parts() -> None:
    """Without the rule between two cells they are one."""
    rules = [rule for rule in GRID if rule != (100.0, 0.0, 100.0, 100.0)] + [(100.0, 50.0, 100.0, 100.0)]
    (grid,) = grids_of(rules)
    assert grid.cell(150, 25) == grid.cell(50, 25) == (0, 0)
    assert grid.cell(150, 75) == (1, 1)


def test_a_scan_breaks_rules() -> None:
    """A rule found in pieces runs through; a short stroke of a letter is left out."""
    broken = [rule for rule in GRID if rule[1] != 50.0 or rule[3] != 50.0]
    broken += [(0.0, 50.5, 120.0, 51.0), (200.0, 49.5, 300.0, 50.0), (40.0, 20.0, 40.0, 45.0)]
    (grid, *_) = grids_of(broken, broken=True)
    assert grid.cell(150, 25) == (0, 1)
    assert grid.cell(150, 75) == (1, 1)


def test_pieces_of_rules_are_joined() -> None:
    """Word processors draw a border cell by cell."""
    pieces: list[Rule] = [(x, y, x + 99.0, y) for y in (0.0, 50.0) for x in (0.0, 100.0)]
    pieces += [(x, 0.0, x, 50.0) for x in (0.0, 100.0, 199.0)]
    (grid,) = grids_of(pieces)
    assert grid.cell(150, 25) == (0, 1)


def test_words_of_a_row_stand_together() -> None:
    """Cells in order, each whole; what stands outside stays a line; a frame alone is none."""
    boxes = Boxes(
        [10.0, 110.0, 210.0, 110.0, 10.0, 400.0],
        [10.0, 5.0, 10.0, 20.0, 60.0, 10.0],
        [40.0, 140.0, 240.0, 140.0, 40.0, 440.0],
        [20.0, 15.0, 20.0, 30.0, 70.0, 20.0],
    )
    lines = [(0, 3), (3, 4), (4, 6)]

    def content(lying: object, upended: object) -> list[object]:
        return [[segment] for segment in segments_of(boxes, lying, [0] * 6, 4.0)]  # type: ignore[arg-type]

    made = tables_of(boxes, lines, [], grids_of(GRID), content)  # type: ignore[arg-type]
    assert made.lines == [(5, 6)]
    assert made.segments[0].words == [0, 1, 3, 2, 4]
    assert tables_of(boxes, lines, [], grids_of(GRID[:1] + GRID[2:4]), content).segments == []  # type: ignore[arg-type]


def test_pixels_become_points() -> None:
    """By the scale of the picture, however it is turned."""
    assert scaled([(0.0, 10.0, 100.0, 10.0)], (0.0, 0.5, -0.5, 0.0, 9.0, 9.0)) == [(0.0, 5.0, 50.0, 5.0)]


@given(st.lists(st.tuples(*[st.floats(0, 100)] * 4), max_size=30), st.booleans())
def test_any_rules_make_cells_or_none(rules: list[Rule], broken: bool) -> None:
    """A grid answers for every point."""
    for grid in grids_of(rules, broken=broken):
        for point in ((0.0, 0.0), (50.0, 50.0), (100.0, 1.0)):
            cell = grid.cell(*point)
            assert cell is None or (cell[0] < len(grid.ys) and cell[1] < len(grid.xs))
