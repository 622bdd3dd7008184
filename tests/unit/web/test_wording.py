"""Words, sizes and dates for people, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from kartoteka.records.custody_event import EventType
from kartoteka.records.dates import UNKNOWN_DATE, parse_iso
from kartoteka.records.item import ItemState
from kartoteka.web import wording

LANGUAGES = ["en", "ru"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_event_has_words(app: Flask, language: str) -> None:
    """No state and no event of the ledger is left in the machine's word."""
    with app.test_request_context(headers={"Accept-Language": language}):
        for state in ItemState:
            assert wording.state(state)
            assert wording.tone(state) in {"ok", "warn", "bad", "wait", "plain"}
        for event in EventType:
            assert wording.event(str(event)) == wording.event(str(event).removeprefix("kartoteka:"))
            assert ":" not in wording.event(str(event))


def test_what_is_unknown_is_shown_as_it_is(app: Flask) -> None:
    """A word of a newer archive is not hidden."""
    with app.test_request_context():
        assert wording.event("kartoteka:levitation") == "levitation"
        assert wording.hazard("poltergeist") == "poltergeist"
        assert wording.claim("X-Custom") == "X-Custom"
        assert wording.origin("dream") == "dream"
        assert wording.outcome("in limbo") == "in limbo"
        assert wording.language("xx-unknown") == "xx-unknown"


def test_sizes(app: Flask) -> None:
    """Three digits at most before the unit."""
    with app.test_request_context():
        cases = {
            0: "0 B",
            999: "999 B",
            1000: "1 KB",
            184_320: "184 KB",
            9_300: "9.3 KB",
            1_300_000: "1.3 MB",
            3 * 10**15: "3,000 TB",
        }
        assert {count: wording.size(count) for count in cases} == cases


def test_dates_to_the_precision_they_were_given_in(app: Flask) -> None:
    """A month is not shown as a day, and what is not known is said."""
    with app.test_request_context():
        cases = {
            "2024-05-02": "2 May 2024",
            "2024-05": "May 2024",
            "2024": "2024",
            "2024/2025-06": "1 Jan 2024 – 30 Jun 2025",
        }
        for given, shown in cases.items():
            parsed = parse_iso(given)
            assert parsed is not None
            assert wording.uncertain(parsed) == shown
        assert wording.uncertain(UNKNOWN_DATE) == "not known"
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        parsed = parse_iso("2024-05-02")
        assert parsed is not None
        assert parsed.earliest == date(2024, 5, 2)
        assert "мая 2024" in wording.uncertain(parsed)


def test_moments_are_utc_in_every_language(app: Flask) -> None:
    """A moment has one written form."""
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        assert wording.moment(datetime(2024, 5, 2, 14, 11, 9, tzinfo=UTC)) == "2024-05-02 14:11"
        assert wording.moment(None) == ""
        assert wording.nanoseconds(1_300_000_000_123_456_789) == "2011-03-13 07:06:40 UTC"
        assert wording.nanoseconds(10**30).endswith(" ns")


def test_the_language_of_a_name(app: Flask) -> None:
    """Cyrillic letters are Russian unless the document is Ukrainian; Latin ones as the document's."""
    assert wording.script("скан.pdf", "uk") == "uk"
    assert wording.script("скан.pdf", "en") == "ru"
    assert wording.script("scan.pdf", "ru") == ""
    assert wording.script("scan.pdf", "fr") == "fr"
