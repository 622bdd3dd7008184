"""The preloaded parent: a clean, single-threaded process that forks one child per request.

Started by ``children.Children`` as ``python -I -m kartoteka.sandbox.preloaded FD MODULE CONFIG``
with an empty environment, so that no secret is inherited. It imports the program once, warms it,
and serves requests that arrive over one Unix socket (SOCK_SEQPACKET) as JSON with descriptors:

* ``{"op": "run", "id", "requests", "seconds", "limits"}`` + [output, a document a request] forks a
  child;
* ``{"op": "preload", "id", "extra"}`` warms more (language data) before further forks;
* ``{"op": "cancel", "id"}`` kills a child; a late one names nothing and is ignored.

Each gets one answer ``{"id", "status", "detail"}``. When the socket closes, whoever asked is gone:
the children are killed and the process ends. A fork of a process with threads may deadlock, and a
jail cannot be entered from one: with more than one thread it refuses to fork.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

from kartoteka.sandbox.channel import LARGEST_MESSAGE, MOST_TOGETHER
from kartoteka.sandbox.child import CRASHED, DONE, MEMORY, REFUSED, Program, run_child
from kartoteka.sandbox.limits import Limits


@dataclass(frozen=True, slots=True)
class _Running:
    request_id: int
    process: int
    watch: int
    deadline: float


class PreloadedParent:
    """Serves requests until its socket closes.

    Args:
        requests: The socket to whoever asks.
        program: What children run; already preloaded.
        config: What it was preloaded with.
    """

    def __init__(self, requests: socket.socket, program: Program, config: dict[str, Any]) -> None:
        self._requests = requests
        self._program = program
        self._config = config
        self._running: dict[int, _Running] = {}
        self._why: dict[int, str] = {}
        self._poll = select.poll()

    def serve(self) -> None:
        """Answer until the other side closes."""
        self._poll.register(self._requests, select.POLLIN)
        self._tell({"ready": os.getpid()})
        while True:
            for descriptor, _ in self._poll.poll(self._patience()):
                if descriptor == self._requests.fileno():
                    if not self._receive():
                        return self._end()
                else:
                    self._bury(descriptor)
            self._enforce_deadlines()

    def _patience(self) -> float | None:
        if not self._running:
            return None
        nearest = min(running.deadline for running in self._running.values())
        return max(0.0, nearest - time.monotonic()) * 1000 + 1

    def _receive(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._requests, LARGEST_MESSAGE, 1 + MOST_TOGETHER)
        if not message:
            return False
        asked = json.loads(message)
        match asked["op"]:
            case "run":
                self._fork(asked, *descriptors)
            case "cancel":
                self._kill(asked["id"], "cancelled")
            case "preload":
                self._preload(asked)
        return True

    def _preload(self, asked: dict[str, Any]) -> None:
        try:
            self._program.preload(asked["extra"])
        except Exception as error:  # noqa: BLE001 - told to the asker, who decides
            self._tell({"id": asked["id"], "status": "refused", "detail": f"{type(error).__name__}: {error}"})
            return
        settle_memory()
        self._tell({"id": asked["id"], "status": "done", "detail": ""})

    def _fork(self, asked: dict[str, Any], output: int, *documents: int) -> None:
        if threads() != 1:
            for descriptor in (output, *documents):
                os.close(descriptor)
            self._tell({"id": asked["id"], "status": "refused", "detail": "the reading parent has threads"})
            return
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            self._requests.close()
            for other in self._running:
                os.close(other)
            run_child(
                self._program,
                asked["requests"],
                documents,
                output,
                Limits(**asked["limits"]),
                asked["seconds"],
                parent,
            )
        for descriptor in (output, *documents):
            os.close(descriptor)
        watch = os.pidfd_open(process)
        self._running[watch] = _Running(asked["id"], process, watch, time.monotonic() + asked["seconds"])
        self._poll.register(watch, select.POLLIN)

    def _kill(self, request_id: int, why: str) -> None:
        for running in self._running.values():
            if running.request_id == request_id and request_id not in self._why:
                self._why[request_id] = why
                os.kill(running.process, signal.SIGKILL)

    def _enforce_deadlines(self) -> None:
        now = time.monotonic()
        for running in list(self._running.values()):
            if running.deadline <= now:
                self._kill(running.request_id, "timeout")

    def _bury(self, watch: int) -> None:
        running = self._running.pop(watch)
        self._poll.unregister(watch)
        os.close(watch)
        _, raw = os.waitpid(running.process, 0)
        why = self._why.pop(running.request_id, "")
        status, detail = _verdict(os.waitstatus_to_exitcode(raw), why)
        self._tell({"id": running.request_id, "status": status, "detail": detail})

    def _tell(self, answer: dict[str, Any]) -> None:
        try:
            self._requests.send(json.dumps(answer).encode())
        except OSError:
            self._end()

    def _end(self) -> None:
        for running in self._running.values():
            os.kill(running.process, signal.SIGKILL)
        os._exit(0)


def threads() -> int:
    """Return how many threads this process has (Linux)."""
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - cheapest count, before every fork


def settle_memory() -> None:
    """Move everything alive out of the collector's sight, so that forks share its memory."""
    gc.collect()
    gc.freeze()


def _verdict(code: int, why: str) -> tuple[str, str]:
    """Say in one word and one sentence how a child ended."""
    if code == DONE and why != "timeout":
        return "done", ""
    if why == "timeout" or code == -signal.SIGXCPU:
        return "timeout", "it did not finish in time"
    if why:
        return "killed", why
    if code == MEMORY:
        return "memory", "it needs more memory than a reading child may use"
    if code == REFUSED:
        return "refused", "the jail could not be built"
    if code == CRASHED:
        return "crashed", "the reading program failed"
    if code == -signal.SIGKILL:
        return "killed", "the system killed it, perhaps for want of memory"
    if code == -signal.SIGSYS:
        return "killed", "it tried what a reader never does"
    if code < 0:
        return "crashed", f"signal {signal.Signals(-code).name}"
    return "crashed", f"exit code {code}"


def main() -> None:
    """Preload the program named on the command line and serve."""
    requests = socket.socket(fileno=int(sys.argv[1]))
    config: dict[str, Any] = json.loads(sys.argv[3])
    program: Any = importlib.import_module(sys.argv[2])
    program.preload(config)
    if threads() != 1:
        sys.exit("a library has started threads; see docs/adr/0008")
    settle_memory()
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)  # whoever started us reads our complaints only until we are ready
    os.close(nothing)
    PreloadedParent(requests, program, config).serve()


if __name__ == "__main__":
    main()
