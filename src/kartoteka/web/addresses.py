"""Addresses for templates: of a question, of a narrower or wider one, of a page in the reader."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, url_for

from kartoteka.records.question import Order, Question
from kartoteka.web.asked import Place, fields_of, listed, narrowed, widened

IMAGE_WIDTHS = (800, 1200, 1600, 2400)


def install(app: Flask) -> None:
    """Give the addresses to an application's templates."""
    app.jinja_env.globals.update(
        Place=Place,
        listed=listed,
        image_set=image_set,
        image_url=image_url,
        narrowed_url=lambda question, name, value: search_url(narrowed(question, name, value)),
        ordered_url=ordered_url,
        paged_url=paged_url,
        peek_url=peek_url,
        reader_url=reader_url,
        search_url=search_url,
        widened_url=lambda question, name, *gone: search_url(widened(question, name, *gone)),
    )


def search_url(question: Question) -> str:
    """Return the search page's address of a question."""
    return url_for("search.search", **fields_of(question))  # type: ignore[arg-type]  # lists repeat the argument


def ordered_url(question: Question, order: Order) -> str:
    """Return the address of a question's answer in another order, from its first page."""
    return search_url(replace(question, order=order, offset=0))


def paged_url(question: Question, number: int) -> str:
    """Return the address of one page of results, from 1."""
    return search_url(replace(question, offset=(number - 1) * question.limit))


def peek_url(question: Question, label: str, number: int) -> str:
    """Return the address of the results with one page in the preview."""
    fields = fields_of(question)
    return url_for("search.search", **fields, peek=f"{label}/{number}")  # type: ignore[arg-type]  # as above


def reader_url(label: str, number: int, place: Place, **change: str | int | None) -> str:
    """Return a page's address in the reader, looked at as before but for the changes."""
    return url_for("reader.page", label=label, number=number, **place.fields(**change))  # type: ignore[arg-type]  # as above


def image_url(label: str, number: int, width: int) -> str:
    """Return the address of a page's picture."""
    return url_for("images.image", label=label, number=number, width=width)


def image_set(label: str, number: int) -> str:
    """Return a page's pictures in all widths, for ``srcset``."""
    return ", ".join(f"{image_url(label, number, width)} {width}w" for width in IMAGE_WIDTHS)
