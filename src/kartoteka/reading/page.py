"""How one page is read: the text it carries where that is sound, else recognition of its picture.

Both layers are kept; which one is shown, and why, stands in the page's notes:

* ``layer``: why the shown layer is shown, in words for people;
* ``soundness``: what the test of the embedded text found, where it did not simply pass;
* ``hidden``: the embedded text lies invisibly over a picture;
* ``deferred``: why its picture must be read, by a child that can: this one had no engine;
* ``recognition``: what was done to the picture (turned, straightened), or why it was not read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kartoteka.analysis.language import language_of
from kartoteka.analysis.soundness import LEAST_CHARACTERS, Soundness, soundness_of
from kartoteka.formats.contract import FormatPage, Ink, PageBounds
from kartoteka.reading.layout import LaidOut, layout
from kartoteka.reading.recognition import Recognition
from kartoteka.records.agent import Agent
from kartoteka.records.page import TextLayer

DEFERRED = "deferred"
_COVERING = 0.5
_LEAST_PICTURE = 0.02
_LEAST_SHAPES = 30
_SHORT = 250
_CLEARLY_BETTER = 1.05


@dataclass(slots=True)
class PageReading:
    """What was made of a page."""

    layers: list[TextLayer] = field(default_factory=list)
    """In the order of making."""
    shown: int | None = None
    """Which is shown; None: none."""
    notes: dict[str, str] = field(default_factory=dict)
    """Why."""
    problem: str = ""
    """Why it was read in part only; empty: it was read."""


class PageReader:
    """Reads the pages of one document.

    Args:
        tool: Name and version of the library that opens it.
        recognition: How pictures are read; None: they are not.
        bounds: How much of a page is kept.
        always: Whether every picture is read, also under sound text: a person asked for it.
    """

    def __init__(
        self,
        tool: tuple[str, str],
        recognition: Recognition | None,
        bounds: PageBounds,
        *,
        always: bool = False,
    ) -> None:
        self._tool = Agent("tool", *tool)
        self._recognition = recognition
        self._bounds = bounds
        self._always = always

    def read(self, page: FormatPage) -> PageReading:
        """Read one page."""
        reading = PageReading()
        laid_out = self._lay_out(page, page.words(), recognised=False)
        sound = soundness_of(laid_out.text)
        if laid_out.text:
            reading.layers.append(self._embedded(laid_out))
            reading.shown = 1
            if laid_out.cut:
                reading.problem = f"only the first {len(laid_out.words)} words of the page are kept"
        if sound.verdict == "sound" and len(laid_out.text) >= _SHORT and not self._always:
            return reading
        if sound.reason and laid_out.text:
            reading.notes["soundness"] = sound.reason
        ink = page.ink()
        if ink.hidden_text > ink.visible_text:
            reading.notes["hidden"] = "the text lies invisibly over a picture"
        why = why_recognise(sound, len(laid_out.text), ink) or ("a person asked" if self._always else "")
        if why:
            self._recognise(page, reading, sound, why)
        return reading

    def _recognise(self, page: FormatPage, reading: PageReading, sound: Soundness, why: str) -> None:
        if self._recognition is None:
            reading.notes[DEFERRED] = why
            return
        found = self._recognition.read(page.picture())
        if found.steps:
            reading.notes["recognition"] = ", ".join(found.steps)
        laid_out = self._lay_out(page, found.words, recognised=True)
        if not laid_out.text:
            reading.notes["recognition"] = ", ".join([*found.steps, "no letters found"])
            if reading.layers:
                reading.notes["layer"] = "the file's own text; its picture holds no letters"
            return
        number = len(reading.layers) + 1
        reading.layers.append(
            TextLayer(
                number,
                "ocr",
                language_of(laid_out.text),
                found.confidence,
                found.tool,
                laid_out.text,
                laid_out.words,
                found.raster,
            )
        )
        if number == 1:
            reading.shown = 1
        elif is_better(laid_out.text, reading.layers[0].text, sound):
            reading.shown = number
            reading.notes["layer"] = f"read from the picture because {why}"
        else:
            reading.notes["layer"] = f"the file's own text, although {why}: its picture reads no better"

    def _lay_out(self, page: FormatPage, words: object, *, recognised: bool) -> LaidOut:
        return layout(
            words,  # type: ignore[arg-type]
            page.width,
            page.height,
            recognised=recognised,
            most_words=self._bounds.words,
            most_characters=self._bounds.characters,
        )

    def _embedded(self, laid_out: LaidOut) -> TextLayer:
        text = laid_out.text
        return TextLayer(1, "embedded", language_of(text), None, self._tool, text, laid_out.words, None)


def why_recognise(sound: Soundness, length: int, ink: Ink) -> str:
    """Say why a page's picture must be read, as the end of a sentence; empty: it need not be."""
    covered = ink.pictures >= _COVERING
    if length == 0 or sound.verdict == "too-little":
        if ink.pictures >= _LEAST_PICTURE or ink.shapes >= _LEAST_SHAPES:
            return "the file has no text here" if length == 0 else "the file has little text here"
        return ""
    if sound.verdict in ("unsound", "broken"):
        return f"the file's text is not sound ({sound.reason})"
    if sound.verdict == "doubtful" and covered:
        return f"the file's text is doubtful ({sound.reason})"
    if covered and length < _SHORT and ink.visible_text >= ink.hidden_text:
        return "the file has little text over a picture"
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
    if sound.verdict in ("unsound", "broken"):
        return mine.known > sound.known
    return mine.known > _CLEARLY_BETTER * sound.known and 2 * len(recognised) > len(embedded)
