"""The application factory: it joins the guards, the words and the screens, and decides nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask

from kartoteka.records.reader import Reader
from kartoteka.settings import DEFAULTS, Settings
from kartoteka.web import addresses, assets, headers, identity, languages, refusals, rendering
from kartoteka.web.desk import EXTENSION, Again, Consult, Desk
from kartoteka.web.views import SCREENS
from kartoteka.workflow import consult as workflow_consult
from kartoteka.workflow import identity as tokens
from kartoteka.workflow import page_again
from kartoteka.workflow.archive import Archive

LARGEST_FORM = 64 * 1024


def create_app(
    archive: Archive,
    reader: Reader,
    *,
    settings: Settings = DEFAULTS,
    port: int | None = None,
    consult: Consult | None = None,
    redeem: Callable[[Archive, str], bool] | None = None,
    again: Again | None = None,
) -> Flask:
    """Make the application for one opened archive.

    Args:
        archive: What is consulted.
        reader: Who asks.
        settings: Limits and page sizes.
        port: The port it will be served on, for the Host check; None: any.
        consult: Who answers; None: the workflow.
        redeem: Who spends one-time tokens; None: the workflow.
        again: Who takes wishes to read a page again; None: the workflow.
    """
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_FORM, MAX_FORM_PARTS=50)
    app.extensions[EXTENSION] = Desk(
        archive,
        reader,
        consult or cast("Consult", workflow_consult),
        redeem or tokens.redeem,
        settings,
        again or page_again,
    )
    identity.install(app, port=port, hours=settings.session_hours)
    headers.install(app)
    languages.install(app)
    assets.install(app)
    addresses.install(app)
    rendering.install(app)
    refusals.install(app)
    for screen in SCREENS:
        app.register_blueprint(screen)
    return app
