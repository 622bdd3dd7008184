"""What in a PDF may harm the one who opens it elsewhere: scripts, actions, files, links.

Every object that may hold one (``pdf_suspects``; all, where that cannot tell) is looked at as text,
without running anything; the search is bounded in objects, in bytes and in findings, and says what it
could not look at. MuPDF has undone encryption, object streams and ``#xx`` spellings by then, so that
nothing hides behind them. Names from inside the file are shown as untrusted text, never used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kartoteka.formats.mupdf import MupdfDocument
from kartoteka.formats.pdf_suspects import Names, is_there, suspects
from kartoteka.records.hazard import Hazard

MOST_OBJECTS = 50_000
"""Objects looked at; the rest of a longer file is named as a hazard of its own."""
NOT_SEARCHED = "not-searched"
"""Kind of the hazard that says what could not be looked at."""
MOST_OF_A_KIND = 10
"""Findings told one by one; the rest of a kind is counted."""

_LONGEST_OBJECT = 200_000
_LONGEST_PLACE = 300
_KINDS = {
    "/S/JavaScript": "javascript",
    "/JS": "javascript",
    "/S/Launch": "launch",
    "/AA": "automatic-action",
    "/EmbeddedFile": "embedded-file",
    "/EF": "embedded-file",
    "/S/SubmitForm": "form-submit",
    "/S/ImportData": "form-import",
    "/S/URI": "external-link",
    "/S/GoToR": "external-file",
    "/S/GoToE": "external-file",
    "/FFilter": "external-file",
    "/RichMedia": "rich-media",
    "/S/Rendition": "rich-media",
    "/S/Movie": "rich-media",
    "/S/Sound": "rich-media",
    "/3D": "rich-media",
    "/XFA": "xfa-form",
}
_MARK = re.compile(
    "(" + "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True)) + r")(?![A-Za-z0-9])"
)
_SUSPECT = Names("OpenAction", *{mark.rpartition("/")[2] for mark in _KINDS})
_STRING = re.compile(r"\((?:[^()\\]|\\.)*\)")
_ADDRESS = re.compile(r"/URI\s*\(((?:[^()\\]|\\.)*)\)")
_FILE_NAME = re.compile(r"/U?F\s*\(((?:[^()\\]|\\.)*)\)")
_OPEN_ACTION = re.compile(r"/OpenAction(?!\s*\[)")
_GO_TO = re.compile(r"/OpenAction\s*<<[^>]*/S\s*/GoTo(?![A-Za-z])")


def find(document: MupdfDocument, data: memoryview) -> tuple[Hazard, ...]:
    """Return the hazards of an open PDF, by kind, in the order of its objects.

    Args:
        document: Open.
        data: Its bytes.
    """
    count = document.xref_length()
    objects = range(1, min(count, MOST_OBJECTS))
    searched = None
    likely = suspects(document, data, objects, _SUSPECT) if objects else None
    if likely is not None:
        searched = _search(document, likely.objects, each=True)
    if searched is None:
        searched = _search(document, objects) or ([], 0)
    found, unreadable = searched
    unreadable += 0 if likely is None else len(likely.undecoded)
    if unreadable:
        found.append(Hazard(NOT_SEARCHED, f"{unreadable} objects that cannot be read"))
    if count > MOST_OBJECTS:
        beyond = count - MOST_OBJECTS
        found.append(Hazard(NOT_SEARCHED, f"{beyond} objects beyond the first {MOST_OBJECTS}"))
    return tuple(sorted(found, key=lambda hazard: hazard.kind))


def _search(
    document: MupdfDocument, objects: Iterable[int], *, each: bool = False
) -> tuple[list[Hazard], int] | None:
    """Return what was found, and how many objects could not be read.

    Args:
        document: Open.
        objects: Numbers.
        each: Whether each must hold what looks like a name; None comes back when one does not.
    """
    found: list[Hazard] = []
    told: Counter[str] = Counter()
    unreadable = 0
    for number in objects:
        try:
            text = document.xref_object(number, compressed=True)[:_LONGEST_OBJECT]
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with it; that it was not read is told
            unreadable += is_there(document, number)
            continue
        if each and not any(_SUSPECT.places(text.encode("utf-8", "replace"))):
            return None
        for hazard in _of_object(text, number):
            told[hazard.kind] += 1
            if told[hazard.kind] <= MOST_OF_A_KIND:
                found.append(hazard)
    found += [
        Hazard(kind, f"and {number - MOST_OF_A_KIND} more")
        for kind, number in told.items()
        if number > MOST_OF_A_KIND
    ]
    return found, unreadable


def _of_object(text: str, number: int) -> list[Hazard]:
    kinds = dict.fromkeys(_KINDS[mark] for mark in _MARK.findall(text))
    if kinds:  # once more without strings: an address may hold any of the names
        kinds = dict.fromkeys(_KINDS[mark] for mark in _MARK.findall(_STRING.sub("()", text)))
    hazards = [Hazard(kind, _place(kind, text, number)) for kind in kinds]
    if "/OpenAction" in text and _OPEN_ACTION.search(text) and not _GO_TO.search(text):
        hazards.append(Hazard("open-action", f"object {number}"))
    return hazards


def _place(kind: str, text: str, number: int) -> str:
    pattern = {"external-link": _ADDRESS, "embedded-file": _FILE_NAME, "external-file": _FILE_NAME}.get(kind)
    match = pattern.search(text) if pattern else None
    named = f": {match.group(1)}" if match else ""
    return f"object {number}{named}"[:_LONGEST_PLACE]
