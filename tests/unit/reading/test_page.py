"""Which layer of a page is shown, and where its words stand."""

from __future__ import annotations

import numpy as np
import pymupdf
import pytest
from tests.unit.reading.made import FRENCH, RUSSIAN, drawn, read, scan_pdf, skewed, text_pdf

from kartoteka.ocr.language_data import installed, require
from kartoteka.reading.recognition import Engines
from kartoteka.records.page import Box, Page

SOUND = text_pdf(RUSSIAN)


def words_of(page: Page) -> dict[str, Box]:
    assert page.layer is not None
    text = page.layer.text
    return {text[word.start : word.end].strip(".,"): word.box for word in page.layer.words}


def centre(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def test_sound_text_is_shown_as_it_stands() -> None:
    """No recognition, no notes; words in lines, boxes on the page."""
    _, (page,) = read(SOUND)
    assert page.layer is not None
    assert (page.shown, page.layer.origin, page.layer.language, page.notes) == (1, "embedded", "ru", {})
    assert page.layer.text.replace("\n\n", "\n") == "\n".join(RUSSIAN)
    box = words_of(page)["Начальнику"]
    assert 35 < box.x0 < 45
    assert 45 < box.y0 < 60 < box.y1 < 70


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_follow_the_files_own_rotation(rotation: int) -> None:
    """On a page that the file turns, boxes lie where the reader sees the words."""
    document = pymupdf.open(stream=SOUND)
    document[0].set_rotation(rotation)
    _, (page,) = read(bytes(document.tobytes()))
    x, y = centre(words_of(page)["Начальнику"])
    upright_x, upright_y = centre(words_of(read(SOUND)[1][0])["Начальнику"])
    expected = {
        90: (400 - upright_y, upright_x),
        180: (420 - upright_x, 400 - upright_y),
        270: (upright_y, 420 - upright_x),
    }[rotation]
    assert (page.rotation, page.width) == (rotation, 420 if rotation == 180 else 400)
    assert (x, y) == pytest.approx(expected, abs=1)


def test_boxes_follow_the_crop_box() -> None:
    """Page space begins at the corner of what is shown; text outside it is not on the page."""
    document = pymupdf.open(stream=SOUND)
    document[0].set_cropbox(pymupdf.Rect(30, 40, 420, 130))
    _, (page,) = read(bytes(document.tobytes()))
    box = words_of(page)["Начальнику"]
    assert box.x0 == pytest.approx(words_of(read(SOUND)[1][0])["Начальнику"].x0 - 30, abs=0.1)
    assert page.layer is not None
    assert "Воронцов" not in page.layer.text


def test_without_recognition_a_scan_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that would need recognition is not silently empty."""
    monkeypatch.setattr("kartoteka.reading.program._ENGINES", Engines())
    _, (page,) = read(scan_pdf(drawn(SOUND)))
    assert page.shown is None
    assert page.notes["deferred"] == "the file has no text here"


@pytest.mark.ocr
@pytest.mark.usefixtures("recognition")
class TestRecognition:
    """With language data: what the picture shows is what is found."""

    @pytest.mark.parametrize("turn", [0, 1, 2, 3])
    def test_a_scan_is_read_however_it_lies(self, turn: int) -> None:
        """Turned by quarters and a little skewed, its words are found where they stand."""
        image = skewed(np.ascontiguousarray(np.rot90(drawn(SOUND), turn)), 1.2)
        _, (page,) = read(scan_pdf(image))
        assert page.layer is not None
        assert (page.layer.origin, page.layer.language) == ("ocr", "ru")
        assert page.layer.confidence is not None
        assert page.layer.confidence > 80
        found, true = words_of(page), words_of(read(SOUND)[1][0])
        assert len(found.keys() & true.keys()) >= 0.9 * len(true)
        x, y = centre(true["следственного"])
        expected = [(x, y), (y, 420 - x), (420 - x, 400 - y), (400 - y, x)][turn]
        assert centre(found["следственного"]) == pytest.approx(expected, abs=9)

    @pytest.mark.parametrize("rotation", [90, 180, 270])
    def test_a_scan_that_the_file_turns(self, rotation: int) -> None:
        """The picture lies turned in the file and the file turns it back: known, not guessed."""
        image = np.ascontiguousarray(np.rot90(drawn(SOUND), rotation // 90))
        _, (page,) = read(scan_pdf(image, rotation=rotation))
        assert "recognition" not in page.notes
        true = words_of(read(SOUND)[1][0])
        assert centre(words_of(page)["следственного"]) == pytest.approx(centre(true["следственного"]), abs=4)

    def test_a_lie_is_kept_and_not_shown(self) -> None:
        """Russian recognised as English lies under the page: both layers are kept, ours is shown."""
        lie = "HauanbHuKy cneqcTBeHHoro u3onaTopa\nqoknagbiBaio o npoBepke ycnoBuu cogepxaHua\n" * 3
        _, (page,) = read(scan_pdf(drawn(SOUND), hidden=lie))
        assert [layer.origin for layer in page.layers] == ["embedded", "ocr"]
        assert page.shown == 2
        assert "not sound" in page.notes["layer"] or "doubtful" in page.notes["layer"]
        assert page.notes["hidden"]
        assert "следственного" in words_of(page)

    def test_an_honest_layer_over_a_scan_is_shown(self) -> None:
        """An invisible layer that reads well is trusted; the note says that it is invisible."""
        _, (page,) = read(scan_pdf(drawn(SOUND), hidden="\n".join(RUSSIAN)))
        assert [layer.origin for layer in page.layers] == ["embedded"]

    def test_a_stamp_over_a_scan_does_not_hide_it(self) -> None:
        """A page number printed over a scan is no reading of the scan."""
        document = pymupdf.open(stream=scan_pdf(drawn(SOUND)))
        document[0].insert_text((300, 390), "EXHIBIT 12 0001")
        _, (page,) = read(bytes(document.tobytes()))
        assert page.shown == 2
        assert "следственного" in words_of(page)

    def test_french_is_read_as_french(self) -> None:
        """Mostly Latin with French small words: read again where the data is there."""
        if "fra" not in installed(require("rus+eng")):
            pytest.skip("no French language data (tesseract-ocr-fra)")
        _, (page,) = read(scan_pdf(drawn(text_pdf(FRENCH))))
        assert page.layer is not None
        assert (page.layer.language, page.layer.tool.parameters["languages"]) == ("fr", "fra")
        assert "envoyée" in page.layer.text

    def test_two_scripts_on_one_page(self) -> None:
        """Latin words among Russian ones are read as Latin, codes of offices as Russian."""
        lines = (
            "Перевод выполнен через Deutsche Bank на имя John Smith,",
            "договор подписан в городе Limassol третьего марта.",
            "Осуждённые переведены из СИЗО-1 в ИК-6 и ОТБ-3,",
            "основание: приказ начальника управления.",
        )
        _, (page,) = read(scan_pdf(drawn(text_pdf(lines, width=480))))
        found = words_of(page).keys()
        assert found >= {"Deutsche", "Bank", "John", "Smith", "Limassol", "СИЗО-1", "ИК-6", "договор"}

    def test_a_picture_is_read_under_sound_text_where_a_person_asks(self) -> None:
        """Both layers come, whichever is shown."""
        _, (page,) = read(SOUND, pictures="always")
        assert [layer.origin for layer in page.layers] == ["embedded", "ocr"]
        assert "Начальнику" in page.layers[1].text

    def test_a_blank_page_has_no_layer(self) -> None:
        """White paper with a little noise gives nothing, and no recogniser is asked."""
        noise = np.random.default_rng(1).normal(245, 3, (800, 600)).clip(0, 255).astype(np.uint8)
        _, (page,) = read(scan_pdf(noise))
        assert (page.layers, page.shown, page.problem) == ((), None, "")
