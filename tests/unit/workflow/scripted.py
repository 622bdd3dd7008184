"""Children that do as a script says: for documents that kill, lie or stall, without such a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kartoteka.errors import DamagedError
from kartoteka.sandbox.channel import Frame
from kartoteka.sandbox.children import Outcome

DONE = Outcome("done", "")


def document(pages: int) -> Frame:
    """The frame that opens a reading."""
    body = {"media_type": "application/pdf", "pages": pages, "claims": {}, "hazards": [], "held": None}
    return Frame("document", {**body, "repaired": False})


def page(number: int, problem: str = "") -> Frame:
    """A page without text."""
    size = {"width": 100.0, "height": 100.0, "rotation": 0}
    return Frame("page", {"number": number, **size, "problem": problem, "notes": {}, "shown": None, "layers": []})


Script = Callable[[int, int, int], tuple[list[Frame], Outcome]]


class ScriptedChildren:
    """Stands where ``ChildrenPool`` does. The script sees (first, last, how often asked)."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.asked: list[tuple[int, int]] = []

    def reader(self, languages: str) -> ScriptedChildren:
        """One script for all languages."""
        return self

    def run(
        self, request: Mapping[str, Any], document: int, on_frame: Callable[[Frame], None], seconds: float
    ) -> Outcome:
        """Hand the script's frames over, and treat a lie as the sandbox does."""
        span = (request["first"], request["last"])
        self.asked.append(span)
        frames, outcome = self._script(*span, self.asked.count(span))
        for frame in frames:
            try:
                on_frame(frame)
            except DamagedError as error:
                return Outcome("killed", error.message)
        return outcome

    def close(self) -> None:
        """Nothing runs."""
