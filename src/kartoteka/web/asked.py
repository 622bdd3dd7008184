"""What an address asks, and the address of what is asked: both ways, in one place.

The search page's address holds the words (``q``), one or more values a filter, the order and the
page of results. The reader's address holds the same (so a copied link says where it came from, and
Back to results is a plain link), plus ``result``: the item's place in that list, from 1; its absence
means that the reader came from no list. ``asked`` keeps the list's words when other words are looked
for inside the document. Unknown and malformed values are passed over, so an address never breaks a
page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from werkzeug.datastructures import MultiDict

from kartoteka.records.identity import parse_label
from kartoteka.records.question import ORDERS, Order, Question

View = Literal["both", "image", "text"]
VIEWS: tuple[View, ...] = ("both", "image", "text")
ZOOMS = ("fit", "100", "150", "200")
LONGEST_VALUE = 500
MOST_VALUES = 50

Fields = dict[str, str | list[str]]


def question_of(args: MultiDict[str, str], parameters: Collection[str], limit: int) -> Question:
    """Read the search page's question from its address.

    Args:
        args: The address's arguments.
        parameters: Names of the filters there are.
        limit: Results on one page.
    """
    return _question(args, parameters, args.get("q", ""), (whole(args.get("page"), 1) - 1) * limit, limit)


def _question(
    args: MultiDict[str, str], parameters: Collection[str], text: str, offset: int, limit: int
) -> Question:
    order = args.get("order", "")
    filters = {name: values for name in sorted(parameters) if (values := _values(args, name))}
    known: Order = order if order in ORDERS else "relevance"
    return Question(text=text.strip(), filters=filters, order=known, offset=offset, limit=limit)


def fields_of(question: Question) -> Fields:
    """Write a question as the search page's arguments, defaults left out."""
    fields = _fields(question, "q")
    if question.offset:
        fields["page"] = str(question.offset // question.limit + 1)
    return fields


def _fields(question: Question, words: str) -> Fields:
    fields: Fields = {words: question.text} if question.text else {}
    fields.update({name: list(values) for name, values in question.filters.items() if values})
    if question.order != "relevance":
        fields["order"] = question.order
    return fields


def narrowed(question: Question, parameter: str, value: str) -> Question:
    """Add a filter's value, from the first page of results."""
    values = tuple(one for one in question.filters.get(parameter, ()) if one != value)
    return replace(question, filters={**question.filters, parameter: (*values, value)}, offset=0)


def widened(question: Question, parameter: str, *gone: str) -> Question:
    """Take filter values away (all of the parameter's where none is named)."""
    values = tuple(one for one in question.filters.get(parameter, ()) if gone and one not in gone)
    filters = {name: given for name, given in question.filters.items() if name != parameter}
    return replace(question, filters={**filters, parameter: values} if values else filters, offset=0)


@dataclass(frozen=True, slots=True)
class Place:
    """How the reader is looked at: what is marked, from which list, in which view."""

    text: str = ""
    """Words that are marked on the page."""
    listing: Question | None = None
    """The list one came from, its offset at this very item; None: none."""
    view: View = "both"
    """Image, text, or both side by side."""
    zoom: str = "100"
    """Per cent of the width of the desk, or ``fit`` for the whole page."""
    hit: int = 1
    """The hit that is the current one on this page, from 1; 0: the last."""
    layer: int = 0
    """The reading of this page that is looked at; 0: the one that is searched. Steps do not keep it."""

    def fields(self, **change: str | int | None) -> Fields:
        """Write the place as an address's arguments.

        Args:
            change: Arguments that differ; None takes one away.
        """
        fields: Fields = {}
        if self.listing is not None:
            fields = _fields(self.listing, "asked")
            fields["result"] = str(self.listing.offset + 1)
            if self.listing.text == self.text:
                fields.pop("asked", None)
            else:
                fields["asked"] = self.listing.text
        if self.text:
            fields["q"] = self.text
        if self.view != "both":
            fields["view"] = self.view
        if self.zoom != "100":
            fields["zoom"] = self.zoom
        kept = {name: value for name, value in fields.items() if name not in change}
        return kept | {name: str(value) for name, value in change.items() if value is not None}

    def at_result(self, position: int) -> Place:
        """Return the same place at another result of the list, from 1."""
        if self.listing is None:
            return self
        return replace(self, listing=replace(self.listing, offset=position - 1), hit=1)

    @property
    def results(self) -> Question | None:
        """The page of results that holds this item; None: one came from no list."""
        if self.listing is None:
            return None
        limit = self.listing.limit
        return replace(self.listing, offset=self.listing.offset // limit * limit)


def place_of(args: MultiDict[str, str], parameters: Collection[str], limit: int) -> Place:
    """Read from an address how the reader is looked at."""
    listing = None
    if "result" in args:
        words = args.get("asked" if "asked" in args else "q", "")
        listing = _question(args, parameters, words, whole(args.get("result"), 1) - 1, limit)
    view, zoom = args.get("view", ""), args.get("zoom", "")
    return Place(
        text=args.get("q", "").strip(),
        listing=listing,
        view=view if view in VIEWS else "both",
        zoom=zoom if zoom in ZOOMS else "100",
        hit=0 if args.get("hit") == "last" else whole(args.get("hit"), 1),
        layer=whole(args.get("layer"), 0),
    )


def listed(question: Question, position: int) -> Place:
    """Return how a result is looked at when it is opened from the list; position from 1."""
    return Place(text=question.text, listing=replace(question, offset=position - 1))


def peeked(args: Mapping[str, str]) -> tuple[str, int] | None:
    """Read which page the preview shows: ``peek=A0007-000123/12``."""
    label, _, number = args.get("peek", "").partition("/")
    parsed = parse_label(label)
    return (label, whole(number, 1)) if parsed and parsed[1] is not None else None


def whole(text: str | None, default: int) -> int:
    """Read a whole number from 1 to a thousand million; anything else is the default."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return default
    return int(text) or default


def _values(args: MultiDict[str, str], name: str) -> tuple[str, ...]:
    given = (value.strip()[:LONGEST_VALUE] for value in args.getlist(name)[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in given if value))
