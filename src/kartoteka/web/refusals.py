"""Every refusal as a page: what happened, what to do; a status by kind; never a traceback.

An error of the house says its own sentence and advice. An unexpected fault is logged by its type
and place alone, because its message may hold a document's words.
"""

from __future__ import annotations

import logging
import traceback

from flask import Flask, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from kartoteka.errors import KartotekaError, Kind
from kartoteka.web.rendering import retold

log = logging.getLogger(__name__)

STATUS: dict[Kind, int] = {
    "invalid": 400,
    "missing": 404,
    "forbidden": 403,
    "conflict": 409,
    "damaged": 500,
    "unavailable": 503,
}

Refusal = tuple[str, int]


def install(app: Flask) -> None:
    """Answer every fault of an application with a page."""
    app.register_error_handler(KartotekaError, _house_error)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, heading: str, message: str, advice: str = "", code: str = "") -> Refusal:
    """Render a refusal."""
    text = render_template(
        "refusal.html", status=status, heading=heading, message=message, advice=advice, code=code
    )
    return text, status


def _house_error(error: KartotekaError) -> Refusal:
    status = STATUS[error.kind]
    heading = _headings().get(status, _("It did not work"))
    return page(status, heading, retold(error.message), retold(error.advice), error.code)


def _stale_form(_error: CSRFError) -> Refusal:
    return page(
        400,
        _("This form is too old"),
        _("The page it stands on was opened before you signed in, or in another browser."),
        _("Load the page again and repeat what you did."),
    )


def _http_error(error: HTTPException) -> Refusal | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    message, advice = _sentences().get(status, (_("The request could not be answered."), ""))
    return page(status, _headings().get(status, _("It did not work")), message, advice)


def _unexpected(error: Exception) -> Refusal:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    log.error("unexpected %s at %s:%s", type(error).__name__, frame.filename, frame.lineno)
    message, advice = _sentences()[500]
    return page(500, _headings()[500], message, advice)


def _headings() -> dict[int, str]:
    return {
        400: _("That could not be understood"),
        401: _("You are not signed in"),
        403: _("Not from here"),
        404: _("Not here"),
        405: _("Not this way"),
        409: _("Something stands in the way"),
        413: _("Too much at once"),
        421: _("Wrong address"),
        500: _("A fault of ours"),
        503: _("Not now"),
    }


def _sentences() -> dict[int, tuple[str, str]]:
    return {
        400: (_("The address or the form holds something that makes no sense."), _("Go back and try again.")),
        401: (
            _("This archive opens with the link that “kartoteka serve” prints; each link works once."),
            _("“kartoteka link”, in a terminal, prints a new one."),
        ),
        403: (
            _("The request came from another site's page, so it was not carried out."),
            _("Open the archive by its own address."),
        ),
        404: (
            _("There is nothing at this address, or it is not for you to know of."),
            _("Search for it, or look through the accessions."),
        ),
        405: (_("This address does not take such a request."), _("Go back and use the page's own buttons.")),
        413: (_("The form holds more than this archive takes at once."), _("Send less.")),
        421: (
            _("This server answers only to 127.0.0.1 and localhost, with its own port."),
            _("Use the address that “kartoteka serve” printed."),
        ),
        500: (
            _("The page could not be made. Nothing in the archive was changed by it."),
            _("Try again; if it happens again, the server's log names the place."),
        ),
    }
