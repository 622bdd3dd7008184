"""A footnote is told by its size and its sign together."""

from __future__ import annotations

from tests.unit.web.test_transcript import layer_of, row

from kartoteka.web.footnotes import is_note, usual_height
from kartoteka.web.transcript import paragraphs

BODY = [row(100 + 14 * n, ("слово", 50, 150), ("слово", 160, 300)) for n in range(4)]
NOTE = [("1", 50, 700, 54, 707, 96), ("Журнал", 58, 700, 90, 707, 96), ("начат", 94, 700, 120, 707, 96)]


def test_small_and_begun_by_a_number() -> None:
    """Small letters behind a number are a note; a small line without one is not, nor is the body."""
    layer = layer_of([*BODY, NOTE])
    usual = usual_height(layer.words)
    assert usual == 1000
    assert is_note(layer, [8, 9, 10], usual)
    assert not is_note(layer, [9, 10], usual)
    assert not is_note(layer, [0, 1], usual)
    assert [one.note for one in paragraphs(layer, (), 70)] == [False, True]
