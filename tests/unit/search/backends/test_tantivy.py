"""What an index on disk must stand: kills, other processes, other versions, damage, full disks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.unit.search.samples import ALL, entry

from kartoteka.errors import ConflictError, DamagedError, MissingError, UnavailableError
from kartoteka.search import analyzer
from kartoteka.search.backends.contract import Request
from kartoteka.search.backends.tantivy import SCHEMA_VERSION, TantivyBackend
from kartoteka.search.query import parse

PROGRAMS = Path(__file__).with_name("programs.py")


def total(backend: TantivyBackend, text: str = "") -> int:
    return backend.search(Request(parse(text), (), ALL, limit=0)).total


def start(name: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAMS), name, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_names_fit_a_folder() -> None:
    """The versions can stand in a folder's name, parted by a dash."""
    for version in (SCHEMA_VERSION, analyzer.VERSION):
        assert version
        assert all(character.isalnum() or character == "." for character in version)


def test_it_is_there_after_closing(tmp_path: Path) -> None:
    """What was applied is found by the next who opens."""
    backend = TantivyBackend.open(tmp_path / "index", create=True)
    backend.apply([entry(1, ["первая запись"])])
    backend.close()
    backend.close()
    assert total(TantivyBackend.open(tmp_path / "index", writable=False), "запись") == 1
    assert total(TantivyBackend.open(tmp_path / "index", create=True), "запись") == 1


def test_nothing_there(tmp_path: Path) -> None:
    """A folder without an index is said to have none, and is not made."""
    with pytest.raises(MissingError, match="There is no index") as caught:
        TantivyBackend.open(tmp_path / "index")
    assert caught.value.code == "index-not-found"
    assert not (tmp_path / "index").exists()


def test_another_version(tmp_path: Path) -> None:
    """An index of another schema or analyzer is refused, with the remedy."""
    TantivyBackend.open(tmp_path, create=True).close()
    for text in ('{"schema": "0", "analyzer": "1"}', "[]"):
        (tmp_path / "kartoteka-index.json").write_text(text)
        with pytest.raises(ConflictError, match="another version") as caught:
            TantivyBackend.open(tmp_path)
        assert caught.value.code == "index-outdated"
        assert "index rebuild" in caught.value.advice


@pytest.mark.parametrize("name", ["kartoteka-index.json", "meta.json"])
def test_damaged(tmp_path: Path, name: str) -> None:
    """A file that is not what it should be is damage, never a traceback."""
    backend = TantivyBackend.open(tmp_path, create=True)
    backend.apply([entry(1, ["первая запись"])])
    backend.close()
    (tmp_path / name).write_bytes(b"\xff{")
    with pytest.raises(DamagedError) as caught:
        TantivyBackend.open(tmp_path)
    assert caught.value.code == "index-damaged"


def test_damaged_while_open(tmp_path: Path) -> None:
    """Losing the files under an open index is damage too."""
    backend = TantivyBackend.open(tmp_path / "index", create=True)
    backend.apply([entry(1, ["первая запись"])])
    backend.close()
    for path in (tmp_path / "index").iterdir():
        path.unlink()
    with pytest.raises(DamagedError):
        total(backend)


def test_opened_for_reading_only(tmp_path: Path) -> None:
    """An index opened for reading refuses to be written."""
    TantivyBackend.open(tmp_path, create=True).close()
    with pytest.raises(UnavailableError, match="for reading only"):
        TantivyBackend.open(tmp_path, writable=False).apply([entry(1, ["а"])])


def test_a_second_writer_and_a_reader_elsewhere(tmp_path: Path) -> None:
    """While another process writes, this one reads its commits and is told why it cannot write."""
    with start("hold", tmp_path) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "holding\n"
        backend = TantivyBackend.open(tmp_path)
        assert total(backend, "запись") == 1
        with pytest.raises(ConflictError, match="Another process writes") as caught:
            backend.apply([entry(2, ["вторая запись"])])
        assert caught.value.code == "index-busy"
        other.stdin.close()
        assert other.stdout.readline() == "released\n"
        backend.apply([entry(2, ["вторая запись"])])
        assert total(backend, "запись") == 2
        backend.close()
    assert other.returncode == 0


