"""Which languages this machine can recognise, where their data lies, and how to install the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kartoteka.ocr import installing, language_data
from kartoteka.ocr.data_files import SUFFIX, is_whole, kind_of
from kartoteka.records.recognisable import Recognisable, RecognisableLanguages
from kartoteka.settings import Settings

_NO_LANGUAGES = frozenset({"osd", "equ"})
"""Data of Tesseract's for the way a page lies and for formulas."""


def recognisable(settings: Settings, environment: Mapping[str, str] | None = None) -> RecognisableLanguages:
    """List the languages.

    Args:
        settings: Settings in force.
        environment: Instead of the process's own, for tests.
    """
    searched = language_data.folders(settings.tessdata, environment)
    files = language_data.files_of(searched)
    lines = tuple(_lines(files, frozenset(language_data.split(settings.languages))))
    missing = [line.tesseract for line in lines if not line.read_by]
    own = str(language_data.own_folder(environment))
    return RecognisableLanguages(
        lines=lines,
        searched=tuple(map(str, searched)),
        damaged=tuple(
            str(path)
            for folder in searched
            for path in sorted(folder.rglob(f"*{SUFFIX}"))
            if not is_whole(path)
        ),
        install=tuple((one.system, one.line) for one in installing.commands(missing, own)) if missing else (),
        here=installing.here(missing) if missing else "",
    )


def _lines(files: Mapping[str, Path], defaults: frozenset[str]) -> Iterator[Recognisable]:
    script = language_data.script_in(files)
    known = {tesseract: (code, name) for code, (tesseract, name) in language_data.NAMES.items()}
    others = sorted((set(files) | defaults) - set(known) - _NO_LANGUAGES)
    for tesseract in (*known, *others):
        code, name = known.get(tesseract, ("", tesseract))
        path = files.get(tesseract)
        if tesseract == script:
            name = "Cyrillic script"
        by_script = script is not None and tesseract in language_data.CYRILLIC_LANGUAGES
        yield Recognisable(
            name=name,
            code=code,
            tesseract=tesseract,
            file="" if path is None else str(path),
            kind=(kind_of(path) or "") if path is not None else "",
            bytes=path.stat().st_size if path is not None else 0,
            read_by=(script or "") if by_script else tesseract if path is not None else "",
            by_default=tesseract in defaults,
        )
