"""The screens, one blueprint a module; a view parses, asks the desk, renders, in ten statements at most."""

from __future__ import annotations

from kartoteka.web.views import accessions, again, images, imports, items, reader, search, session
from kartoteka.web.views import help as helping

SCREENS = (
    search.screen,
    reader.screen,
    again.screen,
    items.screen,
    accessions.screen,
    imports.screen,
    images.screen,
    helping.screen,
    session.screen,
)
