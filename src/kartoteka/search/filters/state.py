"""Where a file of a delivery stands; spaces of a state's name are dashes in the address."""

from __future__ import annotations

from kartoteka.records.index_entry import IndexEntry
from kartoteka.records.item import ItemState
from kartoteka.search.criteria import Stored
from kartoteka.search.filters.contract import Choice, Filter, choice_criterion, choice_label, plain_sentence
from kartoteka.search.wording import N_

PARAMETER = "state"
LABEL = N_("State")


def _value(state: ItemState) -> str:
    return state.value.replace(" ", "-")


CHOICES = (
    Choice(_value(ItemState.CATALOGUED), N_("catalogued")),
    Choice(_value(ItemState.CATALOGUED_IN_PART), N_("catalogued in part")),
    Choice(_value(ItemState.RECEIVED_AGAIN), N_("received again")),
    Choice(_value(ItemState.HELD), N_("held")),
    Choice(_value(ItemState.SKIPPED), N_("skipped")),
    Choice(_value(ItemState.WAITING), N_("waiting")),
)


def value_of(entry: IndexEntry) -> Stored:
    """Store the state."""
    return (_value(entry.item.state),)


FILTER = Filter(
    parameter=PARAMETER,
    label=LABEL,
    help=N_("Where the file stands."),
    widget="links",
    kind="keyword",
    choices=CHOICES,
    value_of=value_of,
    criterion=choice_criterion(PARAMETER, CHOICES),
    sentence=plain_sentence(LABEL, choice_label(CHOICES)),
    value_label=choice_label(CHOICES),
)
