"""Progress as bars on a terminal: one a stage, with rate and time left."""

from __future__ import annotations

from types import TracebackType
from typing import ClassVar, Self

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from kartoteka.cli.stopwatch import Stopwatch
from kartoteka.records.stage import Progress, Stage


class ProgressBars:
    """Progress as one bar a stage, with rate and time left, on a terminal.

    Args:
        console: Where they are drawn.
    """

    _UNITS: ClassVar = {
        Stage.WALK: "files",
        Stage.STORE: "files",
        Stage.READ: "pages",
        Stage.READ_AGAIN: "pages",
        Stage.INDEX: "documents",
    }
    _WORDS: ClassVar = {
        Stage.WALK: "Looking",
        Stage.STORE: "Storing",
        Stage.READ: "Reading",
        Stage.READ_AGAIN: "Reading",
        Stage.INDEX: "Indexing",
    }

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            TextColumn("{task.description:<9}"),
            BarColumn(bar_width=32),
            TextColumn("{task.fields[of]}"),
            TextColumn("{task.fields[unit]}"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            console=console,
        )
        self._tasks: dict[Stage, TaskID] = {}
        self._watch = Stopwatch()
        self._paused = False

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, progress: Progress) -> None:
        """Move a stage's bar."""
        stage = progress.stage
        seconds = self._watch.seconds(progress)
        if progress.paused != self._paused:
            self._paused = progress.paused
            said = "Paused. `kartoteka resume` lets it go on." if self._paused else "Going on."
            self._bars.console.print(said)
        if stage not in self._tasks:
            if stage is Stage.READ:
                self._bars.console.print("Everything is stored and receipted: the medium can be given back.")
            self._tasks[stage] = self._bars.add_task(
                self._WORDS[stage], total=None, unit=self._UNITS[stage], rate="", of=""
            )
        if stage is Stage.STORE and progress.bytes_done and seconds > 0:
            rate = f"{progress.bytes_done / seconds / 1e6:.1f} MB/s"
        else:
            rate = f"{progress.done / seconds:.1f}/s" if seconds > 0 and progress.done else ""
        of = f"{progress.done} of {'about ' if progress.estimated else ''}{progress.total}"
        self._bars.update(
            self._tasks[stage],
            completed=progress.done,
            total=progress.total,
            rate="paused" if progress.paused else rate,
            of=str(progress.done) if progress.total is None else of,
        )
