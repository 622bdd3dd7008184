"""One script first: what is asked of the recogniser, and what becomes of doubtful words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kartoteka.ocr.contract import PixelBox, Recognised, SheetWord
from kartoteka.ocr.null import NullRecogniser
from kartoteka.ocr.rescue import doubtful_share, is_doubtful, prefer_cyrillic, rescue
from kartoteka.ocr.scripts import ScriptReader, best_strip
from kartoteka.ocr.sheet import Sheet

SHEET = Sheet(np.full((1200, 900), 255, np.uint8), (0.36, 0, 0, 0.36, 0, 0), 200)
RUSSIAN = "докладываю о проверке условий содержания заключённых в первом корпусе учреждения"


def word(text: str, confidence: int, place: int = 0, y: int = 100) -> SheetWord:
    return SheetWord((60 * place, y, 60 * place + 50, y + 20), text, 0, 0, confidence)


def words(text: str, confidence: int) -> tuple[SheetWord, ...]:
    return tuple(word(part, confidence, place) for place, part in enumerate(text.split()))


class Told(NullRecogniser):
    """Answers by languages: words of the page, and text by box for single words."""

    def __init__(self, pages: dict[str, tuple[SheetWord, ...]], single: dict[int, tuple[str, int]]) -> None:
        self.pages = pages
        self.single = single
        self.asked: list[str] = []

    def read(self, sheet: Sheet, languages: str) -> Recognised:
        self.asked.append(languages)
        return Recognised(self.pages[languages], sheet, languages)

    def read_words(self, sheet: Sheet, boxes: Sequence[PixelBox], languages: str) -> list[tuple[str, int]]:
        self.asked.append(f"{len(boxes)} words {languages}")
        return [self.single.get(box[0] // 60, ("", 0)) for box in boxes]


def test_a_page_of_one_script_is_read_once() -> None:
    """Nothing in doubt: one call, with the model of the script alone."""
    engine = Told({"rus": words(RUSSIAN, 94)}, {})
    assert ScriptReader(engine, "rus+eng").read(SHEET).text == RUSSIAN
    assert engine.asked == ["rus"]


def test_a_latin_word_is_read_again() -> None:
    """Doubtful words are read with the other languages; only what is clearly better is taken."""
    page = (*words(RUSSIAN * 2, 94), word("Ѕтіћ", 30, 40), word("кирпич", 60, 41), word("к", 20, 42))
    engine = Told({"rus": page}, {40: ("Smith", 93), 41: ("KupnM4", 50)})
    found = ScriptReader(engine, "rus+eng").read(SHEET)
    assert [w.text for w in found.words[-3:]] == ["Smith", "кирпич", "к"]  # к is no word to be sure of
    assert found.words[-3].confidence == 93
    assert engine.asked == ["rus", "2 words eng", "1 words eng"]  # and then the word before Smith
    assert found.languages == "rus, doubtful words eng"


def test_neighbours_of_a_rescued_word_are_asked_too() -> None:
    """What the first model was sure of is taken for the other script only beside a word of it."""
    page = (*words(RUSSIAN, 94), word("Вапк", 90, 40), word("Оеиѓѕсһе", 49, 41), word("через", 95, 42))
    engine = Told({"rus": page}, {40: ("Bank", 97), 41: ("Deutsche", 96), 42: ("yepe3", 30)})
    found = ScriptReader(engine, "rus+eng").read(SHEET)
    assert [w.text for w in found.words[-3:]] == ["Bank", "Deutsche", "через"]


def test_a_mixed_page_is_read_with_all_languages() -> None:
    """Many words of the other script: the whole page with both, and codes stay Cyrillic."""
    cyrillic = (
        *words("договор между сторонами подписан марта", 90),
        word("Могќћегп", 20, 7),
        word("Тгаде", 60, 8),
    )
    cyrillic = (*cyrillic, word("СИЗО-1", 60, 9), word("На", 95, 10), word("Штаѕѕо!", 10, 11))
    both = (
        *words("договор между сторонами подписан марта", 94),
        word("Northern", 96, 7),
        word("Trade", 96, 8),
    )
    both = (*both, word("CH30-1", 88, 9), word("Ha", 95, 10), word("Limassol", 92, 11))
    single = {7: ("Northern", 96), 8: ("Trade", 96), 11: ("Limassol", 92)}
    engine = Told({"rus": cyrillic, "rus+eng": both}, single)
    found = ScriptReader(engine, "rus+eng").read(SHEET)
    assert found.text == "договор между сторонами подписан марта Northern Trade СИЗО-1 На Limassol"
    assert engine.asked[-1] == "rus+eng"


def test_a_poor_scan_is_not_read_twice_for_nothing() -> None:
    """Many doubtful words, none of the other script: what was read stays."""
    page = (*words(RUSSIAN, 90), *words("протокол осмотра камеры", 70))
    engine = Told({"rus": page}, {})
    assert ScriptReader(engine, "rus+eng").read(SHEET).words == page
    assert engine.asked == ["rus", "3 words eng"]
    worse = Told({"rus": words(RUSSIAN, 70), "eng": words("aoknaqbiBato o npoBepke", 40)}, {})
    assert ScriptReader(worse, "rus+eng").read(SHEET).text == RUSSIAN
    assert worse.asked == ["rus", "eng", "8 words eng"]  # a strip, and the words long enough to tell


def test_a_latin_page_is_tried_on_a_strip_and_remembered() -> None:
    """A page that reads badly is read in the other script, and the next one in that script at once."""
    latin = words("the report of the commission was sent to the prosecutor", 95)
    engine = Told({"rus": words("гпе герогі оѓ", 30), "eng": latin}, {})
    reader = ScriptReader(engine, "rus+eng")
    assert reader.read(SHEET).confidence == 95
    assert reader.read(SHEET).confidence == 95
    assert engine.asked == ["rus", "eng", "eng", "eng"]


def test_languages_of_one_script_are_read_together() -> None:
    """Nothing to part: the languages as asked."""
    engine = Told({"eng+fra": words("the report", 95)}, {})
    assert ScriptReader(engine, "eng+fra").read(SHEET).languages == "eng+fra"


def test_a_strip_lies_where_words_are() -> None:
    """Its transform leads to the same place of the page."""
    found = Recognised(tuple(word("слово", 30, n, y=800) for n in range(5)), SHEET, "rus")
    strip = best_strip(found)
    assert strip.height < SHEET.height // 3
    top = strip.transform[5] / 0.36
    assert top <= 800 <= top + strip.height
    assert best_strip(Recognised((), SHEET, "rus")).height == strip.height


def test_doubt_is_a_matter_of_letters() -> None:
    """Figures are never of the other script; letters that only look Latin always may be."""
    assert not is_doubtful(word("12/345", 10))
    assert is_doubtful(word("Ѕмит", 99))
    assert not is_doubtful(word("колония", 80))
    assert doubtful_share(()) == 0.0
    assert rescue(Recognised((), SHEET, "rus"), NullRecogniser(), "eng").words == ()


def test_latin_that_is_latin_stays() -> None:
    """A Cyrillic reading that is unsure or strange takes nothing back."""
    both = Recognised((word("Trade", 90), word("John", 90, 1)), SHEET, "rus+eng")
    cyrillic = Recognised((word("Тгаде", 69), word("Јоһп", 99, 1)), SHEET, "rus")
    assert prefer_cyrillic(both, cyrillic).text == "Trade John"
