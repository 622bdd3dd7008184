"""What lies in a delivery's folder, by stated rules."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from kartoteka.errors import MissingError
from kartoteka.records.item import ItemState
from kartoteka.workflow.delivery import offered_files

pytestmark = pytest.mark.one_engine


def _verdicts(folder: Path) -> dict[bytes, str]:
    found = offered_files(os.fsencode(folder))
    return {o.raw_path: "store" if o.verdict is None else o.verdict[1].code for o in found}


def test_hidden_files_are_files_and_system_files_are_not(tmp_path: Path) -> None:
    """A dot in front of a name hides nothing from us; what operating systems leave is skipped by name."""
    for name in (".тайное.pdf", "a.pdf", ".DS_Store", "Thumbs.db", "._a.pdf", "desktop.ini"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "x").write_bytes(b"x")
    verdicts = _verdicts(tmp_path)
    assert verdicts[b"a.pdf"] == verdicts[".тайное.pdf".encode()] == "store"
    skipped = {b".DS_Store", b"Thumbs.db", b"._a.pdf", b"desktop.ini", b"__MACOSX"}
    assert {path for path, code in verdicts.items() if code == "system-file"} == skipped


def test_links_are_skipped_so_they_make_no_loops(tmp_path: Path) -> None:
    """A link to a file, to an ancestor, to nowhere: each is one skipped file, never followed."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(b"x")
    (tmp_path / "in" / "loop").symlink_to("..")
    (tmp_path / "in" / "twin.pdf").symlink_to("a.pdf")
    (tmp_path / "in" / "nowhere").symlink_to("/does/not/exist")
    verdicts = _verdicts(tmp_path)
    assert verdicts == {
        b"in/a.pdf": "store",
        b"in/loop": "link",
        b"in/twin.pdf": "link",
        b"in/nowhere": "link",
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may bind-mount")
def test_a_folder_that_contains_itself_is_entered_once(tmp_path: Path) -> None:
    """A bind mount of an ancestor is a loop without a link."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "x.pdf").write_bytes(b"x")
    bound = subprocess.run(
        ["mount", "--bind", tmp_path / "a", tmp_path / "a" / "b"], check=False, capture_output=True
    )
    if bound.returncode:
        pytest.skip("this machine refuses bind mounts")
    try:
        verdicts = _verdicts(tmp_path)
    finally:
        subprocess.run(["umount", tmp_path / "a" / "b"], check=True)
    assert verdicts == {b"a/x.pdf": "store", b"a/b": "directory-loop"}


def test_pipes_and_sockets_are_skipped(tmp_path: Path) -> None:
    """What is no file is never opened: opening a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        assert set(_verdicts(tmp_path).values()) == {"special-file"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_held(tmp_path: Path) -> None:
    """An unreadable file and an unreadable folder are held with the reason, never passed over."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"x")
    (tmp_path / "a.pdf").chmod(0)
    (tmp_path / "closed").chmod(0)
    try:
        found = list(offered_files(os.fsencode(tmp_path)))
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [o.verdict[0] for o in found if o.verdict] == [ItemState.HELD, ItemState.HELD]


def test_an_archive_inside_is_skipped(tmp_path: Path) -> None:
    """A folder with an archive's marker is no part of a delivery."""
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "kartoteka.toml").write_text("format = 1")
    assert _verdicts(tmp_path) == {b"archive": "archive-inside"}


def test_one_file_is_a_delivery_too(tmp_path: Path) -> None:
    """Naming a file instead of a folder delivers that file."""
    (tmp_path / "a.pdf").write_bytes(b"x")
    assert _verdicts(tmp_path / "a.pdf") == {b"a.pdf": "store"}


def test_nothing_there_is_said_with_the_path(tmp_path: Path) -> None:
    """A folder that is not there is an error that names it."""
    with pytest.raises(MissingError, match=r"no folder .*nowhere"):
        list(offered_files(os.fsencode(tmp_path / "nowhere")))
