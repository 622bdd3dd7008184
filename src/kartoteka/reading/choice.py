"""Which text of a page is shown, and why: the reasons, as the page's notes say them.

The sentences are English and end up in the catalogue; ``web.notes`` knows them and says them in the
reader's language, so a sentence that is changed here is changed there.
"""

from __future__ import annotations

from kartoteka.analysis.agreement import agreement, in_order, words_of
from kartoteka.analysis.soundness import LEAST_CHARACTERS, Soundness, soundness_of
from kartoteka.formats.contract import Ink
from kartoteka.records.page import Against, TextLayer

SHORT = 250
"""Characters below which a text is little for a page."""

_COVERING = 0.5
_LEAST_PICTURE = 0.02
_LEAST_SHAPES = 30
_CLEARLY_BETTER = 1.05
_MOST_STRANGE = 0.4
_MOST_STRANGE_FIGURES = 0.3
_MOST_SHUFFLED = 0.12
_LEAST_CONFIDENCE = 65
_LEAST_KNOWN = 0.5
_LEAST_TO_JUDGE_BY = 12


def why_recognise(sound: Soundness, length: int, ink: Ink) -> str:
    """Say why a page's picture must be read, as the end of a sentence; empty: it need not be."""
    if length == 0 or sound.verdict == "too-little":
        if ink.pictures >= _LEAST_PICTURE or ink.shapes >= _LEAST_SHAPES:
            return "the file has no text here" if length == 0 else "the file has little text here"
        return ""
    if not sound.trusted:
        return f"the file's text is not sound ({sound.reason})"
    if ink.pictures >= _COVERING and length < SHORT and not ink.is_text_hidden:
        return "the file has little text over a picture"
    return ""


def why_compare(sound: Soundness, ink: Ink) -> str:
    """Say why a text that can be read must be compared with the picture; empty: it need not be.

    A text that nobody sees can say anything: it is compared wherever a picture shows what it should
    say. A doubtful one is compared where a picture covers the page.
    """
    if ink.pictures < _COVERING:
        return ""
    if ink.is_text_hidden:
        return "the file's text lies unseen over a picture"
    if sound.verdict == "doubtful":
        return f"the file's text is doubtful ({sound.reason})"
    return ""


def is_better(recognised: str, embedded: str, sound: Soundness) -> bool:
    """Say whether the recognised text is to be shown instead of the file's own."""
    mine = soundness_of(recognised)
    if sound.verdict == "too-little" or (sound.known is None and sound.verdict == "sound"):
        return len(recognised) >= max(LEAST_CHARACTERS, len(embedded))
    if mine.known is None:
        return False
    if sound.known is None:
        return mine.verdict != "unsound"
    if not sound.trusted:
        return mine.known > sound.known
    return mine.known > _CLEARLY_BETTER * sound.known and 2 * len(recognised) > len(embedded)


def judged(embedded: str, recognised: TextLayer) -> tuple[Against, str]:
    """Say how a text of the file stands to what was recognised on the whole page.

    Returns:
        The judgement, and what was found, as the end of a sentence. Empty both where the
        recognition is too poor or the text too short to judge by.
    """
    mine = soundness_of(recognised.text)
    confident = (recognised.confidence or 0) >= _LEAST_CONFIDENCE
    readable = mine.known is not None and mine.known >= _LEAST_KNOWN
    found = agreement(embedded, recognised.text)
    share, figures = found.share, found.figures_share
    if share is not None and share > _MOST_STRANGE:
        if figures is not None and figures < _MOST_STRANGE_FIGURES and confident:
            return "disagrees", f"{found.figures_found} of its {found.figures} numbers stand in the picture"
        order = in_order(words_of(embedded), words_of(recognised.text))
        if order is not None and order < _MOST_SHUFFLED:
            return "disagrees", "its words stand in the picture in another order"
        return "agrees", f"{found.found} of its {found.words} words stand in the picture"
    if share is None or not confident or not readable or len(words_of(recognised.text)) < _LEAST_TO_JUDGE_BY:
        return "", ""
    return "disagrees", f"{found.found} of its {found.words} words stand in the picture"
