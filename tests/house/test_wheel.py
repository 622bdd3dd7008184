"""What is built is whole: it holds everything the package needs and runs where nothing else is."""

from __future__ import annotations

import fnmatch
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest


def _data_files(source: Path) -> set[str]:
    return {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file()
        and path.suffix not in {".py", ".pyc", ".po", ".pot"}
        and "__pycache__" not in path.parts
    }


def test_every_data_file_is_declared(root: Path, source: Path) -> None:
    """Each file of the package that is no module is matched by ``package-data`` of pyproject.toml."""
    table = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    patterns = [
        pattern.replace("**/", "*") for pattern in table["tool"]["setuptools"]["package-data"]["kartoteka"]
    ]
    left_out = [
        name
        for name in _data_files(source)
        if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
    ]
    assert not left_out


@pytest.mark.full
def test_wheel_installs_and_runs(root: Path, source: Path, tmp_path: Path) -> None:
    """A wheel holds templates, static files and migrations, and in a clean environment makes an archive."""
    # From a copy: in the checkout, what an earlier build left behind would come along.
    copy = tmp_path / "source"
    copy.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, copy)
    shutil.copytree(
        root / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "*.pyc")
    )
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(copy)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name.removeprefix("kartoteka/") for name in archive.namelist()}
    assert not _data_files(source) - held
    assert any(name.startswith("catalogue/migrations/versions/") for name in held)

    clean = tmp_path / "clean"
    venv.create(clean, with_pip=True)
    python = clean / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", str(wheel)], check=True, capture_output=True)
    command = clean / "bin" / "kartoteka"
    version = subprocess.run([command, "--version"], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert "kartoteka" in version.stdout
    home = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    made = [command, "init", str(tmp_path / "archive")]
    subprocess.run(made, check=True, capture_output=True, env=home, cwd=tmp_path)
    assert (tmp_path / "archive" / "kartoteka.toml").is_file()
