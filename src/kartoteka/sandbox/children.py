"""The near side of the sandbox: asks the preloaded parent for children and hears them out.

``Children.run`` blocks its caller and may be called from several threads at once. A dead preloaded
parent is replaced at the next request; requests that were under way end as ``crashed``.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from kartoteka.errors import DamagedError, UnavailableError
from kartoteka.sandbox.channel import Frame, FrameReader
from kartoteka.sandbox.limits import Limits
from kartoteka.sandbox.preloaded import LARGEST_MESSAGE

Status = Literal["done", "crashed", "killed", "timeout", "memory", "refused"]

_START_SECONDS = 120.0
_GRACE_SECONDS = 30.0
_GLANCE_MS = 200
_PIPE_BYTES = 1 << 20
_F_SETPIPE_SZ = 1031


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended."""

    status: Status
    """``done``: it said all it had to say. ``crashed``: it broke. ``killed``: it was stopped, or it
    said what it must not. ``timeout``, ``memory``: it went over a limit. ``refused``: it was not
    begun."""
    detail: str
    """A sentence for people; empty when done."""


class _Waiting:
    """One request under way."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.outcome = Outcome("crashed", "the reading parent ended")

    def end(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.ended.set()


class _Parent:
    """One running preloaded parent and the thread that hears its answers."""

    def __init__(self, program: str, config: Mapping[str, Any]) -> None:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            command = [sys.executable, "-I", "-m", "kartoteka.sandbox.preloaded"]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
                [*command, str(far.fileno()), program, json.dumps(dict(config))],
                env=_clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[far.fileno()],
                start_new_session=True,  # Ctrl-C is for us: what is in hand is finished
            )
        self._socket = near
        self._sending = threading.Lock()
        self._waiting: dict[int, _Waiting] = {}
        self._last_id = 0
        self.alive = True
        self._await_ready()
        threading.Thread(target=self._hear, name="sandbox answers", daemon=True).start()

    def _await_ready(self) -> None:
        self._socket.settimeout(_START_SECONDS)
        complaint = ""
        try:
            if json.loads(self._socket.recv(LARGEST_MESSAGE) or b"{}").get("ready"):
                self._socket.settimeout(None)
                return
        except TimeoutError:
            complaint = f"no answer in {_START_SECONDS:.0f} seconds"
        finally:
            if self._socket.gettimeout() is not None:
                self._process.kill()
            stderr = self._process.stderr
            if stderr is not None:
                if self._socket.gettimeout() is not None:
                    complaint = complaint or stderr.read().decode("utf-8", "replace").strip()[-2000:]
                stderr.close()
        self._socket.close()
        self._process.wait()
        self.alive = False
        raise UnavailableError(
            f"the reading parent did not start: {(complaint.splitlines() or ['it ended at once'])[-1]}",
            code="reader-not-started",
            advice="`kartoteka doctor` says what is missing.",
        )

    def ask(self, message: Mapping[str, Any], descriptors: tuple[int, ...] = ()) -> tuple[int, _Waiting]:
        """Send a request; its answer will end the waiting."""
        waiting = _Waiting()
        with self._sending:
            self._last_id += 1
            number = self._last_id
            encoded = json.dumps({**message, "id": number}).encode()
            if len(encoded) > LARGEST_MESSAGE:
                raise ValueError("a request to the sandbox is too long")
            self._waiting[number] = waiting
            try:
                socket.send_fds(self._socket, [encoded], descriptors)
            except OSError:
                self._fail()
        return number, waiting

    def cancel(self, number: int) -> None:
        """Have a child killed; harmless when it has ended."""
        with self._sending, contextlib.suppress(OSError):
            self._socket.send(json.dumps({"op": "cancel", "id": number}).encode())

    def _hear(self) -> None:
        while True:
            try:
                message = self._socket.recv(LARGEST_MESSAGE)
            except OSError:
                message = b""
            if not message:
                break
            answer = json.loads(message)
            waiting = self._waiting.pop(answer["id"], None)
            if waiting is not None and answer["status"] in get_args(Status):
                waiting.end(Outcome(answer["status"], answer["detail"]))
        with self._sending:
            self._fail()
        self._process.wait()

    def _fail(self) -> None:
        self.alive = False
        for waiting in list(self._waiting.values()):
            waiting.ended.set()
        self._waiting.clear()

    def close(self) -> None:
        """End it and its children."""
        self.alive = False
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._socket.close()


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
        self._parent: _Parent | None = None
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
    ) -> Outcome:
        """Run one request to its end; blocks; safe from several threads.

        Args:
            request: JSON values for the program.
            document: Read-only descriptor of the original; stays the caller's to close.
            on_frame: Called in the caller's thread for each frame; when it raises, the child is
                killed and the exception goes on to the caller, except ``child-lied``, which
                becomes the outcome ``killed``.
            seconds: Wall time allowed.

        Returns:
            How it ended. Frames already handed over are good whatever the outcome.

        Raises:
            UnavailableError: The preloaded parent cannot be started.
        """
        parent = self._ready()
        reading, writing = os.pipe()
        try:
            _widen(reading)
            number, waiting = parent.ask(
                {"op": "run", "request": dict(request), "seconds": seconds, "limits": asdict(self._limits)},
                (document, writing),
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
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
        self, reading: int, waiting: _Waiting, on_frame: Callable[[Frame], None], patience: float
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
        waiting.ended.wait(_START_SECONDS)
        if not waiting.ended.is_set() or waiting.outcome.status != "done":
            raise UnavailableError(
                f"the reading parent could not prepare itself: {waiting.outcome.detail}",
                code="preload-failed",
                advice="`kartoteka doctor` says what is missing.",
            )
        self._config = wanted

    def close(self) -> None:
        """End the preloaded parent and every child; running requests end as crashed."""
        with self._starting:
            self._closed = True
            if self._parent is not None:
                self._parent.close()
                self._parent = None

    def _ready(self) -> _Parent:
        with self._starting:
            if self._closed:
                raise UnavailableError("the sandbox is closed", code="reader-closed", advice="Start again.")
            if self._parent is None or not self._parent.alive:
                if self._parent is not None:
                    self._parent.close()
                self._parent = _Parent(self._program, self._config)
                self.starts += 1
            return self._parent


def _clean_environment() -> dict[str, str]:
    """Return an environment without secrets, and in which no library starts threads."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _widen(pipe: int) -> None:
    """Let a page or two lie in the pipe, so that child and reader work side by side."""
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe, _F_SETPIPE_SZ, _PIPE_BYTES)
