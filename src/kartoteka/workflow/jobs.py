"""How many children read at once, when nobody says: one a processor, as far as memory reaches.

What counts is what this process may use, not what the machine has: a container's or a user's bounds
on processors and memory are asked for where the system tells them (Linux).
"""

from __future__ import annotations

import os
from pathlib import Path

from kartoteka.settings import Settings

_CHILD_BYTES = 700 * 1024**2
"""What a child with language models takes of memory at its most on large pages."""
_GROUP = Path("/sys/fs/cgroup")


def jobs_for(settings: Settings, asked: int = 0) -> int:
    """Return how many children may read at once.

    Args:
        settings: The archive's.
        asked: What a person asked for; 0: the archive's setting, else what the machine bears.
    """
    return asked or settings.jobs or max(1, min(_processors(), _free_bytes() // _CHILD_BYTES))


def _processors() -> int:
    usable = len(os.sched_getaffinity(0))
    quota, _, period = _first_line(_GROUP / "cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit():
        usable = min(usable, max(1, int(quota) // int(period)))
    return usable


def _free_bytes() -> int:
    free = 2**62
    for line in _text(Path("/proc/meminfo")).splitlines():
        if line.startswith("MemAvailable:"):
            free = int(line.split()[1]) * 1024
    bound, used = _first_line(_GROUP / "memory.max"), _first_line(_GROUP / "memory.current")
    if bound.isdigit() and used.isdigit():
        free = min(free, max(0, int(bound) - int(used)))
    return free


def _first_line(path: Path) -> str:
    return _text(path).partition("\n")[0]


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except (OSError, ValueError):  # another system, or one that does not tell
        return ""
