"""The whole error tree.

Everything a person may meet ends in ``Error``, carries a stable ``code``, a ``kind`` that a door
maps once to an exit code or an HTTP status, and an ``advice`` line that says what to do next::

    KartotekaError
    ├── InvalidError       what was asked cannot be understood            exit 1    HTTP 400
    ├── MissingError       it is not there                                exit 2    HTTP 404
    ├── ForbiddenError     it is there, not for this reader               exit 5    HTTP 403
    ├── ConflictError      something else holds it or contradicts it      exit 6    HTTP 409
    ├── DamagedError       bytes are not what they should be              exit 4    HTTP 500
    └── UnavailableError   a tool, a disk or a service does not answer    exit 3    HTTP 503

A new condition is a new ``code``, not a new class: a class is added only when a door must treat
it differently. Messages name the thing and the reason; the remedy stands in ``advice``.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Kind = Literal["invalid", "missing", "forbidden", "conflict", "damaged", "unavailable"]


class KartotekaError(Exception):
    """What went wrong, in a sentence that a person can act on.

    Args:
        message: What happened and to what, in one sentence.
        code: A stable name such as ``archive-not-found``; documented in ``docs/errors.md``.
        advice: What to do next, in one sentence; empty where nothing can be done.
    """

    kind: ClassVar[Kind] = "invalid"

    def __init__(self, message: str, *, code: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.advice = advice


class InvalidError(KartotekaError):
    """What was asked cannot be understood."""

    kind = "invalid"


class MissingError(KartotekaError):
    """What was asked for is not there."""

    kind = "missing"


class ForbiddenError(KartotekaError):
    """It is there, and not for the one who asks."""

    kind = "forbidden"


class ConflictError(KartotekaError):
    """Something else holds it, or what is there contradicts what was asked."""

    kind = "conflict"


class DamagedError(KartotekaError):
    """Bytes are not what they should be."""

    kind = "damaged"


class UnavailableError(KartotekaError):
    """A tool, a disk or a service does not answer."""

    kind = "unavailable"
