"""An archive of one scanned document whose readings follow a script, for trials of reading again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from threading import Event
from typing import Any

from tests.unit.workflow.scripted import DONE, ScriptedChildren, document, page

from kartoteka.reading.layer_body import layer_body
from kartoteka.records.agent import Agent
from kartoteka.records.dates import parse_iso
from kartoteka.records.page import Origin, Page, Raster, TextLayer, Words
from kartoteka.records.rereading import Chosen, RereadingState
from kartoteka.sandbox.channel import Frame
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow import consult, journey, rereading
from kartoteka.workflow.accession import Delivery
from kartoteka.workflow.archive import Archive, init_archive

PAGES = 4
LABEL = "A0001-000001"
OWN = (
    "Начальнику следственного изолятора города Воронцову от адвоката Лебедевой. Прошу выдать справку о "
    "состоянии здоровья моего подзащитного и сообщить, когда ему была оказана медицинская помощь. Кроме "
    "того, прошу приобщить к материалам проверки копию журнала учёта посещений за весь месяц."
)


def layer(number: int, text: str, confidence: int | None = None) -> dict[str, Any]:
    """A reading as a child says it; with a confidence it was recognised."""
    parts = text.split()
    starts = tuple(accumulate((len(word) + 1 for word in parts[:-1]), initial=0))
    recognised = confidence is not None
    words = Words(
        starts,
        tuple(start + len(word) for start, word in zip(starts, parts, strict=True)),
        tuple(value for place in range(len(parts)) for value in (10 * place, 10, 10 * place + 9, 20)),
        (confidence,) * len(parts) if confidence is not None else None,
        (0,) * len(parts),
        (0,) * len(parts),
    )
    tool = Agent("tool", "Tesseract" if recognised else "PyMuPDF", "1")
    raster = Raster(10, 10, 72, (1, 0, 0, 1, 0, 0)) if recognised else None
    origin: Origin = "ocr" if recognised else "embedded"
    body = layer_body(TextLayer(number, origin, "ru", confidence, tool, " ".join(parts), words, raster))
    said: dict[str, Any] = json.loads(json.dumps(body))
    return said


def read_page(number: int, *layers: dict[str, Any], notes: Mapping[str, str] | None = None) -> Frame:
    """A page with readings, the last of them shown."""
    frame = page(number, notes=notes)
    return Frame("page", {**frame.body, "layers": list(layers), "shown": len(layers) or None})


class Script:
    """What children say: page 1 has sound text of its own, 2 and 3 were recognised, 4 could not be read."""

    def __init__(self) -> None:
        self.confidence = 55
        self.text = "допрошен свидетель {number}"
        self.dying: set[int] = set()
        self.asked: list[int] = []

    def __call__(self, first: int, last: int, _times: int) -> tuple[list[Frame], Outcome]:
        """Answer a first reading."""
        return [
            document(PAGES),
            *(self._first(number) for number in range(first, min(last, PAGES) + 1)),
        ], DONE

    def again(self, numbers: Sequence[int]) -> tuple[list[Frame], Outcome]:
        """Answer who wants pictures read."""
        frames = [document(PAGES)]
        for number in numbers:
            self.asked.append(number)
            if number in self.dying:
                return frames, Outcome("crashed", "")
            words = self.text.format(number=number)
            own = [layer(1, OWN)] if number == 1 else []
            frames.append(read_page(number, *own, layer(len(own) + 1, words, self.confidence)))
        return frames, DONE

    def _first(self, number: int) -> Frame:
        if number == 1:
            return read_page(1, layer(1, OWN))
        if number == 4:
            return page(4, problem="the page could not be read (RuntimeError: no)")
        return read_page(number, layer(1, f"дonpoшен cвидeтeль {number}", 60))


class Pictures(ScriptedChildren):
    """Children that are told which pages."""

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self._again = script.again

    def run(
        self, request: Mapping[str, Any], document: int, on_frame: Callable[[Frame], None], *rest: Any
    ) -> Outcome:
        """Hand frames over; a request for pictures names its pages."""
        if "pages" not in request:
            return super().run(request, document, on_frame, *rest)
        assert request["pictures"] == "always"
        frames, outcome = self._again(request["pages"])
        for frame in frames:
            on_frame(frame)
        return outcome


def archive_in(folder: Path, script: Script) -> Archive:
    """Make the archive."""
    drop = folder / "drop"
    drop.mkdir()
    (drop / "a.pdf").write_bytes(b"%PDF- whatever")
    archive = init_archive(folder / "archive")
    archive.children = Pictures(script)  # type: ignore[assignment]
    received = parse_iso("2026-11-20")
    assert received is not None
    journey.import_delivery(archive, Delivery(drop, "otter", received, jobs=1), lambda _p: None, Event())
    return archive


def again(archive: Archive, chosen: Chosen, stop: Event | None = None) -> RereadingState | None:
    """Read again what is chosen."""
    reader = consult.local_reader(archive)
    return rereading.run(archive, reader, chosen, lambda _p: None, stop or Event(), jobs=1)


def pages_of(archive: Archive) -> dict[int, Page]:
    """Every page with its readings."""
    with archive.catalogue.read() as view:
        item = next(iter(view.items.stream_unrestricted()))
        assert item.digest is not None
        return {one.number: one for one in view.pages.range(item.digest, 1, PAGES)}
