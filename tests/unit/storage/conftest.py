"""Places to store in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kartoteka.storage.layout import ArchiveLayout


@pytest.fixture
def layout(tmp_path: Path) -> ArchiveLayout:
    """An archive's layout in a new folder; nothing is made yet."""
    return ArchiveLayout(tmp_path)


@pytest.fixture
def public() -> Iterator[ArchiveLayout]:
    """The same in a folder that other users can reach (pytest's own are closed to them)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield ArchiveLayout(folder)
        _open_again(folder)


def _open_again(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            _open_again(path)
