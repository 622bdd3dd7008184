"""Attempts: read once, again when the reading says so; with recognisers that remember what they did."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.reading.made import FRENCH, RUSSIAN, drawn, text_pdf

from kartoteka.ocr.attempts import Attempts, looks_french
from kartoteka.ocr.contract import Recognised
from kartoteka.ocr.listing import RECOGNISERS, recogniser
from kartoteka.ocr.null import NullRecogniser
from kartoteka.ocr.sheet import Sheet

PAGE = drawn(text_pdf(RUSSIAN))


class Scripted(NullRecogniser):
    """Reads what it is told to: (text, confidence) a call."""

    def __init__(self, *readings: tuple[str, int], languages: str = "rus eng fra") -> None:
        self.readings = list(readings)
        self.asked: list[tuple[str, int]] = []
        self.languages = languages

    def offers(self, languages: str) -> bool:
        return languages in self.languages

    def read(self, sheet: Sheet, languages: str) -> Recognised:
        text, confidence = self.readings[len(self.asked)]
        self.asked.append((languages, len(sheet.steps)))
        words = tuple((0.0, 0.0, 1.0, 1.0, word, 0, 0, confidence) for word in text.split())
        return Recognised(words, sheet, languages)


def picture() -> Sheet:
    return Sheet(PAGE, (0.36, 0, 0, 0.36, 0, 0), 200)


def test_a_good_reading_is_the_only_one() -> None:
    """Confidence and Russian text: one call."""
    engine = Scripted((" ".join(RUSSIAN), 91))
    assert Attempts(engine, "rus+eng").read(picture()).confidence == 91
    assert [languages for languages, _ in engine.asked] == ["rus+eng"]


@pytest.mark.parametrize(("second", "kept"), [(90, 90), (20, 40)])
def test_doubt_turns_the_page_round_and_keeps_the_better(second: int, kept: int) -> None:
    """Below 60 the page is read standing on its head; the more confident reading is kept."""
    engine = Scripted(("яинечюлказ ывту", 40), ("утвы заключения", second))
    found = Attempts(engine, "rus+eng").read(picture())
    assert found.confidence == kept
    assert len(engine.asked) == 2
    assert ("turned by 180°" in found.sheet.steps) == (kept == 90)


def test_a_document_remembers_french() -> None:
    """After a French page the next is read as French first, and only once when that is sure."""
    french = " ".join(FRENCH)
    engine = Scripted((french, 85), (french, 93), (french, 94))
    attempts = Attempts(engine, "rus+eng")
    assert attempts.read(picture()).languages == "fra"
    assert attempts.read(picture()).languages == "fra"
    assert [languages for languages, _ in engine.asked] == ["rus+eng", "fra", "fra"]


def test_without_french_data_french_is_read_as_it_can() -> None:
    """No data, no second reading."""
    engine = Scripted((" ".join(FRENCH), 85), languages="rus eng")
    assert Attempts(engine, "rus+eng").read(picture()).languages == "rus+eng"
    assert looks_french(" ".join(FRENCH))
    assert not looks_french(" ".join(RUSSIAN))


def test_blank_paper_is_not_read() -> None:
    """No recogniser is asked about a white page."""
    engine = Scripted()
    blank = Sheet(np.full((900, 700), 240, np.uint8), (0.36, 0, 0, 0.36, 0, 0), 200)
    assert Attempts(engine, "rus+eng").read(blank).words == ()
    assert engine.asked == []


def test_the_shelf_is_an_explicit_list(tmp_path: object) -> None:
    """Each name gives an engine with a name and a version; another name is an error of ours."""
    for name in RECOGNISERS:
        engine = recogniser(name, tmp_path)  # type: ignore[arg-type]
        assert engine.name
        assert engine.version
    with pytest.raises(KeyError):
        recogniser("guess", tmp_path)  # type: ignore[arg-type]
