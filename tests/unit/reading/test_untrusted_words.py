"""Packed words from a child: what the checker lets through is what it would unpack to, and nothing else."""

from __future__ import annotations

import random
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kartoteka.errors import DamagedError
from kartoteka.reading.untrusted_words import words_of
from kartoteka.records.packed_words import pack_words
from kartoteka.records.page import Words

WIDTH, HEIGHT, LENGTH = 100.0, 200.0, 1000


def checked(untrusted: object, *, recognised: bool = False, most: int = 100) -> Words:
    return words_of(untrusted, LENGTH, WIDTH, HEIGHT, recognised=recognised, most=most)


def page_of(count: int, seed: int = 0) -> Words:
    chance = random.Random(seed)
    starts, ends, boxes, at = [], [], [], 0
    for _ in range(count):
        starts.append(at)
        at += chance.randint(1, 9)
        ends.append(at)
        at += chance.randint(1, 3)
        x, y = chance.randrange(9000), chance.randrange(19_000)
        boxes += [x, y, x + chance.randrange(1000), y + chance.randrange(1000)]
    order = sorted(chance.randrange(3) for _ in range(count))
    lines = tuple(sorted(set(order)).index(n) for n in order)
    return Words(tuple(starts), tuple(ends), tuple(boxes), None, lines, lines)


def as_said(words: Words) -> str:
    return pack_words(words).decode("latin-1")


@given(some.integers(0, 60), some.integers(0, 1000))
def test_honest_words_come_through_unchanged(count: int, seed: int) -> None:
    """Packed, checked, and the same bytes; unpacked, the same words."""
    words = page_of(count, seed)
    found = checked(as_said(words))
    assert found == words
    assert pack_words(found) == pack_words(words)


@given(some.integers(1, 60), some.integers(0, 1000), some.data())
def test_what_comes_through_keeps_every_rule(count: int, seed: int, data: some.DataObject) -> None:
    """One number is changed at will: either it is refused, or the words still hold all that they must."""
    words = page_of(count, seed)
    columns = {name: getattr(words, name) for name in ("starts", "ends", "boxes", "lines", "blocks")}
    column = data.draw(some.sampled_from(sorted(columns)))
    numbers = list(columns[column])
    numbers[data.draw(some.integers(0, len(numbers) - 1))] = data.draw(some.integers(-100, 30_000))
    columns[column] = tuple(numbers)
    try:
        found = checked(as_said(Words(**columns)))
    except DamagedError as error:
        if error.code != "child-lied":
            raise
        return
    assert found.starts[0] >= 0
    assert found.ends[-1] <= LENGTH
    assert all(start < end for start, end in zip(found.starts, found.ends, strict=True))
    assert all(end < start for end, start in zip(found.ends, found.starts[1:], strict=False))
    assert all(low <= high for low, high in zip(found.boxes[0::4], found.boxes[2::4], strict=True))
    assert all(low <= high for low, high in zip(found.boxes[1::4], found.boxes[3::4], strict=True))
    assert min(found.boxes) >= -2
    assert max(found.boxes[2::4]) <= 100 * WIDTH + 2
    assert max(found.boxes[3::4]) <= 100 * HEIGHT + 2
    for rising in (found.lines, found.blocks):
        assert sorted(set(rising)) == list(range(rising[-1] + 1))
        assert list(rising) == sorted(rising)


PACKED = pack_words(page_of(5))


@pytest.mark.parametrize(
    "untrusted",
    [
        pytest.param(None, id="none"),
        pytest.param([0, 1], id="a list"),
        pytest.param("слово", id="no bytes"),
        pytest.param(PACKED[:-1].decode("latin-1"), id="cut off"),
        pytest.param((PACKED + b"x").decode("latin-1"), id="bytes left over"),
        pytest.param((b"\x02" + PACKED[1:]).decode("latin-1"), id="another layout"),
        pytest.param((PACKED[:1] + struct.pack("<I", 4) + PACKED[5:]).decode("latin-1"), id="other number"),
        pytest.param("\x01" + "\xff" * 4 + "x", id="four thousand million words"),
        pytest.param(as_said(page_of(101)), id="more than are kept"),
        pytest.param("\0" * 10_000, id="longer than any"),
        pytest.param(
            (struct.pack("<BI", 1, 1) + zlib.compress(bytes(1_000_000))).decode("latin-1"), id="a bomb"
        ),
    ],
)
def test_bytes_that_are_no_words_are_a_lie(untrusted: object) -> None:
    """Each length is held against its bound before anything of that length is made."""
    with pytest.raises(DamagedError) as caught:
        checked(untrusted)
    assert caught.value.code == "child-lied"


def test_confidences_stand_where_they_belong() -> None:
    """Recognised words have them, embedded ones have none."""
    words = page_of(3)
    with pytest.raises(DamagedError):
        checked(as_said(words), recognised=True)
    sure = Words(words.starts, words.ends, words.boxes, (0, 50, 100), words.lines, words.blocks)
    assert checked(as_said(sure), recognised=True) == sure
    with pytest.raises(DamagedError):
        checked(as_said(sure))


@given(some.text(max_size=80) | some.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
def test_nothing_else_is_raised(untrusted: str) -> None:
    """Whatever comes, the answer is words or one kind of error."""
    try:
        checked(untrusted)
    except DamagedError as error:
        if error.code != "child-lied":
            raise
