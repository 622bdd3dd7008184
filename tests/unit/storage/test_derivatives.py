"""The page-image cache: bounded, shared, and never the reason that a page is not shown."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.storage.programs import as_ordinary_user, killed_at_each_call, output, program, with_mount

from kartoteka.errors import InvalidError
from kartoteka.records.digest import Digest
from kartoteka.storage.derivatives import PageImageKey, PageImages
from kartoteka.storage.layout import ArchiveLayout

DIGEST = Digest("ab" * 32)
IMAGE = b"\xff\xd8" + b"x" * 982 + b"\xff\xd9"  # with its header 1002 bytes
STORED = len(IMAGE) + 16


def key(page: int, width: int = 800, digest: str = DIGEST) -> PageImageKey:
    return PageImageKey(Digest(digest), page, width)


def files(layout: ArchiveLayout) -> list[Path]:
    return [path for path in layout.page_images.glob("??/*") if path.is_file()]


def total(layout: ArchiveLayout) -> int:
    return sum(path.stat().st_size for path in files(layout))


@given(jpeg=st.binary(max_size=300), page=st.integers(1, 70_000), width=st.integers(1, 10_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_what_is_kept_comes_back(layout: ArchiveLayout, jpeg: bytes, page: int, width: int) -> None:
    """Any bytes, any page, any width; also from another process's view of the cache."""
    PageImages(layout, 10**6).put(key(page, width), jpeg)
    assert PageImages(layout, 10**6).get(key(page, width)) == jpeg


def test_what_was_not_kept_is_a_miss(layout: ArchiveLayout) -> None:
    """Another page, another width and another document are not there; asking makes no folders."""
    images = PageImages(layout, 10**6)
    assert images.get(key(1)) is None
    assert list(layout.root.iterdir()) == []
    images.put(key(1), IMAGE)
    assert [images.get(other) for other in (key(2), key(1, 801), key(1, digest="cd" * 32))] == [None] * 3


def test_the_newer_image_replaces_the_older(layout: ArchiveLayout) -> None:
    """An image made again counts once."""
    images = PageImages(layout, 10 * STORED)
    for number in range(100):
        images.put(key(1), b"%03d" % number + IMAGE[3:])
    assert images.get(key(1)) == b"099" + IMAGE[3:]
    images.put(key(2), IMAGE)
    assert images.get(key(1)) is not None  # nothing had to go, so the sum is right


def test_the_bound_holds(layout: ArchiveLayout) -> None:
    """However many images come, all files together stay within the limit."""
    images = PageImages(layout, 10 * STORED)
    for page in range(1, 60):
        images.put(key(page), IMAGE)
        assert total(layout) <= 10 * STORED
    assert images.get(key(59)) is not None


def test_what_was_looked_at_last_stays(layout: ArchiveLayout) -> None:
    """The images that go are those nobody looked at for longest."""
    images = PageImages(layout, 10 * STORED)
    for page in range(1, 11):
        images.put(key(page), IMAGE)
    for page in (1, 2, 3):
        images.get(key(page))
    images.put(key(11), IMAGE)
    assert [page for page in range(1, 12) if images.get(key(page)) is not None] == [1, 2, 3, *range(6, 12)]


def test_access_times_are_not_needed(layout: ArchiveLayout) -> None:
    """Last use is kept by us: a file system mounted without access times changes nothing."""
    images = PageImages(layout, 10**6)
    images.put(key(1), IMAGE)
    [file] = files(layout)
    os.utime(file, ns=(0, 10**18))
    images.get(key(1))
    assert file.stat().st_mtime_ns > 10**18


def test_an_image_larger_than_the_bound_is_not_kept(layout: ArchiveLayout) -> None:
    """It would drive all others out; with a bound of 0 nothing is kept at all."""
    images = PageImages(layout, 2 * STORED)
    images.put(key(1), IMAGE)
    images.put(key(2), IMAGE * 3)
    assert images.get(key(1)) is not None
    assert images.get(key(2)) is None
    PageImages(layout, 0).put(key(3), b"")
    assert images.get(key(3)) is None


