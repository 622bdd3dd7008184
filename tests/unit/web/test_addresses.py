"""Addresses that templates make."""

from __future__ import annotations

from flask import Flask, url_for

from kartoteka.records.question import Question
from kartoteka.web import addresses
from kartoteka.web.asked import Place, listed


def test_search_addresses(app: Flask) -> None:
    """Values repeat their argument, defaults are left out, and another order begins at the first page."""
    question = Question("этап", {"language": ("ru", "-en")}, offset=40)
    with app.test_request_context():
        assert addresses.search_url(Question("")) == "/search"
        shown = addresses.search_url(question)
        assert shown.endswith("&language=ru&language=-en&page=3")
        assert addresses.ordered_url(question, "number").endswith("&order=number")
        assert addresses.paged_url(question, 1).endswith("&language=ru&language=-en")
        assert addresses.peek_url(question, "A0001-000001", 3).endswith("&page=3&peek=A0001-000001/3")


def test_reader_addresses(app: Flask) -> None:
    """The reader's address holds item and page in its path and the rest in its arguments."""
    place = listed(Question("x", {"accession": ("A0001",)}), 7)
    with app.test_request_context():
        address = addresses.reader_url("A0001-000001", 2, place, hit="last")
        assert address == "/items/A0001-000001/pages/2?accession=A0001&result=7&q=x&hit=last"
        assert addresses.reader_url("A0001-000001", 2, Place(), hit=None) == "/items/A0001-000001/pages/2"


def test_addresses_are_those_of_the_application(app: Flask) -> None:
    """What is written out here is what the application's own map of addresses gives."""
    label, words = "A0001-000001", "приказ № 1 & «а/б»"
    question = Question(words, {"language": ("ru", "-en")})
    with app.test_request_context():
        assert addresses.search_url(question) == url_for("search.search", q=words, language=["ru", "-en"])
        assert addresses.item_url(label) == url_for("items.item", label=label)
        assert addresses.image_url(label, 2, 800) == url_for("images.image", label=label, number=2, width=800)
        assert addresses.reader_url(label, 2, Place(text=words)) == url_for(
            "reader.page", label=label, number=2, q=words
        )
        assert addresses.preview_url(label, 2, question, 3) == url_for(
            "reader.preview", label=label, number=2, q=words, result=3
        )


def test_pictures(app: Flask) -> None:
    """A picture is offered in all widths the workflow draws for reading."""
    with app.test_request_context():
        offered = addresses.image_set("A0001-000001", 2).split(", ")
    assert offered[0] == "/items/A0001-000001/pages/2/image?width=800 800w"
    assert [one.split()[1] for one in offered] == ["800w", "1200w", "1600w", "2400w"]
