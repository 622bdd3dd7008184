"""What a filter is: one way to narrow, with all its faces.

The search form, the options of the command line, the index and the reference page are made by
walking the list in this package's ``__init__``; a new filter is one file, one line there and one
test. ``docs/how-to/add-a-filter.md`` walks through one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kartoteka.errors import InvalidError
from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.criteria import Criterion, Has, Stored, split_exclusion
from kartoteka.search.wording import N_, Message

Widget = Literal["links", "date-span"]
Kind = Literal["keyword", "days"]


@dataclass(frozen=True, slots=True)
class Names:
    """What people call things whose ids stand in addresses; the workflow reads it for one reader."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """Code name by the source's id."""
    accessions: Mapping[str, str] = field(default_factory=dict)
    """Title by the accession's printed number."""


NO_NAMES = Names()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter whose values are known beforehand."""

    value: str
    """Goes into the address bar and into the index."""
    label: str
    """What the page says; a message."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow."""

    parameter: str
    """Name in the address bar and, with two dashes, on the command line."""
    label: str
    """What the page says; a message."""
    help: str
    """One sentence for the command line and the reference page; a message."""
    widget: Widget
    """``links``: values with counts. ``date-span``: two days, and years with counts."""
    kind: Kind
    """What the index stores: ``keyword`` or ``days``."""
    choices: tuple[Choice, ...]
    """All values in their own order; empty: whatever the archive holds, most frequent first."""
    value_of: Callable[[IndexEntry], Stored]
    """What the index stores of an item."""
    criterion: Callable[[str], Criterion]
    """What a raw value asks for; raises InvalidError ``filter-invalid`` where it is none."""
    sentence: Callable[[str, Names], Message]
    """What the page says of a raw value that narrows; never raises."""
    value_label: Callable[[str, Names], str]
    """What the page calls a value that ``value_of`` gave; a Message where it can be translated."""
    revision: int = 1
    """Raise it when ``value_of`` changes its meaning: indexes are then rebuilt."""


def invalid(parameter: str, raw: str, advice: str) -> InvalidError:
    """Say that a raw value means nothing to a filter."""
    shown = raw if len(raw) <= 60 else raw[:59] + "…"
    return InvalidError(
        f"“{shown}” is not a value of the filter “{parameter}”.", code="filter-invalid", advice=advice
    )


def choice_criterion(parameter: str, choices: tuple[Choice, ...]) -> Callable[[str], Criterion]:
    """Make ``criterion`` for a filter whose values are known beforehand."""
    known = {choice.value for choice in choices}
    advice = f"Its values are {', '.join(choice.value for choice in choices)}; “-” before one excludes it."

    def criterion(raw: str) -> Criterion:
        value, excluded = split_exclusion(raw)
        if value not in known:
            raise invalid(parameter, raw, advice)
        return Has(parameter, value, excluded)

    return criterion


def choice_label(choices: tuple[Choice, ...]) -> Callable[[str, Names], str]:
    """Make ``value_label`` for a filter whose values are known beforehand."""
    labels = {choice.value: choice.label for choice in choices}

    def value_label(value: str, names: Names) -> str:  # noqa: ARG001 - the contract's shape
        label = labels.get(value)
        return value if label is None else Message(label)

    return value_label


def plain_sentence(label: str, value_label: Callable[[str, Names], str]) -> Callable[[str, Names], Message]:
    """Make ``sentence`` for a filter of values: “Language: Russian”, “Language: not Russian”."""

    def sentence(raw: str, names: Names) -> Message:
        value, excluded = split_exclusion(raw)
        words = {"label": Message(label), "value": value_label(value, names)}
        if excluded:
            return Message(N_("%(label)s: not %(value)s"), **words)
        return Message(N_("%(label)s: %(value)s"), **words)

    return sentence
