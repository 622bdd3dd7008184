"""The checker: every kind of lie is refused, and honest frames become records."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.reading.made import RUSSIAN, read, text_pdf

from kartoteka.errors import DamagedError
from kartoteka.reading.frames import FrameLimits, parse_document, parse_page, parse_pixels
from kartoteka.records.packed_words import pack_words
from kartoteka.records.page import Words

LIMITS = FrameLimits(words=2000, characters=20_000, pixels=1_000_000)


def said(
    starts: tuple[int, ...] = (0, 4, 8),
    ends: tuple[int, ...] = (3, 7, 13),
    boxes: tuple[int, ...] = (0, 0, 100, 100, 200, 0, 300, 100, 0, 200, 10000, 20000),
    confidences: tuple[int, ...] | None = None,
    lines: tuple[int, ...] = (0, 0, 1),
    blocks: tuple[int, ...] = (0, 0, 0),
) -> str:
    """Words as a child sends them; without arguments those of the honest page's first layer."""
    return pack_words(Words(starts, ends, boxes, confidences, lines, blocks)).decode("latin-1")


HONEST: dict[str, Any] = {
    "number": 3,
    "width": 100.0,
    "height": 200,
    "rotation": 90,
    "problem": "",
    "notes": {"layer": "because"},
    "shown": 2,
    "layers": [
        {
            "number": 1,
            "origin": "embedded",
            "language": "ru",
            "confidence": None,
            "tool": {"name": "PyMuPDF", "version": "1.28.2", "parameters": {}},
            "text": "Мой дом\nздесь",
            "words": said(),
            "raster": None,
        },
        {
            "number": 2,
            "origin": "ocr",
            "language": "",
            "confidence": 71,
            "tool": {"name": "Tesseract", "version": "5.5.4", "parameters": {"languages": "Cyrillic+eng"}},
            "text": "дом",
            "words": said((0,), (3,), (0, 0, 100, 100), (71,), (0,), (0,)),
            "raster": {"width": 10, "height": 20, "dpi": 300, "transform": [1, 0, 0, 1.5, 0, 0]},
        },
    ],
}
LIES: list[tuple[str, Any]] = [
    ("number", 0),
    ("number", True),
    ("number", 4.0),
    ("width", "100"),
    ("width", -1),
    ("width", 1e300),
    ("rotation", 45),
    ("problem", "a\x00b"),
    ("problem", "x" * 500),
    ("notes", []),
    ("notes", {"a/b": "x"}),
    ("notes", {"a": 1}),
    ("shown", 3),
    ("shown", 0),
    ("layers", {}),
    ("layers", [1]),
    ("layers.0.number", 2),
    ("layers.0.origin", "guess"),
    ("layers.0.language", "russian"),
    ("layers.0.confidence", 50),
    ("layers.0.text", "Мои\u0306 дом\nздесь"),
    ("layers.0.text", "Мой\rдом\nздесь"),
    ("layers.0.text", "Мой\ud800дом\nздесь"),
    ("layers.0.text", "короче"),
    ("layers.0.text", "длинно" * 5000),
    ("layers.0.words", None),
    ("layers.0.words", [0, 4, 8]),
    ("layers.0.words", ""),
    ("layers.0.words", said(starts=(4, 0, 8))),
    ("layers.0.words", said(starts=(-1, 4, 8))),
    ("layers.0.words", said(ends=(3, 7, 14))),
    ("layers.0.words", said(ends=(3, 9, 13))),
    ("layers.0.words", said(ends=(3, 4, 13))),
    ("layers.0.words", said(ends=(0, 7, 13))),
    ("layers.0.words", said(boxes=(0, 0, 10010, 100, 200, 0, 300, 100, 0, 200, 100, 300))),
    ("layers.0.words", said(boxes=(0, 0, 100, 20010, 200, 0, 300, 100, 0, 200, 100, 300))),
    ("layers.0.words", said(boxes=(-100, 0, 100, 100, 200, 0, 300, 100, 0, 200, 100, 300))),
    ("layers.0.words", said(boxes=(0, -3, 100, 100, 200, 0, 300, 100, 0, 200, 100, 300))),
    ("layers.0.words", said(boxes=(100, 0, 0, 100, 200, 0, 300, 100, 0, 200, 100, 300))),
    ("layers.0.words", said(boxes=(0, 0, 2**62, 100, 200, 0, 300, 100, 0, 200, 100, 300))),
    ("layers.0.words", said(lines=(0, 1, 0))),
    ("layers.0.words", said(lines=(1, 1, 1))),
    ("layers.0.words", said(lines=(0, 2, 2))),
    ("layers.0.words", said(blocks=(0, 0, 2))),
    ("layers.0.words", said(confidences=(1, 2, 3))),
    ("layers.0.tool", None),
    ("layers.0.tool.name", "x\n"),
    ("layers.0.raster", {"width": 1, "height": 1, "dpi": 1, "transform": [1, 0, 0, 1, 0, 0]}),
    ("layers.1.raster", None),
    ("layers.1.raster.width", 10**6),
    ("layers.1.raster.transform", [1, 0, 0, 1, 0]),
    ("layers.1.raster.transform", [1, 0, 0, 1, 0, "0"]),
    ("layers.1.words", said((0,), (3,), (0, 0, 100, 100), None, (0,), (0,))),
    ("layers.1.words", said((0,), (3,), (0, 0, 100, 100), (101,), (0,), (0,))),
    ("layers.1.words", said((0,), (3,), (0, 0, 100, 100), (-1,), (0,), (0,))),
]


