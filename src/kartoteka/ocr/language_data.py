"""Where Tesseract's language data lies, which of it serves, and what to install when it is missing.

Import-light: looks at folders and loads nothing. Searched in this order: the setting ``tessdata``,
``TESSDATA_PREFIX``, the system's folders, this user's own. All languages of one recognition must lie
in one folder, because Tesseract takes one.

A page is mostly one script: where the data for a whole script is there (``Cyrillic``), it reads
Russian and Ukrainian alike and better than the two together (docs/adr/0033). Never a silent
fallback to English: a language that was asked for and is missing is an error.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from kartoteka.errors import InvalidError, UnavailableError
from kartoteka.settings import tessdata_from_environment, user_data_folder

SYSTEM_FOLDERS = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
    Path("/usr/local/share/tessdata"),
    Path("/opt/homebrew/share/tessdata"),
)
"""Debian and Ubuntu; Fedora and Arch; built by hand; macOS."""

SUFFIX = ".traineddata"
_PARTS = struct.Struct("<i")
_MOST_PARTS = 64
_CYRILLIC_NAMES = ("Cyrillic", "script/Cyrillic")
_CYRILLIC_LANGUAGES = frozenset({"rus", "ukr", "bel", "bul", "srp", "mkd"})
_LANGUAGE = re.compile(r"(?:script/)?[A-Za-z][A-Za-z_]{1,31}\Z")


def split(languages: str) -> tuple[str, ...]:
    """Read ``rus+eng`` into its parts, without repetitions, in order.

    Raises:
        InvalidError: A part cannot be the name of a language (``language-invalid``).
    """
    parts = tuple(dict.fromkeys(part.strip() for part in languages.split("+")))
    for part in parts:
        if _LANGUAGE.match(part) is None:
            raise InvalidError(
                f"{part!r} is not the name of a language",
                code="language-invalid",
                advice="Give Tesseract's names joined by '+', for instance -l rus+eng.",
            )
    return parts


def folders(setting: str = "", environment: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Return the folders that exist, in the order they are searched.

    Args:
        setting: ``Settings.tessdata``; when given, no other folder is searched.
        environment: Instead of the process's own, for tests.
    """
    if setting:
        return (Path(setting),)
    own = user_data_folder(environment) / "tessdata"
    prefix = tessdata_from_environment(environment)
    named = (Path(prefix), Path(prefix) / "tessdata") if prefix else ()
    return tuple(folder for folder in (*named, *SYSTEM_FOLDERS, own) if folder.is_dir())


def installed(folder: Path) -> frozenset[str]:
    """Return the languages whose data lies whole in a folder, scripts included."""
    found = {path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}") if is_whole(path)}
    scripts = folder.glob(f"script/*{SUFFIX}")
    found |= {f"script/{path.name.removesuffix(SUFFIX)}" for path in scripts if is_whole(path)}
    return frozenset(found)


def is_whole(path: Path) -> bool:
    """Say whether a data file is no beginning of one, as an interrupted download leaves it.

    The file begins with the number of its parts (int32) and the offset of each (int64, -1: none), so
    a file that ends before its last part begins was cut short.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_PARTS.size + 8 * _MOST_PARTS)
    except OSError:
        return False
    if len(head) < _PARTS.size:
        return False
    (parts,) = _PARTS.unpack_from(head)
    if not 0 < parts <= _MOST_PARTS or len(head) < _PARTS.size + 8 * parts:
        return False
    offsets = struct.unpack_from(f"<{parts}q", head, _PARTS.size)
    return all(offset < size for offset in offsets)


def require(languages: str, setting: str = "", environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder that can serve all languages.

    Args:
        languages: As asked for, joined by ``+``.
        setting: ``Settings.tessdata``.
        environment: Instead of the process's own, for tests.

    Raises:
        UnavailableError: One is missing (``language-missing``); names the package to install.
        InvalidError: One is no language at all.
    """
    asked = split(languages)
    searched = folders(setting, environment)
    best: tuple[str, ...] = asked
    for folder in searched:
        missing = missing_in(folder, asked)
        if not missing:
            return folder
        best = min(best, missing, key=len)
    _refuse_cut_short(searched, best)
    places = ", ".join(map(str, searched)) or "no folder with language data exists"
    raise UnavailableError(
        f"language data is missing for {' and '.join(best)} (searched: {places})",
        code="language-missing",
        advice=f"Install it: apt-get install {' '.join(map(package_of, best))}",
    )


def _refuse_cut_short(searched: Sequence[Path], languages: Sequence[str]) -> None:
    for folder in searched:
        for name in languages:
            path = folder / f"{name}{SUFFIX}"
            if path.exists() and not is_whole(path):
                raise UnavailableError(
                    f"the language data {path} is cut short: its download was interrupted",
                    code="language-damaged",
                    advice=f"Delete it and install it again: apt-get install --reinstall {package_of(name)}",
                )


def missing_in(folder: Path, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages that a folder cannot serve."""
    there = installed(folder)
    script = any(name in there for name in _CYRILLIC_NAMES)
    return tuple(name for name in asked if name not in there and not (script and name in _CYRILLIC_LANGUAGES))


def used_for(languages: str, folder: Path) -> str:
    """Return what Tesseract is told: Cyrillic languages become the script where its data is there.

    Order is kept: the first language decides where two readings are equal.
    """
    there = installed(folder)
    script = next((name for name in _CYRILLIC_NAMES if name in there), None)
    if script is None:
        return "+".join(split(languages))
    told = (script if name in _CYRILLIC_LANGUAGES else name for name in split(languages))
    return "+".join(dict.fromkeys(told))


def by_script(languages: str) -> tuple[str, str]:
    """Part languages into those written in Cyrillic and the others, each joined by ``+``."""
    parts = split(languages)
    cyrillic = [name for name in parts if name in _CYRILLIC_LANGUAGES or name in _CYRILLIC_NAMES]
    return "+".join(cyrillic), "+".join(name for name in parts if name not in cyrillic)


def package_of(language: str) -> str:
    """Return the Debian package that brings a language or a script."""
    name = language.removeprefix("script/")
    if name == "Cyrillic":
        return "tesseract-ocr-script-cyrl"
    return "tesseract-ocr-" + name.lower().replace("_", "-")
