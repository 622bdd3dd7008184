"""Words come back from their few bytes exactly, or damage is told."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.errors import DamagedError, InvalidError
from kartoteka.records.packed_words import PackedWords, pack_words, unpack_words
from kartoteka.records.page import Words

NUMBERS = st.one_of(st.integers(0, 300), st.integers(-(2**20), 2**31), st.integers(-(2**61), 2**61))


@st.composite
def words(draw: st.DrawFn) -> Words:
    """Columns of equal length with any numbers, sane or not."""
    count = draw(st.integers(0, 12))

    def column(length: int = count) -> tuple[int, ...]:
        return tuple(draw(st.lists(NUMBERS, min_size=length, max_size=length)))

    confidences = column() if draw(st.booleans()) else None
    return Words(column(), column(), column(4 * count), confidences, column(), column())


def typical(count: int = 300, seed: int = 1) -> Words:
    """A typed page of so many words, its boxes a little uneven, as recognition gives them."""
    chance = random.Random(seed)
    starts, ends, boxes, confidences, lines, blocks = [], [], [], [], [], []
    at = line = 0
    left, top = 5000, 6000
    for index in range(count):
        length = chance.randint(1, 12)
        width = 550 * length + chance.randrange(60)
        starts.append(at)
        ends.append(at + length)
        at += length + 1
        up, down = chance.randrange(40), chance.randrange(40)
        boxes += [left, top + up, left + width, top + 1100 + down]
        confidences.append(chance.choice([96, 96, 95, 93, 91, 60]))
        lines.append(line)
        blocks.append(line // 8)
        left += width + 300
        if left > 50_000 or index % 11 == 10:
            left, top, line = 5000 + chance.randrange(20), top + 1400, line + 1
    return Words(tuple(starts), tuple(ends), tuple(boxes), tuple(confidences), tuple(lines), tuple(blocks))


@given(words())
def test_round_trip(given_words: Words) -> None:
    """Whatever the numbers, what is unpacked is what was packed."""
    assert unpack_words(pack_words(given_words)) == given_words


def test_the_same_words_are_the_same_bytes() -> None:
    """Packing is a function, so that equal layers are equal rows."""
    assert pack_words(typical()) == pack_words(typical())


def test_size() -> None:
    """A page of 300 words takes less than 4 kB, and no words next to nothing."""
    assert len(pack_words(typical())) < 4096
    assert len(pack_words(Words())) < 40


def test_no_words() -> None:
    """A layer without words keeps whether it has confidences."""
    assert unpack_words(pack_words(Words())) == Words()
    assert unpack_words(pack_words(Words(confidences=()))).confidences == ()


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_told_or_harmless(place: int, change: int) -> None:
    """No single damaged byte gives other words."""
    packed = bytearray(pack_words(typical(40)))
    packed[place % len(packed)] ^= change
    try:
        words_found = unpack_words(bytes(packed))
    except DamagedError:
        return
    assert words_found == typical(40)


@given(st.integers(0, 10_000))
def test_a_cut_is_told(place: int) -> None:
    """A blob that ends early gives no words."""
    packed = pack_words(typical(40))
    with pytest.raises(DamagedError, match="packed words"):
        unpack_words(packed[: place % len(packed)])


def test_bytes_behind_the_end_are_told() -> None:
    """A blob with something behind it is not what was packed."""
    with pytest.raises(DamagedError, match="too long"):
        unpack_words(pack_words(typical(3)) + b"x")


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (b"", "requires a buffer"),
        (b"\x02\x00\x00\x00\x00", "layout 2"),
        (b"\x01\x00\x00\x00\x00" + zlib.compress(b""), "no columns"),
        (b"\x01\x00\x00\x00\x00" + zlib.compress(b"\x07"), "no columns"),
        (b"\x01\x00\x00\x00\x00" + zlib.compress(b"\x00\x01"), "cut off"),
        (b"\x01\x01\x00\x00\x00" + zlib.compress(b"\x00" + b"\x03\x00" * 8), "cut off"),
        (b"\x01\x00\x00\x00\x00" + zlib.compress(b"\x00" + b"\x01" * 9), "left over"),
        # Ten megabytes of zeros in ten kilobytes: never unpacked beyond what the count allows.
        (b"\x01\x01\x00\x00\x00" + zlib.compress(bytes(10_000_000)), "too long"),
        # Boxes whose sums leave 64 bits.
        (
            b"\x01\x01\x00\x00\x00"
            + zlib.compress(b"\x00" + (b"\x08" + b"\xff" * 7 + b"\x7f") * 6 + b"\x01\x00" * 2),
            "beyond 64 bits",
        ),
    ],
)
def test_nonsense_is_told(packed: bytes, why: str) -> None:
    """Bytes that nobody packed raise an error that says why, and with a remedy."""
    with pytest.raises(DamagedError, match=why) as told:
        unpack_words(packed)
    assert told.value.advice


@pytest.mark.parametrize(
    "uneven",
    [
        Words((0,), (), (), None, (), ()),
        Words((0,), (1,), (1, 2, 3), None, (0,), (0,)),
        Words((0,), (1,), (1, 2, 3, 4), (), (0,), (0,)),
        Words((0,), (1,), (1, 2, 3, 4), None, (0, 0), (0,)),
    ],
)
def test_uneven_columns_are_refused(uneven: Words) -> None:
    """A layer whose columns differ in length is never kept."""
    with pytest.raises(InvalidError, match="unequal length"):
        pack_words(uneven)


def test_numbers_beyond_64_bits_are_refused() -> None:
    """A number that no column can hold is refused, not cut."""
    with pytest.raises(InvalidError, match="beyond 64 bits"):
        pack_words(Words((0,), (2**64,), (0, 0, 0, 0), None, (0,), (0,)))


@given(words())
def test_words_are_unpacked_when_they_are_looked_at(given_words: Words) -> None:
    """Packed words are as many, and equal to the words they were, in both directions."""
    packed = PackedWords(pack_words(given_words))
    assert len(packed) == len(given_words.starts)
    assert packed == given_words
    assert given_words == packed
    assert hash(packed) == hash(given_words)
    assert list(packed) == list(given_words)
    assert pack_words(packed) is packed.packed


def test_packed_words_differ_from_other_words() -> None:
    """One number more or less is another layer."""
    packed = PackedWords(pack_words(typical(5)))
    assert packed == PackedWords(pack_words(typical(5)))
    assert packed != PackedWords(pack_words(typical(5, seed=2)))
    assert packed != typical(4)
    with pytest.raises(AttributeError):
        _ = packed.colour  # type: ignore[unused-ignore] # there is none