def test_an_image_as_large_as_the_bound_is_kept(layout: ArchiveLayout) -> None:
    """It is alone then, but it does not drive itself out."""
    images = PageImages(layout, STORED)
    images.put(key(1), IMAGE)
    images.put(key(2), IMAGE)
    assert (images.get(key(1)), images.get(key(2))) == (None, IMAGE)


def test_every_changed_byte_is_a_miss(layout: ArchiveLayout) -> None:
    """A damaged file is never shown, and is gone after it was noticed."""
    images = PageImages(layout, 10**6)
    images.put(key(1), b"picture")
    [file] = files(layout)
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
        assert images.get(key(1)) is None
        assert not file.exists()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert images.get(key(1)) is None
    file.write_bytes(whole)
    assert images.get(key(1)) == b"picture"


def test_a_file_under_another_name_is_a_miss(layout: ArchiveLayout) -> None:
    """A page is never shown for another one, whatever somebody did to the files."""
    images = PageImages(layout, 10**6)
    images.put(key(1), IMAGE)
    [file] = files(layout)
    file.rename(file.with_name(f"{DIGEST}-2-800"))
    assert images.get(key(2)) is None


def test_all_of_it_may_be_deleted_at_any_time(layout: ArchiveLayout) -> None:
    """The cache starts again, with its bound."""
    images = PageImages(layout, 10 * STORED)
    for round_ in range(3):
        for page in range(1, 30):
            images.put(key(page), IMAGE)
        assert images.get(key(29)) == IMAGE, round_
        assert total(layout) <= 10 * STORED
        shutil.rmtree(layout.derivatives)
        assert images.get(key(29)) is None


@pytest.mark.parametrize("used", [None, b"", b"\x00" * 8, b"\xff" * 8, b"nonsense, and more of it"])
def test_a_wrong_sum_is_corrected(layout: ArchiveLayout, used: bytes | None) -> None:
    """A sum that was lost or altered holds the bound again once files had to go."""
    images = PageImages(layout, 10 * STORED)
    for page in range(1, 10):
        images.put(key(page), IMAGE)
    if used is None:
        (layout.page_images / "used").unlink()
    else:
        (layout.page_images / "used").write_bytes(used)
    for page in range(10, 50):
        images.put(key(page), IMAGE)
    assert total(layout) <= 10 * STORED
    assert images.get(key(49)) is not None


def test_what_a_killed_writer_left_is_cleared(layout: ArchiveLayout) -> None:
    """Half-written files go when room is made, unless somebody may still be writing them."""
    images = PageImages(layout, 10 * STORED)
    images.put(key(1), IMAGE)
    old, young = (files(layout)[0].with_name(name) for name in ("00.new", "11.new"))
    for file in (old, young):
        file.write_bytes(b"half")
    os.utime(old, (10**9, 10**9))
    for page in range(2, 30):
        images.put(key(page), IMAGE)
    assert not old.exists()
    assert young.exists()


def test_no_digest_no_path(layout: ArchiveLayout) -> None:
    """What is no digest never becomes a path."""
    images = PageImages(layout, 10**6)
    for ask in (images.get, lambda hostile: images.put(hostile, IMAGE)):
        with pytest.raises(InvalidError, match="is not the digest"):
            ask(key(1, digest="../../../etc"))


def test_a_read_only_archive_still_shows(public: ArchiveLayout) -> None:
    """What is kept is shown though it cannot be marked as looked at; what is new is not kept."""
    PageImages(public, 10**6).put(key(1), IMAGE)
    for folder in (public.root, public.derivatives, public.page_images, files(public)[0].parent):
        folder.chmod(0o555)
    files(public)[0].chmod(0o444)
    (public.page_images / "used").chmod(0o444)
    with as_ordinary_user():
        images = PageImages(public, 10**6)
        assert images.get(key(1)) == IMAGE
        images.put(key(2), IMAGE)
        assert images.get(key(2)) is None


