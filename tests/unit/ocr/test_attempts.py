"""Attempts: read once, again when the reading says so; with recognisers that remember what they did."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.reading.made import FRENCH, RUSSIAN, drawn, text_pdf

from kartoteka.ocr.attempts import Attempts, looks_french, needed_for
from kartoteka.ocr.contract import Recognised, SheetWord
from kartoteka.ocr.listing import RECOGNISERS, recogniser
from kartoteka.ocr.null import NullRecogniser
from kartoteka.ocr.sheet import Sheet

PAGE = drawn(text_pdf(RUSSIAN))


class Scripted(NullRecogniser):
    """Reads what it is told to: (text, confidence) a call; the taste of a page is told apart."""

    def __init__(
        self, *readings: tuple[str, int], languages: str = "rus eng fra", tastes: dict[str, int] | None = None
    ) -> None:
        self.readings = list(readings)
        self.asked: list[tuple[str, int]] = []
        self.tasted: list[str] = []
        self.languages = languages
        self.tastes = {"rus": 90, "eng": 90} if tastes is None else tastes

    def offers(self, languages: str) -> bool:
        return languages in self.languages

    def read(self, sheet: Sheet, languages: str) -> Recognised:
        if sheet.height < 100:
            self.tasted.append(languages)
            confidence = self.tastes.get(languages, 20)
            return Recognised((SheetWord((0, 0, 90, 20), "несколько", 0, 0, confidence),), sheet, languages)
        text, confidence = self.readings[len(self.asked)]
        self.asked.append((languages, len(sheet.steps)))
        words = tuple(
            SheetWord((10 * n, 40, 10 * n + 9, 49), word, 0, 0, confidence)
            for n, word in enumerate(text.split())
        )
        return Recognised(words, sheet, languages)


def picture() -> Sheet:
    return Sheet(PAGE, (0.36, 0, 0, 0.36, 0, 0), 200)


def test_a_good_reading_is_the_only_one() -> None:
    """Confidence and Russian text: one call, in one script."""
    engine = Scripted((" ".join(RUSSIAN), 91))
    assert Attempts(engine, "rus+eng").read(picture()).confidence == 91
    assert [languages for languages, _ in engine.asked] == ["rus"]


def test_only_the_first_page_is_tasted() -> None:
    """A document is of one script and lies one way until a page shows otherwise."""
    page = (" ".join(RUSSIAN), 91)
    engine = Scripted(page, page)
    attempts = Attempts(engine, "rus+eng")
    attempts.read(picture())
    attempts.read(picture())
    assert engine.tasted == ["rus"]


def test_a_taste_spares_a_reading_in_vain() -> None:
    """A strip that reads in Latin only: the page is read in Latin at once."""
    engine = Scripted(("Notes of a meeting that was held on the first of March", 93), tastes={"eng": 92})
    assert Attempts(engine, "rus+eng").read(picture()).languages == "eng"
    assert engine.asked == [("eng", 0)]


def test_doubt_turns_the_page_round() -> None:
    """Below 60 a strip is read upside down; when that goes better, the page is."""
    text = "утвы заключения"
    engine = Scripted(("яинечюлказ ывту", 40), (text, 90), (text, 91))
    found = Attempts(engine, "rus").read(picture())
    assert (found.confidence, found.text) == (91, text)
    assert "turned by 180°" in found.sheet.steps


def test_doubt_that_is_not_helped_costs_a_strip() -> None:
    """A page that reads no better upside down is kept as it was."""
    engine = Scripted(("неразборчиво написано", 40), ("онасипан", 20))
    found = Attempts(engine, "rus").read(picture())
    assert (found.confidence, len(engine.asked), found.sheet.steps) == (40, 2, ())


def test_a_document_remembers_french() -> None:
    """After a French page the next is read as French first, and only once when that is sure."""
    french = " ".join(FRENCH)
    engine = Scripted((french, 85), (french, 93), (french, 94))
    attempts = Attempts(engine, "eng")
    assert attempts.read(picture()).languages == "fra"
    assert attempts.read(picture()).languages == "fra"
    assert [languages for languages, _ in engine.asked] == ["eng", "fra", "fra"]


def test_what_may_be_needed_is_known_beforehand() -> None:
    """Engines are made before the fork: each script apart, all together, and French."""
    assert needed_for("rus+eng") == ("rus+eng", "rus", "eng", "fra")
    assert needed_for("eng") == ("eng", "fra")


def test_without_french_data_french_is_read_as_it_can() -> None:
    """No data, no second reading."""
    engine = Scripted((" ".join(FRENCH), 85), languages="rus eng")
    assert Attempts(engine, "eng").read(picture()).languages == "eng"
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
