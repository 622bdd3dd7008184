"""Reading a page again: the form, the wish, how far it is; and choosing which reading is shown."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from kartoteka.web.addresses import reader_url
from kartoteka.web.asked import Place, place_of, whole
from kartoteka.web.desk import desk

screen = Blueprint("again", __name__, url_prefix="/items/<label>/pages/<int:number>")


@screen.get("/again")
def form(label: str, number: int) -> Response:
    """Show the form, or how far a wish is; a watching script is told to load the page when it is done."""
    offered = desk().offered_again(label, number)
    response = make_response(render_template("again.html", offered=offered, place=_place(), why_not=""))
    if "HX-Request" in request.headers and "watch" in request.args and not offered.waiting:
        response.headers["HX-Refresh"] = "true"
    return response


@screen.post("/again")
def ask(label: str, number: int) -> Response:
    """Ask for the page to be read again, and lead back to it."""
    languages = request.form.getlist("language")
    profile, mode = request.form.get("profile", "best"), request.form.get("mode", "redo")
    why_not = desk().read_again(label, number, languages, profile, mode)
    if not why_not:
        return redirect(reader_url(label, number, _place(), layer=None) + "#again", 303)
    offered = desk().offered_again(label, number)
    return make_response(render_template("again.html", offered=offered, place=_place(), why_not=why_not))


@screen.post("/reading")
def choose(label: str, number: int) -> Response:
    """Show another reading of the page from now on, and lead back to it."""
    layer = whole(request.form.get("layer"), 1)
    desk().choose_reading(label, number, layer)
    return redirect(reader_url(label, number, _place(), layer=None) + "#transcript", 303)


def _place() -> Place:
    return place_of(request.values, desk().parameters(), desk().settings.results_per_page)
