"""How language data is installed: the exact command, for this system and for others.

Tesseract, Debian, Fedora, Arch and openSUSE each name languages their own way.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from typing import NamedTuple

CYRILLIC = "Cyrillic"
"""Tesseract's name of the data for a whole script."""

_SUSE = {
    "rus": "russian",
    "ukr": "ukrainian",
    "bel": "belarusian",
    "kaz": "kazakh",
    "eng": "english",
    "fra": "french",
    "deu": "german",
}


class Command(NamedTuple):
    """One way to install."""

    system: str
    """For whom, in words for people."""
    line: str
    """What to type."""


def package_of(language: str) -> str:
    """Return the Debian package that brings a language or a script."""
    name = language.removeprefix("script/")
    if name == CYRILLIC:
        return "tesseract-ocr-script-cyrl"
    return "tesseract-ocr-" + name.lower().replace("_", "-")


def commands(languages: Sequence[str], own_folder: str = "") -> tuple[Command, ...]:
    """Return how languages are installed on every system we know; Debian first.

    Args:
        languages: Tesseract's names.
        own_folder: Where this user's own data lies; the last way is to put files there by hand.
    """
    plain = [name.removeprefix("script/") for name in languages]
    debian = " ".join(map(package_of, languages))
    known = [_SUSE.get(name, name) for name in plain]
    fedora = " ".join(
        "tesseract-script-cyrillic" if name == CYRILLIC else f"tesseract-langpack-{name}" for name in plain
    )
    arch = " ".join(f"tesseract-data-{name}" for name in plain if name != CYRILLIC)
    found = [
        Command("Debian, Ubuntu", f"sudo apt-get install {debian}"),
        Command("Debian without root", f'tools/setup --languages "{" ".join(plain)}"'),
        Command("Fedora", f"sudo dnf install {fedora}"),
        Command("Arch", f"sudo pacman -S {arch}" if arch else ""),
        Command(
            "openSUSE",
            "sudo zypper install " + " ".join(f"tesseract-ocr-traineddata-{name}" for name in known),
        ),
        Command("macOS", "brew install tesseract-lang"),
        Command(
            "by hand",
            f"put {', '.join(f'{name}.traineddata' for name in plain)} into {own_folder}"
            if own_folder
            else "",
        ),
    ]
    return tuple(one for one in found if one.line)


def here(languages: Sequence[str], system: Mapping[str, str] | None = None, root: bool | None = None) -> str:
    """Return the command for this machine, as the end of a sentence.

    Args:
        languages: Tesseract's names.
        system: What ``/etc/os-release`` says, instead of this machine's.
        root: Whether we are root; None: look.
    """
    told = _os_release() if system is None else system
    alike = {told.get("ID", ""), *told.get("ID_LIKE", "").split()}
    lines = {one.system: one.line for one in commands(languages)}
    for names, chosen in (
        ({"fedora", "rhel", "centos"}, "Fedora"),
        ({"arch"}, "Arch"),
        ({"suse", "opensuse", "opensuse-tumbleweed"}, "openSUSE"),
        ({"darwin"}, "macOS"),
    ):
        if alike & names and chosen in lines:
            return lines[chosen]
    is_root = os.geteuid() == 0 if root is None else root
    debian = lines["Debian, Ubuntu"]
    if is_root:
        return debian.removeprefix("sudo ")
    return f"{debian} (without root: {lines['Debian without root']})"


def _os_release() -> Mapping[str, str]:
    if platform.system() == "Darwin":
        return {"ID": "darwin"}
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}
