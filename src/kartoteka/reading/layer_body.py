"""A text layer as the page frame has it."""

from __future__ import annotations

from typing import Any

from kartoteka.records.page import TextLayer


def layer_body(layer: TextLayer) -> dict[str, Any]:
    """Return a layer as JSON values; ``frames.parse_page`` reads them back."""
    words, raster, tool = layer.words, layer.raster, layer.tool
    return {
        "number": layer.number,
        "origin": layer.origin,
        "language": layer.language,
        "confidence": layer.confidence,
        "tool": {"name": tool.name, "version": tool.version, "parameters": dict(tool.parameters)},
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