def test_readers_see_commits_at_once(index: TantivyBackend, tmp_path: Path) -> None:
    """A commit is seen by the next search of every backend and thread."""
    reader = TantivyBackend.open(tmp_path / "index", writable=False)
    seen: list[int] = []
    for number in range(1, 4):
        index.apply([entry(number, ["запись"])])
        thread = threading.Thread(target=lambda: seen.append(total(reader, "запись")))
        thread.start()
        thread.join()
    assert seen == [1, 2, 3]


def test_release_lets_another_write(index: TantivyBackend, tmp_path: Path) -> None:
    """After release another backend writes, and the first may write again after it."""
    other = TantivyBackend.open(tmp_path / "index")
    index.apply([entry(1, ["запись"])])
    with pytest.raises(ConflictError):
        other.apply([entry(2, ["запись"])])
    index.release()
    other.apply([entry(2, ["запись"])])
    other.close()
    index.apply([entry(3, ["запись"])])
    assert total(index) == total(other) == 3


def test_killed_between_commits(tmp_path: Path) -> None:
    """After kill -9 the index opens at its last commit, and can be written at once."""
    with start("die", tmp_path) as other:
        assert other.stdout is not None
        done = [int(other.stdout.readline()) for _ in range(3)][-1]
        os.kill(other.pid, signal.SIGKILL)
        done = max([done, *map(int, other.stdout.read().split())])
    backend = TantivyBackend.open(tmp_path)
    assert done <= total(backend, "запись") <= done + 1
    backend.apply([entry(1, ["вместо первой"])])
    assert total(backend, "вместо") == 1
    backend.close()


def test_killed_before_a_commit(tmp_path: Path) -> None:
    """What was not committed never was."""
    with start("die_before_commit", tmp_path) as other:
        other.communicate()
    assert other.returncode == -signal.SIGKILL
    assert total(TantivyBackend.open(tmp_path), "запись") == 1


def test_full_disk(tmp_path: Path) -> None:
    """No room: it is said so, and what was there before is still there."""
    with start("fill", tmp_path) as other:
        out, err = other.communicate()
    assert out == "disk-full\n", err
    backend = TantivyBackend.open(tmp_path)
    assert total(backend) == 1
    backend.apply([entry(2, ["вторая запись"])])
    assert total(backend) == 2
    backend.close()


def test_reading_where_nothing_may_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index on a disk mounted for reading is searched, follows commits, and says why it is not written."""
    writer = TantivyBackend.open(tmp_path, create=True)
    writer.apply([entry(1, ["запись"])])
    monkeypatch.setattr("kartoteka.search.backends.tantivy.needs_shadow", lambda folder: True)
    backend = TantivyBackend.open(tmp_path)
    assert total(backend, "запись") == 1
    writer.apply([entry(2, ["запись"])])
    assert total(backend, "запись") == 2
    with pytest.raises(UnavailableError, match="cannot be written") as caught:
        backend.apply([entry(3, ["запись"])])
    assert caught.value.code == "index-read-only"
    backend.close()


def test_a_failed_apply_leaves_nothing_behind(index: TantivyBackend) -> None:
    """An error in the middle of an apply takes nothing of it into the next commit."""
    broken = entry(2, ["запись"])
    object.__setattr__(broken, "pages", None)
    with pytest.raises(TypeError):
        index.apply([entry(1, ["запись"]), broken])
    index.apply([entry(3, ["запись"])])
    assert total(index) == 1


def test_many_threads(index: TantivyBackend) -> None:
    """Threads may search while one writes; no search sees half a commit."""
    index.apply([entry(1, ["запись"]), entry(2, ["запись"])])
    wrong: list[int] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            count = total(index, "запись")
            if count % 2:
                wrong.append(count)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(3, 13, 2):
        index.apply([entry(number, ["запись"]), entry(number + 1, ["запись"])])
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert total(index) == 12
