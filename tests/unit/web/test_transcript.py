"""The transcript shows every word of a page, marks what answers, and keeps tables as they stand."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.web.invented import MEMO, OCR, REGISTER, a_page

from kartoteka.records.consulted import HitMark
from kartoteka.records.page import Box, TextLayer, Words
from kartoteka.web.transcript import Paragraph, paragraphs

Placed = tuple[str, float, float, float, float, int]
"""A word, its box in points, its confidence."""


def layer_of(lines: list[list[Placed]]) -> TextLayer:
    text, starts, ends, boxes, numbers, confidences = "", [], [], [], [], []
    for number, line in enumerate(lines):
        text += "\n" if number else ""
        for place, (word, *box, sure) in enumerate(line):
            text += " " if place else ""
            starts.append(len(text))
            text += word
            ends.append(len(text))
            boxes.extend(round(edge * 100) for edge in box)
            numbers.append(number)
            confidences.append(sure)
    words = Words(
        tuple(starts), tuple(ends), tuple(boxes), tuple(confidences), tuple(numbers), (0,) * len(starts)
    )
    return TextLayer(1, "ocr", "ru", 90, OCR, text, words, None)


def row(y: float, *words: tuple[str, float, float]) -> list[Placed]:
    return [(word, x0, y, x1, y + 10, 96) for word, x0, x1 in words]


def shown(made: tuple[Paragraph, ...]) -> list[str]:
    return ["".join(run.text for run in one.runs) for one in made]


def test_prose_flows_and_tables_keep_their_rows() -> None:
    """Rows that reach the right edge are one flowing paragraph; a register's rows stay rows."""
    memo = paragraphs(a_page(1, MEMO).layer, (), 70)
    assert any(
        not one.lines and "В соответствии с постановлением" in text
        for one, text in zip(memo, shown(memo), strict=True)
    )
    register = paragraphs(a_page(1, REGISTER).layer, (), 70)
    table = next(one for one in register if "насос" in "".join(run.text for run in one.runs))
    assert table.lines
    assert "".join(run.text for run in table.runs).count("\n") == 4


def test_words_set_wide_apart_are_one_row() -> None:
    """A justified line that the file gives word by word, a line each, is read as one row."""
    lines = [
        row(100, ("экспортному", 50, 120)),
        row(100, ("контролю", 200, 260)),
        row(100.5, ("Указом", 400, 450)),
    ]
    assert shown(paragraphs(layer_of(lines), (), 70)) == ["экспортному контролю Указом"]


def test_white_parts_paragraphs() -> None:
    """Rows far apart, or back at the top of another column, begin a paragraph."""
    lines = [row(100, ("раз", 50, 80)), row(140, ("два", 50, 80)), row(90, ("три", 300, 330))]
    assert shown(paragraphs(layer_of(lines), (), 70)) == ["раз", "два", "три"]


def test_a_word_cut_at_a_line_end_is_whole_in_prose() -> None:
    """In flowing text the halves stand together, with their hyphen."""
    lines = [
        row(100 + 12 * n, ("слово", 50, 150), ("догово-" if n == 1 else "полная", 160, 300)) for n in range(4)
    ]
    lines[2][0] = ("рами", 50, 124, 150, 134, 96)
    assert "догово-рами" in shown(paragraphs(layer_of(lines), (), 70))[0]


def test_cells_of_a_row_stand_apart() -> None:
    """In a kept row a wide gap is shown wide."""
    lines = [row(100, ("Сдал", 50, 80), ("Принял", 300, 340)), row(112, ("Иванов", 50, 90))]
    assert shown(paragraphs(layer_of(lines), (), 70)) == ["Сдал\u2003Принял\nИванов"]


def test_a_justified_row_is_no_table() -> None:
    """White that is the same throughout a kept row is how the row was set, not cells."""
    words = ["Осуждённый", "Дубровушкин", "Т.О.", "включён", "в", "этап", "по", "указанию"]
    wide = row(100, *((word, 50 + 60 * at, 70 + 60 * at) for at, word in enumerate(words)))
    (made,) = shown(paragraphs(layer_of([wide, row(114, ("Начальник", 50, 100))]), (), 70))
    assert made.startswith(" ".join(words))
    told = row(100, ("а", 50, 60), ("б", 64, 74), ("в", 78, 88), ("г", 92, 102), ("д", 300, 310))
    (made,) = shown(paragraphs(layer_of([told, row(114, ("Начальник", 50, 100))]), (), 70))
    assert made.startswith("а б в г\u2003д")


