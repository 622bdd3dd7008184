"""Why a page shows the text it shows, and how that text was read, in words for the reader.

The reading leaves notes under stable keys: ``layer`` (why this one is shown), ``hidden`` (the text
lies invisibly over a picture), ``soundness`` (what is wrong with the file's own text), ``decoded``
(what of it was decoded), ``compared`` (what a comparison with the picture found), ``recognition`` (the
steps before recognition). A key this page does not know is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from kartoteka.records.page import TextLayer
from kartoteka.web.sentences import retold

_OUTRIGHT = ("layer", "hidden")
_INCLUDED = {"soundness": "layer", "decoded": "layer"}


def reasons(notes: Mapping[str, str]) -> list[str]:
    """Say outright why this text is shown, most important first."""
    return [_sentence(retold(notes[key])) for key in _OUTRIGHT if notes.get(key)]


def manner(layer: TextLayer, notes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Say how a layer was made, as pairs of a label and what it says."""
    tool = layer.tool
    said = [(_("program"), f"{tool.name} {tool.version}".strip())]
    said += [(_("told"), f"{name} {value}") for name, value in sorted(tool.parameters.items())]
    if layer.raster is not None:
        size = f"{layer.raster.width} × {layer.raster.height}, {layer.raster.dpi} dpi"
        said.append((_("picture"), size))
    labels = {
        "recognition": _("steps"),
        "soundness": _("the file’s own text"),
        "compared": _("against the picture"),
    }
    for key, text in notes.items():
        if key not in _OUTRIGHT and _INCLUDED.get(key, "") not in notes:
            said.append((labels.get(key, key), retold(text)))
    return said


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
