"""The door in Debian's chromium: an invented archive served as `kartoteka serve` serves one."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import waitress
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright
from tests.unit.web.invented import READER, Invented

from kartoteka.web.app import create_app
from kartoteka.web.server import HOST, bound

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder need the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for all tests."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not on this machine (apt-get install chromium)")
    # As root chromium refuses its own sandbox; the only pages it meets here are ours.
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    """The address of the served archive; any token signs in."""
    listener = bound(0)
    port = listener.getsockname()[1]
    app = create_app(object(), READER, port=port, consult=Invented(), redeem=lambda archive, token: True)
    server = waitress.create_server(app, sockets=[listener], threads=8, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://{HOST}:{port}"
    server.task_dispatcher.shutdown()
    server.close()
    thread.join(timeout=10)


@dataclass
class Watch:
    """What a browser did that nobody should see."""

    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def follow(self, page: Page, base: str) -> None:
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url, base))

    def _heard(self, kind: str, text: str) -> None:
        # Chromium reports a refused resource or a broken policy as an error on the console.
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.faults.append(f"{kind}: {text}")

    def _asked(self, url: str, base: str) -> None:
        self.requests.append(url)
        if urlsplit(url).netloc != urlsplit(base).netloc:
            self.faults.append(f"foreign request: {url}")


@dataclass
class Opening:
    """How a page is opened in a test: with which language, colours, width and scripts."""

    browser: Browser
    base: str
    watch: Watch
    cookies: StorageState
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        address: str = "/search",
        *,
        width: int = 1440,
        height: int = 960,
        dark: bool = False,
        scripts: bool = True,
        locale: str = "en-GB",
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale=locale,
            permissions=["clipboard-read", "clipboard-write"],
            storage_state=self.cookies,
        )
        self.contexts.append(context)
        page = context.new_page()
        self.watch.follow(page, self.base)
        page.goto(self.base + address)
        page.wait_for_load_state("networkidle")
        return page


@pytest.fixture(scope="session")
def cookies(browser: Browser, base: str) -> StorageState:
    """What a browser holds after it followed the link once."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{base}/enter?token=any")
    page.wait_for_url("**/search")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def watch() -> Iterator[Watch]:
    """At the end of each test: no broken policy, no script error, no request to another host."""
    kept = Watch()
    yield kept
    assert not kept.faults


@pytest.fixture
def open_page(browser: Browser, base: str, watch: Watch, cookies: StorageState) -> Iterator[Opening]:
    """Open a page, signed in."""
    opening = Opening(browser, base, watch, cookies)
    yield opening
    for context in opening.contexts:
        context.close()
