"""An opened archive: all its stores behind one handle, and which archive is meant.

Opening checks the marker, brings the catalogue's tables up to date when asked to write, and makes
nothing that is not needed yet: reading children start with the first document, the index is opened
with the first question.
"""

from __future__ import annotations

import getpass
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import Self
from uuid import UUID, uuid4

from kartoteka import settings as settings_module
from kartoteka.catalogue.catalogue import Catalogue
from kartoteka.catalogue.postgresql import without_password
from kartoteka.clock import now
from kartoteka.errors import ConflictError, MissingError
from kartoteka.records.agent import Agent
from kartoteka.settings import Settings
from kartoteka.storage import marker as markers
from kartoteka.storage.derivatives import PageImages
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.storage.lock import WriterLock
from kartoteka.storage.marker import Marker
from kartoteka.storage.originals import FolderOriginals
from kartoteka.workflow import catalogue_place as place
from kartoteka.workflow import events
from kartoteka.workflow.children import ChildrenPool
from kartoteka.workflow.index_handle import IndexHandle

_REMEMBERED = "archive.toml"


@dataclass
class Archive:
    """Everything one archive is made of. Close it, or use it as a context."""

    layout: ArchiveLayout
    """Where things lie."""
    id: UUID
    """The archive's global id."""
    settings: Settings
    """In force for this archive."""
    catalogue: Catalogue
    """Rows."""
    originals: FolderOriginals
    """Bytes."""
    images: PageImages
    """The page-image cache."""
    children: ChildrenPool
    """Where hostile bytes are parsed."""
    index: IndexHandle
    """Where words are found."""
    person: Agent
    """Who works with it here and now."""
    marker: Marker
    """What its folder says of it."""
    wanted: Event = field(default_factory=Event)
    """Set when somebody in this process waits for reading; who reads in the background looks at once."""
    tokens: dict[bytes, datetime] = field(default_factory=dict)
    """Hashes of sign-in tokens that cannot be rows, and until when each is good (``identity``)."""
    _closing: Lock = field(default_factory=Lock)

    @property
    def catalogue_place(self) -> place.Place:
        """Where the catalogue is, for people."""
        return place.of(self.layout, self.marker)

    def writer_lock(self) -> WriterLock:
        """Return the lock that whoever writes must hold."""
        return WriterLock(self.layout)

    def close(self) -> None:
        """End children, close the index and the catalogue. Closing twice is harmless."""
        with self._closing:
            self.children.close()
            self.index.close()
            self.catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_archive(path: Path, settings: Settings | None = None, *, write: bool = False) -> Archive:
    """Open an archive.

    Args:
        path: Its folder.
        settings: Instead of those of its marker and the environment.
        write: Whether the catalogue's tables may be brought up to date.

    Raises:
        MissingError: The path is not an archive.
        ConflictError: It was made by a newer Kartoteka.
    """
    layout = ArchiveLayout(path.expanduser().absolute())
    found = markers.read(layout)
    return _assemble(layout, found, settings or settings_module.load(layout.marker), write=write)


def init_archive(path: Path, archive_id: UUID | None = None, database: str | None = None) -> Archive:
    """Make an archive in an empty or new folder and open it.

    Args:
        path: The folder.
        archive_id: Its id, when a copy must keep it; None: a new one.
        database: Address of an empty database on a server for its catalogue; its password is not kept.
            None: KARTOTEKA_DATABASE where that is set, else SQLite in the folder.

    Raises:
        ConflictError: The folder or the database is not empty.
        ForbiddenError: The server lets us not in, or not make tables.
        UnavailableError: The server does not answer.
    """
    layout = ArchiveLayout(path.expanduser().absolute())
    address, kept = database or settings_module.database_from_environment(), None
    if address is not None:
        kept, _ = without_password(address)
        markers.require_free(layout)
        # All that a server may refuse is refused before the folder is made.
        with Catalogue.open(address, place.no_sequencer, create=True) as catalogue, catalogue.read() as view:
            place.refuse_another(view.archive.get(), None)
    made = markers.create(layout, archive_id or uuid4(), now(), kept)
    return _assemble(layout, made, settings_module.load(layout.marker), write=True, address=address)


