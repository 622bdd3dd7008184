"""What lies over a page's picture is where the words are, line by line."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.web.invented import MEMO, a_page
from tests.unit.web.test_transcript import layer_of, row

from kartoteka.records.consulted import HitMark
from kartoteka.records.page import Box
from kartoteka.web.overlay import LETTER_SPACE, rectangles, segments


def test_a_line_is_one_segment_of_its_own_width() -> None:
    """A segment begins at its first word and is as long as to the end of its last."""
    (one,) = segments(layer_of([row(100, ("за", 50, 70), ("договор", 75, 130.5))]))
    assert (one.x, one.length, one.size, one.y, one.text) == ("50", "80.5", "10", "108", "за договор")


def test_columns_and_cells_are_segments_of_their_own() -> None:
    """A gap wider than 1.5 line heights starts a new one, and so does a word to the left."""
    made = segments(layer_of([row(100, ("а", 50, 60), ("б", 80, 90), ("в", 70, 79))]))
    assert [one.text for one in made] == ["а", "б", "в"]


def test_every_word_of_a_page_can_be_selected() -> None:
    """All words of a page are in its segments, in order."""
    layer = a_page(1, MEMO).layer
    assert layer is not None
    assert " ".join(one.text for one in segments(layer)).split() == layer.text.split()


def test_words_without_a_rectangle_or_on_their_side_are_left_out() -> None:
    """A word of no width, or far taller than wide, has no segment."""
    layer = layer_of(
        [[("пусто", 10, 10, 10, 20, 96), ("бок", 10, 10, 14, 200, 96), ("слово", 50, 10, 90, 20, 96)]]
    )
    assert [one.text for one in segments(layer)] == ["слово"]


def test_boxes_of_hits_are_grown_and_numbered() -> None:
    """Each box of a hit carries the hit's number; a box turned inside out has no negative size."""
    made = rectangles(
        [HitMark(0, 4, (Box(10, 20, 40, 30),)), HitMark(5, 9, (Box(50, 20, 45, 30), Box(1, 2, 3, 4)))]
    )
    assert [tuple(one) for one in made] == [
        (1, "9", "19", "32", "12"),
        (2, "49", "19", "2", "12"),
        (2, "0", "1", "4", "4"),
    ]


def test_a_spaced_word_is_copied_as_one() -> None:
    """Letters of a spaced word keep what joins them, so that a copied heading is found again."""
    layer = layer_of([row(100, ("П", 50, 58), ("Р", 62, 70), ("И", 74, 82))])
    layer = replace(layer, text=layer.text.replace(" ", LETTER_SPACE))
    assert [one.text for one in segments(layer)] == ["П\u202fР\u202fИ"]
