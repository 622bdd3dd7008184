"""How many pixels the pictures have that a PDF page may show, told from its resources alone.

Most pages have none, and whoever asks wants to know only whether there are as many as a scan has.
"""

from __future__ import annotations

from typing import Any

from kartoteka.formats.mupdf import MupdfPage, lowlevel

_get = lowlevel.pdf_dict_get
_RESOURCES = lowlevel.PDF_ENUM_NAME_Resources
_OBJECTS = lowlevel.PDF_ENUM_NAME_XObject
_SUBTYPE = lowlevel.PDF_ENUM_NAME_Subtype
_WIDTH, _HEIGHT = lowlevel.PDF_ENUM_NAME_Width, lowlevel.PDF_ENUM_NAME_Height


def has_pixels(page: MupdfPage, least: int) -> bool:
    """Say whether pictures in a page's resources, and in those of its forms, have enough pixels.

    Args:
        page: The page.
        least: How many are enough, all pictures together.
    """
    inner = lowlevel.pdf_page_from_fz_page(page.this)
    if inner.m_internal is None:  # what was opened turned out to be no PDF
        return False
    waiting = [lowlevel.pdf_dict_get_inheritable(inner.obj(), _RESOURCES)]
    seen: set[int] = set()
    pixels = 0
    while waiting:
        objects = _get(waiting.pop(), _OBJECTS)
        for place in range(lowlevel.pdf_dict_len(objects)):
            drawn = lowlevel.pdf_dict_get_val(objects, place)
            kind = lowlevel.pdf_to_name(_get(drawn, _SUBTYPE))
            if kind == "Image":
                pixels += _number(drawn, _WIDTH) * _number(drawn, _HEIGHT)
                if pixels >= least:
                    return True
            elif kind == "Form" and (number := lowlevel.pdf_to_num(drawn)) not in seen:
                seen.add(number)
                waiting.append(_get(drawn, _RESOURCES))
    return False


def _number(of: Any, name: int) -> int:  # noqa: ANN401 - the library has no types
    number: int = lowlevel.pdf_to_int(_get(of, name))
    return max(0, number)
