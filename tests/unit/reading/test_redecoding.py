"""Decoded layers: words and boxes are kept, the layer says what was decoded, the raw one stays."""

from __future__ import annotations

import pytest
from benchmarks.text_layer_cases import RUSSIAN, UKRAINIAN, Case, cases
from benchmarks.text_layer_pages import drawn
from tests.unit.reading.made import read

DECODED = (
    "font: cp1251 as cp1252",
    "font: cp866 as cp1251",
    "font: utf-8 as cp1251, uk",
    "font: half a page, cp1251 as latin",
    "font: one line, cp1251 as latin, uk",
)


@pytest.fixture(scope="module")
def made() -> dict[str, Case]:
    return {case.name: case for case in cases() if case.name in DECODED}


@pytest.mark.parametrize("name", DECODED)
def test_what_was_shown_wrongly_is_decoded(made: dict[str, Case], name: str) -> None:
    """No picture is read: the bytes are all there."""
    case = made[name]
    _, (page,) = read(case.pdf)
    raw, decoded = page.layers
    assert (raw.origin, decoded.origin, page.shown, page.against) == ("embedded", "embedded", 2, "garbled")
    assert sorted(decoded.text.split()) == sorted(case.truth.split())
    assert " shown as " in decoded.tool.parameters["decoded"]
    assert decoded.language in ("ru", "uk")
    assert page.notes["decoded"] in page.notes["layer"]


def test_boxes_are_those_of_the_words(made: dict[str, Case]) -> None:
    """As on the same page with a sound font."""
    _, (page,) = read(made["font: cp866 as cp1251"].pdf)
    _, (sound,) = read(drawn(RUSSIAN))
    decoded, true = page.layers[1].words, sound.layers[0].words
    assert len(decoded) == len(true)
    assert all(abs(one - other) <= 100 for one, other in zip(decoded.boxes, true.boxes, strict=True))


def test_sound_pages_have_one_layer() -> None:
    """Nothing is decoded that can be read."""
    for lines in (RUSSIAN, UKRAINIAN):
        _, (page,) = read(drawn(lines))
        assert [layer.number for layer in page.layers] == [1]
        assert page.against == ""
