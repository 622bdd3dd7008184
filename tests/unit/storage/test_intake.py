"""Taking originals in: what survives kills, power cuts, full and read-only disks."""

from __future__ import annotations

import hashlib
import io
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.storage.programs import as_ordinary_user, killed_at_each_call, output, program, with_mount

from kartoteka.errors import UnavailableError
from kartoteka.records.digest import Digest
from kartoteka.storage.contract import CHUNK
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.intake import MOST_BYTES, MOST_COPIES
from kartoteka.storage.layout import ArchiveLayout


@pytest.fixture
def originals(layout: ArchiveLayout) -> FolderOriginals:
    return FolderOriginals(layout)


def sha256(data: bytes) -> Digest:
    return Digest(hashlib.sha256(data).hexdigest())


def place(layout: ArchiveLayout, digest: str) -> Path:
    return layout.originals / digest[:2] / digest


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
import re, sys
from pathlib import Path
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.layout import ArchiveLayout

root = Path(sys.argv[1])
originals = FolderOriginals(ArchiveLayout(root))
with (root / "large").open("rb") as reader:
    stored = originals.take_in(reader, expected_size=int(sys.argv[2]))
assert originals.rehash(stored.digest) == stored.digest
# the peak of this program alone: ru_maxrss would remember the one that forked it
print(stored.size, stored.digest, re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
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
        ("mkdir", str(file.parent)),
        ("link", str(file)),
        ("unlink", copy),
        ("fsync", str(file.parent)),
        ("fsync", str(layout.originals)),
    ]


def test_many_are_flushed_together(
    layout: ArchiveLayout, originals: FolderOriginals, recorder: Recorder
) -> None:
    """All files are flushed before the first link is made, all folders after the last; each only once."""
    count = 20
    with originals.intake() as intake:
        stored = [intake.take_in(io.BytesIO(b"document %d" % number)) for number in range(count)]
        assert not any(originals.exists(one.digest) for one in stored)
        recorder.calls.clear()
        intake.flush()
    order = "".join(
        {"fsync": "f", "mkdir": "m", "link": "l", "unlink": "u"}[name] for name, _ in recorder.calls
    )
    assert re.fullmatch(f"f{{{count}}}((m?)(m?)lu){{{count}}}f+", order)
    flushed = Counter(path for name, path in recorder.calls if name == "fsync")
    assert set(flushed.values()) == {1}
    folders = {place(layout, one.digest).parent for one in stored}
    names = {layout.originals, *folders, *(folder.parent for folder in folders)}
    assert {Path(path) for path in flushed if Path(path).parent != layout.incoming} == names


class Disk:
    """What a power cut would leave: replays recorded calls and knows what was flushed.

    A file's bytes survive when they were flushed after the last change; a name survives when its
    folder was flushed after the name was made.
    """

    def __init__(self) -> None:
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
                case "unlink":
                    self._unflushed_files.discard(path)  # a copy that was there already
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


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["go on", "new process", "killed"]), st.booleans()),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=40)
@given(steps=STEPS)
def test_what_was_acknowledged_survives_a_power_cut(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str, bool]]
) -> None:
    """Whatever came before, also a run killed between its link and its flush, all is flushed on return."""
    layout = ArchiveLayout(tmp_path_factory.mktemp("archive"))
    layout.incoming.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        recorder = Recorder(monkeypatch)
        disk = Disk()
        originals = FolderOriginals(layout)
        intake = originals.intake()
        taken: list[Digest] = []
        for number, before, flush in steps:
            data = b"document %d" % number
            if before != "go on":  # another process: it remembers nothing
                originals = FolderOriginals(layout)
                intake.drop()
                intake = originals.intake()
                taken.clear()
            if before == "killed":
                killed_before_flushing_folders(layout, data)
            taken.append(intake.take_in(io.BytesIO(data)).digest)
            if flush:
                intake.flush()
                disk.replay(recorder.calls)
                recorder.calls.clear()
                assert all(disk.survives(place(layout, digest)) for digest in taken)
                assert all(originals.rehash(digest) == digest for digest in taken)
        intake.drop()


def killed_before_flushing_folders(layout: ArchiveLayout, data: bytes) -> None:
    """Leave what a process killed right after its link leaves: a whole file, folders not flushed."""
    file = place(layout, sha256(data))
    if file.exists():
        return
    copy = layout.incoming / f"copy of {file.name}"
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
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
    check_all(tmp_path, said)


def test_a_kill_at_any_call_of_a_flush_leaves_only_whole_originals(tmp_path: Path) -> None:
    """The same where several are flushed together."""
    said = killed_at_each_call(
        tmp_path,
        """
        import io
        from kartoteka.storage.folder import FolderOriginals
        from kartoteka.storage.layout import ArchiveLayout
        """,
        """
        with FolderOriginals(ArchiveLayout(root)).intake() as intake:
            documents = (b"first" * 300_000, bytes(1 << 20) + b"x", b"first" * 300_000)
            digests = [intake.take_in(io.BytesIO(data)).digest for data in documents]
            intake.flush()
            for digest in digests:
                say(digest)
        """,
    )
    assert len(said) > 25
    check_all(tmp_path, said)


