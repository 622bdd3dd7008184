"""How one page is read: the text it carries where that is sound, else recognition of its picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kartoteka.analysis.language import language_of
from kartoteka.formats.contract import FormatPage
from kartoteka.formats.mupdf import TOOL_NAME, TOOL_VERSION
from kartoteka.records.agent import Agent
from kartoteka.records.page import TextLayer

_EMBEDDED_TOOL = Agent("tool", TOOL_NAME, TOOL_VERSION, {})


@dataclass(slots=True)
class PageReading:
    """What was made of a page."""

    layers: list[TextLayer] = field(default_factory=list)
    """In the order of making."""
    shown: int | None = None
    """Which is shown; None: none."""
    notes: dict[str, str] = field(default_factory=dict)
    """Why, by stable key; docs/reading.md."""
    problem: str = ""
    """Why it was read in part only; empty: it was read."""


class PageReader:
    """Reads the pages of one document."""

    def __init__(self, languages: str) -> None:
        self._languages = languages

    @classmethod
    def preload(cls, config: dict[str, Any]) -> None:
        """Warm what pages need."""

    def read(self, page: FormatPage) -> PageReading:
        """Read one page."""
        reading = PageReading()
        embedded = page.embedded()
        if embedded.text:
            reading.layers.append(
                TextLayer(
                    1,
                    "embedded",
                    language_of(embedded.text),
                    None,
                    _EMBEDDED_TOOL,
                    embedded.text,
                    embedded.words,
                    None,
                )
            )
            reading.shown = 1
        return reading


def layer_body(layer: TextLayer) -> dict[str, Any]:
    """Write a layer as the page frame has it."""
    words, raster = layer.words, layer.raster
    return {
        "number": layer.number,
        "origin": layer.origin,
        "language": layer.language,
        "confidence": layer.confidence,
        "tool": {
            "name": layer.tool.name,
            "version": layer.tool.version,
            "parameters": dict(layer.tool.parameters),
        },
        "text": layer.text,
        "starts": words.starts,
        "ends": words.ends,
        "boxes": words.boxes,
        "confidences": words.confidences,
        "lines": words.lines,
        "blocks": words.blocks,
        "raster": None
        if raster is None
        else {
            "width": raster.width,
            "height": raster.height,
            "dpi": raster.dpi,
            "transform": raster.transform,
        },
    }
