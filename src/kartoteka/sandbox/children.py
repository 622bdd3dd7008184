"""The near side of the sandbox: asks the preloaded parent for children and hears them out.

``Children.run`` blocks its caller and may be called from several threads at once. A dead preloaded
parent is replaced at the next request; requests that were under way end as ``crashed``.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from kartoteka.errors import DamagedError, UnavailableError
from kartoteka.sandbox.channel import NEXT, Frame, FrameReader, lied
from kartoteka.sandbox.limits import Limits
from kartoteka.sandbox.parent import START_SECONDS, Outcome, Parent, Waiting

_GRACE_SECONDS = 30.0
_GLANCE_MS = 200
_PIPE_BYTES = 1 << 20
_F_SETPIPE_SZ = 1031


class Children:
    """Runs a program over documents, each request in a child of its own.

    Args:
        program: Module with ``preload(config)`` and ``run(request, document, emit)``.
        config: Handed to ``preload``; JSON values.
        limits: What each child may use.
    """

    def __init__(self, program: str, config: Mapping[str, Any], limits: Limits) -> None:
        self._program = program
        self._config = dict(config)
        self._limits = limits
        self._parent: Parent | None = None
        self._starting = threading.Lock()
        self._closed = False
        self.starts = 0
        """How many preloaded parents were started; more than one means that one died."""

    def run(
        self,
        request: Mapping[str, Any],
        document: int,
        on_frame: Callable[[Frame], None],
        seconds: float,
        niceness: int = 0,
    ) -> Outcome:
        """Run one request to its end; blocks; safe from several threads.

        Args:
            request: JSON values for the program.
            document: Read-only descriptor of the original; stays the caller's to close.
            on_frame: Called in the caller's thread for each frame; when it raises, the child is
                killed and the exception goes on to the caller, except ``child-lied``, which
                becomes the outcome ``killed``.
            seconds: Wall time allowed.
            niceness: How far the child steps back for other processes, 0-19.

        Returns:
            How it ended. Frames already handed over are good whatever the outcome.

        Raises:
            UnavailableError: The preloaded parent cannot be started.
        """
        outcome, _ = self.run_several(
            [request], [document], lambda _place, frame: on_frame(frame), seconds, niceness
        )
        return outcome

    def run_several(
        self,
        requests: Sequence[Mapping[str, Any]],
        documents: Sequence[int],
        on_frame: Callable[[int, Frame], None],
        seconds: float,
        niceness: int = 0,
    ) -> tuple[Outcome, int]:
        """Run requests about several documents in one child, one after another.

        A document can make the child lie about those behind it: docs/adr/0070 says which may stand
        together, and what is to be believed. Otherwise as ``run``.

        Args:
            requests: One a document; at most ``channel.MOST_TOGETHER``.
            documents: Read-only descriptors; they stay the caller's to close.
            on_frame: Told the place of the document in hand, from 0, and each frame.
            seconds: Wall time allowed for all of them.
            niceness: How far it steps back for other processes, 0-19.

        Returns:
            How the child ended, and how many documents it came to the end of. ``done`` with fewer
            than were asked means that the child went no further after an odd one.
        """
        parent = self._ready()
        reading, writing = os.pipe()
        try:
            _widen(reading)
            message = {"op": "run", "requests": list(map(dict, requests)), "seconds": seconds}
            limits = replace(self._limits, niceness=niceness)
            number, waiting = parent.ask({**message, "limits": asdict(limits)}, (writing, *documents))
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        place = 0

        def take(frame: Frame) -> None:
            nonlocal place
            if frame.kind != NEXT:
                on_frame(place, frame)
            elif place + 1 < len(documents):
                place += 1
            else:
                lied("it went on to a document that it was not given")

        outcome = self._hear_out(parent, number, waiting, reading, take, seconds)
        return outcome, place + (outcome.status == "done")

    def _hear_out(
        self,
        parent: Parent,
        number: int,
        waiting: Waiting,
        reading: int,
        on_frame: Callable[[Frame], None],
        seconds: float,
    ) -> Outcome:
        """Hear a child to its end, and end it where it lies; closes ``reading``."""
        lie, heard, broke_off = "", False, False
        try:
            self._listen(reading, waiting, on_frame, time.monotonic() + seconds + _GRACE_SECONDS)
            heard = True
        except DamagedError as error:
            if error.code == "child-lied":
                lie = error.message
            elif error.code != "child-broke-off":
                raise
            broke_off = not lie
        finally:
            os.close(reading)
            if not heard:
                parent.cancel(number)
            if not waiting.ended.wait(_GRACE_SECONDS):
                parent.close()  # it does not answer: the next request starts another
        if lie:
            return Outcome("killed", lie)
        if broke_off and waiting.outcome.status == "done":
            return Outcome("crashed", "it broke off in the middle of what it said")
        return waiting.outcome

    def _listen(
        self, reading: int, waiting: Waiting, on_frame: Callable[[Frame], None], patience: float
    ) -> None:
        reader = FrameReader(reading, self._limits.largest_json, self._limits.largest_raw)
        poll = select.poll()
        poll.register(reading, select.POLLIN)
        while True:
            ended = waiting.ended.is_set()  # asked first: what is in the pipe afterwards is all
            if poll.poll(0 if ended else _GLANCE_MS):
                frame = reader.read()
                if frame is None:
                    return
                on_frame(frame)
            elif ended or time.monotonic() > patience:
                return  # nobody is left to write, or nobody keeps the time

    def preload(self, extra: Mapping[str, Any]) -> None:
        """Warm more in the preloaded parent, before further children; kept across restarts.

        Raises:
            UnavailableError: The program could not load it (``preload-failed``).
        """
        wanted = {**self._config, **extra}
        parent = self._ready()
        _, waiting = parent.ask({"op": "preload", "extra": wanted})
        waiting.ended.wait(START_SECONDS)
        if not waiting.ended.is_set() or waiting.outcome.status != "done":
            raise UnavailableError(
                f"the reading parent could not prepare itself: {waiting.outcome.detail}",
                code="preload-failed",
                advice="`kartoteka doctor` says what is missing.",
            )
        self._config = wanted

    @property
    def busy(self) -> bool:
        """Whether a request is under way."""
        parent = self._parent
        return parent is not None and parent.busy

    def close(self) -> None:
        """End the preloaded parent and every child; running requests end as crashed."""
        with self._starting:
            self._closed = True
            if self._parent is not None:
                self._parent.close()
                self._parent = None

    def _ready(self) -> Parent:
        with self._starting:
            if self._closed:
                raise UnavailableError("the sandbox is closed", code="reader-closed", advice="Start again.")
            if self._parent is None or not self._parent.alive:
                if self._parent is not None:
                    self._parent.close()
                self._parent = Parent(self._program, self._config)
                self.starts += 1
            return self._parent


def _widen(pipe: int) -> None:
    """Let a page or two lie in the pipe, so that child and reader work side by side."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe, _F_SETPIPE_SZ, _PIPE_BYTES)
