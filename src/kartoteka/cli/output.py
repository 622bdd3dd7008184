r"""Printing: JSON lines to standard output, tables and progress for people.

Text that came out of documents is made harmless for a terminal first: control characters, which
could move the cursor or reverse the writing direction, are shown as ``\xNN``.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Mapping
from types import TracebackType
from typing import Any, ClassVar, Self

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bars,
)

from kartoteka.records.stage import Progress, Stage

JSON_VERSION = 1
_SECONDS_A_LINE = 5.0


def json_line(value: Mapping[str, Any]) -> None:
    """Print one JSON object on a line of its own."""
    click.echo(as_json_text(value))


def as_json_text(value: Mapping[str, Any]) -> str:
    """Write one JSON object on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def harmless(text: str) -> str:
    """Show control, format and other invisible characters instead of sending them to a terminal."""
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else _shown(c) for c in text)


def _shown(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def console(*, errors: bool = False) -> Console:
    """Return a console that prints for people; without colour where there is no terminal."""
    return Console(stderr=errors, highlight=False, soft_wrap=True)


class _Stopwatch:
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


class ProgressLines:
    """Progress as JSON lines, for pipes: one a stage every five seconds and at its end."""

    def __init__(self, *, to_stdout: bool) -> None:
        self._to_stdout = to_stdout
        self._last: dict[Stage, float] = {}
        self._watch = _Stopwatch()
        self._paused = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    def __call__(self, progress: Progress) -> None:
        """Print a line when one is due."""
        now = time.monotonic()
        seconds = self._watch.seconds(progress)
        finished = progress.total is not None and progress.done >= progress.total and not progress.estimated
        due = now - self._last.get(progress.stage, float("-inf")) >= _SECONDS_A_LINE
        if not (finished or due or progress.paused != self._paused):
            return
        self._last[progress.stage], self._paused = now, progress.paused
        rate = progress.done / seconds if seconds > 0 else None
        left = None
        if rate and progress.total is not None and not progress.paused:
            left = round((progress.total - progress.done) / rate)
        line = {
            "version": JSON_VERSION,
            "progress": str(progress.stage),
            "done": progress.done,
            "total": progress.total,
            "bytes_done": progress.bytes_done,
            "bytes_total": progress.bytes_total,
            "per_second": round(rate, 2) if rate else None,
            "seconds_left": left,
            "estimated": progress.estimated,
            "paused": progress.paused,
        }
        click.echo(json.dumps(line, ensure_ascii=False), err=not self._to_stdout)


class ProgressBars:
    """Progress as one bar a stage, with rate and time left, on a terminal."""

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

    def __init__(self) -> None:
        self._bars = Bars(
            TextColumn("{task.description:<9}"),
            BarColumn(bar_width=32),
            TextColumn("{task.fields[of]}"),
            TextColumn("{task.fields[unit]}"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            console=console(errors=True),
        )
        self._tasks: dict[Stage, TaskID] = {}
        self._watch = _Stopwatch()
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


def progress_for(*, as_json: bool) -> ProgressBars | ProgressLines:
    """Choose how progress is shown: bars on a terminal, lines on a pipe."""
    if as_json or not sys.stderr.isatty():
        return ProgressLines(to_stdout=as_json)
    return ProgressBars()
