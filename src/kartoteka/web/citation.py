"""A citation of one page, in one line that stands for itself outside the archive."""

from __future__ import annotations

from flask_babel import gettext as _

from kartoteka.records.consulted import OpenedPage


def citation(opened: OpenedPage, address: str) -> str:
    """Name item, page, file, digest and address.

    Args:
        opened: The page that is cited.
        address: Its address without what one looked for.
    """
    item, page, count = opened.item.label, opened.number, opened.page_count
    place = _("%(item)s, p. %(page)s of %(count)s", item=item, page=page, count=count)
    return f"{place}; {opened.item.name}; SHA-256 {opened.document.digest}; {address}"
