"""Tesseract, in this process, through tesserocr: one lasting engine per set of languages.

Engines are made in the preloaded parent, which has one thread, and inherited by its forks: loading
language data costs as much as recognising a page. Recurrent network only, automatic page
segmentation, and always the true resolution: without it a table went from 10 to 44 % wrong
characters.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tesserocr as _untyped

from kartoteka.ocr.contract import FoundWord, Recognised
from kartoteka.ocr.language_data import missing_in, split, used_for
from kartoteka.ocr.sheet import Sheet, box_on_page

tesserocr: Any = _untyped

_WORD_LEVEL = "5"


class TesseractRecogniser:
    """Reads with language data from one folder.

    Args:
        folder: Where ``*.traineddata`` lies; see ``language_data.require``.
    """

    name = "Tesseract"
    version = str(tesserocr.tesseract_version()).split()[1]

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engines: dict[str, Any] = {}
        self._used: dict[str, str] = {}

    def load(self, languages: str) -> None:
        """Make the engine for languages."""
        self._engine(languages)

    def offers(self, languages: str) -> bool:
        """Say whether the folder has the data."""
        return languages in self._used or not missing_in(self._folder, split(languages))

    def read(self, sheet: Sheet, languages: str) -> Recognised:
        """Recognise a prepared sheet."""
        used, engine = self._engine(languages)
        engine.SetImageBytes(sheet.pixels.tobytes(), sheet.width, sheet.height, 1, sheet.width)
        engine.SetSourceResolution(sheet.dpi)
        try:
            table = engine.GetTSVText(0)
        finally:
            engine.Clear()
        return Recognised(tuple(_words(table, sheet)), sheet, used)

    def _engine(self, languages: str) -> tuple[str, Any]:
        used = self._used.get(languages)
        if used is None:
            used = self._used[languages] = used_for(languages, self._folder)
        engine = self._engines.get(used)
        if engine is None:
            engine = self._engines[used] = tesserocr.PyTessBaseAPI(
                path=str(self._folder), lang=used, psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
            )
        return used, engine


def _words(table: str, sheet: Sheet) -> list[FoundWord]:
    """Read Tesseract's table: level page block paragraph line word left top width height conf text."""
    words: list[FoundWord] = []
    for row in table.split("\n"):
        cells = row.split("\t", 11)
        if len(cells) != 12 or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        left, top, width, height = int(cells[6]), int(cells[7]), int(cells[8]), int(cells[9])
        box = box_on_page(sheet.transform, left, top, left + width, top + height)
        line = int(cells[3]) * 100_000 + int(cells[4])
        confidence = min(100, max(0, round(float(cells[10]))))
        words.append((*box, cells[11].strip(), int(cells[2]), line, confidence))
    return words
