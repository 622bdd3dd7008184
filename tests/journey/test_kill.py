"""Killing an import anywhere, and running the same command again, gives the undisturbed archive."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pytest
from tests.journey import archives, papers

ARGUMENTS = ("--source", "otter", "--received", "2026-11-20", "-j", "2", "--json")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object], float]:
    """A delivery, what an undisturbed import of it leaves, and how long that took."""
    base = tmp_path_factory.mktemp("kill")
    folder = papers.delivery(base / "drop", 14)
    archive = archives.made(base / "archive")
    begun = time.monotonic()
    archives.run(archive, "import", str(folder), *ARGUMENTS, check=10)
    return folder, archives.snapshot(archive), time.monotonic() - begun


def _killed_then_resumed(folder: Path, base: Path, moments: list[float]) -> tuple[dict[str, object], int]:
    archive = archives.made(base / "archive")
    kills = 0
    for moment in moments:
        process = subprocess.Popen(
            archives.command(archive, "import", str(folder), *ARGUMENTS),
            env=archives.environment(base),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moment)
        if process.poll() is None:
            process.kill()
            kills += 1
        process.wait()
    archives.run(archive, "import", str(folder), *ARGUMENTS, check=10)
    archives.run(archive, "verify")
    return archives.snapshot(archive), kills


def test_killed_at_a_few_moments(undisturbed: tuple[Path, dict[str, object], float], tmp_path: Path) -> None:
    """Three kills spread over one import: the same items, states, pages, layers, ids and events."""
    folder, whole, seconds = undisturbed
    found, kills = _killed_then_resumed(folder, tmp_path, [seconds * part for part in (0.35, 0.4, 0.45)])
    assert kills >= 1
    assert found == whole


@pytest.mark.full
@pytest.mark.parametrize("seed", range(30))
def test_killed_at_a_random_moment(
    seed: int, undisturbed: tuple[Path, dict[str, object], float], tmp_path: Path
) -> None:
    """A kill -9 at a random moment of the import, then the same command: the undisturbed archive."""
    folder, whole, seconds = undisturbed
    moment = random.Random(seed).uniform(0.1, 0.95) * seconds
    found, _kills = _killed_then_resumed(folder, tmp_path, [moment])
    assert found == whole
