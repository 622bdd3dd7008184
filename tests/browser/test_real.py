"""The whole house behind the door: a part of the invented leak, imported and served by the command line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Watch

SLOWEST_SECONDS = 0.1
"""For the HTML of the search page and of the reader; the best of seven, since other tests run beside."""
FOLDER = Path("zarechye-disk") / "Приказы" / "2022"


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KARTOTEKA", "XDG"))}
    return kept | {"HOME": str(home), "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def link(leak: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Import three orders, serve them on a free port, and read the link from what `serve` prints."""
    home = tmp_path_factory.mktemp("home")
    archive = home / "archive"

    def kartoteka(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "kartoteka", *arguments]

    delivery = ["--source", "otter", "--received", "2026-11-20", "--channel", "courier", "--json"]
    for command in (
        kartoteka("init", str(archive)),
        kartoteka("import", str(leak / FOLDER), "--archive", str(archive), *delivery),
    ):
        subprocess.run(command, env=environment(home), check=True, capture_output=True, timeout=300)
    server = subprocess.Popen(
        kartoteka("serve", "--archive", str(archive), "--port", "0"),
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    printed = re.search(r"http://127\.0\.0\.1:\d+/enter\?token=\S+", server.stdout.readline())
    assert printed
    yield printed.group()
    server.send_signal(signal.SIGTERM)
    server.stdout.close()
    assert server.wait(30) == 0


@pytest.mark.ocr
def test_from_the_printed_link_to_the_marked_word(link: str, browser: Browser, watch: Watch) -> None:
    """Sign in, ask in Russian, open a hit, see the page drawn with its boxes, step on, see the origin."""
    context = browser.new_context(viewport={"width": 1440, "height": 960}, locale="en-GB")
    page = context.new_page()
    base = "{0.scheme}://{0.netloc}".format(urlsplit(link))
    watch.follow(page, base)
    page.goto(link)
    page.wait_for_url("**/search")
    page.get_by_role("searchbox").fill("этапирования осужденными")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.locator(".read")).to_contain_text("Understood as")
    expect(page.locator(".hit")).to_have_count(3)
    page.locator("a.p").first.click()
    expect(page.locator(".desk .box.now")).to_have_count(1)
    picture = page.locator(".desk .page .sharp")
    picture.evaluate("image => image.decode()")
    assert picture.evaluate("image => image.naturalWidth > 0 && /width=(800|1200)$/.test(image.currentSrc)")
    expect(page.locator("#transcript mark").first).to_have_text(re.compile("этапирован|осужд", re.IGNORECASE))
    page.keyboard.press("n")
    expect(page.locator("#hitnow")).to_have_text("2")
    expect(page.locator(".side")).to_contain_text("otter")
    page.keyboard.press("]")
    expect(page.locator(".bar")).to_contain_text("2 of 3")
    page.locator(".title .code").click()
    expect(page.locator("#custody + .chain li")).not_to_have_count(0)
    expect(page.locator(".chain")).to_contain_text("Приказ")
    spent = {"search": f"{base}/search?q=этап*", "reader": f"{base}/items/A0001-000001/pages/1?q=этап*"}
    best = {name: min(timed(page, address) for _ in range(7)) for name, address in spent.items()}
    assert max(best.values()) < SLOWEST_SECONDS, best
    context.close()


def timed(page: Page, address: str) -> float:
    """Seconds until the HTML of an address has come, asked for as the page itself would."""
    began = time.perf_counter()
    assert page.request.get(address).ok
    return time.perf_counter() - began
