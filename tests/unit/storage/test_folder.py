"""Originals in an archive folder: what survives kills, power cuts, full disks and other programs."""

from __future__ import annotations

import hashlib
import io
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.storage.programs import as_ordinary_user, killed_at_each_call, output, program, with_mount

from kartoteka.errors import DamagedError, UnavailableError
from kartoteka.records.digest import Digest
from kartoteka.storage.contract import CHUNK
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.layout import ArchiveLayout


@pytest.fixture
def originals(layout: ArchiveLayout) -> FolderOriginals:
    return FolderOriginals(layout)


def sha256(data: bytes) -> Digest:
    return Digest(hashlib.sha256(data).hexdigest())


def place(layout: ArchiveLayout, digest: str) -> Path:
    return layout.originals / digest[:2] / digest[2:4] / digest


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


def test_a_sparse_file_stays_sparse(layout: ArchiveLayout, originals: FolderOriginals) -> None:
    """64 MB of zeros with one byte behind them take almost no room."""
    file = layout.root / "sparse"
    with file.open("wb") as writer:
        writer.truncate(64 * CHUNK)
        writer.seek(64 * CHUNK)
        writer.write(b"x")
    with file.open("rb") as reader:
        stored = originals.take_in(reader, expected_size=64 * CHUNK + 1)
    kept = place(layout, stored.digest).stat()
    assert kept.st_size == 64 * CHUNK + 1
    assert kept.st_blocks * 512 < 2 * CHUNK
    assert originals.rehash(stored.digest) == stored.digest


LARGE = """
import resource, sys
from pathlib import Path
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.layout import ArchiveLayout

root = Path(sys.argv[1])
originals = FolderOriginals(ArchiveLayout(root))
with (root / "large").open("rb") as reader:
    stored = originals.take_in(reader, expected_size=int(sys.argv[2]))
assert originals.rehash(stored.digest) == stored.digest
print(stored.size, stored.digest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.full
def test_three_gigabytes_need_no_memory(layout: ArchiveLayout) -> None:
    """A sparse file of 3 GB, larger than any 32-bit number, is taken in and hashed again within 80 MB."""
    size = 3 * 1024**3 + 7
    with (layout.root / "large").open("wb") as writer:
        writer.truncate(size)
    told = output(program(LARGE, layout.root, size))
    stored, digest, kilobytes = told[0].split()
    hasher = hashlib.sha256()
    for _ in range(size // CHUNK):
        hasher.update(bytes(CHUNK))
    hasher.update(bytes(size % CHUNK))
    assert (int(stored), digest) == (size, hasher.hexdigest())
    assert int(kilobytes) < 80 * 1024


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
    (folder.parent / "desktop.ini").write_text("mine")
    assert list(originals.digests()) == [kept]
    below = os.fsencode(f"{kept[:2]}/{kept[2:4]}/")
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


# --- power cuts


class Recorder:
    """Writes down, in order, what a block of code asks of the disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, str]] = []
        for name in ("write", "ftruncate", "fchmod", "fsync"):
            self._wrap(monkeypatch, name, lambda descriptor, *_: self._path_of(descriptor))
        for name in ("mkdir", "unlink"):
            self._wrap(monkeypatch, name, lambda path, *_: os.fspath(path))
        for name in ("link", "rename", "replace"):
            self._wrap(monkeypatch, name, lambda _, place: os.fspath(place))

    def _wrap(self, monkeypatch: pytest.MonkeyPatch, name: str, path_of: Callable[..., str]) -> None:
        real = getattr(os, name)

        def recorded(*arguments: Any, **options: Any) -> Any:
            path = path_of(*arguments)
            result = real(*arguments, **options)  # what fails has not happened
            self.calls.append((name, path))
            return result

        monkeypatch.setattr(os, name, recorded)

    def _path_of(self, descriptor: int) -> str:
        return str(Path(f"/proc/self/fd/{descriptor}").readlink())


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(monkeypatch)


def test_the_order_is_file_link_folders(
    layout: ArchiveLayout, originals: FolderOriginals, recorder: Recorder
) -> None:
    """Bytes, mode, flush of the file; then the link; then the folders, from the inner to the outer."""
    layout.incoming.mkdir(parents=True)
    recorder.calls.clear()
    digest = originals.take_in(io.BytesIO(b"order")).digest
    file = place(layout, digest)
    [copy] = {path for name, path in recorder.calls if name == "write"}
    assert Path(copy).parent == layout.incoming
    assert recorder.calls == [
        ("write", copy),
        ("ftruncate", copy),
        ("fchmod", copy),
        ("fsync", copy),
        ("mkdir", str(file.parent.parent)),
        ("mkdir", str(file.parent)),
        ("link", str(file)),
        ("unlink", copy),
        ("fsync", str(file.parent)),
        ("fsync", str(file.parent.parent)),
        ("fsync", str(layout.originals)),
    ]


