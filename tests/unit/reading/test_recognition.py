"""Recognition in the child: what was used stands in the layer, and a profile goes all the way down."""

from __future__ import annotations

import pytest
from tests.unit.reading.made import RUSSIAN, drawn, text_pdf

from kartoteka.formats.contract import Picture
from kartoteka.ocr.null import NullRecogniser
from kartoteka.reading.recognition import Engines, Recognition
from kartoteka.records.page import Raster

PAGE = drawn(text_pdf(RUSSIAN), 200)
RASTER = Raster(PAGE.shape[1], PAGE.shape[0], 200, (0.36, 0.0, 0.0, 0.36, 0.0, 0.0))


def picture() -> Picture:
    return Picture(RASTER, 1, PAGE.tobytes(), direct=True)


@pytest.mark.parametrize(("profile", "dpi"), [("best", 200), ("fast", 160)])
def test_the_profile_stands_in_the_layer(profile: str, dpi: int) -> None:
    """What a reading was made with can be told afterwards: profile, languages, version of the steps."""
    found = Recognition(NullRecogniser(), "rus+eng", profile).read(picture())
    assert found.tool.parameters["profile"] == profile
    assert found.tool.parameters["languages"] == "rus"  # one script first, and nothing was in doubt
    assert found.tool.parameters["preparation"].isdigit()
    assert found.raster.dpi == dpi


def test_best_is_what_nobody_asks_for() -> None:
    """Without a profile a page is read as well as can be."""
    assert Recognition(NullRecogniser(), "rus").read(picture()).tool.parameters["profile"] == "best"


def test_without_engines_there_is_no_recognition() -> None:
    """A small parent preloads none, and its children read no pictures."""
    engines = Engines()
    engines.preload({"recognise": False})
    assert engines.recognition("rus+eng") is None
