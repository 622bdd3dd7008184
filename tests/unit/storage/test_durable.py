"""Flushing, placing without replacing, and refusals in words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kartoteka.errors import UnavailableError
from kartoteka.storage.durable import link_or_rename, refusal, refusals, sync_folder, write_all


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes three bytes at a time still gets them all, in order."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    with (tmp_path / "file").open("wb", buffering=0) as file:
        write_all(file.fileno(), b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def without_hard_links(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refuse)


LINKLESS = [None, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS]


@pytest.mark.parametrize(
    "code", LINKLESS, ids=lambda code: "links" if code is None else errno.errorcode[code]
)
def test_a_finished_file_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int | None
) -> None:
    """With hard links and without, the file is in its place and its old name is gone."""
    if code is not None:
        without_hard_links(code, monkeypatch)
    written, place = tmp_path / "written", tmp_path / "place"
    written.write_bytes(b"new")
    assert link_or_rename(written, place)
    assert place.read_bytes() == b"new"
    assert not written.exists()


@pytest.mark.parametrize(
    "code", LINKLESS, ids=lambda code: "links" if code is None else errno.errorcode[code]
)
def test_what_is_there_is_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int | None
) -> None:
    """With hard links and without, a file, a folder and even a dangling link stay what they are."""
    if code is not None:
        without_hard_links(code, monkeypatch)
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("file", "folder", "dangling"):
        written = tmp_path / "written"
        written.write_bytes(b"new")
        assert not link_or_rename(written, tmp_path / name)
        assert not written.exists()
    assert (tmp_path / "file").read_bytes() == b"old"
    assert (tmp_path / "dangling").is_symlink()


def test_other_failures_of_a_link_are_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a file system that has no links is helped along; a full disk is told."""
    without_hard_links(errno.ENOSPC, monkeypatch)
    (tmp_path / "written").write_bytes(b"new")
    with pytest.raises(OSError, match="No space left"):
        link_or_rename(tmp_path / "written", tmp_path / "place")


CODES = [
    (errno.ENOSPC, "disk-full", "the disk of the archive is full"),
    (errno.EDQUOT, "disk-full", "the disk of the archive is full"),
    (errno.EFBIG, "disk-full", "takes no file so large"),  # FAT's 4 GB, or `ulimit -f`
    (errno.EROFS, "archive-read-only", "may not be written to \\(Read-only file system\\)"),
    (errno.EACCES, "archive-read-only", "may not be written to \\(Permission denied\\)"),
    (errno.EPERM, "archive-read-only", "may not be written to"),
    (errno.EIO, "storage-failed", "Input/output error"),
    (errno.EMFILE, "storage-failed", "Too many open files"),
]


@pytest.mark.parametrize(("number", "code", "words"), CODES, ids=lambda value: str(value))
def test_what_the_system_says_is_said_in_words(number: int, code: str, words: str) -> None:
    """Each refusal names what was being done and has a code and a remedy."""
    with (
        pytest.raises(UnavailableError, match=f"^cannot store it: .*{words}") as refused,
        refusals("store it"),
    ):
        raise OSError(number, os.strerror(number))
    assert refused.value.code == code
    assert refused.value.advice


def test_a_refusal_without_a_number_is_still_a_sentence() -> None:
    """Some libraries raise OSError with nothing but text."""
    assert refusal(OSError("odd"), "store it").message == "cannot store it: odd"


def test_a_folder_that_is_not_there_cannot_be_flushed(tmp_path: Path) -> None:
    """Flushing never passes for done when there was nothing to flush."""
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "nothing")
