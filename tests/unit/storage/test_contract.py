"""What every place for originals promises, tried on each."""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.errors import ConflictError, InvalidError, MissingError
from kartoteka.records.digest import Digest
from kartoteka.storage.contract import CHUNK
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.storage.originals import FolderOriginals, MemoryOriginals, Originals, Stored

ABSENT = Digest("0" * 64)


def in_folder(folder: Path) -> Originals:
    return FolderOriginals(ArchiveLayout(folder))


def in_memory(_: Path) -> Originals:
    return MemoryOriginals()


@pytest.fixture(params=[in_folder, in_memory], ids=["folder", "memory"])
def originals(request: pytest.FixtureRequest, tmp_path: Path) -> Originals:
    make = cast("Callable[[Path], Originals]", request.param)
    return make(tmp_path)


def sha256(data: bytes) -> Digest:
    return Digest(hashlib.sha256(data).hexdigest())


def content(originals: Originals, digest: Digest) -> bytes:
    with os.fdopen(originals.open_descriptor(digest), "rb") as file:
        return file.read()


SIZES = [
    0,  # an empty file is a document too
    1,
    CHUNK - 1,
    CHUNK,
    CHUNK + 1,
    2 * CHUNK,
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("byte", [b"\x00", b"x"], ids=["zeros", "bytes"])
def test_bytes_come_back_as_they_were(originals: Originals, size: int, byte: bytes) -> None:
    """Whatever the size, and also where all bytes are zero, the original is what was given."""
    data = byte * size
    assert originals.take_in(io.BytesIO(data)) == Stored(sha256(data), size, new=True)
    assert content(originals, sha256(data)) == data
    assert originals.size(sha256(data)) == size
    assert originals.rehash(sha256(data)) == sha256(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(data=st.binary(max_size=200))
def test_any_bytes_come_back(originals: Originals, data: bytes) -> None:
    """The round trip holds for any bytes."""
    stored = originals.take_in(io.BytesIO(data))
    assert (stored.digest, stored.size) == (sha256(data), len(data))
    assert content(originals, stored.digest) == data


def test_zeros_between_bytes_come_back(originals: Originals) -> None:
    """Pieces of zeros at the start, in the middle and at the end keep their places."""
    data = bytes(CHUNK) + b"a" + bytes(2 * CHUNK) + b"b" * CHUNK + bytes(3 * CHUNK)
    assert content(originals, originals.take_in(io.BytesIO(data)).digest) == data


def test_the_same_bytes_are_stored_once(originals: Originals) -> None:
    """A second receipt finds the first one's bytes, and says so."""
    assert originals.take_in(io.BytesIO(b"order")).new
    assert not originals.take_in(io.BytesIO(b"order")).new
    assert list(originals.digests()) == [sha256(b"order")]


def test_reading_starts_where_the_file_stands(originals: Originals) -> None:
    """What was read before is not taken: the caller decides where to begin."""
    file = io.BytesIO(b"headbody")
    file.seek(4)
    assert originals.take_in(file).digest == sha256(b"body")


def test_progress_is_told_of_every_piece(originals: Originals) -> None:
    """The numbers add up to the size."""
    pieces: list[int] = []
    originals.take_in(io.BytesIO(b"x" * (2 * CHUNK + 5)), progress=pieces.append)
    assert pieces == [CHUNK, CHUNK, 5]


@pytest.mark.parametrize("expected", [4, 6])
def test_a_file_that_changed_while_it_was_read_is_refused(originals: Originals, expected: int) -> None:
    """More or fewer bytes than promised: nothing is stored, and the reason says so."""
    with pytest.raises(ConflictError, match="it changed while it was read") as refused:
        originals.take_in(io.BytesIO(b"12345"), expected_size=expected)
    assert refused.value.code == "file-changed"
    assert list(originals.digests()) == []


class FailingReader(io.RawIOBase):
    """Gives one piece, then what a broken medium gives."""

    def __init__(self, error: BaseException) -> None:
        self._pieces = [b"x" * CHUNK]
        self._error = error

    def read(self, size: int = -1) -> bytes:
        if self._pieces:
            return self._pieces.pop()
        raise self._error


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_what_the_delivery_raises_passes_through(originals: Originals, error: BaseException) -> None:
    """A bad medium of the source is not blamed on the archive, and leaves nothing behind."""
    with pytest.raises(type(error)) as raised:
        originals.take_in(cast("BinaryIO", FailingReader(error)))
    assert raised.value is error
    assert list(originals.digests()) == []
    assert originals.clear_incoming() == 0


def test_digests_come_in_ascending_order(originals: Originals) -> None:
    """So that a check can walk beside the catalogue and repeat itself."""
    expected = sorted(originals.take_in(io.BytesIO(bytes([n]))).digest for n in range(60))
    assert list(originals.digests()) == expected


def test_an_original_that_is_not_there_is_missing(originals: Originals) -> None:
    """Every question about it says so in the same words."""
    assert not originals.exists(ABSENT)
    for ask in (originals.size, originals.rehash, originals.open_descriptor):
        with pytest.raises(MissingError, match="0000 0000 … 0000 0000 is not in the archive") as missing:
            ask(ABSENT)
        assert missing.value.code == "original-missing"


NO_DIGESTS = ["", "../../etc/passwd", "0" * 63, "0" * 65, "A" * 64, "0" * 64 + "\n", "/" * 64]


@pytest.mark.parametrize("text", NO_DIGESTS)
def test_what_is_no_digest_never_becomes_a_path(originals: Originals, text: str) -> None:
    """Anything but 64 digits is refused before the disk is touched."""
    for ask in (originals.exists, originals.size, originals.rehash, originals.open_descriptor):
        with pytest.raises(InvalidError, match="is not the digest of an original"):
            ask(Digest(text))


def test_the_descriptor_only_reads(originals: Originals) -> None:
    """Who is given an original cannot alter it through what was given."""
    descriptor = originals.open_descriptor(originals.take_in(io.BytesIO(b"evidence")).digest)
    try:
        assert not os.get_inheritable(descriptor)
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(descriptor, b"x")
        with pytest.raises(OSError, match="Invalid argument"):
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def test_many_threads_may_offer_the_same_bytes(originals: Originals) -> None:
    """Of all that offer the same bytes at once exactly one is told that they are new."""
    told: list[Stored] = []
    begin = threading.Barrier(8)

    def offer() -> None:
        begin.wait()
        told.append(originals.take_in(io.BytesIO(b"the same order" * 1000)))

    threads = [threading.Thread(target=offer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [stored.new for stored in told].count(True) == 1
    assert len({stored.digest for stored in told}) == 1
    assert originals.clear_incoming() == 0


def test_an_intake_stores_when_it_is_flushed(originals: Originals) -> None:
    """Before the flush nothing is there; after it everything is, and what comes twice is told apart."""
    with originals.intake() as intake:
        told = [intake.take_in(io.BytesIO(data)) for data in (b"one", b"two", b"one")]
        assert [stored.new for stored in told] == [True, True, False]
        assert not any(originals.exists(stored.digest) for stored in told)
        assert list(originals.digests()) == []
        intake.flush()
        assert {content(originals, stored.digest) for stored in told} == {b"one", b"two"}
        assert not intake.take_in(io.BytesIO(b"two")).new
        assert intake.take_in(io.BytesIO(b"three")).new
    assert content(originals, sha256(b"three")) == b"three"  # leaving the block flushed it


def test_an_intake_that_fails_stores_nothing(originals: Originals) -> None:
    """An error inside its block drops what was not flushed."""

    def fail() -> None:
        with originals.intake() as intake:
            intake.take_in(io.BytesIO(b"flushed"))
            intake.flush()
            intake.take_in(io.BytesIO(b"dropped"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(originals.digests()) == [sha256(b"flushed")]
    assert originals.clear_incoming() == 0


def test_a_bad_file_does_not_spoil_an_intake(originals: Originals) -> None:
    """What was taken in before and after it is stored."""
    with originals.intake() as intake:
        intake.take_in(io.BytesIO(b"before"))
        with pytest.raises(OSError, match="Input/output error"):
            intake.take_in(cast("BinaryIO", FailingReader(OSError(5, "Input/output error"))))
        with pytest.raises(ConflictError, match="changed while it was read"):
            intake.take_in(io.BytesIO(b"12345"), expected_size=4)
        intake.take_in(io.BytesIO(b"after"))
    assert list(originals.digests()) == sorted([sha256(b"before"), sha256(b"after")])


def test_an_empty_intake_does_nothing(originals: Originals) -> None:
    """Nothing taken in, nothing to flush, as often as you like."""
    with originals.intake() as intake:
        intake.flush()
        intake.flush()
    assert list(originals.digests()) == []
