"""In which languages an item's pages are written; an item of several languages has them all."""

from __future__ import annotations

import re

from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.criteria import Criterion, Has, Stored, split_exclusion
from kartoteka.search.filters.contract import Filter, Names, invalid, plain_sentence
from kartoteka.search.wording import N_, Message

PARAMETER = "language"
LABEL = N_("Language")
UNKNOWN = "unknown"

_NAMES = {
    "ru": N_("Russian"),
    "uk": N_("Ukrainian"),
    "en": N_("English"),
    "fr": N_("French"),
    "be": N_("Belarusian"),
    "kk": N_("Kazakh"),
    "de": N_("German"),
    UNKNOWN: N_("unknown language"),
}
_CODE = re.compile(r"[a-z]{2,3}\Z")


def value_of(entry: IndexEntry) -> Stored:
    """Store each language that a page with text has."""
    languages = {page.language or UNKNOWN for page in entry.pages if page.text}
    return tuple(sorted(languages)) or (UNKNOWN,)


def criterion(raw: str) -> Criterion:
    """Read an ISO 639-1 code."""
    value, excluded = split_exclusion(raw)
    value = value.lower()
    if value != UNKNOWN and _CODE.match(value) is None:
        raise invalid(PARAMETER, raw, "Write a language's code such as ru, uk, en or fr, or unknown.")
    return Has(PARAMETER, value, excluded)


def value_label(value: str, names: Names) -> str:  # noqa: ARG001 - the contract's shape
    """Show the language's name, or its code where we have none."""
    name = _NAMES.get(value)
    return value if name is None else Message(name)


FILTER = Filter(
    parameter=PARAMETER,
    label=LABEL,
    help=N_("A language that at least one page is written in, by its ISO 639-1 code."),
    widget="links",
    kind="keyword",
    choices=(),
    value_of=value_of,
    criterion=criterion,
    sentence=plain_sentence(LABEL, value_label),
    value_label=value_label,
)
