"""The reading children of one archive: two preloaded parents, made when first needed.

One is small: its children open documents, read the text they carry and draw pages. One holds the
language models, a process a set of languages: its children read pictures. Both run the same program;
which parser it uses is not known here.
"""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Lock, Thread

from kartoteka.errors import UnavailableError
from kartoteka.ocr import language_data
from kartoteka.reading.frames import FrameLimits
from kartoteka.sandbox.children import Children
from kartoteka.sandbox.limits import Limits
from kartoteka.settings import Settings

PROGRAM = "kartoteka.reading.program"

_MOST_SETS = 3
"""Sets of languages whose models are kept at hand, where no more are in use."""
_IDLE_SECONDS = 60.0


def frame_limits(settings: Settings) -> FrameLimits:
    """Return the bounds of what a child may say of a page."""
    return FrameLimits(
        settings.largest_page_words, settings.largest_page_characters, settings.largest_page_pixels
    )


class ChildrenPool:
    """Starts the parents lazily; safe for threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._recognising: dict[str, Children] = {}
        self._asked: dict[str, float] = {}
        self._small: Children | None = None

    def recognising(self, languages: str) -> Children:
        """Return the children that read and recognise in the given languages.

        Args:
            languages: As Tesseract names them, joined by ``+``.

        Raises:
            UnavailableError: A language's data is not installed.
        """
        folder = language_data.require(languages, self._settings.tessdata)
        with self._lock:
            self._asked[languages] = time.monotonic()
            children = self._recognising.get(languages)
            if children is None:
                self._make_room()
                config = {"recognise": True, "languages": languages, "tessdata": str(folder)}
                children = self._recognising[languages] = Children(PROGRAM, config, self._limits())
            return children

    def _make_room(self) -> None:
        """End parents that nobody has asked for of late, beyond a few: each holds models in memory."""
        late = time.monotonic() - _IDLE_SECONDS
        idle = sorted(
            (asked, languages)
            for languages, asked in self._asked.items()
            if languages in self._recognising and asked < late and not self._recognising[languages].busy
        )
        for _, languages in idle[: max(0, len(self._recognising) - _MOST_SETS + 1)]:
            self._recognising.pop(languages).close()

    def small(self) -> Children:
        """Return the children that hold no language models: they open, read text and draw."""
        with self._lock:
            if self._small is None:
                self._small = Children(PROGRAM, {}, self._limits())
            return self._small

    def warm(self) -> None:
        """Start the small parent in the background, while something else is done; harmless if it cannot."""

        def start() -> None:
            with suppress(UnavailableError):  # whoever needs it is told
                self.small().preload({})

        Thread(target=start, name="warming up", daemon=True).start()

    def close(self) -> None:
        """End every parent and its children."""
        with self._lock:
            for children in self._recognising.values():
                children.close()
            self._recognising.clear()
            if self._small is not None:
                self._small.close()
                self._small = None

    def _limits(self) -> Limits:
        return Limits(memory_bytes=self._settings.child_memory_mb * 1024 * 1024)
