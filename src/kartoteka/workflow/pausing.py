"""Pause and resume: a person wants the machine for something else, and reading waits.

The wish lies in the catalogue, so that it reaches an import and ``serve`` alike, whichever runs, and
outlasts both. Who reads passes a gate before each file that is copied and each child that is begun,
so that work rests within seconds; what a child has in hand is finished. Searching never waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Lock

from kartoteka.catalogue.pauses import Pause
from kartoteka.clock import now
from kartoteka.records.reader import Reader
from kartoteka.workflow.archive import Archive

_SECONDS_BETWEEN_LOOKS = 1.0


def pause(archive: Archive) -> bool:
    """Ask whoever reads to wait, and say whether nobody had asked before. Needs no lock."""
    with archive.catalogue.write() as unit:
        return unit.pauses.begin(archive.person.name, now())


def resume(archive: Archive) -> bool:
    """Let reading go on, and say whether it was paused."""
    with archive.catalogue.write() as unit:
        return unit.pauses.end()


def paused(archive: Archive) -> Pause | None:
    """Return the pause that lasts; None: reading goes on."""
    with archive.catalogue.read() as view:
        return view.pauses.current()


def is_paused(archive: Archive, _reader: Reader) -> bool:
    """Say whether reading pauses; everybody may know."""
    return paused(archive) is not None


def set_paused(archive: Archive, _reader: Reader, paused: bool) -> None:
    """Let reading wait, or go on; the one local reader may."""
    (pause if paused else resume)(archive)


class Gate:
    """Holds up whoever passes while reading is paused; safe for threads.

    Args:
        archive: Whose reading.
        stop: Lets everybody through when it is set: what is in hand is finished.
        tell: Told True when the pause begins, and False when it ends.
    """

    def __init__(
        self, archive: Archive, stop: Event, tell: Callable[[bool], None] = lambda _paused: None
    ) -> None:
        self._archive = archive
        self._stop = stop
        self._tell = tell
        self._lock = Lock()
        self._looked_at = 0.0
        self._paused = False

    def wait(self) -> None:
        """Return when reading may go on."""
        while not self._stop.is_set() and self._is_paused():
            self._stop.wait(_SECONDS_BETWEEN_LOOKS)

    def _is_paused(self) -> bool:
        with self._lock:
            if time.monotonic() - self._looked_at >= _SECONDS_BETWEEN_LOOKS:
                found = paused(self._archive) is not None
                self._looked_at = time.monotonic()
                if found != self._paused:
                    self._paused = found
                    self._tell(found)
            return self._paused


def open_gate() -> None:
    """Hold nobody up."""
