"""Reading in the background while ``serve`` runs: what an interrupted import left, and what a person in
the browser wants read again.

The worker takes the writer's lock for a moment at a time, so that an import started elsewhere
never waits long, and lets go at once when somebody else holds it.
"""

from __future__ import annotations

import logging
from threading import Event, Thread

from kartoteka.errors import ConflictError, KartotekaError
from kartoteka.workflow import extract, index
from kartoteka.workflow.archive import BACKGROUND, Archive, writing
from kartoteka.workflow.pausing import Gate, paused

_log = logging.getLogger(__name__)
_TASKS_A_TURN = 4
_IDLE_SECONDS = 5.0
_BREATH_SECONDS = 0.2
"""Between turns: longer than whoever waits for the lock looks away."""


class BackgroundReader:
    """One thread that reads what waits. Start it, and stop it before the archive is closed."""

    def __init__(self, archive: Archive, jobs: int = 1) -> None:
        self._archive = archive
        self._jobs = jobs
        self._stop = Event()
        self._thread = Thread(target=self._run, name="background reader", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stop.set()
        self._archive.wanted.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._archive.wanted.clear()
            if self._turn():
                self._stop.wait(_BREATH_SECONDS)
            elif not self._stop.is_set():
                self._archive.wanted.wait(_IDLE_SECONDS)

    def _turn(self) -> bool:
        """Do a little; say whether there was anything to do."""
        try:
            if paused(self._archive) is not None:
                return False
            with self._archive.catalogue.read() as view:
                waiting, running = view.tasks.pages_open(None)
                behind = view.outbox.length()
            if not waiting and not running and not behind and self._archive.index.live_name() is not None:
                return False
            with writing(self._archive, BACKGROUND):
                pace = extract.read_waiting(
                    self._archive,
                    jobs=self._jobs,
                    stop=self._stop,
                    on_pace=lambda _pace: None,
                    most_tasks=_TASKS_A_TURN,
                    gate=Gate(self._archive, self._stop).wait,
                )
                index.catch_up(self._archive)
                self._archive.index.release_writer()
        except ConflictError:
            return False  # an import is at work; it does the same
        except KartotekaError as error:
            _log.warning("reading in the background paused: %s", error.message)
            return False
        return bool(pace.pages_done or pace.read_again or behind)
