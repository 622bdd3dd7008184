"""Signing in by a one-time link, signing out, and the page's language."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from kartoteka.web import identity
from kartoteka.web.desk import desk
from kartoteka.web.languages import LANGUAGES

screen = Blueprint("session", __name__)

LONGEST_TOKEN = 200


@screen.get("/enter")
def enter() -> tuple[str, int]:
    """Spend a one-time token and sign this browser in.

    The page leads on by itself instead of redirecting, because a Strict cookie is not sent along a
    redirect that began at another site, and because the token then leaves the history.
    """
    token = request.args.get("token", "")
    if not identity.is_signed_in():
        if not token or len(token) > LONGEST_TOKEN or not desk().redeem(desk().archive, token):
            return render_template("spent.html"), 401
        identity.sign_in()
    return render_template("enter.html"), 200


@screen.post("/leave")
def leave() -> Response:
    """Sign this browser out and have it forget what it kept."""
    identity.sign_out()
    response = redirect(url_for("session.signed_out"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@screen.get("/signed-out")
def signed_out() -> Response:
    """Say that this browser is signed out."""
    return make_response(render_template("signed_out.html"))


@screen.post("/language")
def language() -> Response:
    """Change the page's language and come back."""
    wanted, back = request.form.get("language"), request.form.get("back", "/")
    if wanted not in LANGUAGES:
        abort(400)
    session["language"] = wanted
    local = back.startswith("/") and not back.startswith(("//", "/\\"))
    return redirect(back if local else "/", 303)
