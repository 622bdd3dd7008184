"""The one door to MuPDF: imports PyMuPDF, keeps it silent and says its version.

Its messages are switched off because they quote the document. Its objects are untyped: they pass
through this house as ``Any`` under the names below.
"""

from __future__ import annotations

from typing import Any

import pymupdf as _untyped

mupdf: Any = _untyped
"""The library."""
lowlevel: Any = _untyped.mupdf
"""Its functions one by one, as C has them."""

_as_pdf: Any = _untyped._as_pdf_document  # noqa: SLF001 - the library's own way down

MupdfDocument = Any
MupdfPage = Any
MupdfMatrix = Any

mupdf.TOOLS.mupdf_display_errors(False)
mupdf.TOOLS.mupdf_display_warnings(False)

TOOL_NAME = "PyMuPDF"
TOOL_VERSION = str(mupdf.__version__)


def pdf_of(document: MupdfDocument) -> Any:  # noqa: ANN401 - untyped, like all of it
    """Return an open document as the low-level functions take it.

    Raises:
        Exception: It is no PDF, or closed.
    """
    return _as_pdf(document)
