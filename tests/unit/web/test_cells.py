"""Cells of a table are told by how lines stand in their blocks; prose is never one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.web.test_transcript import Placed, layer_of, row

from kartoteka.records.page import TextLayer
from kartoteka.web.cells import parts_of
from kartoteka.web.transcript import paragraphs


def in_blocks(layer: TextLayer, blocks: list[int]) -> TextLayer:
    """The layer with the block of each line given."""
    words = layer.words
    return replace(layer, words=replace(words, blocks=tuple(blocks[line] for line in words.lines)))


TABLE: list[list[Placed]] = [
    row(100, ("№", 50, 60)), row(100, ("Фамилия", 80, 140)), row(100, ("Отряд", 300, 340)),
    row(120, ("1", 50, 56)), row(120, ("Белотелов", 80, 150)),
    row(132, ("Марат", 80, 120)), row(120, ("12", 300, 312)),
    row(150, ("2", 50, 56)), row(150, ("Дубровин", 80, 145)), row(150, ("7", 300, 306)),
]  # fmt: skip
BLOCKS = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]


def test_a_block_of_cells_is_a_row() -> None:
    """Each block is a row, a cell of two lines is one cell, and columns stand under one another."""
    layer = in_blocks(layer_of(TABLE), BLOCKS)
    (part,) = parts_of(layer.words)
    texts = [[" ".join(layer.text.split()[word] for word in cell) for cell in line] for line in part.rows]
    assert texts == [["№", "Фамилия", "Отряд"], ["1", "Белотелов Марат", "12"], ["2", "Дубровин", "7"]]
    (shown,) = paragraphs(layer, (), 70)
    assert [len(cells) for cells in shown.rows] == [3, 3, 3]
    assert "".join(run.text for run in shown.runs).splitlines()[1].split() == [
        "1",
        "Белотелов",
        "Марат",
        "12",
    ]


def test_a_cell_that_is_missing_leaves_its_place() -> None:
    """A row without its second cell has an empty one there."""
    kept = [place for place in range(len(TABLE)) if place != 8]
    layer = in_blocks(layer_of([TABLE[place] for place in kept]), [BLOCKS[place] for place in kept])
    (part,) = parts_of(layer.words)
    assert [bool(cell) for cell in part.rows[2]] == [True, False, True]


def test_a_whole_table_in_one_block_has_its_rows() -> None:
    """Other readers put a table into one block: a line back at the left begins a row."""
    (part,) = parts_of(layer_of(TABLE).words)
    assert len(part.rows) == 3


def test_what_is_around_a_table_stays_text() -> None:
    """A heading before and a line after are no rows of it."""
    lines = [row(60, ("Список", 50, 90)), *TABLE, row(190, ("Начальник", 50, 110))]
    layer = in_blocks(layer_of(lines), [0, *(number + 1 for number in BLOCKS), 4])
    assert [bool(part.rows) for part in parts_of(layer.words)] == [False, True, False]


def test_prose_in_columns_is_no_table() -> None:
    """Lines one below the other are no cells, nor is a line that is set justified with wide white."""
    lines = [row(100 + 12 * n, ("слово", 50, 150), ("слово", 160, 300)) for n in range(5)]
    lines += [row(100 + 12 * n, ("слово", 320, 450), ("слово", 460, 560)) for n in range(5)]
    layer = in_blocks(layer_of(lines), [0] * 5 + [1] * 5)
    assert [part.rows for part in parts_of(layer.words)] == [[]]


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 2)), min_size=1, max_size=25)
)
def test_every_word_is_shown_once(placed: list[tuple[int, int, int]]) -> None:
    """However words stand, each is in one part, in order."""
    lines = [row(y, (f"с{n}", x, x + 20)) for n, (x, y, _) in enumerate(placed)]
    numbers, block = [], 0
    for n, (_, _, step) in enumerate(placed):
        block += bool(step) and n > 0
        numbers.append(block)
    layer = in_blocks(layer_of(lines), numbers)
    parts = list(parts_of(layer.words))
    assert [place for part in parts for place in part.words] == list(range(len(lines)))
    for part in parts:
        if part.rows:
            assert sorted(word for line in part.rows for cell in line for word in cell) == list(part.words)
    texts = "".join(
        run.text
        for one in paragraphs(layer, (), 70)
        for run in (*one.runs, type(one.runs[0])(" ", 0, False, False))
    )
    assert sorted(texts.split()) == sorted(f"с{n}" for n in range(len(lines)))
