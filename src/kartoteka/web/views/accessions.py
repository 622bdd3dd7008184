"""The deliveries: a list of all, and a page for each with its files by state."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from kartoteka.records.item import ItemState
from kartoteka.web.asked import whole
from kartoteka.web.desk import desk

screen = Blueprint("accessions", __name__, url_prefix="/accessions")

ITEMS_ON_A_PAGE = 100


@screen.get("")
def accessions() -> str:
    """List the deliveries."""
    return render_template("accessions.html", lines=desk().accessions())


@screen.get("/<label>")
def accession(label: str) -> str:
    """Show a delivery."""
    wanted = request.args.get("state", "")
    state = wanted if wanted in {str(one) for one in ItemState} else None
    after = whole(request.args.get("after"), 1) if "after" in request.args else 0
    opened = desk().open_accession(label, after, ITEMS_ON_A_PAGE, state)
    return render_template("accession.html", opened=opened, state=state, after=after)