class Disk:
    """What a power cut would leave: replays recorded calls and knows what was flushed.

    A file's bytes survive when they were flushed after the last change; a name survives when its
    folder was flushed after the name was made.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._unflushed_files: set[str] = set()
        self._unflushed_names: set[str] = set()

    def replay(self, calls: list[tuple[str, str]]) -> None:
        for name, path in calls:
            match name:
                case "write" | "ftruncate" | "fchmod":
                    self._unflushed_files.add(path)
                case "fsync":
                    self._unflushed_files.discard(path)
                    self._unflushed_names = {n for n in self._unflushed_names if str(Path(n).parent) != path}
                case "link" | "rename" | "replace":
                    # Only what is whole may get its name.
                    assert not self._unflushed_files, (
                        "an original got its place before its bytes were flushed"
                    )
                    self._unflushed_names.add(path)
                case "mkdir":
                    self._unflushed_names.add(path)

    def survives(self, file: Path) -> bool:
        names = {str(file), str(file.parent), str(file.parent.parent)}
        return not names & self._unflushed_names


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(
    steps=st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), min_size=1, max_size=12),
)
def test_what_was_acknowledged_survives_a_power_cut(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool, bool]]
) -> None:
    """Whatever came before, also a run killed between its link and its flush, all is flushed on return."""
    layout = ArchiveLayout(tmp_path_factory.mktemp("archive"))
    layout.incoming.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        recorder = Recorder(monkeypatch)
        disk = Disk(layout.originals)
        originals = FolderOriginals(layout)
        for number, restart, killed in steps:
            data = b"document %d" % number
            if restart:
                originals = FolderOriginals(layout)  # another process: it remembers nothing
            if killed:
                killed_before_flushing_folders(layout, data)
            stored = originals.take_in(io.BytesIO(data))
            disk.replay(recorder.calls)
            recorder.calls.clear()
            assert disk.survives(place(layout, stored.digest))


def killed_before_flushing_folders(layout: ArchiveLayout, data: bytes) -> None:
    """Leave what a process killed right after its link leaves: a whole file, folders not flushed."""
    file = place(layout, sha256(data))
    if file.exists():
        return
    copy = layout.incoming / "copy"
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT)
    os.write(descriptor, data)
    os.fsync(descriptor)
    os.close(descriptor)
    for folder in (file.parent.parent, file.parent):
        if not folder.exists():
            os.mkdir(folder)  # noqa: PTH102 - recorded by its name in os
    os.link(copy, file)


def test_a_failing_flush_is_not_an_acknowledgement(
    layout: ArchiveLayout, originals: FolderOriginals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that cannot flush is told; the same bytes can be taken in when it can again."""
    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", raises(OSError(5, "Input/output error")))
        with pytest.raises(UnavailableError, match=r"cannot store the original .*Input/output error"):
            originals.take_in(io.BytesIO(b"order"))
    assert originals.clear_incoming() == 0
    assert originals.take_in(io.BytesIO(b"order")).new


def raises(error: OSError) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


# --- kills

DOCUMENTS = (b"first" * 300_000, bytes(CHUNK) + b"x")


def test_a_kill_at_any_call_leaves_only_whole_originals(tmp_path: Path) -> None:
    """Killed before each call to the system in turn: acknowledged originals are there, all are whole."""
    said = killed_at_each_call(
        tmp_path,
        """
        import io
        from kartoteka.storage.folder import FolderOriginals
        from kartoteka.storage.layout import ArchiveLayout
        """,
        """
        originals = FolderOriginals(ArchiveLayout(root))
        for data in (b"first" * 300_000, bytes(1 << 20) + b"x", b"first" * 300_000):
            say(originals.take_in(io.BytesIO(data)).digest)
        """,
    )
    assert len(said) > 25
    assert len(said[max(said)]) == 3
    for call, acknowledged in said.items():
        layout = ArchiveLayout(tmp_path / str(call))
        check_after_a_kill(layout, acknowledged)
        again = FolderOriginals(layout)
        for data in DOCUMENTS:
            again.take_in(io.BytesIO(data))
        assert list(again.digests()) == sorted(sha256(data) for data in DOCUMENTS)


def check_after_a_kill(layout: ArchiveLayout, acknowledged: list[str]) -> None:
    originals = FolderOriginals(layout)
    originals.clear_incoming()
    found = set(originals.digests())
    assert set(acknowledged) <= found
    for digest in found:
        assert originals.rehash(digest) == digest
    assert list(originals.strangers()) == []
    assert not layout.incoming.exists() or not list(layout.incoming.iterdir())


