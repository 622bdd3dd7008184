"""The writer lock: one holder at a time, known by name, freed by death."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.unit.storage.programs import as_ordinary_user, program

from kartoteka.errors import ConflictError, MissingError, UnavailableError
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.storage.lock import WriterLock

HOLDER = """
import sys
from pathlib import Path
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.storage.lock import WriterLock

lock = WriterLock(ArchiveLayout(Path(sys.argv[1])))
lock.acquire("import A0007")
print("held", flush=True)
sys.stdin.read()
lock.release()
"""


def holder(layout: ArchiveLayout) -> subprocess.Popen[str]:
    """Another process that holds the lock until its input ends."""
    process = program(HOLDER, layout.root)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_kept_out_and_told_by_whom(layout: ArchiveLayout) -> None:
    """The refusal names the holder's process, its purpose and since when."""
    process = holder(layout)
    try:
        with pytest.raises(ConflictError) as refused:
            WriterLock(layout).acquire("import")
    finally:
        process.communicate(timeout=30)
    assert refused.value.code == "archive-busy"
    assert re.search(
        rf"written to by process {process.pid} \('import A0007', since \d{{4}}-\d\d-\d\dT[\d:.]+Z\)",
        refused.value.message,
    )


def test_a_released_lock_can_be_taken(layout: ArchiveLayout) -> None:
    """What the holder gives back is free for others."""
    holder(layout).communicate(timeout=30)
    lock = WriterLock(layout)
    lock.acquire("import")
    assert lock.held
    lock.release()
    assert not lock.held


def test_a_killed_holder_frees_the_lock(layout: ArchiveLayout) -> None:
    """Nobody has to clear anything away after kill -9, though the file still names the dead."""
    process = holder(layout)
    process.kill()
    process.communicate(timeout=30)
    assert str(process.pid) in layout.lock.read_text()
    with WriterLock(layout).holding("import"):
        assert f'"pid": {os.getpid()}' in layout.lock.read_text()


def test_what_a_killed_holder_wrote_is_forgotten(layout: ArchiveLayout) -> None:
    """The next holder's name stands alone, though it is shorter."""
    process = holder(layout)
    process.kill()
    process.communicate(timeout=30)
    with (
        WriterLock(layout).holding("x"),
        pytest.raises(ConflictError, match=rf"process {os.getpid()} \('x', "),
    ):
        WriterLock(layout).acquire("import")


def test_a_stopped_holder_keeps_the_lock(layout: ArchiveLayout) -> None:
    """A process that sleeps is not dead."""
    process = holder(layout)
    os.kill(process.pid, 19)
    try:
        with pytest.raises(ConflictError, match="import A0007"):
            WriterLock(layout).acquire("import", wait_seconds=0.2)
    finally:
        process.kill()
        process.communicate(timeout=30)


def test_waiting_ends_when_the_holder_is_done(layout: ArchiveLayout) -> None:
    """Who waits gets the lock soon after it was given back."""
    process = holder(layout)
    threading.Timer(0.15, process.kill).start()
    began = time.monotonic()
    with WriterLock(layout).holding("import", wait_seconds=20):
        waited = time.monotonic() - began
    process.communicate(timeout=30)
    assert 0.1 < waited < 10


def test_waiting_has_an_end(layout: ArchiveLayout) -> None:
    """Who waits in vain is refused after that time."""
    with WriterLock(layout).holding("serve"):
        began = time.monotonic()
        with pytest.raises(ConflictError, match="'serve'"):
            WriterLock(layout).acquire("import", wait_seconds=0.2)
        assert 0.15 < time.monotonic() - began < 5


def test_two_locks_of_one_process_exclude_each_other(layout: ArchiveLayout) -> None:
    """Threads are kept apart like processes, and a lock that is held is not taken twice."""
    lock = WriterLock(layout)
    with lock.holding("import"):
        for other in (WriterLock(layout), lock):
            with pytest.raises(ConflictError, match="'import'"):
                other.acquire("again")
        assert lock.held
    with WriterLock(layout).holding("after"):
        pass


def test_one_of_many_threads_holds_at_a_time(layout: ArchiveLayout) -> None:
    """Eight threads that write in turn never meet."""
    inside: list[int] = []
    met: list[int] = []

    def write() -> None:
        with WriterLock(layout).holding("write", wait_seconds=30):
            inside.append(1)
            met.append(len(inside))
            time.sleep(0.005)
            inside.pop()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == [1] * 8


def test_a_block_that_fails_gives_the_lock_back(layout: ArchiveLayout) -> None:
    """Leaving a block releases, however it is left; releasing twice does no harm."""
    lock = WriterLock(layout)

    def fail() -> None:
        with lock:
            lock.acquire("import")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    lock.release()
    with WriterLock(layout).holding("after"):
        pass


def test_a_child_started_by_exec_does_not_keep_the_lock(layout: ArchiveLayout) -> None:
    """A child that outlives the holder does not hold in its name."""
    lock = WriterLock(layout)
    lock.acquire("import")
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, close_fds=False) as child:
        lock.release()
        with WriterLock(layout).holding("after"):
            pass
        child.communicate()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x"}', "\udcff"], ids=repr)
def test_a_lock_file_without_sense_is_no_obstacle(layout: ArchiveLayout, text: str) -> None:
    """What the file says matters only for the message."""
    lock = WriterLock(layout)
    with lock.holding("import"):
        layout.lock.write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(ConflictError, match="written to by another process"):
            WriterLock(layout).acquire("import")


def test_an_archive_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """Locking makes no folders."""
    with pytest.raises(MissingError, match="is not an archive") as missing:
        WriterLock(ArchiveLayout(tmp_path / "nothing")).acquire("import")
    assert missing.value.code == "archive-not-found"
    assert not (tmp_path / "nothing").exists()


def test_a_read_only_archive_cannot_be_locked(public: ArchiveLayout) -> None:
    """Who may not write is told so, not that somebody else writes."""
    public.root.chmod(0o555)
    with as_ordinary_user(), pytest.raises(UnavailableError, match="may not be written to") as refused:
        WriterLock(public).acquire("import")
    assert refused.value.code == "archive-read-only"
