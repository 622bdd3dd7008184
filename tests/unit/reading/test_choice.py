"""Choosing between the file's text and its picture's: when to look, and what weighs more."""

from __future__ import annotations

import pytest

from kartoteka.analysis.soundness import soundness_of
from kartoteka.formats.contract import Ink
from kartoteka.reading.choice import is_better, judged, why_compare, why_recognise
from kartoteka.records.agent import Agent
from kartoteka.records.page import Raster, TextLayer, Words

PAPER = (
    "Начальнику следственного изолятора докладываю о проверке условий содержания заключённых. Осмотрено "
    "двадцать камер, жалоб не поступило. Медицинская помощь оказана семи больным, двое в больнице. "
)
OTHER = (
    "Продавец обязуется передать кирпич, цемент и песок покупателю. Цена товара определяется договором, "
    "оплата производится переводом. Доставка осуществляется транспортом продавца до склада. "
)
BROKEN = PAPER.encode("cp1251", "replace").decode("latin1")
SCAN, TYPED = Ink(1.0, 0, is_text_hidden=True), Ink(0.05, 3, is_text_hidden=False)


def recognised(text: str, confidence: int = 90) -> TextLayer:
    raster = Raster(10, 10, 100, (1, 0, 0, 1, 0, 0))
    return TextLayer(2, "ocr", "ru", confidence, Agent("tool", "t", "1"), text, Words(confidences=()), raster)


@pytest.mark.parametrize(
    ("text", "ink", "recognise", "compare"),
    [
        (PAPER * 2, TYPED, False, False),  # born digital
        (PAPER * 2, SCAN, False, True),  # unseen over a scan: anybody's
        (BROKEN * 2, TYPED, True, False),  # broken fonts are read whatever is drawn
        ("Стр. 4", SCAN, True, False),
        ("", Ink(0.0, 0, is_text_hidden=False), False, False),  # a blank page
        ("", Ink(0.0, 200, is_text_hidden=False), True, False),  # letters drawn as shapes
    ],
)
def test_when_a_picture_is_looked_at(text: str, ink: Ink, recognise: bool, compare: bool) -> None:
    """Text that nobody sees is compared, broken text is read, born-digital text is believed."""
    sound = soundness_of(text)
    assert bool(why_recognise(sound, len(text), ink)) is recognise
    if not recognise:
        assert bool(why_compare(sound, ink)) is compare


def test_what_exists_is_better() -> None:
    """The reading with more words that exist; the file's own in doubt."""
    assert is_better(PAPER, BROKEN, soundness_of(BROKEN))
    assert not is_better(BROKEN, PAPER, soundness_of(PAPER))
    assert not is_better(PAPER, PAPER, soundness_of(PAPER))


def test_another_paper_disagrees() -> None:
    """Its words are not in the picture; a good reading's are, whatever is wrong with a few."""
    assert judged(OTHER, recognised(PAPER))[0] == "disagrees"
    assert judged(PAPER.replace("проверке", "проворке"), recognised(PAPER))[0] == "agrees"


def test_false_numbers_disagree() -> None:
    """Figures that the picture does not show, under words that it does."""
    numbers = " ".join(str(n) for n in range(1000, 1020))
    against, why = judged(PAPER + numbers, recognised(PAPER + numbers.replace("10", "77")))
    assert (against, why) == ("disagrees", "0 of its 20 numbers stand in the picture")


def test_a_poor_recognition_judges_nobody() -> None:
    """Handwriting, noise, an unread script: what cannot be read proves nothing."""
    assert judged(OTHER, recognised(PAPER, confidence=40)) == ("", "")
    assert judged(OTHER, recognised("Нрп кьвф пщ згль рфвдц жкшщ лпрк вжшг мъьэ фывап прлдж эжбю")) == (
        "",
        "",
    )
    assert judged("Стр. 4", recognised(PAPER)) == ("", "")
