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
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: Opening, name: str, dark: bool) -> None:
    """WCAG 2.2 A and AA and axe's best practices: no violation, light and dark."""
    assert violations(open_page(PAGES[name], dark=dark)) == []


@pytest.mark.parametrize("name", ["results", "reader", "item", "accession", "keys"])
def test_axe_finds_nothing_in_russian_on_a_narrow_screen(open_page: Opening, name: str) -> None:
    """The same in the other language, 360 pixels wide."""
    page = open_page(PAGES[name], width=360, height=740, locale="ru-RU")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 768, 1280, 2560])
def test_no_page_scrolls_sideways(open_page: Opening, width: int) -> None:
    """From 360 to 2560 pixels the page itself is never wider than the window."""
    page = open_page(width=width)
    for name, address in PAGES.items():
        page.goto(page.url.partition("/search")[0] + address if "/search" in page.url else address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (name, width, wide)
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/search")


@pytest.mark.parametrize("width", [360, 1440])
def test_targets_are_large_enough(open_page: Opening, width: int) -> None:
    """Links and buttons that stand alone are at least 24 pixels high or have that much room (WCAG 2.5.8)."""
    page = open_page(PAGES["reader"], width=width, height=800)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.bar a, .bar button, .bar input:not([type=hidden]), .mast a, .mast button, summary')]
            .filter(e => e.getClientRects().length)
            .filter(e => { const r = e.getBoundingClientRect(); return r.height < 24 || r.width < 24; })
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_the_page_asks_no_other_host_and_keeps_nothing(open_page: Opening) -> None:
    """After a walk through all pages neither local nor session storage holds a document's words."""
    page = open_page()
    origin = page.url.removesuffix("/search")
    for address in PAGES.values():
        page.goto(origin + address)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "оговор" not in kept
    assert kept == "[{},{}]"


def test_printing(open_page: Opening) -> None:
    """On paper stand the picture, the text and the citation; tools and lists are gone."""
    page = open_page(PAGES["reader"])
    page.emulate_media(media="print")
    assert not page.locator(".mast").is_visible()
    assert not page.locator(".bar").is_visible()
    assert page.locator(".desk .page img").is_visible()
    assert page.locator("#transcript").is_visible()
    assert "SHA-256" in page.locator(".printed").inner_text()


def test_long_names_do_not_break_the_page(open_page: Opening) -> None:
    """A facet, a heading and a cell with a long name stay inside their column."""
    page = open_page(PAGES["results"], width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
