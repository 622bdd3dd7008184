"""The one door to MuPDF: imports PyMuPDF, keeps it silent and says its version.

Its messages are switched off because they quote the document. Its objects are untyped: they pass
through this house as ``Any`` under the names below.
"""

from __future__ import annotations

from typing import Any

import pymupdf as _untyped

mupdf: Any = _untyped
"""The library."""

MupdfDocument = Any
MupdfPage = Any
MupdfMatrix = Any

mupdf.TOOLS.mupdf_display_errors(False)
mupdf.TOOLS.mupdf_display_warnings(False)

TOOL_NAME = "PyMuPDF"
TOOL_VERSION = str(mupdf.__version__)
