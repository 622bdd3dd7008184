"""The explicit list of file types, and which of them a file is."""

from __future__ import annotations

from kartoteka.formats.contract import Format, HeldError
from kartoteka.formats.pdf import PdfFormat

FORMATS: tuple[Format, ...] = (PdfFormat(),)
"""In the order they are asked."""

HEAD_BYTES = 1024
"""How much of a file a type may look at before it claims it."""


def identify(data: memoryview) -> Format:
    """Return the type of a file.

    Raises:
        HeldError: It is empty (``empty-file``) or of no type on the shelf (``unsupported-type``).
    """
    if len(data) == 0:
        raise HeldError("empty-file", "The file has no bytes.", "Ask the source for the file again.")
    head = bytes(data[:HEAD_BYTES])
    for entry in FORMATS:
        if entry.claim(head):
            return entry
    raise HeldError(
        "unsupported-type",
        "The file is not of a type that can be read (it does not begin as a PDF does).",
        "The bytes are kept; a technician can look at what it is.",
    )
