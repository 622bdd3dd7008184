"""What an item's pages were read by: text that the file carried, recognition, both, or nothing."""

from __future__ import annotations

from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.criteria import Stored
from kartoteka.search.filters.confidence import mean_confidence
from kartoteka.search.filters.contract import Choice, Filter, choice_criterion, choice_label, plain_sentence
from kartoteka.search.wording import N_
from kartoteka.settings import DEFAULTS

PARAMETER = "read-by"
LABEL = N_("Read by")
CHOICES = (
    Choice("embedded", N_("text in the file")),
    Choice("ocr", N_("OCR")),
    Choice("ocr-doubtful", N_("OCR, doubtful")),
    Choice("mixed", N_("some pages each way")),
    Choice("none", N_("no text")),
)


def value_of(entry: IndexEntry) -> Stored:
    """Store one of the choices; doubtful is decided by the house's limit, so that counts agree."""
    origins = {page.origin for page in entry.pages if page.text and page.origin}
    if not origins:
        return ("none",)
    if origins == {"embedded"}:
        return ("embedded",)
    if origins == {"ocr"}:
        confidence = mean_confidence(entry)
        doubtful = confidence is not None and confidence < DEFAULTS.doubtful_confidence
        return ("ocr-doubtful",) if doubtful else ("ocr",)
    return ("mixed",)


FILTER = Filter(
    parameter=PARAMETER,
    label=LABEL,
    help=N_("What the pages were read by."),
    widget="links",
    kind="keyword",
    choices=CHOICES,
    value_of=value_of,
    criterion=choice_criterion(PARAMETER, CHOICES),
    sentence=plain_sentence(LABEL, choice_label(CHOICES)),
    value_label=choice_label(CHOICES),
)
