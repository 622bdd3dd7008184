"""The catalogue, opened: many readers, one writer, one transaction at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection, Engine

from kartoteka.catalogue import engine as engines
from kartoteka.catalogue import postgresql, schema
from kartoteka.catalogue.view import ReadView, Sequencer, UnitOfWork
from kartoteka.catalogue.watch import Watch, install, set_watch


class Catalogue:
    """One catalogue, shared by all threads of a process.

    Open it with ``Catalogue.open``; close it, or use it in a ``with``.
    """

    def __init__(
        self, engine: Engine, sequencer: Sequencer, guard: Callable[[], None] = lambda: None
    ) -> None:
        self._engine = engine
        self._sequencer = sequencer
        self._guard = guard
        self._holding: Connection | None = None
        self._writer = threading.Lock()
        self._writing_thread: int | None = None

    @classmethod
    def open(
        cls,
        url: str,
        sequencer: Sequencer,
        *,
        create: bool = False,
        read_only: bool = False,
        wait_seconds: float = engines.WAIT_SECONDS,
        guard: Callable[[], None] = lambda: None,
    ) -> Catalogue:
        """Open a catalogue, and bring one of an older version up to date.

        Args:
            url: ``sqlite:///PATH`` (see ``engine.sqlite_url``) or ``postgresql://…``.
            sequencer: Seals events for the ledger.
            create: Make the tables (and SQLite's file) where there are none.
            read_only: Change nothing, not even an older version's tables.
            wait_seconds: How long ``write`` waits for another process before it gives up.
            guard: Called in every writing transaction before anything is changed; raises where nothing
                may be written any more, because the catalogue was moved.

        Raises:
            MissingError: There is no catalogue (``archive-not-found``, ``database-not-found``).
            ForbiddenError: The server lets us not in (``database-refused``) or not work
                (``database-forbidden``).
            ConflictError: It is of a newer version (``archive-newer``), or of an older one and opened
                for reading only (``archive-older``).
            DamagedError: It is no catalogue (``catalogue-damaged``).
            UnavailableError: It cannot be reached, or written to.
        """
        engine = engines.open_engine(url, create=create, read_only=read_only, wait_seconds=wait_seconds)
        install(engine)
        try:
            schema.bring_up_to_date(engine, create=create, read_only=read_only)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, sequencer, guard)

    @property
    def engine_name(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @contextmanager
    def alone(self, purpose: str, wait_seconds: float = 0) -> Iterator[None]:
        """Be the one writer of all machines that reach this database, for a ``with`` block.

        In SQLite nothing is to be done: its file lies in the archive's folder, whose lock the journey
        holds. Single units of work of others still go between ours; whole imports do not.

        Raises:
            ConflictError: Somebody else is (``archive-busy``).
        """
        if self.engine_name != "postgresql" or self._holding is not None:
            yield
            return
        with postgresql.held(self._engine, purpose, wait_seconds) as connection:
            with self._writer:
                self._holding = connection
            try:
                yield
            finally:
                with self._writer:
                    self._holding = None

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Give a unit of work: one transaction, committed at the end, rolled back on exception.

        Threads wait for one another. What comes back from the ``with`` is on the disk.

        Raises:
            UnrecordedChange: Evidence changed without an event that says so.
            ConflictError: Another process writes and does not end (``archive-busy``).
            UnavailableError: ``disk-full``, ``archive-read-only``, or ``writer-lost``: the connection
                that held the right to write is gone.
        """
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("a unit of work was begun inside another of the same thread")
        with self._writer, engines.writing(self._engine, self._holding) as connection:
            self._guard()
            self._writing_thread = threading.get_ident()
            watch = Watch()
            set_watch(connection, watch)
            try:
                unit = UnitOfWork(connection, self._sequencer, watch)
                yield unit
                unit.seal()
            finally:
                set_watch(connection, None)
                self._writing_thread = None

    @contextmanager
    def read(self) -> Iterator[ReadView]:
        """Give a view of one state of the catalogue, whatever is written meanwhile."""
        with engines.reading(self._engine) as connection:
            yield ReadView(connection)

    def doubts(self) -> list[tuple[str, str]]:
        """Return (what, remedy) of all that makes this database less safe than the catalogue promises."""
        if self.engine_name != "postgresql":
            return []
        with engines.reading(self._engine) as connection:
            return postgresql.doubts(connection)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
