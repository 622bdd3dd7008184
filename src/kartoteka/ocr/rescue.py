"""Words of the other script on a page that was read as one script.

A Cyrillic model reads Latin words as nonsense, and shows it: it is in doubt, or it takes Macedonian
and Serbian letters that look Latin. Such words are read again, one by one or with their whole page,
and the better reading is kept. The other way round, a model for both scripts takes the short codes
of offices (ИК-6, СИЗО-1) for Latin: there the Cyrillic reading is preferred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kartoteka.ocr.contract import Recognised, Recogniser, SheetWord

DOUBTFUL = 75
"""Confidence below which a word may belong to the other script."""

MOST_WORDS = 60
"""Words of a page that are read again one by one."""

_SURE = 85
_CLEARLY = 15
_LEAST_LETTERS = 3
_NEAR = 25
_EQUAL = 2
_SAMPLE = 12
_OVERLAP = 0.5
_STRANGE = re.compile("[ѕЅјЈѓЃќЌћЋђЂљЉњЊџЏһҺӀԁԛԝ]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z]")
_CODE = re.compile(r"[А-ЯЁІЇЄҐ]{1,5}-\d{1,6}(?:/\d+)?[.,;:)]?\Z")
_PLAIN_CYRILLIC = re.compile(r"[^\WA-Za-z\d_]+[.,;:)]?\Z")


def is_doubtful(word: SheetWord) -> bool:
    """Say whether a word with letters may belong to the other script."""
    if _LETTER.search(word.text) is None:
        return False
    return word.confidence < DOUBTFUL or _STRANGE.search(word.text) is not None


def doubtful_share(words: Sequence[SheetWord]) -> float:
    """Return the share of characters that stand in doubtful words."""
    characters = sum(len(word.text) for word in words)
    return sum(len(word.text) for word in words if is_doubtful(word)) / max(1, characters)


def rescue(found: Recognised, recogniser: Recogniser, other: str) -> Recognised:
    """Read doubtful words again with the languages of the other script; keep what is clearly better.

    Beside a word of the other script stands another of it more often than not, perhaps one that the
    first model took for its own without doubt (Bank as Вапк): neighbours are read again too.
    """
    words = list(found.words)
    asked: set[int] = set()
    places = _doubtful_places(found)
    least_gain = _CLEARLY
    while places and len(asked) < MOST_WORDS:
        places = places[: MOST_WORDS - len(asked)]
        asked.update(places)
        again = recogniser.read_words(found.sheet, [words[place].box for place in places], other)
        rescued = []
        for place, (text, confidence) in zip(places, again, strict=True):
            if _is_clearly_better(text, confidence, words[place], least_gain):
                words[place] = words[place]._replace(text=text, confidence=confidence)
                rescued.append(place)
        places = _neighbours(words, rescued, asked)
        least_gain = 0
    if words == list(found.words):
        return found
    return replace(found, words=tuple(words), languages=f"{found.languages}, doubtful words {other}")


def other_share(found: Recognised, recogniser: Recogniser, other: str) -> float:
    """Return the share of doubtful words that are of the other script, judged by the longest of them."""
    places = _doubtful_places(found)
    sample = sorted(places, key=lambda place: -len(found.words[place].text))[:_SAMPLE]
    again = recogniser.read_words(found.sheet, [found.words[place].box for place in sample], other)
    better = sum(
        _is_clearly_better(text, confidence, found.words[place])
        for place, (text, confidence) in zip(sample, again, strict=True)
    )
    return better / max(1, len(sample))


def _doubtful_places(found: Recognised) -> list[int]:
    return [
        place
        for place, word in enumerate(found.words)
        if is_doubtful(word) and len(word.text) >= _LEAST_LETTERS
    ]


def _neighbours(words: Sequence[SheetWord], places: Sequence[int], asked: set[int]) -> list[int]:
    """Return the words beside some, on their lines, that were not asked about yet."""
    beside = {
        place + step
        for place in places
        for step in (-1, 1)
        if 0 <= place + step < len(words)
        and (words[place].block, words[place].line) == (words[place + step].block, words[place + step].line)
    }
    return sorted(place for place in beside - asked if _LETTER.search(words[place].text))


def _is_clearly_better(text: str, confidence: int, word: SheetWord, least_gain: int = _CLEARLY) -> bool:
    sure = confidence >= _SURE and confidence >= word.confidence + least_gain
    return sure and len(_LETTER.findall(text)) >= min(_LEAST_LETTERS, len(word.text))


def prefer_cyrillic(both: Recognised, cyrillic: Recognised) -> Recognised:
    """In a reading with both scripts, take back from Latin what the Cyrillic reading is sure of.

    Args:
        both: Read with all languages.
        cyrillic: The same sheet read with the Cyrillic ones.
    """
    words = list(both.words)
    for place, word in enumerate(words):
        if _LATIN.search(word.text) is None:
            continue
        rival = next((other for other in cyrillic.words if _same_place(word, other)), None)
        if rival is None or _STRANGE.search(rival.text):
            continue
        code = _CODE.match(rival.text) is not None and rival.confidence >= word.confidence - 2 * _NEAR
        surer = rival.confidence >= max(_SURE, word.confidence - _EQUAL)
        plain = _PLAIN_CYRILLIC.match(rival.text) is not None and surer
        if code or plain:
            words[place] = word._replace(text=rival.text, confidence=rival.confidence)
    return replace(both, words=tuple(words))


def _same_place(one: SheetWord, other: SheetWord) -> bool:
    x0, y0 = max(one.box[0], other.box[0]), max(one.box[1], other.box[1])
    x1, y1 = min(one.box[2], other.box[2]), min(one.box[3], other.box[3])
    if x1 <= x0 or y1 <= y0:
        return False
    return (x1 - x0) * (y1 - y0) > _OVERLAP * max(_area(one), _area(other))


def _area(word: SheetWord) -> int:
    x0, y0, x1, y1 = word.box
    return (x1 - x0) * (y1 - y0)
