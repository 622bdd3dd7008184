"""Is a text layer to be trusted? "Has text" does not mean "needs no recognition".

Files carry Russian with shifted glyphs, CP1251 shown as Latin-1, Russian scans recognised as
English; often one font of a page is broken and the others are not. The test costs well under a
millisecond a page. A text is **unsound** when

 1. more than 5 % of its characters are none (U+FFFD, private use, control characters) or such as
    only a wrong code page makes frequent (¤ ¦ ¬ ® and their like), or
 2. more than 12 % of its words mix Latin and Cyrillic letters, or
 3. half of its words stand in broken stretches (``stretches``), or
 4. fewer than 35 % of ten words exist and their letters do not follow one another as in a language.

It is **broken** in part when it holds a broken stretch. It is **doubtful** when 35-75 % of its words
exist, or fewer and it looks like a language the lexicon does not hold: names and figures do that to
honest pages too, so a doubtful text is only questioned where a picture lies under it. Too little
text is **too little**.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kartoteka.analysis.lexicon import fold, lexicon
from kartoteka.analysis.stretches import BAD, DRAWING, DRAWN, Stretch, likeness_of, stretches_in

Verdict = Literal["sound", "doubtful", "broken", "unsound", "too-little"]

LEAST_CHARACTERS = 40
"""Characters, spaces apart, below which a text over a picture is no reading of it."""

_MOST_BAD = 0.05
_LEAST_WORDS = 10
_UNSOUND_SHARE = 0.35
_SOUND_SHARE = 0.75
_MOST_MIXED = 0.12
_MOST_BROKEN = 0.5
_LOOKS_LIKE_ONE = -2.95
_LOOKS_LIKE_CYRILLIC = -2.6
_SAMPLE = 60
_LEAST_IN_WORDS = 0.3
_THREE_UNKNOWN = bytes(3)
_BAD_AMONG_LETTERS = re.compile(rf"{BAD.pattern}[^\W\d_]|[^\W\d_]{BAD.pattern}|{BAD.pattern}{{4}}")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_MIXED = re.compile("[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]")


@dataclass(frozen=True, slots=True)
class Soundness:
    """What the test found."""

    verdict: Verdict
    """Whether to trust it."""
    known: float | None
    """Share of its words of four letters and more that exist, 0-1; None: too few to say."""
    reason: str
    """Why, in a few words for people; empty when sound."""
    stretches: tuple[Stretch, ...] = ()
    """What of it is broken; of an unsound text perhaps not all."""

    @property
    def trusted(self) -> bool:
        """Whether it reads as a language throughout."""
        return self.verdict in ("sound", "doubtful")


def soundness_of(text: str) -> Soundness:
    """Judge a text layer."""
    characters = len(text) - text.count(" ") - text.count("\n")
    if characters < LEAST_CHARACTERS:
        return Soundness("too-little", None, f"{characters} characters")
    words = _LONG_WORD.findall(fold(text))
    exists = lexicon().known(words)
    known = sum(exists) / len(words) if len(words) >= _LEAST_WORDS else None
    bad = 0 if text.isascii() else len(BAD.findall(text))
    if bad > _MOST_BAD * characters:
        reason = f"{100 * bad // characters} % of its characters are none"
        return Soundness("unsound", known, reason, tuple(stretches_in(text)))
    if (
        (known is None or known >= _SOUND_SHARE)
        and (not bad or _BAD_AMONG_LETTERS.search(text) is None)
        and (text.isascii() or DRAWING.search(text) is None or DRAWN.search(text) is None)
        and sum(map(len, words)) >= _LEAST_IN_WORDS * characters
        and not _odd_in_a_row(words, exists)
    ):
        return Soundness("sound", known, "")
    return _questioned(text, words, known)


def _odd_in_a_row(words: Sequence[str], exists: Sequence[bool]) -> bool:
    """Whether three words in a row do not exist and do not look like words: a text without is whole."""
    flags = bytes(exists)
    at = flags.find(_THREE_UNKNOWN)
    while at >= 0:
        likeness = likeness_of(words[at : at + 3])
        if likeness is not None and likeness < _LOOKS_LIKE_ONE:
            return True
        at = flags.find(_THREE_UNKNOWN, at + 1)
    return False


def _questioned(text: str, words: Sequence[str], known: float | None) -> Soundness:
    """Look closer at a text with unknown words in a row, or with many of them."""
    stretches = tuple(stretches_in(text))
    broken = sum(stretch.words for stretch in stretches)
    share = "" if known is None else f"{100 * known:.0f} % of its words exist"
    mixed = sum(_MIXED.search(word) is not None for word in words) / max(1, len(words))
    if known is not None and known < _SOUND_SHARE and mixed > _MOST_MIXED:
        return Soundness("unsound", known, f"{100 * mixed:.0f} % of its words mix two alphabets", stretches)
    if broken > _MOST_BROKEN * len(words):
        return Soundness("unsound", known, share or "its words look like no language", stretches)
    if stretches:
        return Soundness("broken", known, f"{broken} words in a row look like no language", stretches)
    if known is None or known >= _SOUND_SHARE:
        return Soundness("sound", known, "")
    if known >= _UNSOUND_SHARE:
        return Soundness("doubtful", known, share)
    sample = words[:: len(words) // _SAMPLE + 1]
    likeness = likeness_of(sample)
    cyrillic = sum(_CYRILLIC.match(word) is not None for word in sample) > len(sample) // 2
    if likeness is None or likeness > (_LOOKS_LIKE_CYRILLIC if cyrillic else _LOOKS_LIKE_ONE):
        return Soundness("doubtful", known, "it looks like another language")
    return Soundness("unsound", known, share)


def known_share(words: Sequence[str]) -> float | None:
    """Return the share of words of four letters and more that exist; None: there are none."""
    judged = [word for word in (fold(word) for word in words) if _LONG_WORD.fullmatch(word)]
    return sum(lexicon().known(judged)) / len(judged) if judged else None
