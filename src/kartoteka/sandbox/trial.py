"""A program that does what it is asked, good or bad: for tests of the sandbox and for self-tests.

It ships because a child's program must be importable in a clean interpreter. Requests:
``{"op": "echo"}`` answers with the document; every other name is a way to misbehave.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from kartoteka.sandbox.channel import NEXT, Emit

_PRELOADED: dict[str, Any] = {}


def preload(config: dict[str, Any]) -> None:
    """Remember the configuration; ``{"fail": true}`` fails."""
    if config.get("fail"):
        raise RuntimeError("asked to fail")
    _PRELOADED.update(config)


def run(request: dict[str, Any], document: memoryview, emit: Emit) -> bool:
    """Do as asked; ``{"odd": true}`` says that nothing may be opened after it."""
    match request["op"]:
        case "echo":
            emit("echo", {"size": len(document), "preloaded": _PRELOADED}, bytes(document))
        case "several":
            for number in range(request["count"]):
                emit("number", {"number": number})
        case "raise":
            emit("before", {})
            raise LookupError("untrusted complaint")
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(request["code"])
        case "sleep":
            emit("before", {})
            time.sleep(request["for"])
        case "spin":
            while True:
                pass
        case "eat":
            emit("before", {})
            bytearray(request["bytes"])
        case "write":
            with Path(request["path"]).open("wb") as file:
                file.write(b"x" * 100)
        case "descriptors":
            emit("descriptors", {"open": sorted(int(name) for name in os.listdir("/proc/self/fd"))})  # noqa: PTH208
        case "environment":
            emit("environment", {"names": sorted(os.environ), "parent": os.getppid()})
        case "junk":
            _to_channel(bytes.fromhex(request["hex"]))
        case "flood":
            while True:
                emit("flood", {"text": "x" * 1000})
        case "orphan":
            if os.fork() == 0:  # only root gets here: NPROC binds all others
                time.sleep(request["for"])
                os._exit(0)
        case "kill-parent":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(10)
        case "next":
            emit(NEXT, {})
    return not request.get("odd")


def _to_channel(raw: bytes) -> None:
    """Write past ``emit``, as a taken-over child would: to every descriptor that takes it."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, raw)
        except OSError:
            continue
