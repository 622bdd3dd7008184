"""Originals in an archive folder: what survives kills, power cuts, full disks and other programs."""

from __future__ import annotations

import hashlib
import io
import os
import random
from pathlib import Path

import pytest
from tests.unit.storage.programs import as_ordinary_user

from kartoteka.errors import DamagedError, UnavailableError
from kartoteka.records.digest import Digest
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.layout import ArchiveLayout


@pytest.fixture
def originals(layout: ArchiveLayout) -> FolderOriginals:
    return FolderOriginals(layout)


def sha256(data: bytes) -> Digest:
    return Digest(hashlib.sha256(data).hexdigest())


def place(layout: ArchiveLayout, digest: str) -> Path:
    return layout.originals / digest[:2] / digest


# --- where it lies


def test_an_original_lies_where_the_layout_says(layout: ArchiveLayout, originals: FolderOriginals) -> None:
    """Its name is its digest, below two folders; nobody may write it; nothing is left in incoming."""
    originals.take_in(io.BytesIO(b"order"))
    file = place(layout, sha256(b"order"))
    assert file.read_bytes() == b"order"
    assert file.stat().st_mode & 0o777 == 0o444
    assert file.stat().st_nlink == 1
    assert file.parent.stat().st_mode & 0o077 == 0
    assert list(layout.incoming.iterdir()) == []


# --- what other programs did


def test_what_is_no_original_is_a_stranger(layout: ArchiveLayout, originals: FolderOriginals) -> None:
    """Foreign files, links, misplaced originals and names that are not UTF-8 are listed, never yielded."""
    kept = originals.take_in(io.BytesIO(b"order")).digest
    folder = place(layout, kept).parent
    misplaced = sha256(b"elsewhere")
    (folder / misplaced).write_bytes(b"elsewhere")
    linked = kept[:4] + "0" * 60
    (folder / linked).symlink_to("/etc/hostname")
    (folder / (kept[:4] + "1" * 60)).mkdir()
    (folder / "notes.txt").write_text("mine")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe")).write_bytes(b"")
    (layout.originals / "README").write_text("mine")
    (layout.originals / "zz").mkdir()
    (folder / "desktop.ini").write_text("mine")
    assert list(originals.digests()) == [kept]
    below = os.fsencode(f"{kept[:2]}/")
    assert sorted(originals.strangers()) == sorted(
        [
            below + misplaced.encode(),
            below + linked.encode(),
            below + kept[:4].encode() + b"1" * 60,
            below + b"notes.txt",
            below + b"\xff\xfe",
            b"README",
            b"zz",
            os.fsencode(kept[:2] + "/desktop.ini"),
        ]
    )


def test_an_archive_without_originals_has_none(originals: FolderOriginals) -> None:
    """Before the first import there is nothing to list or to clear."""
    assert list(originals.digests()) == []
    assert list(originals.strangers()) == []
    assert originals.clear_incoming() == 0


@pytest.mark.parametrize("disguise", ["link", "folder"])
def test_a_link_or_folder_in_its_place_is_not_an_original(
    layout: ArchiveLayout, originals: FolderOriginals, disguise: str
) -> None:
    """A link that somebody put in an original's place is not followed."""
    digest = originals.take_in(io.BytesIO(b"order")).digest
    file = place(layout, digest)
    file.unlink()
    if disguise == "link":
        (layout.root / "order").write_bytes(b"order")
        file.symlink_to(layout.root / "order")
    else:
        file.mkdir()
    assert not originals.exists(digest)
    for ask in (originals.open_descriptor, originals.size, originals.rehash):
        with pytest.raises(DamagedError, match="cannot be read") as damage:
            ask(digest)
        assert damage.value.code == "original-unreadable"


def test_every_changed_byte_gives_another_digest(layout: ArchiveLayout, originals: FolderOriginals) -> None:
    """Rehashing reads what is on the disk now, first byte to last."""
    data = random.Random(3).randbytes(300)
    digest = originals.take_in(io.BytesIO(data)).digest
    file = place(layout, digest)
    file.chmod(0o644)
    for position in range(len(data)):
        file.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        assert originals.rehash(digest) != digest
    file.write_bytes(data[:-1])
    assert originals.rehash(digest) != digest


def test_a_damaged_original_is_not_called_stored(layout: ArchiveLayout, originals: FolderOriginals) -> None:
    """Bytes offered again where a cut-off original lies: told, and the evidence of it is not replaced."""
    digest = originals.take_in(io.BytesIO(b"order")).digest
    place(layout, digest).chmod(0o644)
    place(layout, digest).write_bytes(b"ord")
    with pytest.raises(DamagedError, match="has 3 bytes here; the same bytes offered again are 5") as damage:
        originals.take_in(io.BytesIO(b"order"))
    assert damage.value.code == "original-damaged"
    assert place(layout, digest).read_bytes() == b"ord"
    assert originals.clear_incoming() == 0


def test_originals_that_may_not_be_read(public: ArchiveLayout) -> None:
    """Originals of another user are not called damaged or missing."""
    digest = sha256(b"order")
    originals = FolderOriginals(public)
    folder = place(public, digest).parent
    folder.mkdir(parents=True)
    folder.chmod(0)
    with as_ordinary_user():
        for ask in (originals.open_descriptor, originals.size, originals.rehash, originals.exists):
            with pytest.raises(UnavailableError, match="cannot be opened: Permission denied") as refused:
                ask(digest)
            assert refused.value.code == "archive-unreadable"
        with pytest.raises(UnavailableError, match=r"the folder .* cannot be opened"):
            list(originals.digests())
