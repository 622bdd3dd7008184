"""Help that needs no network: how to ask, what the words mean, and the keys."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from kartoteka.web.desk import desk

screen = Blueprint("help", __name__, url_prefix="/help")


@screen.get("")
def asking() -> str:
    """Explain how to ask and how to read an answer."""
    return render_template("help.html", filters=desk().consult.filters())


@screen.get("/keys")
def keys() -> str:
    """List the keys."""
    return render_template("keys.html", on=session.get("keys") != "off")


@screen.post("/keys")
def switch_keys() -> Response:
    """Switch single-letter keys off or on (WCAG 2.1.4)."""
    session["keys"] = "on" if session.get("keys") == "off" else "off"
    return redirect(url_for("help.keys"), 303)
