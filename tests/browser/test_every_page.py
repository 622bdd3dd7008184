"""What must hold on every page: no axe violation, nothing outside the policy, no sideways scrolling."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser.conftest import Opening
from tests.browser.pages import PAGES

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
APART = {"exclude": [[".ov"]]}
"""The text over the picture is transparent: axe cannot judge its contrast, and it is hidden from readers."""


def violations(page: Page) -> list[str]:
    found = Axe().run(page, context=APART, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} — {node['failureSummary'][:200]}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(open_page: Opening, dark: bool) -> None:
    """WCAG 2.2 A and AA and axe's best practices: no violation on any page, light and dark."""
    page = open_page(dark=dark)
    found = {}
    for name, address in PAGES.items():
        page.goto(open_page.base + address)
        found[name] = violations(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_in_russian_on_a_narrow_screen(open_page: Opening) -> None:
    """The same in the other language, 360 pixels wide."""
    page = open_page(width=360, height=740, locale="ru-RU")
    assert page.locator("html").get_attribute("lang") == "ru"
    found = {}
    for name in ("results", "reader", "item", "accession", "imports", "keys"):
        page.goto(open_page.base + PAGES[name])
        found[name] = violations(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("locale", ["en-GB", "ru-RU"])
def test_no_page_scrolls_sideways(open_page: Opening, locale: str) -> None:
    """From 320 pixels (1280 at 400 %) to 2560 the page itself is never wider than the window."""
    page = open_page(locale=locale)
    found = []
    for name, address in PAGES.items():
        page.goto(open_page.base + address)
        for width in (320, 360, 768, 1280, 2560):
            page.set_viewport_size({"width": width, "height": 900})
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            if page.evaluate(wide) > 0:
                found.append((name, width))
    assert found == []


@pytest.mark.parametrize("width", [360, 1440])
def test_targets_are_large_enough(open_page: Opening, width: int) -> None:
    """Links and buttons that stand alone are at least 24 pixels high or have that much room (WCAG 2.5.8)."""
    page = open_page(PAGES["reader"], width=width, height=800)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.bar :is(a, button, input), .mast :is(a, button), summary')]
            .filter(e => e.getClientRects().length)
            .filter(e => { const r = e.getBoundingClientRect(); return r.height < 24 || r.width < 24; })
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_the_page_asks_no_other_host_and_keeps_nothing(open_page: Opening) -> None:
    """After a walk through all pages neither local nor session storage holds a document's words."""
    page = open_page()
    for address in PAGES.values():
        page.goto(open_page.base + address)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "оговор" not in kept
    assert kept == "[{},{}]"


def test_printing(open_page: Opening) -> None:
    """On paper stand the picture, the text and the citation; tools and lists are gone."""
    page = open_page(PAGES["reader"])
    page.emulate_media(media="print")
    assert not page.locator(".mast").is_visible()
    assert not page.locator(".bar").is_visible()
    assert page.locator(".desk .page .sharp").is_visible()
    assert page.locator("#transcript").is_visible()
    assert "SHA-256" in page.locator(".printed").inner_text()
