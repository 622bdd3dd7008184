"""Sentences that can be said again in another language."""

from __future__ import annotations

from kartoteka.search.wording import N_, Message


def test_a_message_is_its_english_text() -> None:
    """It prints, compares and joins like any text."""
    message = Message(N_("in %(date)s"), date="2024")
    assert message == "in 2024"
    assert f"<{message}>" == "<in 2024>"
    assert (message.msgid, message.values) == ("in %(date)s", {"date": "2024"})


def test_values_are_not_read_as_places() -> None:
    """What a person typed may hold a percent sign; a sentence without places may too."""
    assert Message(N_("“%(typed)s”"), typed="100 %(x)s") == "“100 %(x)s”"
    assert Message("100 %") == "100 %"
    assert Message("100 %").translated(str.upper) == "100 %"


def test_translation_goes_inside() -> None:
    """Messages among the values are translated too, other values never."""
    message = Message(N_("%(label)s: %(value)s"), label=Message(N_("Source")), value="Source")
    assert message.translated(lambda msgid: {"Source": "Источник"}.get(msgid, msgid)) == "Источник: Source"