def holds_password(address: str) -> bool:
    """Say whether an address holds a password, which is not kept."""
    return without_password(address)[1]


def _assemble(
    layout: ArchiveLayout, found: Marker, settings: Settings, *, write: bool, address: str | None = None
) -> Archive:
    address = address or place.address(layout, found)
    originals = FolderOriginals(layout)
    catalogue = Catalogue.open(
        address, place.sequencer(found.archive_id), create=write, guard=place.guard(layout, found)
    )
    person = Agent("person", _user_name())
    try:
        with catalogue.read() as view:
            registered = view.archive.get()
        place.refuse_another(registered, found.archive_id)
        if registered is None:
            place.refuse_lost(originals, layout, catalogue.engine_name)
            if write:
                _finish_making(catalogue, found, person)
    except BaseException:
        catalogue.close()
        raise
    return Archive(
        layout=layout,
        id=found.archive_id,
        settings=settings,
        catalogue=catalogue,
        originals=originals,
        images=PageImages(layout, settings.page_image_cache_mb * 1024 * 1024),
        children=ChildrenPool(settings),
        index=IndexHandle(layout.index),
        person=person,
        marker=found,
    )


def _finish_making(catalogue: Catalogue, found: Marker, person: Agent) -> None:
    """Add the archive's own row where it is not there: making it may have been interrupted."""
    with catalogue.write() as unit:
        if unit.archive.get() is None:
            unit.archive.add(found.archive_id, found.created)
            unit.record(events.archive_created(found.archive_id, person))


def which(given: str | None) -> Path:
    """Find out which archive is meant: named, by environment, or remembered.

    Raises:
        MissingError: None is named and none is remembered.
    """
    named = given or settings_module.archive_from_environment()
    if named:
        return Path(named).expanduser()
    memory = settings_module.user_config_folder() / _REMEMBERED
    try:
        remembered = tomllib.loads(memory.read_text("utf-8")).get("archive")
    except FileNotFoundError:
        remembered = None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConflictError(
            f"{memory} cannot be read: {error}",
            code="remembered-archive-unreadable",
            advice="Delete the file, or name the archive with --archive.",
        ) from error
    if not remembered:
        raise MissingError(
            "no archive is named and none is remembered",
            code="archive-not-named",
            advice="Make one with `kartoteka init FOLDER`, or name one with --archive or KARTOTEKA_ARCHIVE.",
        )
    return Path(str(remembered))


def remember(path: Path) -> None:
    """Keep an archive as the one that is meant when none is named."""
    folder = settings_module.user_config_folder()
    folder.mkdir(parents=True, exist_ok=True)
    text = str(path.expanduser().absolute()).replace("\\", "\\\\").replace('"', '\\"')
    (folder / _REMEMBERED).write_text(f'archive = "{text}"\n', "utf-8")


BACKGROUND = "reading in the background"
"""What the writer's lock is held for by ``serve``; an import waits for the end of its turn."""


@contextmanager
def writing(archive: Archive, purpose: str, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the writer's lock and clear what an earlier holder left half done.

    Args:
        archive: The archive.
        purpose: Why, in words that another person will read (``import of …``).
        wait_seconds: How long to wait for another holder.

    Raises:
        ConflictError: Somebody else writes.
    """
    with alone(archive, purpose, wait_seconds):
        archive.originals.clear_incoming()
        with archive.catalogue.write() as unit:
            unit.tasks.reset_running()
        yield


@contextmanager
def alone(archive: Archive, purpose: str, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the writer's lock, on this machine and where the catalogue's server is, and change nothing.

    Raises:
        ConflictError: Somebody else writes.
    """
    with (
        archive.writer_lock().holding(purpose, wait_seconds),
        archive.catalogue.alone(purpose, wait_seconds),
    ):
        yield


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user id without a name, as in some containers
        return "unknown"
