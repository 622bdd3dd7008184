"""Whether a person has asked the reading to pause: one row while it is so, none otherwise.

Operational: nothing is lost with it but the wish. Every process that reads looks at it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from kartoteka.catalogue.tables import PAUSE

_CURRENT = select(PAUSE.c.asked_by, PAUSE.c.since)


class Pause(NamedTuple):
    """A pause that lasts."""

    asked_by: str
    """Who asked for it."""
    since: datetime
    """When."""


class PauseReading:
    """What can be asked about the pause."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self) -> Pause | None:
        """Return the pause that lasts; None: reading goes on."""
        row = self._connection.execute(_CURRENT).first()
        return None if row is None else Pause(*row)


class PauseWriting(PauseReading):
    """What can be done with the pause."""

    def begin(self, asked_by: str, since: datetime) -> bool:
        """Ask the reading to pause, and say whether it did not pause before."""
        if self.current() is not None:
            return False
        self._connection.execute(insert(PAUSE), {"asked_by": asked_by, "since": since})
        return True

    def end(self) -> bool:
        """Let the reading go on, and say whether it paused before."""
        return self._connection.execute(delete(PAUSE)).rowcount > 0
