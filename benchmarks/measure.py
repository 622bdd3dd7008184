"""Running whole commands side by side: processor and wall seconds, peak memory, ratios."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What one finished command cost, its children included."""

    cpu: float
    wall: float
    peak_mb: float
    output: str


def run(command: Sequence[str], environment: dict[str, str] | None = None, ok: Sequence[int] = (0,)) -> Run:
    """Run a command to its end; everything it waited for is counted."""
    begun = time.monotonic()
    with subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in ok:
        raise SystemExit(f"{' '.join(command)} exited with {process.returncode}\n{output[-2000:]}")
    wall = time.monotonic() - begun
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, output)


def imported(base: Path, drop: Path, *options: str) -> Run:
    """Import a folder into a new archive ``base/archive``, as a person would; only the import is measured."""
    archive = base / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    home = {"HOME": str(base), "XDG_CONFIG_HOME": str(base / "config")}
    kartoteka = [sys.executable, "-m", "kartoteka", "--archive", str(archive)]
    run([*kartoteka, "init", str(archive)], home)
    delivery = ["import", str(drop), "--source", "bench", "--received", "2026-01-01", "--json"]
    return run([*kartoteka, *delivery, *options], home, ok=(0, 10))


def side_by_side(*things: Callable[[], Run], rounds: int) -> list[list[Run]]:
    """Run several things in turn, A B A B, so that a machine that drifts drifts for all."""
    runs: list[list[Run]] = [[] for _ in things]
    for _ in range(rounds):
        for thing, of_it in zip(things, runs, strict=True):
            of_it.append(thing())
    return runs


def table(rows: dict[str, list[Run]]) -> None:
    """Print medians, and the ratio of each to the first, pair by pair."""
    names = list(rows)
    print(f"{'':<28}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}")
    for name in names:
        runs = rows[name]
        medians = [statistics.median(getattr(r, f) for r in runs) for f in ("cpu", "wall", "peak_mb")]
        print(f"{name:<28}{medians[0]:>9.2f}{medians[1]:>9.2f}{medians[2]:>9.0f}")
    for other in names[1:]:
        pairs = list(zip(rows[names[0]], rows[other], strict=True))
        cpu = statistics.median(a.cpu / b.cpu for a, b in pairs)
        wall = statistics.median(a.wall / b.wall for a, b in pairs)
        print(f"ratio {names[0]} / {other}: CPU {cpu:.2f}, wall {wall:.2f}")


def machine() -> str:
    """Say what ran it, for the record."""
    model = platform.processor() or platform.machine()
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            model = next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{os.cpu_count()} x {model}, Python {platform.python_version()}"
