"""Lines drawn on a PDF page, from the list of its drawing operations.

Writers draw a table's rules as thin filled boxes or as strokes, one by one, or stroke a box for each
cell. A path that holds many lines shows only the box around them, and tells no more than its edges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kartoteka.formats.contract import Box
from kartoteka.formats.pdf_operations import Operation

_THICKEST = 3.0
"""Points."""


def rules_in(drawn: Sequence[Operation]) -> Iterator[Box]:
    """Yield thin boxes: lines, and the edges of stroked shapes; before the file's rotation.

    Args:
        drawn: The page's operations.
    """
    for kind, box in drawn:
        if kind not in ("fill-path", "stroke-path"):
            continue
        x0, y0, x1, y1 = box
        if x1 - x0 <= _THICKEST or y1 - y0 <= _THICKEST:
            yield box
        elif kind == "stroke-path":
            yield (x0, y0, x1, y0)
            yield (x0, y1, x1, y1)
            yield (x0, y0, x0, y1)
            yield (x1, y0, x1, y1)