KILLED_AT_RANDOM = """
import io, random, sys
from pathlib import Path
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.layout import ArchiveLayout

originals = FolderOriginals(ArchiveLayout(Path(sys.argv[1])))
rng = random.Random(int(sys.argv[2]))
print("ready", flush=True)
while True:
    data = rng.randbytes(rng.choice((10, 100_000, 3_000_000)))
    print(originals.take_in(io.BytesIO(data)).digest, flush=True)
"""


def kill_at_random(layout: ArchiveLayout, seed: int) -> None:
    process = program(KILLED_AT_RANDOM, layout.root, seed)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0, 0.06))
    process.kill()
    acknowledged = process.communicate(timeout=60)[0].split()
    # The last line may have been cut off by the kill.
    check_after_a_kill(layout, [digest for digest in acknowledged if len(digest) == 64])


def test_a_kill_at_random_moments_leaves_only_whole_originals(layout: ArchiveLayout) -> None:
    """Six kills, one archive: after each, what was acknowledged is there and whole."""
    for seed in range(6):
        kill_at_random(layout, seed)


@pytest.mark.full
def test_a_hundred_kills_leave_only_whole_originals(layout: ArchiveLayout) -> None:
    """The same a hundred times."""
    for seed in range(100, 200):
        kill_at_random(layout, seed)


# --- full and read-only disks

FILLED = """
import io, os, sys
from pathlib import Path
from kartoteka.errors import UnavailableError
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.layout import ArchiveLayout

originals = FolderOriginals(ArchiveLayout(Path(sys.argv[1])))
{limit}
for number in range(400):
    try:
        originals.take_in(io.BytesIO(os.urandom(100_000 if number else 10)))
    except UnavailableError as error:
        print(error.code, "|", error.message)
        break
print(sum(originals.rehash(digest) == digest for digest in originals.digests()), number)
print(len(os.listdir(sys.argv[1] + "/originals/incoming")))
"""


def check_disk_full(told: list[str], words: str) -> None:
    reason, whole, incoming = told
    assert reason.startswith("disk-full | cannot ")
    assert words in reason
    found, taken = map(int, whole.split())
    assert found == taken >= 1  # what was taken before is whole, and nothing else is there
    assert incoming == "0"


def test_a_file_larger_than_may_be_written(layout: ArchiveLayout) -> None:
    """A limit on file sizes (`ulimit -f`, FAT): told in words, nothing half-written stays."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))"
    told = output(program(FILLED.format(limit=limit), layout.root))
    check_disk_full(told, "takes no file so large")


def test_a_full_disk(tmp_path: Path) -> None:
    """A disk of 2 MB fills up: told in words, nothing half-written stays, all before is whole."""
    prefix = with_mount(f"mount -t tmpfs -o size=2m tmpfs '{tmp_path}'")
    told = output(program(FILLED.format(limit=""), tmp_path, prefix=prefix))
    check_disk_full(told, "the disk of the archive is full")


def test_a_disk_without_room_for_names(tmp_path: Path) -> None:
    """A disk that has bytes but no inodes left is full, too."""
    prefix = with_mount(f"mount -t tmpfs -o nr_inodes=40 tmpfs '{tmp_path}'")
    told = output(program(FILLED.format(limit=""), tmp_path, prefix=prefix))
    check_disk_full(told, "the disk of the archive is full")


READ_ONLY = """
import io, os, subprocess, sys
from pathlib import Path
from kartoteka.errors import KartotekaError
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.layout import ArchiveLayout

root = sys.argv[1]
originals = FolderOriginals(ArchiveLayout(Path(root)))
digest = originals.take_in(io.BytesIO(b"order")).digest
subprocess.run(["mount", "-o", "remount,ro", root], check=True)
for verb in (lambda: originals.take_in(io.BytesIO(b"more")), lambda: originals.rehash(digest) == digest):
    try:
        print(verb())
    except KartotekaError as error:
        print(error.code, "|", error.message)
"""


def test_a_read_only_disk(tmp_path: Path) -> None:
    """Taking in is refused in words, reading goes on."""
    prefix = with_mount(f"mount -t tmpfs -o size=2m tmpfs '{tmp_path}'")
    refusal, whole = output(program(READ_ONLY, tmp_path, prefix=prefix))
    assert refusal.startswith("archive-read-only | cannot make a file in the archive: the archive may not be")
    assert whole == "True"


def test_a_folder_that_may_not_be_written(public: ArchiveLayout) -> None:
    """An archive folder that this user may not write to is told in words."""
    public.root.chmod(0o555)
    with as_ordinary_user(), pytest.raises(UnavailableError, match=r"\(Permission denied\)") as refused:
        FolderOriginals(public).take_in(io.BytesIO(b"order"))
    assert refused.value.code == "archive-read-only"


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
