"""The gate that every value passes on its way into a page."""

from __future__ import annotations

from flask import Flask, render_template_string
from markupsafe import Markup

from kartoteka.search.wording import Message
from kartoteka.web.rendering import caption, shown


def test_what_steers_a_display_is_shown() -> None:
    """Characters that hide, or turn text around, are written out; white space and accents are not."""
    assert shown("отчёт\u202efdp.exe") == "отчёт⟨U+202E⟩fdp.exe"
    assert shown("а\u200bб\x00") == "а⟨U+200B⟩б⟨U+0000⟩"
    assert shown("a\U000e0041") == "a⟨U+E0041⟩"
    assert shown("тире — и\u00a0пробел,\tтаб\n") == "тире — и\u00a0пробел,\tтаб\n"
    made = shown(Markup("<b>\u202e</b>"))
    assert made == Markup("<b>⟨U+202E⟩</b>")
    assert isinstance(made, Markup)
    assert shown(7) == 7


def test_templates_pass_values_through_the_gate(app: Flask) -> None:
    """No template has to remember it; escaping comes after it."""
    with app.test_request_context():
        page = render_template_string("{{ a }}", a="<\u202e>")
    assert page == "&lt;⟨U+202E⟩&gt;"


def test_messages_are_said_in_the_readers_language(app: Flask) -> None:
    """A message of a lower floor is translated where it is shown."""
    message = Message("%(label)s: not %(value)s", label=Message("Language"), value="ru")
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert render_template_string("{{ m }}", m=message) == "Language: not ru"


def test_long_names_may_break_at_their_joints() -> None:
    """Breaks are offered behind joints; what is in a name stays text."""
    assert caption("a_b/<i>.pdf") == Markup("a_<wbr>b/<wbr>&lt;i&gt;.<wbr>pdf")
    assert caption("") == Markup("")
    assert caption("\u202ex") == "⟨U+202E⟩x"
