"""Children that do as a script says: for documents that kill, lie or stall, without such a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kartoteka.errors import DamagedError
from kartoteka.sandbox.channel import Frame
from kartoteka.sandbox.parent import Outcome

DONE = Outcome("done", "")


def document(pages: int) -> Frame:
    """The frame that opens a reading."""
    body = {"media_type": "application/pdf", "pages": pages, "claims": {}, "hazards": [], "held": None}
    return Frame("document", {**body, "repaired": False})


def page(number: int, problem: str = "", notes: Mapping[str, str] | None = None) -> Frame:
    """A page without text."""
    size = {"width": 100.0, "height": 100.0, "rotation": 0}
    said = {"problem": problem, "notes": dict(notes or {}), "shown": None, "layers": []}
    return Frame("page", {"number": number, **size, **said})


Script = Callable[[int, int, int], tuple[list[Frame], Outcome]]


class ScriptedChildren:
    """Stands where ``ChildrenPool`` does. The script sees (first, last, how often asked)."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.asked: list[tuple[int, int]] = []

    def recognising(self, languages: str) -> ScriptedChildren:
        """One script for all languages."""
        return self

    def small(self) -> ScriptedChildren:
        """The same script for text and pictures."""
        return self

    def run(
        self,
        request: Mapping[str, Any],
        document: int,
        on_frame: Callable[[Frame], None],
        seconds: float,
        niceness: int = 0,
    ) -> Outcome:
        """Hand the script's frames over, and treat a lie as the sandbox does."""
        asked = request.get("pages")
        span = (asked[0], asked[-1]) if asked else (request["first"], request["last"])
        if asked:
            span = (-span[0], -span[1])  # a script knows recognition by negative numbers
        self.asked.append(span)
        frames, outcome = self._script(*span, self.asked.count(span))
        for frame in frames:
            try:
                on_frame(frame)
            except DamagedError as error:
                return Outcome("killed", error.message)
        return outcome

    def run_several(
        self,
        requests: Sequence[Mapping[str, Any]],
        documents: Sequence[int],
        on_frame: Callable[[int, Frame], None],
        seconds: float,
        niceness: int = 0,
    ) -> tuple[Outcome, int]:
        """Ask the script for each document in turn, until one does not end well."""
        for place, request in enumerate(requests):
            outcome = self.run(
                request, documents[place], lambda frame, at=place: on_frame(at, frame), seconds, niceness
            )
            if outcome.status != "done":
                return outcome, place
            on_frame(place, Frame("end", {}))
        return DONE, len(requests)

    def warm(self) -> None:
        """Nothing to start."""

    def close(self) -> None:
        """Nothing runs."""