FULL = """
import sys
from pathlib import Path
from kartoteka.storage.derivatives import PageImageKey, PageImages
from kartoteka.storage.layout import ArchiveLayout

images = PageImages(ArchiveLayout(Path(sys.argv[1])), 10**9)
kept = 0
for page in range(100):
    key = PageImageKey("ab" * 32, page, 800)
    images.put(key, bytes(50_000))
    kept += images.get(key) == bytes(50_000)
print(10 < kept < 60, len(list(Path(sys.argv[1]).rglob("*.new"))))
"""


def test_a_full_disk_only_means_not_kept(tmp_path: Path) -> None:
    """Nothing fails and nothing half-written stays."""
    prefix = with_mount(f"mount -t tmpfs -o size=2m tmpfs '{tmp_path}'")
    assert output(program(FULL, tmp_path, prefix=prefix)) == ["True 0"]


BUSY = """
import random, sys, threading
from pathlib import Path
from kartoteka.storage.derivatives import PageImageKey, PageImages
from kartoteka.storage.layout import ArchiveLayout

images = PageImages(ArchiveLayout(Path(sys.argv[1])), 40_000)
wrong = []

def work(seed):
    rng = random.Random(seed)
    for _ in range(60):
        page = rng.randrange(1, 80)
        jpeg = bytes([page]) * 1000
        got = images.get(PageImageKey("ab" * 32, page, 800))
        if got is None:
            images.put(PageImageKey("ab" * 32, page, 800), jpeg)
        elif got != jpeg:
            wrong.append(page)

threads = [threading.Thread(target=work, args=(int(sys.argv[2]) * 10 + n,)) for n in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(wrong))
"""


def test_threads_and_processes_share_it(layout: ArchiveLayout) -> None:
    """Three processes of four threads: every image right, the bound held all the while."""
    processes = [program(BUSY, layout.root, number) for number in range(3)]
    highest = 0
    while any(process.poll() is None for process in processes):
        # Files come and go while they are counted, so only finished ones that still exist count.
        highest = max(highest, sum(_size(path) for path in files(layout) if path.suffix != ".new"))
    for process in processes:
        assert output(process) == ["0"]
    assert 0 < highest <= 40_000 + 12 * 1016  # a moving picture: what went while we counted
    assert total(layout) <= 40_000
    assert len(files(layout)) >= 20


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def test_a_kill_at_any_call_leaves_no_wrong_sum(tmp_path: Path) -> None:
    """Killed before each call in turn: the sum is right or not known, and what was kept is whole."""
    said = killed_at_each_call(
        tmp_path,
        """
        from kartoteka.storage.derivatives import PageImageKey, PageImages
        from kartoteka.storage.layout import ArchiveLayout
        """,
        """
        images = PageImages(ArchiveLayout(root), 5000)
        for page in (1, 2, 3, 4, 5, 1, 6):
            images.put(PageImageKey("ab" * 32, page, 800), bytes([page]) * 1000)
            say("put")
        """,
    )
    assert len(said) > 60
    assert len(said[max(said)]) == 7
    for call in said:
        layout = ArchiveLayout(tmp_path / str(call))
        used = layout.page_images / "used"
        known = used.read_bytes() if used.exists() else b""
        whole = sum(path.stat().st_size for path in files(layout) if path.suffix != ".new")
        assert known in (b"", whole.to_bytes(8, "big"))
        for page in range(1, 7):
            assert PageImages(layout, 5000).get(key(page)) in (None, bytes([page]) * 1000)


def test_a_killed_process_does_not_stop_the_others(layout: ArchiveLayout) -> None:
    """Killed at any moment, it leaves nothing that holds others up or breaks the bound for good."""
    for number in range(4):
        process = program(BUSY.replace("range(60)", "range(10**9)"), layout.root, number)
        while not files(layout):
            assert process.poll() is None
        process.kill()
        process.communicate(timeout=30)
    images = PageImages(layout, 40_000)
    done = threading.Event()

    def put() -> None:
        for page in range(1, 80):
            images.put(key(page), IMAGE)
        done.set()

    threading.Thread(target=put, daemon=True).start()
    assert done.wait(20)
    assert sum(path.stat().st_size for path in files(layout) if path.suffix != ".new") <= 40_000
