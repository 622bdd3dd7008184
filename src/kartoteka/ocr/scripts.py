"""One script first: a page is mostly one, and one model is a fifth quicker than two and errs less.

When Cyrillic and other languages are asked for together, a page is read in the script that the last
page of its document had (Cyrillic at first), and only what that leaves in doubt is read otherwise:

* a few doubtful words: one by one with the other languages;
* many of them, of which a sample turns out to be of the other script: the whole page with all
  languages (a poor scan has many of them too, and is not read twice for nothing);
* a page that is read badly throughout: a strip of it in the other script, and if that goes well,
  the page.
"""

from __future__ import annotations

from dataclasses import replace

from kartoteka.ocr.contract import Recognised, Recogniser
from kartoteka.ocr.language_data import by_script
from kartoteka.ocr.rescue import doubtful_share, other_share, prefer_cyrillic, rescue
from kartoteka.ocr.sheet import Sheet

DOUBTFUL_PAGE = 60
"""Mean confidence below which a page is not believed."""

_MIXED_SHARE = 0.12
_WHOLE_PAGE = 0.3
_FOREIGN_SHARE = 0.5
_STRIP_SHARE = 6
_STRIP_INCHES = 1.2
_BETTER = 10


class ScriptReader:
    """Reads sheets of one document.

    Args:
        recogniser: The engine.
        languages: As asked for, joined by ``+``.
        rescues: Whether doubtful words are read again one by one; whole pages always may be.
    """

    def __init__(self, recogniser: Recogniser, languages: str, *, rescues: bool = True) -> None:
        self._rescues = rescues
        self._recogniser = recogniser
        self._languages = languages
        self._cyrillic, other = by_script(languages)
        self._first, self._second = self._cyrillic or other, other if self._cyrillic else ""

    @property
    def first(self) -> str:
        """The languages that a page is read in first."""
        return self._first

    @property
    def second(self) -> str:
        """The languages that a page may be in otherwise; empty: none."""
        return self._second

    def begin_with(self, languages: str) -> None:
        """Take what a taste was read best with for the document's script."""
        if languages == self._second:
            self._first, self._second = self._second, self._first

    def read(self, sheet: Sheet) -> Recognised:
        """Read a prepared sheet, whichever way it lies."""
        found = self._recogniser.read(sheet, self._first)
        if not self._second:
            return found
        if found.confidence < DOUBTFUL_PAGE or doubtful_share(found.words) > _FOREIGN_SHARE:
            return self._other_script(found)
        return self._mend(found)

    def _mend(self, found: Recognised) -> Recognised:
        """Read what is in doubt otherwise, as far as it is of the other script."""
        if doubtful_share(found.words) <= _MIXED_SHARE:
            return rescue(found, self._recogniser, self._second) if self._rescues else found
        share = other_share(found, self._recogniser, self._second)
        if share == 0.0:
            return found
        if share < _WHOLE_PAGE:
            return rescue(found, self._recogniser, self._second) if self._rescues else found
        both = self._recogniser.read(found.sheet, self._languages)
        return prefer_cyrillic(both, found) if self._first == self._cyrillic else both

    def _other_script(self, found: Recognised) -> Recognised:
        """Try the other script on a strip of a page that was read badly; go on with the better."""
        strip = best_strip(found)
        trial = self._recogniser.read(strip, self._second)
        if trial.confidence < max(DOUBTFUL_PAGE, found.confidence + _BETTER):
            return found if found.confidence < DOUBTFUL_PAGE else self._mend(found)
        self._first, self._second = self._second, self._first
        return self._mend(self._recogniser.read(found.sheet, self._first))


def best_strip(found: Recognised) -> Sheet:
    """Return the strip of a sheet, across its whole width, in which most words were found."""
    sheet = found.sheet
    height = min(sheet.height, max(sheet.height // _STRIP_SHARE, round(_STRIP_INCHES * sheet.dpi)))
    middles = sorted((word.box[1] + word.box[3]) // 2 for word in found.words)
    top, most = (sheet.height - height) // 2, 0
    for place, middle in enumerate(middles):
        count = sum(1 for other in middles[place:] if other < middle + height * 3 // 4)
        if count > most:
            top, most = middle - height // 8, count
    top = max(0, min(top, sheet.height - height))
    strip = sheet.moved(sheet.pixels[top : top + height], (1.0, 0.0, 0.0, 1.0, 0.0, float(top)))
    return replace(strip, steps=sheet.steps)
