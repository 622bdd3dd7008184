"""How entries lie in a tantivy index.

Two kinds of documents. An **item** has the terms of all its pages, without positions, and says
which items answer. A **page** of an item has its terms with positions, and says which pages answer,
what stands next to one another, and which items hold everything on one page. Both carry the item's
number key, by which one kind narrows the other, its compartment and all filter values, so that
neither is asked without them. Items of the same document have pages each: an item comes and goes by
its id alone, and a page is never shown for the sake of another item.

Fields of items begin with ``item_``, of pages with ``page_``, so that no statistics are shared. No
text is stored; ids are kept as two numbers in a column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID

import tantivy

from kartoteka.records.index_entry import IndexEntry
from kartoteka.search.backends.order import number_key, received_key
from kartoteka.search.criteria import Days, Stored, counted_values
from kartoteka.search.filters import FILTERS
from kartoteka.search.filters.contract import Filter

_LAYOUT = "1"
"""Raise it when what this module writes changes its meaning."""

SCHEMA_VERSION = (
    _LAYOUT
    + "."
    + hashlib.sha256(
        repr([(each.parameter, each.kind, each.revision) for each in FILTERS]).encode()
    ).hexdigest()[:8]
)
"""Names index folders: a filter that is added or changed makes another one."""

TERMS = "terms"
"""Our tokenizer: terms come joined by spaces."""
ID = "id"
NUMBER = "number"
RECEIVED = "received"
DIGEST = "digest"
PAGE = "page"
ID_HIGH = "id_high"
ID_LOW = "id_low"
_HALF = 64


def text(side: str) -> str:
    """Name the field of terms of one kind of document, ``item`` or ``page``."""
    return f"{side}_text"


def compartment(side: str) -> str:
    """Name the field of compartments of one kind of document."""
    return f"{side}_compartment"


def filtered(side: str, parameter: str, part: str = "value") -> str:
    """Name a filter's field: ``value`` of a keyword or counted year, ``from`` and ``to`` of a span."""
    return f"{side}_{parameter.replace('-', '_')}_{part}"


def schema() -> tantivy.Schema:
    """Describe the fields; walks the list of filters."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(NUMBER, indexed=True, fast=True)
    builder.add_unsigned_field(ID_HIGH, fast=True)
    builder.add_unsigned_field(ID_LOW, fast=True)
    builder.add_text_field(RECEIVED, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(DIGEST, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(PAGE, fast=True)
    builder.add_text_field(text("item"), tokenizer_name=TERMS, index_option="freq")
    builder.add_text_field(text("page"), tokenizer_name=TERMS, index_option="position")
    for side in ("item", "page"):
        builder.add_text_field(compartment(side), tokenizer_name="raw", index_option="basic")
        for each in FILTERS:
            if each.kind == "keyword" or side == "item":
                builder.add_text_field(
                    filtered(side, each.parameter),
                    tokenizer_name="raw",
                    index_option="basic",
                    fast=side == "item",
                )
            if each.kind == "days":
                builder.add_integer_field(filtered(side, each.parameter, "from"), indexed=True, fast=True)
                builder.add_integer_field(filtered(side, each.parameter, "to"), indexed=True, fast=True)
    return builder.build()


def documents(entry: IndexEntry, pages: Sequence[str]) -> Iterator[tantivy.Document]:
    """Write one entry as the documents of an index.

    Args:
        entry: What to write.
        pages: The terms of each of its pages, joined by spaces, in the order of ``entry.pages``.
    """
    stored = [(each, each.value_of(entry)) for each in FILTERS]
    number, name = number_key(entry.item), key_of(entry.item.id)
    item = tantivy.Document()
    item.add_unsigned(ID_HIGH, entry.item.id.int >> _HALF)
    item.add_unsigned(ID_LOW, entry.item.id.int & ((1 << _HALF) - 1))
    item.add_text(RECEIVED, received_key(entry))
    for terms in pages:  # one by one: a book of ten thousand pages is not copied together
        item.add_text(text("item"), terms)
    _add_common(item, "item", entry, number, name, stored)
    yield item
    for page, terms in zip(entry.pages, pages, strict=True):
        if not terms:
            continue
        document = tantivy.Document()
        document.add_text(DIGEST, entry.document.digest)
        document.add_unsigned(PAGE, page.number)
        document.add_text(text("page"), terms)
        _add_common(document, "page", entry, number, name, stored)
        yield document


def key_of(item_id: UUID) -> str:
    """Write an item's id as the term by which its documents are found and removed."""
    return item_id.hex


def id_from(high: int, low: int) -> UUID:
    """Put an id together again."""
    return UUID(int=high << _HALF | low)


def _add_common(
    document: tantivy.Document,
    side: str,
    entry: IndexEntry,
    number: int,
    name: str,
    stored: Sequence[tuple[Filter, Stored]],
) -> None:
    document.add_text(ID, name)
    document.add_unsigned(NUMBER, number)
    document.add_text(compartment(side), entry.item.compartment)
    for each, value in stored:
        if isinstance(value, Days):
            document.add_integer(filtered(side, each.parameter, "from"), value.earliest.toordinal())
            document.add_integer(filtered(side, each.parameter, "to"), value.latest.toordinal())
        if each.kind == "keyword" or side == "item":
            for counted in counted_values(value):
                document.add_text(filtered(side, each.parameter), counted)
