"""Limits: read by the kernel, seen in a child."""

from __future__ import annotations

import os
import resource

from kartoteka.sandbox.limits import Limits, apply_limits, mapped_bytes


def test_limits_bind_the_process_that_applies_them() -> None:
    """In a fork of ours: no files, no core, the time of the request, memory beyond what is mapped."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        apply_limits(Limits(memory_bytes=1 << 28, cpu_seconds=100), seconds=2.2)
        told = [
            resource.getrlimit(resource.RLIMIT_FSIZE)[0],
            resource.getrlimit(resource.RLIMIT_CORE)[1],
            resource.getrlimit(resource.RLIMIT_CPU)[0],
            resource.getrlimit(resource.RLIMIT_AS)[0] - mapped_bytes(),
        ]
        os.write(writing, " ".join(map(str, told)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    files, core, seconds, memory = map(int, os.read(reading, 1000).split())
    os.close(reading)
    assert (files, core, seconds) == (0, 0, 3)
    assert abs(memory - (1 << 28)) < 1 << 24
