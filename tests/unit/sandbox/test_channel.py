"""Frames: what is sent arrives, and nothing else is believed."""

from __future__ import annotations

import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.errors import DamagedError
from kartoteka.sandbox.channel import Frame, FrameReader, send_frame

NAMES = st.text("abcdefghij-", min_size=1, max_size=20)
BODIES = st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=20) | st.none(), max_size=5)


def reader_of(raw: bytes, **bounds: int) -> tuple[FrameReader, int]:
    reading, writing = os.pipe()
    os.write(writing, raw)
    os.close(writing)
    return FrameReader(reading, **bounds), reading


@given(NAMES, BODIES, st.binary(max_size=2000))
def test_a_frame_arrives_as_it_was_sent(name: str, body: dict[str, object], payload: bytes) -> None:
    """Name, body and bytes survive the channel, and the end is seen as the end."""
    reading, writing = os.pipe()
    try:
        send_frame(writing, name, body, payload)
        os.close(writing)
        reader = FrameReader(reading)
        assert reader.read() == Frame(name, body, payload)
        assert reader.read() is None
    finally:
        os.close(reading)


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_give_frames_or_a_refusal(raw: bytes) -> None:
    """No bytes a child can send raise anything but DamagedError."""
    reader, descriptor = reader_of(raw, largest_json=1000, largest_raw=1000)
    refusals = []
    try:
        while reader.read() is not None:
            pass
    except DamagedError as error:
        refusals.append(error.code)
    finally:
        os.close(descriptor)
    assert set(refusals) <= {"child-lied", "child-broke-off"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (struct.pack(">cI", b"J", 2**31), "over the bound"),  # refused before a byte of it is read
        (struct.pack(">cI", b"R", 2**31), "outside the bounds"),
        (struct.pack(">cI", b"R", 2), "outside the bounds"),
        (struct.pack(">cII", b"R", 8, 100), "longer than the frame"),
        (struct.pack(">cI", b"P", 0), "unknown kind"),  # pickle is not spoken here
        (struct.pack(">cI", b"J", 2) + b"[]", "not a name and an object"),
        (struct.pack(">cI", b"J", 9) + b'["a",NaN]', "not JSON"),
        (struct.pack(">cI", b"J", 1) + b"\xff", "not JSON"),
        (struct.pack(">cI", b"J", 100_000) + b"[" * 100_000, "not JSON"),  # deep nesting
    ],
)
def test_a_lie_is_named(raw: bytes, said: str) -> None:
    """Each form of lie is refused with its reason."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    import fcntl

    fcntl.fcntl(write_end, 1031, 1 << 20)
    os.write(write_end, raw)
    os.close(write_end)
    try:
        with pytest.raises(DamagedError, match=said) as caught:
            FrameReader(read_end).read()
        assert caught.value.code == "child-lied"
    finally:
        os.close(read_end)


def test_a_lone_surrogate_does_not_break_the_sender() -> None:
    """Text that is no Unicode is replaced, so that the frame still is UTF-8."""
    reading, writing = os.pipe()
    send_frame(writing, "x", {"text": "a\ud800b"})
    os.close(writing)
    frame = FrameReader(reading).read()
    os.close(reading)
    assert frame is not None
    assert frame.body == {"text": "a?b"}
