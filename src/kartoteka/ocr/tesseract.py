"""Tesseract, in this process, through tesserocr: one lasting engine per set of languages.

Engines are made in the preloaded parent, which has one thread, and inherited by its forks: loading
language data costs as much as recognising a page. Recurrent network only, automatic page
segmentation, and always the true resolution: without it a table went from 10 to 44 % wrong
characters.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tesserocr as _untyped

from kartoteka.ocr.contract import PixelBox, Recognised, SheetWord
from kartoteka.ocr.language_data import missing_in, split, used_for
from kartoteka.ocr.sheet import Sheet

tesserocr: Any = _untyped

_WORD_LEVEL = "5"
_LINES_A_PARAGRAPH = 100_000
_VARIABLES = {
    "textord_disable_pitch_test": "1",  # the network finds spaces by itself: 4 % of the time
    "invert_threshold": "0.5",  # only lines that are read badly are tried as white on black
    "debug_file": os.devnull,
}
_MARGIN = 5
_SMALLEST = 8


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
        _show(engine, sheet)
        try:
            table = engine.GetTSVText(0)
        finally:
            engine.Clear()
        return Recognised(tuple(_words(table)), sheet, used)

    def read_words(self, sheet: Sheet, boxes: Sequence[PixelBox], languages: str) -> list[tuple[str, int]]:
        """Recognise single words; about 5 ms each."""
        found = self._read_boxes(sheet, boxes, languages, tesserocr.PSM.SINGLE_WORD)
        return [
            (
                " ".join(word.text for word in words),
                min((word.confidence for word in words), default=0),
            )
            for words in found
        ]

    def read_lines(
        self, sheet: Sheet, boxes: Sequence[PixelBox], languages: str
    ) -> list[tuple[SheetWord, ...]]:
        """Recognise single lines, as they stand: nothing in the box is taken for anything else."""
        return self._read_boxes(sheet, boxes, languages, tesserocr.PSM.RAW_LINE)

    def _read_boxes(
        self, sheet: Sheet, boxes: Sequence[PixelBox], languages: str, segmentation: int
    ) -> list[tuple[SheetWord, ...]]:
        _, engine = self._engine(languages)
        _show(engine, sheet)
        engine.SetPageSegMode(segmentation)
        found: list[tuple[SheetWord, ...]] = []
        try:
            for x0, y0, x1, y1 in boxes:
                left, top = max(0, x0 - _MARGIN), max(0, y0 - _MARGIN)
                right, bottom = min(sheet.width, x1 + _MARGIN), min(sheet.height, y1 + _MARGIN)
                if right - left < _SMALLEST or bottom - top < _SMALLEST:
                    found.append(())
                    continue
                engine.SetRectangle(left, top, right - left, bottom - top)
                found.append(tuple(_words(engine.GetTSVText(0))))
        finally:
            engine.SetPageSegMode(tesserocr.PSM.AUTO)
            engine.Clear()
        return found

    def _engine(self, languages: str) -> tuple[str, Any]:
        used = self._used.get(languages)
        if used is None:
            used = self._used[languages] = used_for(languages, self._folder)
        engine = self._engines.get(used)
        if engine is None:
            engine = self._engines[used] = tesserocr.PyTessBaseAPI(
                path=str(self._folder),
                lang=used,
                psm=tesserocr.PSM.AUTO,
                oem=tesserocr.OEM.LSTM_ONLY,
                variables=_VARIABLES,
            )
        return used, engine


def _show(engine: Any, sheet: Sheet) -> None:  # noqa: ANN401 - the library is untyped
    engine.SetImageBytes(sheet.pixels.tobytes(), sheet.width, sheet.height, 1, sheet.width)
    engine.SetSourceResolution(sheet.dpi)


def _words(table: str) -> list[SheetWord]:
    """Read Tesseract's table: level page block paragraph line word left top width height conf text."""
    words: list[SheetWord] = []
    for row in table.split("\n"):
        cells = row.split("\t", 11)
        if len(cells) != 12 or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        left, top, width, height = int(cells[6]), int(cells[7]), int(cells[8]), int(cells[9])
        line = int(cells[3]) * _LINES_A_PARAGRAPH + int(cells[4])
        confidence = min(100, max(0, round(float(cells[10]))))
        box = (left, top, left + width, top + height)
        words.append(SheetWord(box, cells[11].strip(), int(cells[2]), line, confidence))
    return words
