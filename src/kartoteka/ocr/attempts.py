"""How often a sheet is read: once, unless what comes out says that it should be read otherwise.

* little confidence with text on the sheet: it may stand on its head; the better reading is kept;
* mostly Latin letters with French small words, and French data is there: again with French.

A document remembers: after a French page the next is read as French first.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kartoteka.ocr.contract import Recognised, Recogniser
from kartoteka.ocr.prepare import is_blank, prepare
from kartoteka.ocr.sheet import Sheet
from kartoteka.ocr.upright import half_turn

FRENCH = "fra"

_DOUBTFUL = 60
_SURE = 80
_LEAST_CHARACTERS = 8
_LEAST_LATIN = 200
_FRENCH_SHARE = 0.12
_FRENCH_WORDS = frozenset(("le", "la", "les", "des", "de", "et", "du", "une", "est", "dans", "qui", "que"))
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


class Attempts:
    """Reads the pages of one document.

    Args:
        recogniser: The engine.
        languages: As asked for, joined by ``+``.
    """

    def __init__(self, recogniser: Recogniser, languages: str) -> None:
        self._recogniser = recogniser
        self._languages = languages
        self._french_too = FRENCH not in languages.split("+") and recogniser.offers(FRENCH)
        self._french_last = False

    def read(self, picture: Sheet) -> Recognised:
        """Prepare and read a page's picture."""
        sheet = prepare(picture)
        if is_blank(sheet):
            return Recognised((), sheet, self._languages)
        if self._french_last:
            french = self._recogniser.read(sheet, FRENCH)
            if french.confidence >= _SURE and looks_french(french.text):
                return french
        found = self._recogniser.read(sheet, self._languages)
        if found.confidence < _DOUBTFUL and len(found.text) >= _LEAST_CHARACTERS:
            turned = self._recogniser.read(half_turn(sheet), self._languages)
            if turned.confidence > found.confidence:
                found = turned
        self._french_last = self._french_too and looks_french(found.text)
        if self._french_last:
            french = self._recogniser.read(found.sheet, FRENCH)
            if french.confidence >= found.confidence:
                steps = (*found.sheet.steps, "read again as French")
                found = replace(french, sheet=replace(found.sheet, steps=steps))
        return found


def looks_french(text: str) -> bool:
    """Say whether a text is mostly Latin letters with French small words."""
    latin = len(_LATIN.findall(text))
    if latin < _LEAST_LATIN or latin <= 6 * len(_CYRILLIC.findall(text)):
        return False
    words = text.lower().split()
    return sum(word in _FRENCH_WORDS for word in words) > _FRENCH_SHARE * len(words)
