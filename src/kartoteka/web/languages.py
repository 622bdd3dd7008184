"""In which language the page speaks: the reader's choice, else the browser's, else English.

Catalogues are the ``.po`` files of ``translations/``; they are compiled in memory when the
application starts, so that no binary is kept beside its source and none can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import cast

from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, request, session
from flask_babel import Babel, format_decimal, get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context

LANGUAGES = {"en": "English", "ru": "Русский"}
FOLDER = Path(__file__).parent / "translations"


def install(app: Flask) -> None:
    """Let an application speak the languages there are catalogues for."""
    babel = Babel(app, locale_selector=chosen)
    with app.app_context():
        for code in LANGUAGES:
            babel.domain_instance.cache[code, "messages"] = catalogue(code)
    app.jinja_env.globals.update(languages=LANGUAGES, locale=lambda: str(get_locale()))
    # A page says some two hundred messages; whose language they are in is asked once.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension's own method
        lambda message: _translations().ugettext(message),
        lambda one, many, count: _translations().ungettext(one, many, count),
        newstyle=True,
    )
    counted = cast("Callable[..., str]", app.jinja_env.globals["ngettext"])

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int, **values: object) -> str:
        """Say a count with the language's separators."""
        return counted(context, one, many, number, **{"num": format_decimal(number), **values})

    app.jinja_env.globals["ngettext"] = ngettext


def chosen() -> str:
    """Return the code of the language this request is answered in."""
    wanted = session.get("language")
    if wanted in LANGUAGES:
        return str(wanted)
    return negotiate_locale(request.accept_languages.values(), LANGUAGES, sep="-") or "en"


def _translations() -> NullTranslations:
    if "translations" not in g:
        g.translations = get_translations()
    return cast("NullTranslations", g.translations)


def catalogue(code: str) -> NullTranslations:
    """Compile one language's catalogue; English is the language of the source."""
    path = FOLDER / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return Translations(compiled)
