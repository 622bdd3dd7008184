"""The marker ``kartoteka.toml``: what makes a folder an archive.

It is written last when an archive is made, so that a half-made folder is never taken for one. People
may add a table ``[settings]`` to it (see ``settings.py``). The program writes it again only when the
catalogue moves to another database, in one step, and leaves everything else in it as it is.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kartoteka.clock import iso
from kartoteka.errors import ConflictError, DamagedError, InvalidError, MissingError, UnavailableError
from kartoteka.storage.durable import link_or_rename, refusals, sync_file, sync_folder, write_all
from kartoteka.storage.layout import FORMAT, ArchiveLayout

_UNFINISHED = "kartoteka.toml."
_TEXT = """\
# This folder is a Kartoteka archive; docs/archive-layout.md says what lies where.
# Settings may be added below in a table [settings]; docs/settings.md lists them.
format = {format}
archive_id = "{archive_id}"
created = {created}
"""
_OURS = re.compile(r"^(format|database)\s*=.*\n?", re.MULTILINE)
_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
_COMMENT = re.compile(r"\A(#.*\n)*")


@dataclass(frozen=True, slots=True)
class Marker:
    """What an archive says of itself."""

    format: int
    """Version of the layout; see ``layout.FORMAT``."""
    archive_id: UUID
    """Global id of the archive."""
    created: datetime
    """When it was made; aware."""
    database: str | None = None
    """Address of the server's database that is its catalogue; None: ``catalogue.sqlite`` is."""


def create(layout: ArchiveLayout, archive_id: UUID, created: datetime, database: str | None = None) -> Marker:
    """Make an archive folder, its marker last, and flush everything to the disk.

    The folder is made with its parents where missing, closed to other users (mode 0700). What an
    interrupted ``create`` left behind is finished.

    Raises:
        ConflictError: The folder is an archive already, or holds something else; code
            ``archive-folder-not-empty``.
        InvalidError: The path names something that is not a folder; code ``archive-not-a-folder``.
        UnavailableError: The folder cannot be written; code ``archive-read-only`` or ``disk-full``.
    """
    root = layout.root
    with refusals(f"make an archive in {root}"):
        require_free(layout)
        made = _make_folders(root)
        _refuse_strangers(layout)
        for folder in (
            layout.originals,
            layout.incoming,
            layout.derivatives,
            layout.page_images,
            layout.index,
        ):
            folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(layout.originals)
        marker = Marker(_format(database), archive_id, created, database)
        _write(layout, marker)
        for folder in (root, *made):
            sync_folder(folder)
    return marker


def require_free(layout: ArchiveLayout) -> None:
    """Refuse a place where no archive can be made; what is not there can become one.

    Raises:
        ConflictError: The folder holds something; code ``archive-folder-not-empty``.
        InvalidError: It is no folder; code ``archive-not-a-folder``.
    """
    if layout.root.exists() and not layout.root.is_dir():
        raise InvalidError(
            f"{layout.root} is not a folder",
            code="archive-not-a-folder",
            advice="Name a folder that does not exist yet, or an empty one.",
        )
    if layout.root.exists():
        _refuse_strangers(layout)


def name_database(layout: ArchiveLayout, database: str | None) -> Marker:
    """Say in one step where the catalogue is from now on; the rest of the marker stays as it is.

    Args:
        layout: The archive.
        database: Address of a server's database, without a password; None: ``catalogue.sqlite``.

    Raises:
        DamagedError: The marker cannot be rewritten without changing something else.
        UnavailableError: The folder cannot be written; code ``archive-read-only`` or ``disk-full``.
    """
    before = read(layout)
    text = layout.marker.read_text("utf-8")
    first_table = _TABLE.search(text)
    end = first_table.start() if first_table else len(text)
    lines = f"format = {_format(database)}\n"
    if database is not None:
        lines += f"database = {json.dumps(database, ensure_ascii=False)}\n"
    head = _OURS.sub("", text[:end])
    comment = len(head) - len(_COMMENT.sub("", head, count=1))
    new = head[:comment] + lines + head[comment:] + text[end:]
    wanted = Marker(_format(database), before.archive_id, before.created, database)
    try:
        same = _others(new) == _others(text) and _understood(layout, tomllib.loads(new)) == wanted
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise _damaged(layout, "`format` and `database` do not stand on lines of their own")
    with refusals(f"write {layout.marker}"):
        for left in layout.root.glob(f"{_UNFINISHED}*"):
            left.unlink(missing_ok=True)  # of a program that was killed here
        _written(layout, new).replace(layout.marker)
        sync_folder(layout.root)
    return wanted


