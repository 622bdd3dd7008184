"""Is a text layer to be trusted? "Has text" does not mean "needs no recognition".

Files carry Russian with shifted glyphs, CP1251 shown as Latin-1, Russian scans recognised as
English. The test costs well under a millisecond a page. A text is **unsound** when

 1. more than 5 % of its characters are none (U+FFFD, private use, control characters) or such as
    only a wrong code page makes frequent (¤ ¦ ¬ ® and their like), or
 2. it has ten words of four letters and fewer than 35 % of them exist, unless it looks like a
    language the lexicon does not hold, or
 3. more than 12 % of its words mix Latin and Cyrillic letters.

It is **doubtful** when 35-75 % of its words exist: names and figures do that to honest pages too, so
a doubtful text is only questioned where a picture lies under it. Too little text is **too little**.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kartoteka.analysis.lexicon import fold, lexicon

Verdict = Literal["sound", "doubtful", "unsound", "too-little"]

LEAST_CHARACTERS = 40
"""Characters, spaces apart, below which a text over a picture is no reading of it."""

_MOST_BAD = 0.05
_LEAST_WORDS = 10
_UNSOUND_SHARE = 0.35
_SOUND_SHARE = 0.75
_MOST_MIXED = 0.12
_SAMPLE = 150
_BAD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f-\x9f¤¦©¬\xad®µ¶]")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_PLAIN_LATIN = re.compile("[A-Za-z]")
_OTHER_LATIN = re.compile("[\u00aa-\u024f]")
_VOWEL = re.compile(
    "[aeiouyAEIOUY\u00c0-\u00c6\u00c8-\u00cf\u00d2-\u00dd\u00e0-\u00e6\u00e8-\u00ef\u00f2-\u00fd]"
)
_MIXED = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")


@dataclass(frozen=True, slots=True)
class Soundness:
    """What the test found."""

    verdict: Verdict
    """Whether to trust it."""
    known: float | None
    """Share of its words of four letters and more that exist, 0-1; None: too few to say."""
    reason: str
    """Why, in a few words for people; empty when sound."""


def soundness_of(text: str) -> Soundness:
    """Judge a text layer."""
    characters = len(text) - text.count(" ") - text.count("\n")
    if characters < LEAST_CHARACTERS:
        return Soundness("too-little", None, f"{characters} characters")
    bad = 0 if text.isascii() else len(_BAD.findall(text))
    if bad > _MOST_BAD * characters:
        return Soundness("unsound", None, f"{100 * bad // characters} % of its characters are none")
    words = _LONG_WORD.findall(text)
    if len(words) < _LEAST_WORDS:
        return Soundness("sound", None, "")
    known = known_share(words)
    if known >= _SOUND_SHARE:
        return Soundness("sound", known, "")
    mixed = sum(_MIXED.search(word) is not None for word in words) / len(words)
    if mixed > _MOST_MIXED:
        return Soundness("unsound", known, f"{100 * mixed:.0f} % of its words mix two alphabets")
    if known >= _UNSOUND_SHARE:
        return Soundness("doubtful", known, f"{100 * known:.0f} % of its words exist")
    if looks_foreign("".join(words)):
        return Soundness("doubtful", known, "it looks like another language")
    return Soundness("unsound", known, f"{100 * known:.0f} % of its words exist")


def known_share(words: list[str]) -> float:
    """Return the share of words that exist; judged by an even sample of a long text."""
    sample = words if len(words) <= _SAMPLE else words[:: len(words) // _SAMPLE + 1]
    known = lexicon()
    return sum(fold(word) in known for word in sample) / len(sample)


def looks_foreign(letters: str) -> bool:
    """Say whether letters look like a language outside the lexicon rather than like garbage.

    Another alphabet does; Latin does when its vowels have their usual share and few of its letters
    carry accents: CP1251 shown as Latin-1 has almost nothing but accents, shifted glyphs have vowels
    in the wrong number. Cyrillic of which nothing exists is garbage.
    """
    latin, accented = len(_PLAIN_LATIN.findall(letters)), len(_OTHER_LATIN.findall(letters))
    cyrillic = len(_CYRILLIC.findall(letters))
    if cyrillic > 0.1 * len(letters):
        return False
    if latin + accented < 0.5 * len(letters):
        return True
    vowels = len(_VOWEL.findall(letters)) / (latin + accented)
    return accented < 0.25 * (latin + accented) and 0.28 < vowels < 0.58
