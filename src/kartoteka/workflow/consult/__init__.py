"""Consulting the archive: asking, opening, drawing, and where it all comes from.

Access is decided here and in the queries themselves, so that both doors obey it: every verb takes
the reader who asks.
"""

from kartoteka.workflow.consult.asking import ask, filters, local_reader, source_values
from kartoteka.workflow.consult.drawing import page_image
from kartoteka.workflow.consult.opening import find_in, open_page
from kartoteka.workflow.consult.provenance import accessions, imports, open_accession, open_item
from kartoteka.workflow.pausing import is_paused, set_paused

__all__ = [
    "accessions",
    "ask",
    "filters",
    "find_in",
    "imports",
    "is_paused",
    "local_reader",
    "open_accession",
    "open_item",
    "open_page",
    "page_image",
    "set_paused",
    "source_values",
]