def test_an_honest_page_becomes_a_record() -> None:
    """Every value arrives."""
    page = parse_page(HONEST, LIMITS, expected=3)
    assert (page.number, page.width, page.rotation, page.shown) == (3, 100.0, 90, 2)
    assert page.layers[0].words[1].box.x0 == 2.0
    assert page.layers[1].raster is not None
    assert page.layers[1].raster.transform == (1, 0, 0, 1.5, 0, 0)
    assert page.notes == {"layer": "because"}


@pytest.mark.parametrize(("place", "value"), LIES, ids=lambda value: str(value)[:30])
def test_every_lie_is_refused(place: str, value: object) -> None:
    """One value out of order is enough."""
    page = copy.deepcopy(HONEST)
    spot: Any = page
    *path, last = place.split(".")
    for step in path:
        spot = spot[int(step) if step.isdigit() else step]
    spot[last] = value
    with pytest.raises(DamagedError) as caught:
        parse_page(page, LIMITS)
    assert caught.value.code == "child-lied"


def test_another_page_than_was_due_is_a_lie() -> None:
    """A child cannot speak for other pages."""
    with pytest.raises(DamagedError, match="page 4 was due"):
        parse_page(HONEST, LIMITS, expected=4)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(list(HONEST)), inner, max_size=8)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from([*HONEST, "held", "hazards", "claims", "pages", "media_type"]), JSON))
def test_no_frame_raises_anything_else(body: dict[str, Any]) -> None:
    """Whatever JSON a child sends, the answer is a record or one kind of error."""
    for parse in (
        lambda: parse_page(body, LIMITS),
        lambda: parse_document(body),
        lambda: parse_pixels(body, b"", LIMITS),
    ):
        try:
            parse()
        except DamagedError as error:
            if error.code != "child-lied":
                raise


def test_pixels_must_fit_their_size() -> None:
    """Bytes, sides and limit are held against each other."""
    assert parse_pixels({"page": 1, "width": 2, "height": 3}, b"x" * 18, LIMITS).rgb == b"x" * 18
    for body, payload in (
        ({"page": 1, "width": 2, "height": 3}, b"x" * 17),
        ({"page": 0, "width": 2, "height": 3}, b"x" * 18),
        ({"page": 1, "width": 1_000_000, "height": 1_000_000}, b""),
    ):
        with pytest.raises(DamagedError):
            parse_pixels(body, payload, LIMITS)


def test_the_checker_is_quick() -> None:
    """A page of many words is checked in a few milliseconds even on a busy machine."""
    frames: list[Any] = []
    from kartoteka.reading import program

    lines = [" ".join(RUSSIAN)] * 12
    program.run(
        {"op": "read", "first": 1, "last": 1, "languages": ""},
        memoryview(text_pdf(lines, size=5, width=1200)),
        lambda kind, body, payload=b"": frames.append(json.loads(json.dumps(body))),
    )
    started = time.process_time()
    for _ in range(20):
        page = parse_page(frames[1], FrameLimits())
    assert page.layer is not None
    assert len(page.layer.words) > 400
    assert (time.process_time() - started) / 20 < 0.005


def test_reading_twice_gives_the_same() -> None:
    """The same document and range give equal pages, so that a repeated task repeats itself."""
    pdf = text_pdf(RUSSIAN, RUSSIAN)
    assert read(pdf) == read(pdf)
