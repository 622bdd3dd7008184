"""Data files: what was cut short is none, and quick ones are told from thorough ones by their network."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.ocr.data_files import Kind, is_whole, kind_of
from kartoteka.ocr.language_data import files_of, folders


def _made(sizes: dict[int, int], parts: int = 24) -> bytes:
    offsets, body = [-1] * parts, b""
    for part, size in sorted(sizes.items()):
        offsets[part] = 4 + 8 * parts + len(body)
        body += bytes(size)
    return struct.pack(f"<i{parts}q", parts, *offsets) + body


@pytest.mark.parametrize(
    ("sizes", "kind"),
    [
        ({17: 400_000, 18: 10, 23: 30}, "fast"),
        ({17: 3_600_000, 23: 30}, "best"),
        ({3: 900_000, 17: 400_000, 23: 30}, "old"),
        ({18: 10, 23: 30}, None),
    ],
)
def test_kinds(tmp_path: Path, sizes: dict[int, int], kind: Kind | None) -> None:
    """By the size of the network, and by what Tesseract 3 needed."""
    path = tmp_path / "abc.traineddata"
    path.write_bytes(_made(sizes))
    assert kind_of(path) == kind


@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Whatever lies in the folder is a data file or none, and never a fault."""
    path = tmp_path_factory.mktemp("data") / "abc.traineddata"
    path.write_bytes(raw)
    if kind_of(path) is not None:
        assert is_whole(path)


def test_what_is_not_there(tmp_path: Path) -> None:
    """No file is no data."""
    assert not is_whole(tmp_path / "abc.traineddata")
    assert kind_of(tmp_path) is None


@pytest.mark.ocr
def test_what_this_system_has() -> None:
    """Debian ships the quick kind."""
    found = files_of(folders())
    if not found:
        pytest.skip("no language data on this machine")
    assert {kind_of(path) for path in found.values()} <= {"fast", "best", "old", None}
