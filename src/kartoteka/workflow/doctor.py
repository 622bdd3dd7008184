"""Doctor: what this machine and this archive have, what is missing, and how to mend it.

Each finding is one line: a name, whether it is well, what was seen, and the remedy where it is not.
Nothing is changed.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from kartoteka import __version__
from kartoteka.errors import KartotekaError
from kartoteka.ocr import language_data
from kartoteka.settings import Settings
from kartoteka.workflow.archive import Archive, holds_password, open_archive

_LIBRARIES = ("pymupdf", "tesserocr", "tantivy", "sqlalchemy", "flask")
_LOW_DISK_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    """What."""
    ok: bool
    """Whether it is well."""
    sentence: str
    """What was seen."""
    remedy: str = ""
    """How to mend it; empty where it is well."""


def examine(path: Path | None, settings: Settings) -> list[Finding]:
    """Look at the machine, and at an archive where one is named.

    Args:
        path: The archive; None: the machine only.
        settings: Settings in force.
    """
    findings = [*_machine(), *_languages(settings)]
    if path is not None:
        findings.extend(_archive(path, settings))
    return findings


def _machine() -> Iterator[Finding]:
    yield Finding("kartoteka", ok=True, sentence=f"version {__version__}, Python {platform.python_version()}")
    for name in _LIBRARIES:
        try:
            yield Finding(name, ok=True, sentence=f"version {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            yield Finding(
                name, ok=False, sentence="not installed", remedy=f"{sys.executable} -m pip install {name}"
            )
    yield Finding("processors", ok=True, sentence=f"{os.cpu_count() or 1}")


def _languages(settings: Settings) -> Iterator[Finding]:
    for language in settings.languages.split("+"):
        try:
            folder = language_data.require(language, settings.tessdata)
            yield Finding(f"language {language}", ok=True, sentence=f"data in {folder}")
        except KartotekaError as error:
            yield Finding(f"language {language}", ok=False, sentence=error.message, remedy=error.advice)


def _archive(path: Path, settings: Settings) -> Iterator[Finding]:
    try:
        archive = open_archive(path, settings)
    except KartotekaError as error:
        yield Finding("archive", ok=False, sentence=error.message, remedy=error.advice)
        return
    with archive:
        yield Finding("archive", ok=True, sentence=f"{archive.layout.root}")
        yield from _catalogue(archive)
        yield _writable(archive)
        yield _space(archive)
        yield from _content(archive)


def _catalogue(archive: Archive) -> Iterator[Finding]:
    yield Finding("catalogue", ok=True, sentence=archive.catalogue_place.name)
    doubts = archive.catalogue.doubts()
    if archive.marker.database and holds_password(archive.marker.database):
        doubts.append(("a password stands in kartoteka.toml", "Move it to ~/.pgpass, or set PGPASSWORD."))
    for sentence, remedy in doubts:
        yield Finding("catalogue", ok=False, sentence=sentence, remedy=remedy)


def _writable(archive: Archive) -> Finding:
    root = archive.layout.root
    if os.access(root, os.W_OK):
        return Finding("archive writable", ok=True, sentence="yes")
    return Finding(
        "archive writable",
        ok=False,
        sentence=f"{root} may not be written",
        remedy="It can be searched; to import, give yourself the right to write.",
    )


def _space(archive: Archive) -> Finding:
    free = shutil.disk_usage(archive.layout.root).free
    sentence = f"{free / 1024**3:.1f} GiB free"
    if free >= _LOW_DISK_BYTES:
        return Finding("disk", ok=True, sentence=sentence)
    return Finding("disk", ok=False, sentence=sentence, remedy="Free some space before the next import.")


def _content(archive: Archive) -> Iterator[Finding]:
    with archive.catalogue.read() as view:
        items = view.items.count_unrestricted()
        waiting, running = view.tasks.pages_open(None)
        behind = view.outbox.length()
        entries = view.ledger.count()
    yield Finding("items", ok=True, sentence=f"{items}; {entries} entries in the ledger")
    if waiting or running:
        yield Finding(
            "reading",
            ok=False,
            sentence=f"{waiting + running} pages wait to be read",
            remedy="`kartoteka serve` reads them; or run the import again, or `kartoteka ocr run --resume`.",
        )
    else:
        yield Finding("reading", ok=True, sentence="nothing waits")
    live = archive.index.live_name()
    if items and live is None:
        yield Finding(
            "index",
            ok=False,
            sentence="there is none that fits this version",
            remedy="Run `kartoteka index rebuild`.",
        )
    elif behind:
        yield Finding(
            "index",
            ok=False,
            sentence=f"{behind} documents are not yet searchable",
            remedy="Run `kartoteka serve`, or `kartoteka index rebuild`.",
        )
    else:
        yield Finding("index", ok=True, sentence=live or "empty")