def check_all(folder: Path, said: dict[int, list[str]]) -> None:
    assert len(said[max(said)]) == 3
    for call, acknowledged in said.items():
        layout = ArchiveLayout(folder / str(call))
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
    intake = originals.intake()
    sizes = rng.choices((10, 100_000, 3_000_000), k=rng.choice((1, 5, 20)))
    digests = [intake.take_in(io.BytesIO(rng.randbytes(size))).digest for size in sizes]
    intake.flush()
    print(*digests, sep="\\n", flush=True)
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
number = 0
try:
    while True:
        with originals.intake() as intake:
            for _ in range(int(sys.argv[2])):
                intake.take_in(io.BytesIO(os.urandom(100_000 if number else 10)))
        number += int(sys.argv[2])
except UnavailableError as error:
    print(error.code, "|", error.message)
print(sum(originals.rehash(digest) == digest for digest in originals.digests()), number)
print(len(os.listdir(sys.argv[1] + "/originals/incoming")))
"""


def check_disk_full(told: list[str], words: str) -> None:
    reason, whole, incoming = told
    assert reason.startswith("disk-full | cannot ")
    assert words in reason
    found, acknowledged = map(int, whole.split())
    assert found >= acknowledged  # what was taken in before is whole
    assert incoming == "0"


TOGETHER = pytest.mark.parametrize("together", [1, 5], ids=["one by one", "five together"])


@TOGETHER
def test_a_file_larger_than_may_be_written(layout: ArchiveLayout, together: int) -> None:
    """A limit on file sizes (`ulimit -f`, FAT): told in words, nothing half-written stays."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))"
    told = output(program(FILLED.format(limit=limit), layout.root, together))
    check_disk_full(told, "takes no file so large")


@TOGETHER
def test_a_full_disk(tmp_path: Path, together: int) -> None:
    """A disk of 2 MB fills up: told in words, nothing half-written stays, all before is whole."""
    prefix = with_mount(f"mount -t tmpfs -o size=2m tmpfs '{tmp_path}'")
    told = output(program(FILLED.format(limit=""), tmp_path, together, prefix=prefix))
    check_disk_full(told, "the disk of the archive is full")


@TOGETHER
def test_a_disk_without_room_for_names(tmp_path: Path, together: int) -> None:
    """A disk that has bytes but no inodes left is full, too."""
    prefix = with_mount(f"mount -t tmpfs -o nr_inodes=40 tmpfs '{tmp_path}'")
    told = output(program(FILLED.format(limit=""), tmp_path, together, prefix=prefix))
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


# --- many at once


def test_what_waits_is_bounded(layout: ArchiveLayout, originals: FolderOriginals) -> None:
    """However many are taken in before a flush, neither open files nor unwritten bytes pile up."""
    with originals.intake() as intake:
        for number in range(3 * MOST_COPIES):
            intake.take_in(io.BytesIO(b"%d" % number))
            assert len(list(layout.incoming.iterdir())) <= MOST_COPIES
        for number in range(4):
            intake.take_in(io.BytesIO(bytes([number]) * (MOST_BYTES // 2)))
            assert sum(path.stat().st_size for path in layout.incoming.iterdir()) <= 2 * MOST_BYTES
    assert len(list(originals.digests())) == 3 * MOST_COPIES + 4
    assert list(layout.incoming.iterdir()) == []


def test_a_flush_that_fails_stores_nothing_of_its_batch(
    layout: ArchiveLayout, originals: FolderOriginals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file of many cannot be flushed: all are refused, none has a place, and all can come again."""
    documents = [b"document %d" % number for number in range(10)]
    real = os.fsync
    calls = iter(range(100))

    def failing(descriptor: int) -> None:
        if next(calls) == 6:
            raise OSError(28, "No space left on device")
        real(descriptor)

    with originals.intake() as intake:
        for data in documents:
            intake.take_in(io.BytesIO(data))
        with monkeypatch.context() as context:
            context.setattr(os, "fsync", failing)
            with pytest.raises(UnavailableError, match="the disk of the archive is full"):
                intake.flush()
        assert list(originals.digests()) == []
        assert list(layout.incoming.iterdir()) == []
        for data in documents:
            assert intake.take_in(io.BytesIO(data)).new
    assert list(originals.digests()) == sorted(map(sha256, documents))


def test_two_intakes_may_hold_the_same_bytes(originals: FolderOriginals) -> None:
    """Both flush, the bytes are stored once."""
    with originals.intake() as one, originals.intake() as other:
        for intake in (one, other):
            intake.take_in(io.BytesIO(b"order"))
    assert list(originals.digests()) == [sha256(b"order")]
    assert originals.clear_incoming() == 0
