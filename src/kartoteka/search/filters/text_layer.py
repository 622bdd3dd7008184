"""How the text that a file carries stands against the pictures of its pages.

A text that says something else than the page shows is evidence of tampering, or of a mix-up by whoever
scanned it; a garbled one is mostly an old program's broken font. An item is in as many of these as its
pages are.
"""

from __future__ import annotations

from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.criteria import Stored
from kartoteka.search.filters.contract import Choice, Filter, choice_criterion, choice_label, plain_sentence
from kartoteka.search.wording import N_

PARAMETER = "text-layer"
LABEL = N_("The file’s own text")
CHOICES = (
    Choice("disagrees", N_("disagrees with the picture")),
    Choice("garbled", N_("garbled")),
    Choice("agrees", N_("agrees with the picture")),
    Choice("not-compared", N_("not compared")),
)


def value_of(entry: IndexEntry) -> Stored:
    """Store what any page's text is; not compared, when none was."""
    found = {page.against for page in entry.pages if page.against}
    return tuple(choice.value for choice in CHOICES if choice.value in found) or ("not-compared",)


FILTER = Filter(
    parameter=PARAMETER,
    label=LABEL,
    help=N_("How the text that the file carries stands against the pictures of its pages."),
    widget="links",
    kind="keyword",
    choices=CHOICES,
    value_of=value_of,
    criterion=choice_criterion(PARAMETER, CHOICES),
    sentence=plain_sentence(LABEL, choice_label(CHOICES)),
    value_label=choice_label(CHOICES),
)
