"""Values of one kind, taken out of what a child said, or refused as a lie.

Every function takes what is ``untrusted`` and returns it with its type and within its bounds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from kartoteka.errors import DamagedError

_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}\Z")
_MOST_ENTRIES = 64


def text_of(untrusted: object, longest: int) -> str:
    """Return a text without control characters or broken characters, up to a length."""
    if not isinstance(untrusted, str) or len(untrusted) > longest:
        lied("a text that is none or too long")
    if _UNFIT.search(untrusted) is not None:
        lied("a text with control characters or broken characters")
    return untrusted


def texts_of(untrusted: object, longest: int) -> dict[str, str]:
    """Return a small object of names and texts."""
    entries = mapping_of(untrusted)
    if len(entries) > _MOST_ENTRIES:
        lied("too many entries")
    return {name_of(key): text_of(value, longest) for key, value in entries.items()}


def name_of(untrusted: object) -> str:
    """Return a stable name."""
    if not isinstance(untrusted, str) or _NAME.match(untrusted) is None:
        lied("a name that is none")
    return untrusted


def mapping_of(untrusted: object) -> Mapping[str, Any]:
    """Return an object."""
    if not isinstance(untrusted, dict):
        lied("something that is no object")
    return untrusted


def list_of(untrusted: object, most: int) -> Sequence[Any]:
    """Return a list up to a length."""
    if not isinstance(untrusted, list) or len(untrusted) > most:
        lied("a list that is none or too long")
    return untrusted


def whole_of(untrusted: object, low: int, high: int) -> int:
    """Return a whole number within bounds; a bool is none."""
    if not isinstance(untrusted, int) or isinstance(untrusted, bool) or not low <= untrusted <= high:
        lied("a whole number that is none or out of range")
    return untrusted


def real_of(untrusted: object, low: float, high: float) -> float:
    """Return a finite number within bounds."""
    if not isinstance(untrusted, (int, float)) or isinstance(untrusted, bool):
        lied("a number that is none")
    if not math.isfinite(untrusted) or not low <= untrusted <= high:
        lied("a number that is none or out of range")
    return float(untrusted)


def lied(what: str) -> NoReturn:
    """Say that a child said what it must not.

    Raises:
        DamagedError: Always (``child-lied``).
    """
    raise DamagedError(
        f"the reading child sent something it must not: {what}",
        code="child-lied",
        advice="The document is held: it may be made to harm its reader. Show it to a technician.",
    )
