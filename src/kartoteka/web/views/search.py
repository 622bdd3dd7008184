"""The search page: results, ways to narrow, what was understood, and a preview of one page."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kartoteka.errors import InvalidError
from kartoteka.records.question import ORDERS, Answer, Question
from kartoteka.web.asked import peeked, question_of
from kartoteka.web.desk import desk

screen = Blueprint("search", __name__)


@screen.get("/")
def start() -> Response:
    """Lead to the search page, with whatever was asked."""
    asked = request.query_string.decode("ascii", "replace")
    return redirect(url_for("search.search") + (f"?{asked}" if asked else ""))


@screen.get("/search")
def search() -> str:
    """Answer a question."""
    question = _asked()
    answer = desk().ask(question)
    place = peeked(request.args) or _first_page(answer)
    preview = desk().preview(*place, question.text) if place else None
    return render_template("search.html", answer=answer, question=question, preview=preview, orders=ORDERS)


@screen.errorhandler(InvalidError)
def not_understood(error: InvalidError) -> tuple[str, int]:
    """Explain a query that cannot be read under the very field it was typed in."""
    return render_template("search.html", question=_asked(), refused=error, answer=None, preview=None), 400


def _asked() -> Question:
    return question_of(request.args, desk().parameters(), desk().settings.results_per_page)


def _first_page(answer: Answer) -> tuple[str, int] | None:
    for hit in answer.hits:
        if hit.document.page_count:
            return hit.item.label, hit.pages[0].page if hit.pages else 1
    return None
