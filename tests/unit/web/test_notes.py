"""Why this text is shown, and how it was made."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from tests.unit.web.invented import MEMO, a_page

from kartoteka.records.page import Raster
from kartoteka.web.notes import manner, reasons


def test_reasons_come_first_and_as_sentences() -> None:
    """Why the layer is shown, and that text lies hidden."""
    notes = {
        "recognition": "axis",
        "hidden": "the text lies invisibly over a picture",
        "layer": "read from the picture",
    }
    assert reasons(notes) == ["Read from the picture.", "The text lies invisibly over a picture."]
    assert reasons({}) == []


def test_the_manner_names_tool_picture_and_steps(app: Flask) -> None:
    """Program, what it was told, the picture it saw; unknown notes are kept."""
    layer = a_page(1, MEMO).layer
    assert layer is not None
    seen = replace(layer, raster=Raster(2480, 3508, 300, (1, 0, 0, 1, 0, 0)))
    with app.test_request_context():
        said = manner(seen, {"layer": "x", "soundness": "y", "recognition": "deskew", "weather": "fair"})
    assert said == [
        ("program", "tesseract 5.3.0"),
        ("told", "languages rus+eng"),
        ("picture", "2480 × 3508, 300 dpi"),
        ("steps", "deskew"),
        ("weather", "fair"),
    ]
