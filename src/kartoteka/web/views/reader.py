"""The reader: a page's picture with its hits marked, the text beside it, and steps to every neighbour."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kartoteka.errors import InvalidError
from kartoteka.web.addresses import reader_url
from kartoteka.web.asked import Place, place_of, question_of, whole
from kartoteka.web.citation import citation
from kartoteka.web.desk import desk
from kartoteka.web.readings import looked_at
from kartoteka.web.spread import spread

screen = Blueprint("reader", __name__, url_prefix="/items/<label>")


@screen.get("/pages/<int:number>")
def page(label: str, number: int) -> str:
    """Show a page."""
    return _shown(label, number, _place(), None)


@screen.get("/pages/<int:number>/preview")
def preview(label: str, number: int) -> str:
    """Show a page in the search page's preview; a fragment, for scripts."""
    question = question_of(request.args, desk().parameters(), desk().settings.results_per_page)
    opened = desk().preview(label, number, question.text)
    return render_template("widgets/preview.html", preview=opened, question=question)


@screen.get("/pages")
def go(label: str) -> Response:
    """Lead to the page whose number was typed."""
    return redirect(reader_url(label, whole(request.args.get("number"), 1), _place(), hit=None))


@screen.get("/find")
def find(label: str) -> str:
    """List every place in the document that answers."""
    place = _place()
    hits = desk().find_in(label, place.text) if place.text else ()
    opened = desk().open_item(label)
    return render_template("find.html", label=label, place=place, hits=hits, opened=opened)


@screen.get("/find/first")
def find_first(label: str) -> Response:
    """Lead to the nearest page that answers, from the present page on."""
    place, start = _place(), whole(request.args.get("number"), 1)
    opened = desk().open_page(label, start, place.text, None)
    nearest = start if opened.marks else opened.next_hit_page or opened.previous_hit_page or start
    return redirect(reader_url(label, nearest, place, hit=None))


@screen.errorhandler(InvalidError)
def not_understood(error: InvalidError) -> tuple[str, int]:
    """Open the page without marks and explain the words that could not be read."""
    asked = dict(request.view_args or {})
    number = asked.get("number") or whole(request.args.get("number"), 1)
    return _shown(asked["label"], number, replace(_place(), text="", listing=None), error), 400


def _place() -> Place:
    return place_of(request.args, desk().parameters(), desk().settings.results_per_page)


def _shown(label: str, number: int, place: Place, refused: InvalidError | None) -> str:
    opened, readings = looked_at(desk().open_page(label, number, place.text, place.listing), place.layer)
    address = url_for("reader.page", label=opened.item.label, number=number, _external=True)
    return render_template(
        "reader.html",
        opened=opened,
        place=place,
        spread=spread(opened, place, desk().settings.doubtful_confidence),
        citation=citation(opened, address),
        refused=refused,
        readings=readings,
    )
