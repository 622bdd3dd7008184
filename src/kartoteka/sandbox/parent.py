"""One running preloaded parent, seen from our side: started, asked, heard, ended."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from kartoteka.errors import UnavailableError
from kartoteka.sandbox.channel import LARGEST_MESSAGE

Status = Literal["done", "crashed", "killed", "timeout", "memory", "refused"]

START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a child ended."""

    status: Status
    """``done``: it said all it had to say. ``crashed``: it broke. ``killed``: it was stopped, or it
    said what it must not. ``timeout``, ``memory``: it went over a limit. ``refused``: it was not
    begun."""
    detail: str
    """A sentence for people; empty when done."""


class Waiting:
    """One request under way."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.outcome = Outcome("crashed", "the reading parent ended")

    def end(self, outcome: Outcome) -> None:
        """Say how it ended, and wake who waits."""
        self.outcome = outcome
        self.ended.set()


class Parent:
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
        self._waiting: dict[int, Waiting] = {}
        self._last_id = 0
        self.alive = True
        self._await_ready()
        threading.Thread(target=self._hear, name="sandbox answers", daemon=True).start()

    def _await_ready(self) -> None:
        self._socket.settimeout(START_SECONDS)
        complaint = ""
        try:
            if json.loads(self._socket.recv(LARGEST_MESSAGE) or b"{}").get("ready"):
                self._socket.settimeout(None)
                return
        except TimeoutError:
            complaint = f"no answer in {START_SECONDS:.0f} seconds"
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

    def ask(self, message: Mapping[str, Any], descriptors: tuple[int, ...] = ()) -> tuple[int, Waiting]:
        """Send a request; its answer will end the waiting."""
        waiting = Waiting()
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

    @property
    def busy(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._waiting)

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


def _clean_environment() -> dict[str, str]:
    """Return an environment without secrets, and in which no library starts threads."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
