"""How often a sheet is read: once, unless what comes out says that it should be read otherwise.

* the first page of a document is tasted (``taste``): a strip of it says which way it lies, and
  whether it is written in the likely script, the other, or French;
* little confidence with text on the sheet: it may stand on its head. A strip of it is read upside
  down, and if that goes better, the sheet;
* mostly Latin letters with French small words, and French data is there: again with French;
* ink is left that no word covers: that is looked at once more (``second_look``).

What was read is mended where paper and letters say so: ``spaces`` and ``codes``.

A document remembers: after a French page the next is read as French first. Which script comes first
is the affair of ``scripts``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kartoteka.ocr.codes import put_right
from kartoteka.ocr.contract import Recognised, Recogniser
from kartoteka.ocr.language_data import by_script
from kartoteka.ocr.prepare import is_blank, prepare
from kartoteka.ocr.profile import BEST, Profile
from kartoteka.ocr.scripts import DOUBTFUL_PAGE, ScriptReader, best_strip
from kartoteka.ocr.second_look import look_again
from kartoteka.ocr.sheet import Sheet
from kartoteka.ocr.spaces import part_glued
from kartoteka.ocr.taste import taste
from kartoteka.ocr.upright import HALF_TURN, QUARTER_TURN, half_turn

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
        profile: How much trouble is taken.
    """

    def __init__(self, recogniser: Recogniser, languages: str, profile: Profile = BEST) -> None:
        self._recogniser = recogniser
        self._languages = languages
        self._profile = profile
        self._scripts = ScriptReader(recogniser, languages, rescues=profile.rescues)
        self._french_too = FRENCH not in languages.split("+") and recogniser.offers(FRENCH)
        self._french_last = False
        self._tasted = False
        self._lay_upside_down = False

    def read(self, picture: Sheet) -> Recognised:
        """Prepare and read a page's picture."""
        sheet = prepare(picture, self._profile)
        if is_blank(sheet):
            return Recognised((), sheet, self._languages)
        found = self._read_as_tasted(sheet)
        self._lay_upside_down = HALF_TURN in found.sheet.steps
        if self._profile.looks_again:
            found = look_again(found, self._recogniser, FRENCH if self._french_last else self._scripts.first)
        return put_right(part_glued(found))

    def _read_as_tasted(self, sheet: Sheet) -> Recognised:
        if not self._tasted or self._lay_upside_down or QUARTER_TURN in sheet.steps:
            sheet = self._taste(sheet)
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

    def _taste(self, sheet: Sheet) -> Sheet:
        """Learn from a strip how to begin; return the sheet as it is to be read."""
        first, second = self._scripts.first, self._scripts.second
        others = [languages for languages in (second, FRENCH if self._french_too else "") if languages]
        found = taste(sheet, self._recogniser, FRENCH if self._french_last else first, tuple(others))
        self._tasted = self._tasted or bool(found.languages)
        if found.languages:
            self._french_last = found.languages == FRENCH
            self._scripts.begin_with(found.languages)
        return half_turn(sheet) if found.turned else sheet

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
