"""The repository is what a newcomer is promised: two commands, a known top level, nothing of one machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "benchmarks",
    "docs",
    "fixtures",
    "pyproject.toml",
    "src",
    "tests",
    "tools",
}

SCRIPTS = ("tools/setup", "tools/demo", "tools/test", ".ci/run")


@pytest.fixture(scope="module")
def committed(root: Path) -> list[str]:
    """Every file of the last commit."""
    done = subprocess.run(
        ["git", "-C", str(root), "ls-tree", "-r", "-z", "--name-only", "HEAD"],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("this is no git checkout")
    return [name for name in done.stdout.decode().split("\0") if name]


def test_top_level(committed: list[str]) -> None:
    """Nothing stands at the top that is not on this list; environments and builds are not committed."""
    assert not {name.split("/")[0] for name in committed} - TOP_LEVEL


def test_no_path_of_one_machine(root: Path, committed: list[str]) -> None:
    """No committed text names a folder of the machine it was written on."""
    here = str(root)
    faults = []
    for name in committed:
        path = root / name
        if path.suffix in {".pdf", ".png", ".jpg", ".ttf", ".mo"} or not path.is_file():
            continue
        text = path.read_bytes()
        if len(here) > 5 and here.encode() in text:
            faults.append(name)
    assert not faults


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_can_be_called(root: Path, name: str) -> None:
    """Each script is executable, is read by a plain ``sh`` without complaint, and says what it does."""
    path = root / name
    assert path.stat().st_mode & 0o111
    text = path.read_text("utf-8")
    assert text.startswith("#!/bin/sh\n# ")
    checked = subprocess.run(["sh", "-n", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_readme_has_two_commands(root: Path) -> None:
    """The README's two commands are the demo and the tests, and machines run the same test command."""
    readme = (root / "README.md").read_text("utf-8")
    commands = re.findall(r"^tools/\w+.*$", readme, re.MULTILINE)
    assert commands[:2] == ["tools/demo", "tools/test"]
    assert "\ntools/test\n" in (root / ".ci" / "run").read_text("utf-8")


def test_version_is_in_the_changelog(root: Path) -> None:
    """The changelog follows keepachangelog.com and has a list of what is not released yet."""
    text = (root / "CHANGELOG.md").read_text("utf-8")
    assert text.startswith("# Changelog\n")
    assert "\n## Unreleased\n" in text
