"""Pictures of pages, made behind the workflow; the file itself never goes to a browser."""

from __future__ import annotations

from flask import Blueprint, Response, request

from kartoteka.web.asked import whole
from kartoteka.web.desk import desk

screen = Blueprint("images", __name__)

USUAL_WIDTH = 1200


@screen.get("/items/<label>/pages/<int:number>/image")
def image(label: str, number: int) -> Response:
    """Show a page's picture."""
    jpeg = desk().page_image(label, number, whole(request.args.get("width"), USUAL_WIDTH))
    return Response(jpeg, mimetype="image/jpeg")
