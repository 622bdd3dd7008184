"""Recognition as the child uses it: engines made before the fork, one document's memory after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kartoteka.formats.contract import Picture
from kartoteka.records.agent import Agent
from kartoteka.records.page import Raster

FoundWord = tuple[float, float, float, float, str, int, int, int]
Rule = tuple[float, float, float, float]

_PREPARATION = "4"
"""Version of ``ocr.prepare`` and ``ocr.attempts``; raised when they change what is read."""


@dataclass(frozen=True, slots=True)
class PictureReading:
    """What was read from a page's picture."""

    words: Sequence[FoundWord]
    """In page space, with confidences."""
    confidence: int
    """Mean, 0-100."""
    tool: Agent
    """Engine, version, and what it was told."""
    raster: Raster
    """The picture as it was recognised."""
    steps: tuple[str, ...]
    """What was done to it, for people."""
    rules: Callable[[], Sequence[Rule]]
    """Looks for lines drawn on it, in its pixels; costs some 45 milliseconds."""


class Recognition:
    """Reads the pictures of one document.

    Args:
        engine: A recogniser, loaded.
        languages: As asked for, joined by ``+``.
        profile: ``best`` or ``fast``; see ``ocr.profile``.
    """

    def __init__(self, engine: Any, languages: str, profile: str = "best") -> None:  # noqa: ANN401 - ocr is imported late
        from kartoteka.ocr.attempts import Attempts
        from kartoteka.ocr.profile import PROFILES

        self._engine = engine
        self._profile = PROFILES[profile]
        self._attempts = Attempts(engine, languages, self._profile)

    def read(self, picture: Picture) -> PictureReading:
        """Read one picture."""
        from kartoteka.ocr.rules import rules_of
        from kartoteka.ocr.sheet import sheet_of

        found = self._attempts.read(sheet_of(picture.samples, picture.channels, picture.raster))
        parameters = {
            "languages": found.languages,
            "segmentation": "3",
            "preparation": _PREPARATION,
            "profile": self._profile.name,
        }
        return PictureReading(
            found.on_page(),
            found.confidence,
            Agent("tool", self._engine.name, self._engine.version, parameters),
            found.sheet.raster,
            found.sheet.steps,
            lambda: rules_of(found.sheet),
        )


class Engines:
    """The preloaded parent's engines; children inherit them."""

    def __init__(self) -> None:
        self._engine: Any = None

    def preload(self, config: dict[str, Any]) -> None:
        """Load what recognition needs, if it is wanted.

        Args:
            config: See ``program.preload``.

        Raises:
            UnavailableError: Language data is missing.
        """
        if not config.get("recognise"):
            return
        from kartoteka.ocr.attempts import needed_for
        from kartoteka.ocr.language_data import require
        from kartoteka.ocr.listing import recogniser

        languages: str = config["languages"]
        if self._engine is None:
            folder = require(languages, config.get("tessdata", ""))
            self._engine = recogniser(config.get("engine", "tesseract"), Path(folder))
        for needed in needed_for(languages):
            if self._engine.offers(needed):
                self._engine.load(needed)

    def recognition(self, languages: str, profile: str = "best") -> Recognition | None:
        """Return how a document's pictures are read; None: recognition was not preloaded."""
        if self._engine is None or not languages:
            return None
        return Recognition(self._engine, languages, profile)
