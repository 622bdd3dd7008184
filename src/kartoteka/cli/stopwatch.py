"""How long each stage of a run has taken, as progress is told."""

from __future__ import annotations

import time

from kartoteka.records.stage import Progress, Stage


class Stopwatch:
    """Seconds that each stage has run, without those in which a person let it wait."""

    def __init__(self) -> None:
        self._begun: dict[Stage, float] = {}
        self._paused_at: float | None = None

    def seconds(self, progress: Progress) -> float:
        """Return how long a stage has run; the first time it is named, it begins."""
        now = time.monotonic()
        if progress.paused:
            self._paused_at = self._paused_at or now
        elif self._paused_at is not None:
            waited, self._paused_at = now - self._paused_at, None
            self._begun = {stage: begun + waited for stage, begun in self._begun.items()}
        return (self._paused_at or now) - self._begun.setdefault(progress.stage, now)