def read(layout: ArchiveLayout) -> Marker:
    """Read the marker.

    Raises:
        MissingError: The path is not an archive; code ``archive-not-found``.
        ConflictError: A newer program made the archive; code ``archive-newer``.
        DamagedError: The marker cannot be understood; code ``marker-damaged``.
        UnavailableError: The marker may not be read; code ``archive-unreadable``.
    """
    try:
        untrusted_text = layout.marker.read_bytes().decode("utf-8")
        untrusted = tomllib.loads(untrusted_text)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingError(
            f"{layout.root} is not an archive: it has no kartoteka.toml",
            code="archive-not-found",
            advice="Name the archive with --archive, or make one with `kartoteka init`.",
        ) from error
    except OSError as error:
        raise UnavailableError(
            f"{layout.marker} cannot be read: {error.strerror}",
            code="archive-unreadable",
            advice="Ask the owner of the archive folder for the right to read it.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _damaged(layout, f"it is not valid TOML ({error})") from error
    return _understood(layout, untrusted)


def require_writable(layout: ArchiveLayout) -> None:
    """Refuse an archive whose folders may not be written to.

    Raises:
        UnavailableError: Code ``archive-read-only``.
    """
    effective = os.access in os.supports_effective_ids
    for folder in (layout.root, layout.originals, layout.incoming):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK, effective_ids=effective):
            raise UnavailableError(
                f"{folder} may not be written to",
                code="archive-read-only",
                advice="Give your user the right to write in the archive, or mount its disk for writing.",
            )


def _understood(layout: ArchiveLayout, untrusted: dict[str, object]) -> Marker:
    version = untrusted.get("format")
    # The version comes first: the other fields may mean something else in a newer one.
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _damaged(layout, "`format` is not a version number")
    if version > FORMAT:
        raise ConflictError(
            f"{layout.root} is an archive of format {version}; this program knows formats up to {FORMAT}",
            code="archive-newer",
            advice="Update Kartoteka; nothing was changed.",
        )
    try:
        archive_id = UUID(str(untrusted.get("archive_id")))
    except ValueError as error:
        raise _damaged(layout, "`archive_id` is not a UUID") from error
    created = untrusted.get("created")
    if not isinstance(created, datetime) or created.tzinfo is None:
        raise _damaged(layout, "`created` is not a moment with a zone")
    database = untrusted.get("database")
    if database is not None and (not isinstance(database, str) or not database):
        raise _damaged(layout, "`database` is not an address")
    return Marker(version, archive_id, created, database)


def _others(text: str) -> dict[str, object]:
    return {name: value for name, value in tomllib.loads(text).items() if name not in ("format", "database")}


def _format(database: str | None) -> int:
    return 1 if database is None else FORMAT


def _make_folders(root: Path) -> list[Path]:
    """Make the folder and its parents; return the folders whose lists of names changed, deepest first."""
    missing: list[Path] = []
    folder = root
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)  # another process may be making it, too
    return [folder.parent for folder in missing]


def _refuse_strangers(layout: ArchiveLayout) -> None:
    """Refuse a folder that holds anything but the empty folders of an interrupted ``create``."""
    if layout.marker.exists():
        raise _already(layout)
    ours = {layout.originals, layout.incoming, layout.derivatives, layout.page_images, layout.index}
    for path in layout.root.rglob("*"):
        unfinished = path.parent == layout.root and path.name.startswith(_UNFINISHED)
        if path not in ours and not unfinished:
            raise ConflictError(
                f"{layout.root} is not empty: it holds {path.relative_to(layout.root)}",
                code="archive-folder-not-empty",
                advice="Name a folder that does not exist yet, or an empty one.",
            )


def _write(layout: ArchiveLayout, marker: Marker) -> None:
    text = _TEXT.format(format=marker.format, archive_id=marker.archive_id, created=iso(marker.created))
    if marker.database is not None:
        text += f"database = {json.dumps(marker.database, ensure_ascii=False)}\n"
    if not link_or_rename(_written(layout, text), layout.marker):
        raise _already(layout)


def _written(layout: ArchiveLayout, text: str) -> Path:
    """Write the text beside the marker, flushed."""
    # A name of its own: two that make the same archive at once must not write into one file.
    unfinished = layout.root / (_UNFINISHED + secrets.token_hex(8))
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        write_all(descriptor, text.encode("utf-8"))
        sync_file(descriptor)
    finally:
        os.close(descriptor)
    return unfinished


def _already(layout: ArchiveLayout) -> ConflictError:
    return ConflictError(
        f"{layout.root} is an archive already",
        code="archive-folder-not-empty",
        advice="Import into it, or name another folder.",
    )


def _damaged(layout: ArchiveLayout, why: str) -> DamagedError:
    return DamagedError(
        f"{layout.marker} cannot be understood: {why}",
        code="marker-damaged",
        advice="Restore the file from a backup; docs/archive-layout.md shows what it holds.",
    )
