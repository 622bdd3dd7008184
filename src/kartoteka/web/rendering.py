"""How values become text in a template: one gate that every value passes, and the names of our filters."""

from __future__ import annotations

import re

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape

from kartoteka.records.digest import short
from kartoteka.records.item import ItemState
from kartoteka.web import sentences, wording
from kartoteka.web.custody_words import told
from kartoteka.web.desk import EXTENSION
from kartoteka.web.notes import manner, reasons
from kartoteka.web.overlay import rectangles

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def install(app: Flask) -> None:
    """Give words, filters and the gate to an application's templates."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.finalize = shown
    app.jinja_env.filters.update(
        bytes=wording.size,
        caption=caption,
        claim=wording.claim,
        event=wording.event,
        figure=wording.figure,
        hazard=wording.hazard,
        language=wording.language,
        moment=wording.moment,
        reasons=reasons,
        ns=wording.nanoseconds,
        order=wording.order,
        origin=wording.origin,
        outcome=wording.outcome,
        retold=retold,
        said=said,
        script=wording.script,
        short=short,
        state=wording.state,
        told=told,
        tone=wording.tone,
        uncertain=wording.uncertain,
    )
    desk = app.extensions[EXTENSION]
    app.jinja_env.globals.update(
        manner=manner,
        doubtful=desk.settings.doubtful_confidence,
        reader_name=desk.reader.name,
        rectangles=rectangles,
        states=tuple(ItemState),
    )


def shown(value: object) -> object:
    """Say a message in the reader's language, and show characters that hide or turn text around.

    Templates pass every value through this: what steers a display is written as ⟨U+202E⟩, in text
    and in finished mark-up alike, which never needs such characters.
    """
    translated = getattr(value, "translated", None)
    if translated is not None:
        value = translated(_)
    if isinstance(value, str) and _HIDDEN.search(value):
        plain = _HIDDEN.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", value)
        return Markup(plain) if isinstance(value, Markup) else plain  # noqa: S704 - it was mark-up before
    return value


def said(message: str) -> str:
    """Say a lower floor's sentence in the reader's language; what cannot be translated is kept.

    Not ``_()`` in a template: that takes its message, unlike its values, for finished mark-up.
    """
    translated = getattr(message, "translated", None)
    return str(translated(_)) if translated is not None else str(_(message)) if message else ""


def retold(sentence: str) -> str:
    """Say an error, a reason or a note of a lower floor in the reader's language."""
    return said(sentence) if hasattr(sentence, "translated") else sentences.retold(sentence)


def caption(name: str) -> Markup:
    """Write a file's name so that a long one may break behind its joints."""
    return Markup("").join(
        Markup("{}<wbr>").format(shown(piece)) if piece[-1:] in "_-/." else escape(shown(piece))
        for piece in re.findall(r"[^_\-/.]*[_\-/.]+|[^_\-/.]+", name)
    )
