"""What a forked child does, from the fork to its exit code.

Order matters: cut every tie to the parent, bind the limits, enter the jail, and only then look at
the first document. Several small ones may be opened one after another (docs/adr/0070): the next is
mapped only when the program says that the last left nothing odd behind. A child never returns: it
ends by ``os._exit`` with one of the codes below.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import signal
from collections.abc import Mapping, Sequence
from typing import Any, Never, Protocol

from kartoteka.sandbox.channel import NEXT, Emit, send_frame
from kartoteka.sandbox.limits import Limits, apply_limits

DONE, REFUSED, MEMORY, CRASHED = 0, 71, 72, 73
"""Exit codes: it finished; the jail could not be built; out of memory; the program threw."""

_PR_SET_PDEATHSIG = 1
_LONGEST_COMPLAINT = 500
_LIBC = ctypes.CDLL(None)
"""Opened before the fork: what the parent has done, no child needs to do."""


class Program(Protocol):
    """What a module must offer to be run in a child."""

    def preload(self, config: dict[str, Any]) -> None:
        """Import and warm what children need; called in the preloaded parent, perhaps again."""

    def run(self, request: dict[str, Any], document: memoryview, emit: Emit) -> bool:
        """Answer one request about one document, in a child.

        Returns:
            Whether another document may be opened after this one in the same child: it was ordinary
            all through. What is returned saves work only: whoever listens judges by what was said.
        """


def run_child(
    program: Program,
    requests: Sequence[Mapping[str, Any]],
    documents: Sequence[int],
    output: int,
    limits: Limits,
    seconds: float,
    parent: int,
) -> Never:
    """Be the child.

    Args:
        program: What to run.
        requests: What is asked, one a document; from our own side, trusted.
        documents: Read-only descriptors of the originals; mapped, never read into memory.
        output: Descriptor that frames go to.
        limits: Bounds.
        seconds: What all requests may take together.
        parent: Process id of the preloaded parent.
    """
    code = CRASHED
    try:
        _cut_ties(parent)
        # Mapped before the bounds are set: an original of two gigabytes is not memory that it uses.
        views = [_map(document) for document in documents]
        apply_limits(limits, seconds)

        def emit(kind: str, body: Mapping[str, Any], payload: bytes | memoryview = b"") -> None:
            send_frame(output, kind, body, payload)

        # The jail (seccomp, Landlock, namespaces) closes here, before the first hostile byte;
        # where it cannot be built the child ends with REFUSED.
        for place, (request, view) in enumerate(zip(requests, views, strict=True)):
            if place:
                send_frame(output, NEXT, {})
            if not _one(program, request, view, emit):
                break
        code = DONE
    except MemoryError:
        code = MEMORY
    except BaseException as error:  # noqa: BLE001 - whatever a hostile document makes it throw
        with contextlib.suppress(BaseException):
            complaint = f"{type(error).__name__}: {error}"[:_LONGEST_COMPLAINT]
            send_frame(output, "failed", {"complaint": complaint})
    finally:
        os._exit(code)


def _one(program: Program, request: Mapping[str, Any], view: memoryview, emit: Emit) -> bool:
    ordinary = program.run(dict(request), view, emit)
    with contextlib.suppress(BufferError):  # a program that holds on to the bytes keeps them mapped
        view.release()
    return ordinary


def _cut_ties(parent: int) -> None:
    """Die with the parent, and keep no terminal and no signal handler of its."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died between the fork and the line above
        os._exit(CRASHED)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _map(document: int) -> memoryview:
    try:
        if os.fstat(document).st_size == 0:
            return memoryview(b"")
        return memoryview(mmap.mmap(document, 0, access=mmap.ACCESS_READ))
    finally:
        os.close(document)
