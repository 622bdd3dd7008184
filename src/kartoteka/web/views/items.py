"""An item's page: where it comes from, what the file says of itself, its pages, its chain of custody."""

from __future__ import annotations

from flask import Blueprint, render_template

from kartoteka.web.desk import desk

screen = Blueprint("items", __name__, url_prefix="/items")


@screen.get("/<label>")
def item(label: str) -> str:
    """Show an item."""
    return render_template("item.html", opened=desk().open_item(label))
