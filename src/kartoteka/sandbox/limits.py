"""What a child may use at most, applied in the child before it sees the document."""

from __future__ import annotations

import math
import os
import resource
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one child. The kernel enforces all of them."""

    memory_bytes: int = 2048 * 1024**2
    """Address space beyond what the preloaded parent had mapped already (RLIMIT_AS)."""
    cpu_seconds: int = 3600
    """Processor seconds; a request's own wall seconds bound it further (RLIMIT_CPU)."""
    open_files: int = 32
    """Descriptors (RLIMIT_NOFILE)."""
    niceness: int = 0
    """How far it steps back for other processes: 0 not at all, 19 the most (setpriority)."""
    largest_json: int = 64 * 1024**2
    """Bytes of the longest JSON frame that is read from it."""
    largest_raw: int = 256 * 1024**2
    """Bytes of the longest raw frame that is read from it."""


def apply_limits(limits: Limits, seconds: float) -> None:
    """Bind the calling process for good.

    It can write no file (FSIZE 0), dump no core, and, unless it is root, start no process
    (NPROC 0 binds only unprivileged users).

    Args:
        limits: The bounds.
        seconds: What the request may take; the processor limit is never above it.
    """
    if limits.niceness:
        os.setpriority(os.PRIO_PROCESS, 0, limits.niceness)
    cpu = max(1, min(limits.cpu_seconds, math.ceil(seconds)))
    memory = mapped_bytes() + limits.memory_bytes
    for name, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_NOFILE, limits.open_files, limits.open_files),
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, cpu, cpu + 2),
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        _, ceiling = resource.getrlimit(name)
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)  # an outer limit may be lower
        resource.setrlimit(name, (soft, hard))


def mapped_bytes() -> int:
    """Return the address space this process has mapped (Linux; 0 elsewhere)."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - in every child: each step costs page faults
            pages = int(file.read().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()
