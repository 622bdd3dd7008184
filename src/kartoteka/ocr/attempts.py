"""How often a sheet is read: once, unless what comes out says that it should be read otherwise.

* little confidence with text on the sheet: it may stand on its head. A strip of it is read upside
  down, and if that goes better, the sheet;
* mostly Latin letters with French small words, and French data is there: again with French.

A document remembers: after a French page the next is read as French first. Which script comes first
is the affair of ``scripts``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kartoteka.ocr.contract import Recognised, Recogniser
from kartoteka.ocr.language_data import by_script
from kartoteka.ocr.prepare import is_blank, prepare
from kartoteka.ocr.scripts import DOUBTFUL_PAGE, ScriptReader, best_strip
from kartoteka.ocr.sheet import Sheet
from kartoteka.ocr.upright import half_turn

FRENCH = "fra"

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
        self._scripts = ScriptReader(recogniser, languages)
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
        found = self._scripts.read(sheet)
        if found.confidence < DOUBTFUL_PAGE and len(found.text) >= _LEAST_CHARACTERS:
            found = self._upside_down(found)
        self._french_last = self._french_too and looks_french(found.text)
        if self._french_last:
            french = self._recogniser.read(found.sheet, FRENCH)
            if french.confidence >= found.confidence:
                steps = (*found.sheet.steps, "read again as French")
                found = replace(french, sheet=replace(found.sheet, steps=steps))
        return found

    def _upside_down(self, found: Recognised) -> Recognised:
        strip = self._recogniser.read(half_turn(best_strip(found)), self._scripts.first)
        if strip.confidence <= found.confidence:
            return found
        turned = self._scripts.read(half_turn(found.sheet))
        return turned if turned.confidence > found.confidence else found


def needed_for(languages: str) -> tuple[str, ...]:
    """Return the sets of languages that reading with ``languages`` may come to need, where offered."""
    apart = [part for part in by_script(languages) if part]
    return tuple(dict.fromkeys((languages, *apart, FRENCH)))


def looks_french(text: str) -> bool:
    """Say whether a text is mostly Latin letters with French small words."""
    latin = len(_LATIN.findall(text))
    if latin < _LEAST_LATIN or latin <= 6 * len(_CYRILLIC.findall(text)):
        return False
    words = text.lower().split()
    return sum(word in _FRENCH_WORDS for word in words) > _FRENCH_SHARE * len(words)
