"""How long pages take: HTML of search and reader at many pages, and a click until the page is painted.

    python benchmarks/pages.py [--pages 10000] [--demo ARCHIVE]

The HTML is measured in the server (Flask's test client, no network), the click in real Chromium
against a served archive. Limits: 100 ms of HTML at 10 000 pages.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import generated
from measure import machine

QUERIES = {
    "one word": "приказ",
    "two words": "приказ начальник",
    "phrase": '"осуждённого начальника"',
    "prefix": "прокурор*",
    "word and filter": "приказ",
    "nothing asked": "",
}
ROUNDS = 30


def quantiles(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{name:<34}{statistics.median(times) * 1000:>8.1f}{p95 * 1000:>8.1f}  ms (median, p95)")


def measured(action: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    action()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return times


def html(count: int) -> None:
    from kartoteka.web.app import create_app
    from kartoteka.workflow import consult, identity

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with generated.build(Path(folder) / "archive", count) as archive:
            print(f"{count} generated pages, built in {time.perf_counter() - begun:.1f} s")
            client = create_app(
                archive, consult.local_reader(archive), settings=archive.settings
            ).test_client()
            client.get("/enter", query_string={"token": identity.new_link_token(archive)})
            for name, text in QUERIES.items():
                narrowed = {"accession": "A0002"} if "filter" in name else {}
                answer = client.get("/search", query_string={"q": text, **narrowed})
                assert answer.status_code == 200, (answer.status_code, answer.headers)
                times = measured(lambda t=text, n=narrowed: client.get("/search", query_string={"q": t, **n}))
                quantiles(f"search, {name}", times)
            rng = random.Random(5)

            def read() -> None:
                label = f"A000{rng.randint(1, 4)}-{rng.randint(1, count // 40):06d}"
                answer = client.get(
                    f"/items/{label}/pages/{rng.randint(1, 10)}", query_string={"q": "приказ начальник"}
                )
                assert answer.status_code == 200

            quantiles("reader, two words", measured(read))


def painted(demo: Path) -> None:
    from playwright.sync_api import sync_playwright

    from kartoteka.web import server
    from kartoteka.workflow import archive as archives

    link: list[str] = []
    ready = threading.Event()

    def say(line: object = "", **_: object) -> None:
        found = next((word for word in str(line).split() if word.startswith("http://")), None)
        if found:
            link.append(found)
            ready.set()

    archive = archives.open_archive(demo, write=True)
    threading.Thread(
        target=server.serve, args=(archive, 0), kwargs={"jobs": 0, "say": say}, daemon=True
    ).start()
    ready.wait(30)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(link[0])
        base = link[0].split("/enter")[0]
        cold, warm = [], []
        for _ in range(5):
            page.goto(f"{base}/search?q=осуждённого")
            hits = page.locator("article .p, .hit .line a")
            for number in range(min(5, hits.count())):
                page.goto(f"{base}/search?q=осуждённого")
                begun = time.perf_counter()
                page.locator("article .p, .hit .line a").nth(number).click()
                page.wait_for_selector(".page img")
                page.evaluate("async () => { await document.querySelector('.page img').decode(); }")
                (warm if _ else cold).append(time.perf_counter() - begun)
        browser.close()
    quantiles("click to painted page, first look", cold)
    quantiles("click to painted page, again", warm)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--demo", type=Path, help="an archive to click in; without it only HTML is measured")
    given = parser.parse_args()
    print(machine())
    html(given.pages)
    if given.demo:
        painted(given.demo)


if __name__ == "__main__":
    main()
