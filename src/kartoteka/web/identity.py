"""Who asks: a one-time link, then a signed cookie; and that the request comes from our own page.

The link is printed by ``serve`` and holds a token that works once. The cookie is signed with a key
made when the server starts and kept nowhere, so that stopping the server signs everybody out.
Three checks stand in front of every view, in this order:

1. the Host header names this server (a foreign name that resolves to 127.0.0.1 is turned away:
   DNS rebinding);
2. the browser does not say that another site made the request (Sec-Fetch-Site, Origin), a link
   that a person followed apart;
3. the reader is signed in, except where one signs in.

Forms are checked by Flask-WTF's CSRF token besides.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Flask, abort, current_app, request, session
from flask_wtf.csrf import CSRFProtect

OPEN_TO_ALL = frozenset({"static", "session.enter", "session.signed_out"})
SIGNED_IN = "signed-in"
TASTE = ("language", "keys")


def install(app: Flask, *, port: int | None, hours: int) -> None:
    """Guard an application.

    Args:
        app: What is guarded.
        port: The port it is served on; None: the Host header may name any port.
        hours: How long a browser stays signed in.
    """
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),
        SESSION_COOKIE_NAME=f"kartoteka-{port}" if port else "kartoteka",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=hours),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        KARTOTEKA_PORT=port,
    )
    app.before_request(_known_host)
    app.before_request(_own_page)
    app.before_request(_signed_in)
    CSRFProtect(app)


def sign_in() -> None:
    """Sign this browser in, with a session that shares nothing with the one before but its taste."""
    sign_out()
    session.permanent = True
    session[SIGNED_IN] = True


def sign_out() -> None:
    """Forget this browser, but for the language and the keys it likes."""
    taste = {name: session[name] for name in TASTE if name in session}
    session.clear()
    session.update(taste)


def is_signed_in() -> bool:
    """Say whether this browser followed a link that was good."""
    return session.get(SIGNED_IN) is True


def _known_host() -> None:
    name, _, port = request.headers.get("Host", "").partition(":")
    wanted = current_app.config["KARTOTEKA_PORT"]
    if name not in {"127.0.0.1", "localhost"} or (wanted is not None and (port or "80") != str(wanted)):
        abort(421)


def _own_page() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    followed = (
        request.method in {"GET", "HEAD"}
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    )
    if site is not None:
        if not (site == "same-origin" or (site == "none" and request.method in {"GET", "HEAD"}) or followed):
            abort(403)
    elif request.method not in {"GET", "HEAD"}:
        origin = request.headers.get("Origin")
        if origin is not None and origin != request.host_url.rstrip("/"):
            abort(403)


def _signed_in() -> None:
    if request.endpoint not in OPEN_TO_ALL and not is_signed_in():
        abort(401)
