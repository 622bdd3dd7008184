"""Every setting and every limit, in one frozen value; the only reader of the environment.

Order, last wins: the default below, the archive's ``kartoteka.toml`` (table ``settings``), the
environment variable ``KARTOTEKA_<FIELD>``. ``docs/settings.md`` lists the fields; a house test
compares the two.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from kartoteka.errors import InvalidError

ENVIRONMENT_PREFIX = "KARTOTEKA_"


_Value = TypeVar("_Value", int, str)


def _doc(text: str, default: _Value) -> _Value:
    return field(default=default, metadata={"doc": text})


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set, with its default and its meaning."""

    languages: str = _doc("Languages of recognition, as Tesseract names them, joined by '+'.", "rus+eng")
    tessdata: str = _doc("Folder with *.traineddata; empty: searched for.", "")
    jobs: int = _doc(
        "Children that read at once; 0: one a processor, fewer where memory is short (700 MB each).", 0
    )
    niceness: int = _doc(
        "How far reading children step back for other programs: 0 not at all, 19 the most.", 10
    )
    pages_per_task: int = _doc("Pages one child reads before it ends; more of documents of thousands.", 16)
    documents_per_child: int = _doc(
        "Small documents of one delivery that one child may read in turn (1-16); 1: each has its own.",
        8,
    )
    child_memory_mb: int = _doc("Address space a reading child may use, in MiB.", 2048)
    child_seconds_per_page: int = _doc("Processor and wall seconds a child may spend on a page.", 120)
    child_seconds_to_open: int = _doc("Seconds a child may spend on opening a document.", 60)
    largest_page_pixels: int = _doc("Pixels of the largest raster a child may make or send.", 60_000_000)
    largest_page_words: int = _doc("Words kept of one page; the page is catalogued in part beyond.", 200_000)
    largest_page_characters: int = _doc("Characters kept of one page's text.", 2_000_000)
    largest_document_pages: int = _doc("Pages beyond which a document is held.", 65_000)
    largest_file_bytes: int = _doc("Bytes beyond which a file is stored but held unread.", 8 * 1024**3)
    doubtful_confidence: int = _doc("Recognition confidence (0-100) below which a word is doubtful.", 70)
    page_image_cache_mb: int = _doc("Bound of the page-image cache, in MiB.", 512)
    largest_query_characters: int = _doc("Characters of a query that are still read.", 2_000)
    largest_query_terms: int = _doc("Words and phrases of a query that are still read.", 64)
    results_per_page: int = _doc("Items on one page of results.", 20)
    session_hours: int = _doc("Hours a browser stays signed in.", 12)
    port: int = _doc("Port of `kartoteka serve` on 127.0.0.1.", 8765)


DEFAULTS = Settings()


def load(toml_path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in force.

    Args:
        toml_path: An archive's ``kartoteka.toml``, or None for defaults and environment only.
        environment: Instead of the process's own, for tests.

    Raises:
        InvalidError: A value has the wrong type, or the file names a setting that does not exist.
    """
    given: dict[str, Any] = {}
    known = {f.name: f for f in fields(Settings)}
    if toml_path is not None and toml_path.exists():
        try:
            table = tomllib.loads(toml_path.read_text("utf-8")).get("settings", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidError(
                f"{toml_path} is not valid TOML: {error}",
                code="settings-unreadable",
                advice="Correct the file; `kartoteka doctor` reads it again.",
            ) from error
        for name, value in table.items():
            if name not in known:
                raise InvalidError(
                    f"{toml_path} names a setting that does not exist: {name}",
                    code="setting-unknown",
                    advice="docs/settings.md lists the settings.",
                )
            given[name] = value
    env = os.environ if environment is None else environment
    for name in known:
        raw = env.get(ENVIRONMENT_PREFIX + name.upper())
        if raw is not None:
            given[name] = raw
    typed: dict[str, Any] = {
        name: _as_type(name, getattr(DEFAULTS, name), value) for name, value in given.items()
    }
    return Settings(**typed)


def archive_from_environment(environment: Mapping[str, str] | None = None) -> str | None:
    """Return the archive named by ``KARTOTEKA_ARCHIVE``, if any."""
    return (os.environ if environment is None else environment).get("KARTOTEKA_ARCHIVE") or None


def database_from_environment(environment: Mapping[str, str] | None = None) -> str | None:
    """Return ``KARTOTEKA_DATABASE``: the address of the database of an archive that has one on a server.

    It stands before the marker's, may hold a password, and is what ``init`` takes when none is named.
    """
    return (os.environ if environment is None else environment).get("KARTOTEKA_DATABASE") or None


def user_config_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder that remembers this user's archive (XDG base directories)."""
    env = os.environ if environment is None else environment
    return Path(env.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "kartoteka"


def user_data_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for this user's language data (XDG base directories)."""
    env = os.environ if environment is None else environment
    return Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "kartoteka"


def tessdata_from_environment(environment: Mapping[str, str] | None = None) -> str | None:
    """Return ``TESSDATA_PREFIX``, which Tesseract's users already know."""
    return (os.environ if environment is None else environment).get("TESSDATA_PREFIX") or None


def _as_type(name: str, default: object, value: object) -> int | str:
    if isinstance(default, int):
        try:
            return int(str(value))
        except (TypeError, ValueError) as error:
            raise InvalidError(
                f"setting {name} must be a whole number, not {value!r}",
                code="setting-invalid",
                advice="docs/settings.md gives each setting's meaning.",
            ) from error
    return str(value)
