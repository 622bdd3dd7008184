"""How sure recognition was, in bands of the mean over an item's recognised pages."""

from __future__ import annotations

from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.criteria import Stored
from kartoteka.search.filters.contract import Choice, Filter, choice_criterion, choice_label, plain_sentence
from kartoteka.search.wording import N_

PARAMETER = "confidence"
LABEL = N_("Confidence of recognition")
CHOICES = (
    Choice("90-100", N_("90 to 100")),
    Choice("80-89", N_("80 to 89")),
    Choice("70-79", N_("70 to 79")),
    Choice("0-69", N_("below 70")),
    Choice("none", N_("nothing recognised")),
)


def mean_confidence(entry: IndexEntry) -> int | None:
    """Return the mean over recognised pages, or None where none was."""
    known = [page.confidence for page in entry.pages if page.confidence is not None]
    return round(sum(known) / len(known)) if known else None


def value_of(entry: IndexEntry) -> Stored:
    """Store the band."""
    mean = mean_confidence(entry)
    if mean is None:
        return ("none",)
    floors = ((90, "90-100"), (80, "80-89"), (70, "70-79"))
    return (next((band for floor, band in floors if mean >= floor), "0-69"),)


FILTER = Filter(
    parameter=PARAMETER,
    label=LABEL,
    help=N_("The mean confidence of recognition, 0 to 100, in bands."),
    widget="links",
    kind="keyword",
    choices=CHOICES,
    value_of=value_of,
    criterion=choice_criterion(PARAMETER, CHOICES),
    sentence=plain_sentence(LABEL, choice_label(CHOICES)),
    value_label=choice_label(CHOICES),
)
