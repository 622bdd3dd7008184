"""Takes the README's pictures from the running demo: docs/pictures/search.png and reader.png.

    python tools/pictures.py                    # the demo's archive; imports the leak first if need be
    python tools/pictures.py --query 'этап'     # another question
    python tools/pictures.py --all FOLDER       # every page, light and dark, narrow and wide, for looking at
    python tools/pictures.py --reading          # what each step of reading a scan does: docs/pictures/reading

Serves the archive itself, on a free port, signs in by the printed link, and stops what it started.
Needs Debian's chromium (/usr/bin/chromium) and the development tools of tools/setup --dev.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUERY = "этапирование"
SIZE = (1440, 900)
"""A laptop's window; the pictures are as wide as this."""

QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


def demo_archive() -> Path:
    """Return the demo's archive, as tools/demo places it."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "kartoteka" / "demo"


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """Serve an archive on a free port; yield the link that signs in."""
    command = [
        str(Path(sys.executable).parent / "kartoteka"),
        "serve",
        "--archive",
        str(archive),
        "--port",
        "0",
    ]
    server = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert server.stdout is not None
        for line in server.stdout:
            link = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
            if link:
                yield link.group()
                return
        sys.exit("serve ended before it printed a link")
    finally:
        server.terminate()
        server.wait(timeout=30)


def settled(page: Page) -> None:
    """Wait until everything asked for has come and every picture is painted."""
    page.wait_for_load_state("networkidle")
    # Lazy pictures below the fold are never asked for; waiting for those would be for ever.
    page.evaluate(
        "Promise.all([...document.images].filter(i => i.complete).map(i => i.decode().catch(() => {})))"
    )


def question(base: str, query: str) -> str:
    """Return the search page's address of a query."""
    return f"{base}/search?q={quote(query)}"


def readme(browser: Browser, link: str, query: str) -> None:
    """Take the two pictures of the README."""
    context = browser.new_context(
        viewport={"width": SIZE[0], "height": SIZE[1]},
        device_scale_factor=1,
        color_scheme="light",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(link)
    base = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    page.goto(question(base, query))
    settled(page)
    hit = page.locator("a.p").first
    if not hit.count():
        sys.exit(f"the demo's archive has no page that answers {query!r}")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "search.png")
    hit.click()
    settled(page)
    page.screenshot(path=PICTURES / "reader.png")
    context.close()


def everything(browser: Browser, link: str, query: str, folder: Path) -> None:
    """Take every kind of page, light and dark, at five widths."""
    folder.mkdir(parents=True, exist_ok=True)
    signed_in = browser.new_context()
    first = signed_in.new_page()
    first.goto(link)
    base = "{0.scheme}://{0.netloc}".format(urlsplit(first.url))
    first.goto(question(base, query))
    reader = first.locator("a.p").first.get_attribute("href") or "/"
    item = first.locator("a.code").first.get_attribute("href") or "/"
    pages = {
        "search": question(base, query),
        "all": question(base, ""),
        "reader": base + reader,
        "item": base + item,
    }
    pages |= {name: f"{base}/{name}" for name in ("accessions", "imports", "help", "help/keys")}
    state = signed_in.storage_state()
    for scheme in ("light", "dark"):
        for width in (360, 768, 1280, 1920, 2560):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=state
            )
            page = context.new_page()
            for name, address in pages.items():
                page.goto(address)
                settled(page)
                page.screenshot(path=folder / f"{name}-{scheme}-{width}.png")
            context.close()
    signed_in.close()


def main() -> int:
    """Serve the demo and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--archive", type=Path, help="take them from this archive instead of the demo's")
    parser.add_argument("--query", default=QUERY, help="what is searched for")
    parser.add_argument(
        "--all", type=Path, metavar="FOLDER", help="every page, light and dark, at five widths"
    )
    parser.add_argument(
        "--reading", action="store_true", help="draw the steps of reading a scan (docs/reading.md) instead"
    )
    asked = parser.parse_args()
    if asked.reading:
        import reading_pictures

        reading_pictures.build(PICTURES / "reading")
        return 0
    archive = asked.archive or demo_archive()
    if asked.archive is None:
        subprocess.run([ROOT / "tools" / "demo", "--no-serve"], check=True)
    with served(archive) as link, sync_playwright() as playwright:
        # As root chromium refuses its own sandbox; the only page it meets here is ours.
        arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        if asked.all:
            everything(browser, link, asked.query, asked.all)
        else:
            readme(browser, link, asked.query)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
