"""Addresses for templates: of a question, of a narrower or wider one, of a page in the reader.

A page of results holds some two hundred of them, so these few are written out here instead of asked
of the application's map of addresses; a test compares them with it.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import Flask

from kartoteka.records.question import Order, Question
from kartoteka.web.asked import Fields, Place, fields_of, listed, narrowed, widened

IMAGE_WIDTHS = (800, 1200, 1600, 2400)
_SAFE = "!$'()*,/:;?@"
"""What an address's arguments may hold as it is."""


def install(app: Flask) -> None:
    """Give the addresses to an application's templates."""
    app.jinja_env.globals.update(
        Place=Place,
        listed=listed,
        image_set=image_set,
        image_url=image_url,
        item_url=item_url,
        narrowed_url=lambda question, name, value: search_url(narrowed(question, name, value)),
        ordered_url=ordered_url,
        paged_url=paged_url,
        peek_url=peek_url,
        preview_url=preview_url,
        reader_url=reader_url,
        search_url=search_url,
        widened_url=lambda question, name, *gone: search_url(widened(question, name, *gone)),
    )


def search_url(question: Question) -> str:
    """Return the search page's address of a question."""
    return _address("/search", fields_of(question))


def ordered_url(question: Question, order: Order) -> str:
    """Return the address of a question's answer in another order, from its first page."""
    return search_url(replace(question, order=order, offset=0))


def paged_url(question: Question, number: int) -> str:
    """Return the address of one page of results, from 1."""
    return search_url(replace(question, offset=(number - 1) * question.limit))


def peek_url(question: Question, label: str, number: int) -> str:
    """Return the address of the results with one page in the preview."""
    return _address("/search", {**fields_of(question), "peek": f"{label}/{number}"})


def item_url(label: str) -> str:
    """Return an item's address."""
    return f"/items/{label}"


def reader_url(label: str, number: int, place: Place, **change: str | int | None) -> str:
    """Return a page's address in the reader, looked at as before but for the changes."""
    return _address(f"/items/{label}/pages/{number}", place.fields(**change))


def preview_url(label: str, number: int, question: Question, position: int) -> str:
    """Return the address of a page's fragment for the preview."""
    words: Fields = {"q": question.text} if question.text else {}
    return _address(f"/items/{label}/pages/{number}/preview", {**words, "result": str(position)})


def image_url(label: str, number: int, width: int) -> str:
    """Return the address of a page's picture."""
    return f"/items/{label}/pages/{number}/image?width={width}"


def image_set(label: str, number: int) -> str:
    """Return a page's pictures in all widths, for ``srcset``."""
    return ", ".join(f"{image_url(label, number, width)} {width}w" for width in IMAGE_WIDTHS)


def _address(path: str, fields: Fields) -> str:
    return f"{path}?{urlencode(fields, doseq=True, safe=_SAFE)}" if fields else path
