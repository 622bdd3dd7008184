"""Archives in journeys: making them, running the command line on them, comparing two of them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from kartoteka.custody.ledger import read_payload
from kartoteka.records.custody_event import EventType
from kartoteka.workflow.archive import init_archive, open_archive

ARCHIVE_ID = UUID("5f0b6f2e-2a59-4f0f-9c49-0a7d3d0a5b11")


def made(folder: Path) -> Path:
    """Make an archive whose id is always the same, so that two of them can be compared."""
    init_archive(folder, ARCHIVE_ID).close()
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
    """Copy a closed archive."""
    shutil.copytree(archive, to)
    return to
