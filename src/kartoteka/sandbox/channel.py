"""The narrow channel: frames of bounded JSON and raw bytes, never pickle, never a picture format.

On the wire a frame is one kind byte, four bytes of length (big endian) and the body:

* ``J``: a JSON object ``[name, body]`` in UTF-8;
* ``R``: four bytes of header length, the same JSON, then raw bytes (pixels).

The reader checks every length against its bound *before* it reads or allocates. What a frame says
is still untrusted: this module vouches for its form only.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from kartoteka.errors import DamagedError

_HEAD = struct.Struct(">cI")
_LENGTH = struct.Struct(">I")
_JSON, _RAW = b"J", b"R"
_LONGEST_NAME = 64

NEXT = "next"
"""Name of the frame by which a child says that it begins with the next document; the sandbox's own."""
MOST_TOGETHER = 16
"""Documents that one child may be given, one after another."""
LARGEST_MESSAGE = 128 * 1024
"""Bytes of the longest message between us and the preloaded parent."""

LARGEST_JSON = 64 * 1024**2
"""Bytes of the longest JSON body: a page at the limits of ``Settings`` with all its boxes."""
LARGEST_RAW = 256 * 1024**2
"""Bytes of the longest raw frame: the largest raster of ``Settings`` in RGB."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing a child said."""

    kind: str
    """The frame's name, for instance ``page``."""
    body: dict[str, Any]
    """What it says; untrusted."""
    payload: bytes = b""
    """Raw bytes that came with it; empty for a plain frame."""


class Emit(Protocol):
    """How a program in the child says something."""

    def __call__(self, kind: str, body: Mapping[str, Any], payload: bytes | memoryview = b"") -> None:
        """Send one frame; raises OSError when nobody listens any more."""


def send_frame(
    descriptor: int, kind: str, body: Mapping[str, Any], payload: bytes | memoryview = b""
) -> None:
    """Write one frame, whole.

    Args:
        descriptor: A writable descriptor; blocking.
        kind: The frame's name.
        body: JSON values only; lone surrogates are replaced, so that the frame is always UTF-8.
        payload: Raw bytes that go with it; contiguous.
    """
    text = json.dumps([kind, body], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    encoded = text.encode("utf-8", "replace")
    if len(payload) == 0:
        _write(descriptor, _HEAD.pack(_JSON, len(encoded)) + encoded)
        return
    size = _LENGTH.size + len(encoded) + len(payload)
    _write(descriptor, _HEAD.pack(_RAW, size) + _LENGTH.pack(len(encoded)) + encoded)
    _write(descriptor, payload)


class FrameReader:
    """Reads frames from a descriptor that a hostile child writes to.

    Args:
        descriptor: A readable, blocking descriptor.
        largest_json: Bound of a JSON body, in bytes.
        largest_raw: Bound of a raw frame, in bytes.
    """

    def __init__(
        self, descriptor: int, largest_json: int = LARGEST_JSON, largest_raw: int = LARGEST_RAW
    ) -> None:
        self._descriptor = descriptor
        self._largest_json = largest_json
        self._largest_raw = largest_raw

    def read(self) -> Frame | None:
        """Return the next frame, or None at a clean end.

        Raises:
            DamagedError: The bytes are no frame, or longer than the bound (``child-lied``), or end
                within a frame (``child-broke-off``).
        """
        first = os.read(self._descriptor, _HEAD.size)
        if not first:
            return None
        kind, length = _HEAD.unpack(first + self._exactly(_HEAD.size - len(first)))
        if kind == _JSON:
            if length > self._largest_json:
                lied(f"a JSON frame of {length} bytes is over the bound")
            name, body = _parse(self._exactly(length))
            return Frame(name, body)
        if kind != _RAW:
            lied("a frame of an unknown kind")
        if not _LENGTH.size <= length <= self._largest_raw:
            lied(f"a raw frame of {length} bytes is outside the bounds")
        (header,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if header > min(length - _LENGTH.size, self._largest_json):
            lied("the header of a raw frame is longer than the frame")
        name, body = _parse(self._exactly(header))
        return Frame(name, body, self._exactly(length - _LENGTH.size - header))

    def _exactly(self, size: int) -> bytes:
        if size == 0:
            return b""
        first = os.read(self._descriptor, size)
        if len(first) == size:
            return first
        buffer = bytearray(first)
        while len(buffer) < size:
            if not first:
                raise DamagedError(
                    "the reading child broke off within a frame",
                    code="child-broke-off",
                    advice="The document is held; a technician can try another reader.",
                )
            first = os.read(self._descriptor, min(size - len(buffer), 1 << 20))
            buffer += first
        return bytes(buffer)


def lied(what: str) -> NoReturn:
    """Raise the error for a child that says what it must not.

    Raises:
        DamagedError: Always, with code ``child-lied``.
    """
    raise DamagedError(
        f"the reading child sent something it must not: {what}",
        code="child-lied",
        advice="The document is held: it may be made to harm its reader. Show it to a technician.",
    )


def _parse(encoded: bytes) -> tuple[str, dict[str, Any]]:
    try:
        value = json.loads(encoded.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        lied(f"a frame is not JSON ({type(error).__name__})")
    match value:
        case [str(name), dict(body)] if 0 < len(name) <= _LONGEST_NAME:
            return name, body
    lied("a frame is not a name and an object")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _write(descriptor: int, data: bytes | memoryview) -> None:
    rest = memoryview(data).cast("B")
    while rest:
        rest = rest[os.write(descriptor, rest) :]
