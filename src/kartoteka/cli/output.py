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
from typing import TYPE_CHECKING, Any, Self

import click

from kartoteka.cli.stopwatch import Stopwatch
from kartoteka.records.stage import Progress, Stage

if TYPE_CHECKING:  # what draws for people is slow to import, and JSON and pipes need none of it
    from rich.console import Console

    from kartoteka.cli.bars import ProgressBars

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
    from rich.console import Console

    return Console(stderr=errors, highlight=False, soft_wrap=True)


class ProgressLines:
    """Progress as JSON lines, for pipes: one a stage every five seconds and at its end."""

    def __init__(self, *, to_stdout: bool) -> None:
        self._to_stdout = to_stdout
        self._last: dict[Stage, float] = {}
        self._watch = Stopwatch()
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


def progress_for(*, as_json: bool) -> ProgressBars | ProgressLines:
    """Choose how progress is shown: bars on a terminal, lines on a pipe."""
    if as_json or not sys.stderr.isatty():
        return ProgressLines(to_stdout=as_json)
    from kartoteka.cli.bars import ProgressBars

    return ProgressBars(console(errors=True))
