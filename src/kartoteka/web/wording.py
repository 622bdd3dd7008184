"""Words for what the records say: states, events, hazards, origins, sizes, dates; in the reader's language.

A word this page does not know is shown as it is, never hidden.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from flask_babel import format_date, format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kartoteka.records.dates import UncertainDate
from kartoteka.records.item import ItemState

_STATES = {
    ItemState.WAITING: _l("waits to be read"),
    ItemState.CATALOGUED: _l("catalogued"),
    ItemState.CATALOGUED_IN_PART: _l("catalogued in part"),
    ItemState.RECEIVED_AGAIN: _l("received again"),
    ItemState.HELD: _l("held"),
    ItemState.SKIPPED: _l("skipped"),
}

_TONES = {
    ItemState.WAITING: "wait",
    ItemState.CATALOGUED: "ok",
    ItemState.CATALOGUED_IN_PART: "warn",
    ItemState.RECEIVED_AGAIN: "plain",
    ItemState.HELD: "bad",
    ItemState.SKIPPED: "plain",
}

_EVENTS = {
    "archive creation": _l("archive made"),
    "source registration": _l("source registered"),
    "accession": _l("accession opened"),
    "accession resumption": _l("import resumed"),
    "transfer": _l("delivery stored"),
    "ingestion": _l("received"),
    "format identification": _l("identified"),
    "text extraction": _l("read"),
    "repeated text extraction": _l("read again"),
    "choice of text layer": _l("another reading chosen"),
    "state": _l("settled"),
    "fixity check": _l("bytes checked"),
}

_OUTCOMES = {"success": _l("done"), "failure": _l("failed")}

_HAZARDS = {
    "javascript": _l("It carries a script."),
    "launch": _l("It asks to start a program."),
    "embedded-file": _l("It carries another file inside."),
    "open-action": _l("It wants to do something when it is opened."),
    "form-submit": _l("It can send a form to another machine."),
    "external-link": _l("It points to another machine."),
    "rich-media": _l("It carries video, sound or 3D content."),
    "automatic-action": _l("It wants to do something by itself."),
    "form-import": _l("It fills its form from another file."),
    "external-file": _l("It draws on another file or address."),
    "xfa-form": _l("It holds a form of its own kind (XFA), which can carry scripts."),
    "not-searched": _l("It was not searched whole: part of it is beyond a limit, or cannot be read."),
}

_CLAIMS = {
    "title": _l("title"),
    "author": _l("author"),
    "subject": _l("subject"),
    "keywords": _l("keywords"),
    "creator": _l("made with"),
    "producer": _l("written by"),
    "creationdate": _l("created"),
    "created": _l("created"),
    "moddate": _l("changed"),
    "modified": _l("changed"),
    "trapped": _l("trapped"),
    "format": _l("format"),
    "encryption": _l("encryption"),
}

_ORIGINS = {
    "embedded": _l("the file’s own text"),
    "ocr": _l("OCR"),
    "mixed": _l("OCR in part"),
}

_ORDERS = {
    "relevance": _l("best match"),
    "received": _l("when received"),
    "number": _l("number"),
}

_DAY = "d MMM y"
_UNITS = {"B": _l("B"), "KB": _l("KB"), "MB": _l("MB"), "GB": _l("GB"), "TB": _l("TB")}


def state(one: ItemState) -> str:
    """Say where a file stands."""
    return str(_STATES.get(one, one))


def tone(one: ItemState) -> str:
    """Name the class that colours a state; the words carry the meaning."""
    return _TONES.get(one, "plain")


def outcome(name: str) -> str:
    """Say how an event ended: a state, or done or failed."""
    return str(_OUTCOMES.get(name) or _STATES.get(cast("ItemState", name), name))


def hazard(kind: str) -> str:
    """Say what in a file may harm."""
    return str(_HAZARDS.get(kind, kind))


def claim(name: str) -> str:
    """Name a field of what a file says of itself."""
    return str(_CLAIMS.get(name.lower(), name))


def origin(name: str) -> str:
    """Say what text was read from."""
    return str(_ORIGINS.get(name, name))


def order(name: str) -> str:
    """Name an order of results."""
    return str(_ORDERS.get(name, name))


def script(text: str, language_code: str = "") -> str:
    """Guess the language tag of a short text of unknown language from its letters; empty: none."""
    cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in text)
    if cyrillic:
        return language_code if language_code in {"ru", "uk"} else "ru"
    return "" if language_code in {"ru", "uk"} else language_code


def event(name: str) -> str:
    """Say what happened; an event this page does not know keeps the ledger's word."""
    plain = name.removeprefix("kartoteka:")
    return str(_EVENTS.get(plain, plain))


def language(code: str) -> str:
    """Name a language in the reader's language; an unknown code stays itself."""
    return str(get_locale().languages.get(code, code))


def size(count: int) -> str:
    """Write a number of bytes for people."""
    amount, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    digits = "#,##0" if unit == "B" or amount >= 100 else "#,##0.#"
    return f"{format_decimal(amount, digits)} {_UNITS[unit]}"


def figure(number: int) -> str:
    """Write a count with the language's separators."""
    return str(format_decimal(number))


def moment(when: datetime | None, seconds: bool = False) -> str:
    """Write a moment as UTC, the same in every language."""
    if when is None:
        return ""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def nanoseconds(count: int) -> str:
    """Write a file's time; a time no calendar holds is written as its number."""
    try:
        return moment(datetime.fromtimestamp(count // 10**9, UTC), seconds=True) + " UTC"
    except (OverflowError, OSError, ValueError):
        return f"{count} ns"


def uncertain(given: UncertainDate) -> str:
    """Write a date to the precision it was given in."""
    first, last = given.earliest, given.latest
    if first is None or last is None:
        return given.as_given or _("not known")
    if given.precision == "day":
        return str(format_date(first, _DAY))
    if given.precision == "month":
        return str(format_date(first, "LLLL y"))
    if given.precision == "year":
        return str(first.year)
    return f"{format_date(first, _DAY)} – {format_date(last, _DAY)}"
