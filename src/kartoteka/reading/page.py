"""How one page is read: the text it carries where that is sound, else recognition of its picture.

A text that is broken is decoded where it was only shown in the wrong code page. A text that lies
unseen over a picture, or is doubtful, is compared with the picture by a sample of lines; where they
disagree, and where there is no text or a broken one, the picture is recognised. All layers are kept;
which one is shown, and why, stands in the page's notes:

* ``layer``: why the shown layer is shown, in words for people;
* ``soundness``: what the test of the embedded text found, where it did not simply pass;
* ``decoded``: what was decoded;
* ``hidden``: the embedded text lies invisibly over a picture;
* ``compared``: what the comparison with the picture found;
* ``deferred``: why its picture must be read, by a child that can: this one had no engine;
* ``recognition``: what was done to the picture (turned, straightened), or why it was not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kartoteka.analysis.language import language_of
from kartoteka.analysis.soundness import Soundness, soundness_of
from kartoteka.formats.contract import FormatPage, FoundWord, PageBounds, Picture
from kartoteka.reading.choice import SHORT, is_better, judged, why_compare, why_recognise
from kartoteka.reading.comparison import sample_agrees
from kartoteka.reading.layout import LaidOut, layout
from kartoteka.reading.recognition import PictureReading, Recognition
from kartoteka.reading.redecoding import redecode
from kartoteka.records.agent import Agent
from kartoteka.records.page import Against, TextLayer

DEFERRED = "deferred"


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
    against: Against = ""
    """How the file's own text stands against the picture."""


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
        laid_out = self._lay_out(page, page.words())
        sound = soundness_of(laid_out.text)
        if laid_out.text:
            self._show(reading, self._embedded(1, laid_out, self._tool))
            if laid_out.cut:
                reading.problem = f"only the first {len(laid_out.words)} words of the page are kept"
        if not sound.trusted and laid_out.text:
            reading.notes["soundness"] = sound.reason
            if sound.verdict != "too-little":
                reading.against = "garbled"
                laid_out, sound = self._decode(page, reading, laid_out, sound)
        written = sound.verdict == "sound" and len(laid_out.text) >= SHORT and not self._always
        if written and not page.is_pictured():
            return reading
        self._look(page, reading, laid_out, sound)
        return reading

    def _decode(
        self, page: FormatPage, reading: PageReading, laid_out: LaidOut, sound: Soundness
    ) -> tuple[LaidOut, Soundness]:
        """Add the text as it reads decoded, if it can be, and go on with that."""
        meant = redecode(page, laid_out, sound)
        if meant is None:
            return laid_out, sound
        better = self._lay_out(page, meant.words)
        tool = Agent("tool", self._tool.name, self._tool.version, meant.parameters)
        self._show(reading, self._embedded(len(reading.layers) + 1, better, tool))
        reading.notes["decoded"] = meant.note
        reading.notes["layer"] = f"the file's own text, decoded: {meant.note}"
        return better, soundness_of(better.text)

    def _look(self, page: FormatPage, reading: PageReading, laid_out: LaidOut, sound: Soundness) -> None:
        """Look at what is drawn on the page, and at its picture where that is called for."""
        if sound.reason and laid_out.text:
            reading.notes["soundness"] = sound.reason
        ink = page.ink()
        if ink.is_text_hidden:
            reading.notes["hidden"] = "the text lies invisibly over a picture"
        why = why_recognise(sound, len(laid_out.text), ink) or ("a person asked" if self._always else "")
        compare = "" if why else why_compare(sound, ink)
        if not why and not compare:
            return
        if self._recognition is None:
            reading.notes[DEFERRED] = why or compare
            return
        picture = page.picture()
        if compare and sample_agrees(laid_out, picture, self._recognition):
            reading.against = reading.against or "agrees"
            reading.notes["compared"] = "a sample of it stands in the picture"
            return
        self._recognise(page, picture, self._recognition, reading, sound, why)

    def _recognise(
        self,
        page: FormatPage,
        picture: Picture,
        recognition: Recognition,
        reading: PageReading,
        sound: Soundness,
        why: str,
    ) -> None:
        """Read the whole picture, and choose between what it says and what the file says.

        Args:
            page: The page.
            picture: Its picture.
            recognition: Who reads it.
            reading: What is known of the page; gets the layer, the choice and its reasons.
            sound: The test of the text that is shown until now.
            why: The reason; empty: a sample of the text was not found in the picture.
        """
        found = recognition.read(picture)
        if found.steps:
            reading.notes["recognition"] = ", ".join(found.steps)
        laid_out = self._lay_out(page, found.words, found)
        if not laid_out.text:
            reading.notes["recognition"] = ", ".join([*found.steps, "no letters found"])
            if reading.layers:
                reading.notes["layer"] = "the file's own text; its picture holds no letters"
            return
        before = reading.layers[-1] if reading.layers else None
        number = len(reading.layers) + 1
        layer = TextLayer(
            number,
            "ocr",
            language_of(laid_out.text),
            found.confidence,
            found.tool,
            laid_out.text,
            laid_out.words,
            found.raster,
        )
        reading.layers.append(layer)
        if before is None:
            reading.shown = number
            return
        against, compared = judged(before.text, layer)
        if compared:
            reading.notes["compared"] = compared
        reading.against = reading.against or against
        if against == "disagrees" and sound.trusted:
            reading.shown = number
            reading.notes["layer"] = (
                f"read from the picture because the file's text says otherwise: {compared}"
            )
        elif is_better(layer.text, before.text, sound):
            reading.shown = number
            reading.notes["layer"] = f"read from the picture because {why or self._reason(sound)}"
        elif why:
            reading.notes["layer"] = f"the file's own text, although {why}: its picture reads no better"
        else:
            reading.notes["layer"] = "the file's own text: its picture reads no better"

    @staticmethod
    def _reason(sound: Soundness) -> str:
        return f"the file's text is doubtful ({sound.reason})" if sound.reason else "it reads better"

    @staticmethod
    def _show(reading: PageReading, layer: TextLayer) -> None:
        reading.layers.append(layer)
        reading.shown = layer.number

    def _lay_out(
        self, page: FormatPage, words: Sequence[FoundWord], seen: PictureReading | None = None
    ) -> LaidOut:
        return layout(
            words,
            page.width,
            page.height,
            raster=seen.raster if seen else None,
            rules=seen.rules if seen else page.rules,
            most_words=self._bounds.words,
            most_characters=self._bounds.characters,
        )

    @staticmethod
    def _embedded(number: int, laid_out: LaidOut, tool: Agent) -> TextLayer:
        text = laid_out.text
        return TextLayer(number, "embedded", language_of(text), None, tool, text, laid_out.words, None)