def test_marks_cross_words_lines_and_doubt() -> None:
    """A phrase over two rows is one hit: one anchor, every piece of it marked, doubt kept inside."""
    lines = [
        row(100, ("за", 50, 70), ("договор", 80, 130)),
        row(112, ("поставки", 50, 110), ("дан", 120, 140)),
    ]
    lines[1][0] = ("поставки", 50, 112, 110, 122, 40)
    layer = layer_of(lines)
    start, end = layer.text.index("договор"), layer.text.index("поставки") + len("поставки")
    (paragraph,) = paragraphs(layer, (HitMark(start, end, (Box(0, 0, 1, 1),)),), 70)
    pieces = [(run.text, run.mark, run.first, run.doubtful) for run in paragraph.runs]
    assert pieces == [
        ("за ", 0, False, False),
        ("договор\n", 1, True, False),
        ("поставки", 1, False, True),
        (" дан", 0, False, False),
    ]


def test_a_mark_may_be_a_part_of_a_word() -> None:
    """Only the part that answers is marked."""
    layer = layer_of([row(100, ("ИК-6", 50, 80))])
    (paragraph,) = paragraphs(layer, (HitMark(3, 4, ()),), 70)
    assert [(run.text, run.mark) for run in paragraph.runs] == [("ИК-", 0), ("6", 1)]


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.text("абвгд", min_size=1, max_size=6),
                st.floats(0, 500),
                st.floats(1, 90),
                st.integers(0, 100),
            ),
            min_size=1,
            max_size=6,
        ),
        max_size=8,
    ),
    st.lists(st.tuples(st.integers(0, 150), st.integers(1, 30)), max_size=6),
)
def test_every_word_is_shown_once_and_marked_rightly(lines: list, spans: list) -> None:
    """Whatever the layout, the words come out in order, and just what a hit covers is marked."""
    placed = [
        [(word, x, 20.0 * n, x + wide, 20.0 * n + 10, sure) for word, x, wide, sure in line]
        for n, line in enumerate(lines)
    ]
    layer = layer_of(placed)
    marks, at = [], 0
    for gap, length in spans:
        start, end = at + gap, at + gap + length
        if end > len(layer.text):
            break
        marks.append(HitMark(start, end, ()))
        at = end
    made = paragraphs(layer, marks, 70)
    text = re.sub(r"\s", "", "".join(shown(made)))
    assert text == re.sub(r"\s", "", layer.text)
    marked = "".join(re.sub(r"\s", "", run.text) for one in made for run in one.runs if run.mark)
    assert marked == re.sub(r"\s", "", "".join(layer.text[mark.start : mark.end] for mark in marks))
    anchors = [run.mark for one in made for run in one.runs if run.first]
    assert len(anchors) == len(set(anchors))


def test_an_empty_layer_has_no_paragraph() -> None:
    """No words, nothing to show."""
    assert paragraphs(layer_of([]), (), 70) == ()


def test_a_line_of_another_language_says_so() -> None:
    """A voice reads each line in its own language; what is of the layer's needs no mark."""
    layer = layer_of(
        [
            row(10, ("Ответ", 40, 70), ("банка", 75, 110)),
            row(22, ("Dear", 40, 60), ("Sirs", 65, 90)),
            row(34, ("Prezes", 40, 80), ("Zarządu", 85, 120)),
        ]
    )
    made = paragraphs(layer, (HitMark(17, 21, ()),), 70, ("ru", "en", ""))
    runs = [(run.text.strip(), run.language, run.mark) for one in made for run in one.runs]
    assert runs == [
        ("Ответ банка", None, 0),
        ("Dear", "en", 0),
        ("Sirs", "en", 1),
        ("Prezes Zarządu", "", 0),
    ]
    assert all(run.language is None for one in paragraphs(layer, (), 70) for run in one.runs)
