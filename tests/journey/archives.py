"""Archives in journeys: making them, running the command line on them, comparing two of them.

They are made on the engine that ``SERVERS`` ends with (see ``conftest``): in their folder, or each in
a database of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy import make_url
from tests.cluster import Cluster

from kartoteka.catalogue import moving
from kartoteka.custody.ledger import read_payload
from kartoteka.records.custody_event import EventType
from kartoteka.storage import marker as markers
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.workflow.archive import init_archive, open_archive

SERVERS: list[Cluster | None] = [None]
"""The last one is where archives are made; None: in their own folder."""

ARCHIVE_ID = UUID("5f0b6f2e-2a59-4f0f-9c49-0a7d3d0a5b11")


def made(folder: Path) -> Path:
    """Make an archive whose id is always the same, so that two of them can be compared."""
    server = SERVERS[-1]
    init_archive(folder, ARCHIVE_ID, None if server is None else server.catalogue()).close()
    return folder


def environment(home: Path) -> dict[str, str]:
    """The environment of a person with an empty home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KARTOTEKA", "XDG"))}
    return kept | {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "PYTHONWARNINGS": "error"}


def command(archive: Path, *arguments: str) -> list[str]:
    """The command line of ``kartoteka`` on an archive."""
    return [sys.executable, "-m", "kartoteka", "--archive", str(archive), *arguments]


def run(archive: Path, *arguments: str, check: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    done = subprocess.run(
        command(archive, *arguments),
        env=environment(archive.parent),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if check is not None:
        assert done.returncode == check, (
            f"exit {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        )
    return done


def report(done: subprocess.CompletedProcess[str]) -> dict:
    """The report line of an import with ``--json``."""
    return next(json.loads(line)["report"] for line in done.stdout.splitlines() if '"report"' in line)


def snapshot(archive: Path) -> dict[str, object]:
    """All that an import left behind, without times, order, salts and resumptions."""
    with open_archive(archive) as opened, opened.catalogue.read() as view:
        items = list(view.items.stream_unrestricted())
        documents = list(view.documents.stream_unrestricted())
        pages = {}
        for document in documents:
            found = (
                view.pages.range(document.digest, 1, document.page_count or 0) if document.page_count else []
            )
            pages[document.digest] = found
        events = set()
        for _entry, payload in view.ledger.entries(0, 1_000_000):
            assert payload is not None
            body = read_payload(payload.body)
            if body["type"] != EventType.ACCESSION_RESUMED:
                events.add((body["event"], body["type"], body["object"]["id"], body["outcome"]))
        return {
            "items": [
                (i.id, i.label, i.digest, i.raw_path, i.size, i.state, i.reason and i.reason.code)
                for i in items
            ],
            "documents": documents,
            "pages": pages,
            "events": events,
            "waiting": view.tasks.pages_open(None),
            "behind": view.outbox.length(),
            "originals": sorted(opened.originals.digests()),
        }


def folder_state(folder: Path) -> list[tuple[str, int, int, str]]:
    """What a delivery's folder looks like: names, modes, times, contents."""
    state = []
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        )
        state.append((str(path), status.st_mode, status.st_mtime_ns, content))
    return state


def copy(archive: Path, to: Path) -> Path:
    """Copy an archive that nobody writes to, and its database where it has one."""
    shutil.copytree(archive, to)
    layout = ArchiveLayout(to)
    database = markers.read(layout).database
    if database is not None:
        server = SERVERS[-1]
        assert server is not None
        new = server.database()
        with moving.still(database) as source, moving.new_home(new) as target:
            moving.copy(source, target, lambda _what, _done, _total: None)
            moving.finish(target)
        markers.name_database(layout, new)
    return to


def moved(archive: Path, to: Path, address: str) -> Path:
    """Copy an archive that has its catalogue in its folder, and move the copy's to a server."""
    shutil.copytree(archive, to)
    run(to, "archive", "migrate", "--to", address)
    return to


def sql(archive: Path, *statements: str, sqlite: str | None = None) -> None:
    """Change rows past the program, without its watch and without foreign keys.

    Args:
        archive: A closed archive.
        statements: What to run.
        sqlite: Instead of the last of them, where SQLite spells it otherwise.
    """
    database = markers.read(ArchiveLayout(archive)).database
    if database is not None:
        server = SERVERS[-1]
        assert server is not None
        name = make_url(database).database
        assert name is not None
        server.sql("; ".join(("SET session_replication_role = replica", *statements)), name)
        return
    connection = sqlite3.connect(archive / "catalogue.sqlite")
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements if sqlite is None else (*statements[:-1], sqlite):
        connection.execute(statement)
    assert connection.total_changes
    connection.commit()
    connection.close()
