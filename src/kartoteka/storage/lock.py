"""The writer lock: one process writes to an archive at a time, and who it is can be read.

It is an ``flock`` on ``writer.lock``, which the kernel frees when its holder dies, however it dies. The
file is never removed (that would let two holders lock two files of one name); its text only says who
holds it, and is believed only while the lock is held.

The lock belongs to an open file that forked children inherit until they exec: children of a holder
must be started by exec, as the sandbox does, or the lock outlives a holder that is killed.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from kartoteka.clock import iso, now
from kartoteka.errors import ConflictError, MissingError
from kartoteka.storage.durable import refusal, write_all
from kartoteka.storage.layout import ArchiveLayout

_LOOK_EVERY_SECONDS = 0.05


class WriterLock:
    """One process's, or one thread's, claim to write.

    Two locks on the same archive exclude each other also within one process. Leaving a ``with``
    block releases::

        with lock.holding("import A0007"):
            ...
    """

    def __init__(self, layout: ArchiveLayout) -> None:
        self._layout = layout
        self._descriptor: int | None = None
        self._changing = threading.Lock()

    @property
    def held(self) -> bool:
        """Whether this lock is held."""
        return self._descriptor is not None

    def acquire(self, purpose: str, wait_seconds: float = 0) -> None:
        """Take the lock.

        Args:
            purpose: What for, in words that another user may read: ``import``, ``index rebuild``.
            wait_seconds: How long to wait for another holder; 0: not at all.

        Raises:
            ConflictError: Another holder has it; code ``archive-busy``. Says who, what for, since when.
            MissingError: The archive folder is not there; code ``archive-not-found``.
            UnavailableError: The lock file may not be written; code ``archive-read-only``.
        """
        deadline = time.monotonic() + wait_seconds
        while True:
            with self._changing:
                taken = self._descriptor is None and self._try(purpose)
            if taken:
                return
            if time.monotonic() >= deadline:
                raise self._busy()
            time.sleep(min(_LOOK_EVERY_SECONDS, max(0.0, deadline - time.monotonic())))

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        with self._changing:
            if self._descriptor is not None:
                descriptor, self._descriptor = self._descriptor, None
                try:
                    os.ftruncate(descriptor, 0)
                    # Closing alone would leave the lock with a child that is between fork and exec.
                    fcntl.flock(descriptor, fcntl.LOCK_UN)
                finally:
                    os.close(descriptor)

    @contextmanager
    def holding(self, purpose: str, wait_seconds: float = 0) -> Iterator[None]:
        """Hold the lock for a ``with`` block; see ``acquire``."""
        self.acquire(purpose, wait_seconds)
        try:
            yield
        finally:
            self.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _try(self, purpose: str) -> bool:
        path = self._layout.lock
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise MissingError(
                f"{self._layout.root} is not an archive: the folder is not there",
                code="archive-not-found",
                advice="Name the archive with --archive, or make one with `kartoteka init`.",
            ) from error
        except OSError as error:
            raise refusal(error, f"lock the archive {self._layout.root} for writing") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            note = {"pid": os.getpid(), "purpose": purpose, "since": iso(now())}
            os.ftruncate(descriptor, 0)
            write_all(descriptor, json.dumps(note, ensure_ascii=False).encode("utf-8", "replace"))
        except OSError as error:
            os.close(descriptor)
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            raise refusal(error, f"lock the archive {self._layout.root} for writing") from error
        self._descriptor = descriptor
        return True

    def _busy(self) -> ConflictError:
        return ConflictError(
            f"the archive {self._layout.root} is being written to by {self._holder()}",
            code="archive-busy",
            advice="Wait until it is done, or stop it (Ctrl-C finishes what is in hand), and try again.",
        )

    def held_for(self) -> str:
        """Return what the lock is held for, by the note of whoever holds it; empty: nobody says."""
        try:
            return str(json.loads(self._layout.lock.read_text("utf-8"))["purpose"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _holder(self) -> str:
        """Read who holds the lock; it may be gone, or not have written yet."""
        try:
            untrusted = json.loads(self._layout.lock.read_text("utf-8"))
            pid, purpose, since = (untrusted[name] for name in ("pid", "purpose", "since"))
            return f"process {int(pid)} ({str(purpose)[:80]!r}, since {str(since)[:32]})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"
