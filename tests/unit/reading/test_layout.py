"""Layout: offsets are true, text is clean, boxes lie on the page, whatever words come in."""

from __future__ import annotations

import json
import math
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.reading.frames import FrameLimits, parse_page
from kartoteka.reading.layer_body import layer_body
from kartoteka.reading.layout import layout
from kartoteka.records.agent import Agent
from kartoteka.records.page import TextLayer

COORDINATE = st.floats(-50, 700) | st.sampled_from([math.nan, math.inf, -math.inf, 1e300])
WORD = st.tuples(
    COORDINATE,
    COORDINATE,
    COORDINATE,
    COORDINATE,
    st.text(max_size=8) | st.sampled_from(["и\u0306", "a\x00b", "\ud800", "\u2028", "слово", "\u0301x"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 100),
)


@given(st.lists(WORD, max_size=30))
def test_anything_laid_out_passes_the_checker(
    words: list[tuple[float, float, float, float, str, int, int, int]],
) -> None:
    """What a parser finds, however mad, becomes a layer that the parent accepts, word for word."""
    found = layout(words, 600, 800, most_words=1000, most_characters=10_000)
    layer = TextLayer(1, "embedded", "", None, Agent("tool", "x", "1"), found.text, found.words, None)
    body = {"number": 1, "width": 600, "height": 800, "rotation": 0, "problem": "", "notes": {}}
    body |= {"shown": 1, "layers": [layer_body(layer)]}
    page = parse_page(json.loads(json.dumps(body)), FrameLimits())
    assert page.layer == layer
    assert unicodedata.is_normalized("NFC", found.text)


def test_lines_and_blocks_are_joined_as_promised() -> None:
    """A space within a line, a line feed between lines, two between blocks; й is one letter."""
    words = [
        (0, 0, 9, 9, "Мои\u0306", 4, 7, 0),
        (10, 0, 19, 9, "дом", 4, 7, 1),
        (0, 10, 9, 19, "стоит", 4, 8, 0),
        (0, 30, 9, 39, "здесь", 5, 0, 0),
        (0, 40, 9, 49, " ", 5, 0, 1),
    ]
    found = layout(words, 100, 100, most_words=9, most_characters=99)  # type: ignore[arg-type]
    assert found.text == "Мой дом\nстоит\n\nздесь"
    assert (found.words.lines, found.words.blocks) == ((0, 0, 1, 2), (0, 0, 0, 1))
    assert [found.text[word.start : word.end] for word in found.words] == ["Мой", "дом", "стоит", "здесь"]


def test_bounds_cut_and_say_so() -> None:
    """Words or characters beyond the bound are left out."""
    words = [(0.0, 0.0, 1.0, 1.0, "слово", 0, 0, 0)] * 5
    assert layout(words, 9, 9, most_words=3, most_characters=999).cut
    assert len(layout(words, 9, 9, most_words=9, most_characters=14).words) == 2
    assert not layout(words, 9, 9, most_words=5, most_characters=999).cut
