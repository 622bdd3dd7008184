"""Where Tesseract's language data lies, which of it serves, and what to install when it is missing.

Import-light: looks at folders and loads nothing. Searched in this order: the setting ``tessdata``,
``TESSDATA_PREFIX``, the system's folders, this user's own. Tesseract takes one folder for all languages
of one recognition: where only several together have them, a folder of links to their files is made
among this user's data (docs/adr/0067).

A page is mostly one script: where the data for a whole script is there (``Cyrillic``), it reads
Russian and Ukrainian alike and better than the two together (docs/adr/0033). Never a silent
fallback to English: a language that was asked for and is missing is an error.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from kartoteka.errors import InvalidError, UnavailableError
from kartoteka.ocr import installing
from kartoteka.ocr.data_files import SUFFIX, is_whole
from kartoteka.settings import tessdata_from_environment, user_data_folder

SYSTEM_FOLDERS = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
    Path("/usr/share/tesseract/tessdata"),
    Path("/usr/local/share/tessdata"),
    Path("/opt/homebrew/share/tessdata"),
)
"""Debian and Ubuntu; Arch, older Fedora; Fedora; built by hand; macOS."""

CYRILLIC_LANGUAGES = frozenset({"rus", "ukr", "bel", "kaz", "bul", "srp", "mkd"})
"""Languages that the data of the Cyrillic script reads as well as their own."""

NAMES = {
    "ru": ("rus", "Russian"),
    "uk": ("ukr", "Ukrainian"),
    "be": ("bel", "Belarusian"),
    "kk": ("kaz", "Kazakh"),
    "en": ("eng", "English"),
    "fr": ("fra", "French"),
    "de": ("deu", "German"),
}
"""By ISO 639-1: Tesseract's name and the English one."""

_CYRILLIC_NAMES = ("Cyrillic", "script/Cyrillic")
_LANGUAGE = re.compile(r"(?:script/)?[A-Za-z][A-Za-z_]{1,31}\Z")


def split(languages: str) -> tuple[str, ...]:
    """Read ``rus+eng`` into its parts, without repetitions, in order.

    Raises:
        InvalidError: A part cannot be the name of a language (``language-invalid``).
    """
    parts = tuple(dict.fromkeys(part.strip() for part in languages.split("+")))
    for part in parts:
        meant = NAMES.get(part.lower())
        if meant is not None or _LANGUAGE.match(part) is None:
            raise InvalidError(
                f"{part!r} is not the name of a language",
                code="language-invalid",
                advice=f"Tesseract calls it {meant[0]}."
                if meant
                else "Give Tesseract's names joined by '+', for instance -l rus+eng; "
                "`kartoteka ocr languages` lists them.",
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
    own = own_folder(environment)
    prefix = tessdata_from_environment(environment)
    named = (Path(prefix), Path(prefix) / "tessdata") if prefix else ()
    return tuple(folder for folder in (*named, *SYSTEM_FOLDERS, own) if folder.is_dir())


def own_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Return where this user's own data lies, whether it is there or not."""
    return user_data_folder(environment) / "tessdata"


def files_in(folder: Path) -> dict[str, Path]:
    """Return the whole data files of a folder by the names Tesseract knows, scripts included."""
    found = {path.name.removesuffix(SUFFIX): path for path in sorted(folder.glob(f"*{SUFFIX}"))}
    scripts = sorted(folder.glob(f"script/*{SUFFIX}"))
    found |= {f"script/{path.name.removesuffix(SUFFIX)}": path for path in scripts}
    return {name: path for name, path in found.items() if is_whole(path)}


def installed(folder: Path) -> frozenset[str]:
    """Return the languages whose data lies whole in a folder, scripts included."""
    return frozenset(files_in(folder))


def require(languages: str, setting: str = "", environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder that can serve all languages.

    Args:
        languages: As asked for, joined by ``+``.
        setting: ``Settings.tessdata``.
        environment: Instead of the process's own, for tests.

    Raises:
        UnavailableError: One is missing (``language-missing``); names the package to install. Or they lie
            in several folders and cannot be brought together (``language-folders``).
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
    together = files_of(searched)
    lacking = _missing_among(together, asked)
    if not lacking:
        return _joined(together, environment)
    best = min(best, lacking, key=len)
    _refuse_cut_short(searched, best)
    places = ", ".join(map(str, searched)) or "no folder with language data exists"
    raise UnavailableError(
        f"language data is missing for {' and '.join(best)} (searched: {places})",
        code="language-missing",
        advice=f"Install it: {installing.here(best)}",
    )


def files_of(searched: Sequence[Path]) -> dict[str, Path]:
    """Return the data files of all folders by name; where two have one, the folder searched first."""
    found: dict[str, Path] = {}
    for folder in searched:
        found = files_in(folder) | found
    return found


def _joined(files: Mapping[str, Path], environment: Mapping[str, str] | None) -> Path:
    """Return a folder of links to data files that lie in several; made when it is not there."""
    listed = "\n".join(f"{name}\t{path}" for name, path in sorted(files.items()))
    name = hashlib.sha256(os.fsencode(listed)).hexdigest()[:16]
    home = user_data_folder(environment) / "tessdata-together"
    target = home / name
    if target.is_dir():
        return target
    try:
        home.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix="new-", dir=home))
        for language, path in files.items():
            link = scratch / f"{language}{SUFFIX}"
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(path.absolute())
        with suppress(OSError):  # another process was quicker: its folder is the same
            scratch.rename(target)
        shutil.rmtree(scratch, ignore_errors=True)
        target.stat()
    except OSError as error:
        raise UnavailableError(
            f"the language data lies in several folders and cannot be brought together in {home}: {error}",
            code="language-folders",
            advice="Put all languages of one recognition into one folder; name it in the setting tessdata.",
        ) from error
    return target


def _refuse_cut_short(searched: Sequence[Path], languages: Sequence[str]) -> None:
    for folder in searched:
        for name in languages:
            path = folder / f"{name}{SUFFIX}"
            if path.exists() and not is_whole(path):
                raise UnavailableError(
                    f"the language data {path} is cut short: its download was interrupted",
                    code="language-damaged",
                    advice="Delete it and install it again: apt-get install --reinstall "
                    + installing.package_of(name),
                )


def missing_in(folder: Path, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages that a folder cannot serve."""
    return _missing_among(installed(folder), asked)


def _missing_among(there: Mapping[str, Path] | frozenset[str], asked: tuple[str, ...]) -> tuple[str, ...]:
    script = any(name in there for name in _CYRILLIC_NAMES)
    return tuple(name for name in asked if name not in there and not (script and name in CYRILLIC_LANGUAGES))


def used_for(languages: str, folder: Path) -> str:
    """Return what Tesseract is told: Cyrillic languages become the script where its data is there.

    Order is kept: the first language decides where two readings are equal.
    """
    script = script_in(installed(folder))
    if script is None:
        return "+".join(split(languages))
    told = (script if name in CYRILLIC_LANGUAGES else name for name in split(languages))
    return "+".join(dict.fromkeys(told))


def script_in(there: Mapping[str, Path] | frozenset[str]) -> str | None:
    """Return the name of the Cyrillic script's data, if it is there."""
    return next((name for name in _CYRILLIC_NAMES if name in there), None)


def by_script(languages: str) -> tuple[str, str]:
    """Part languages into those written in Cyrillic and the others, each joined by ``+``."""
    parts = split(languages)
    cyrillic = [name for name in parts if name in CYRILLIC_LANGUAGES or name in _CYRILLIC_NAMES]
    return "+".join(cyrillic), "+".join(name for name in parts if name not in cyrillic)
