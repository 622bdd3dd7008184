"""The invented leak, imported once a test run and shared by all workers of it."""

from __future__ import annotations

import fcntl
import tomllib
from pathlib import Path

import pytest
from tests.journey import archives


def imported_leak(factory: pytest.TempPathFactory, leak: Path) -> Path:
    """Return an archive with all deliveries of the leak; import it if no worker has yet.

    Copy it (``archives.copy``) before changing anything.
    """
    base = factory.getbasetemp()
    if base.name.startswith("popen-"):
        base = base.parent  # pytest-xdist gives each worker a folder in the run's own
    folder = base / "leak"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        archive, ready = folder / "archive", folder / "ready"
        if not ready.exists():
            archives.SERVERS.append(None)  # its catalogue is in its folder, whoever asks first
            archives.made(archive)
            archives.SERVERS.pop()
            for delivery in deliveries(leak):
                command = ["import", str(leak / delivery["folder"]), "--source", delivery["source"], "--json"]
                command += ["--received", delivery["received"], "--channel", delivery["channel"]]
                command += ["--title", delivery["title"], "--languages", delivery["languages"]]
                done = archives.run(archive, *command, check=None)
                assert done.returncode in (0, 10), done.stderr
            ready.touch()
    return archive


def deliveries(leak: Path) -> list[dict[str, str]]:
    """The deliveries as their list gives them."""
    listed: list[dict[str, str]] = tomllib.loads((leak / "deliveries.toml").read_text("utf-8"))["delivery"]
    return listed
