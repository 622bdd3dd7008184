"""How long pages take: HTML of search and reader at many pages, and a key until the next page is painted.

    python benchmarks/pages.py --archive GENERATED       # made by benchmarks/generated.py
    python benchmarks/pages.py --demo ARCHIVE            # an archive with a long document, to turn pages in

The HTML is measured in the server (Flask's test client, no network); no two rounds ask the same, so that
nothing is remembered from the round before. The turning is measured in real Chromium against a served
archive whose page-image cache was emptied: a key is pressed, the page's picture is decoded and two frames
are drawn. Limits: 60 ms for each HTML at 100,000 pages, 200 ms until the next page is painted.
"""

from __future__ import annotations

import argparse
import itertools
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import generated
from measure import machine

ROUNDS = 36
HTML_LIMIT, PAINT_LIMIT = 60.0, 200.0
STEMS = generated.STEMS
TURN = """number => new Promise(done => {
    const begun = performance.now();
    document.querySelector('[data-key="next-page"]').click();
    const look = () => {
        const there = Number(document.getElementById('reader').dataset.page) === number;
        if (!there) { setTimeout(look, 1); return; }
        const first = performance.now();
        document.querySelector('.desk .page .sharp').decode().then(() => requestAnimationFrame(() =>
            requestAnimationFrame(() => done([first - begun, performance.now() - begun]))));
    };
    look();
})"""


def quantiles(name: str, times: list[float], limit: float, cpu: list[float] | None = None) -> None:
    """Print the median and the 95th percentile of milliseconds."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    processor = f"{statistics.median(cpu):>10.1f}" if cpu else " " * 10
    verdict = "" if p95 <= limit else f"  over {limit:.0f} ms"
    print(f"{name:<44}{statistics.median(times):>8.1f}{p95:>8.1f}{processor}{verdict}")


def questions() -> dict[str, list[dict[str, str]]]:
    """For each kind of question as many different ones as there are rounds."""
    pairs = list(itertools.combinations(STEMS, 2))[:: len(STEMS) // 3]
    return {
        "search, one word": [{"q": word} for word in STEMS],
        "search, two words": [{"q": f"{a} {b}"} for a, b in pairs],
        "search, a phrase": [{"q": f'"{a} {b}"'} for a, b in pairs],
        "search, beginning of a word": [{"q": f"{word[:4]}*"} for word in STEMS],
        "search, one word and two filters": [
            {"q": word, "accession": "A0002", "read-by": "embedded"} for word in STEMS
        ],
        "search, page 50 of the results": [{"q": word, "page": "50"} for word in STEMS],
        "search, nothing asked": [{"page": str(number)} for number in range(1, ROUNDS + 1)],
    }


def html(archive_folder: Path) -> None:
    """Measure the server's share of search and reader."""
    from kartoteka.web.app import create_app
    from kartoteka.workflow import archive as archives
    from kartoteka.workflow import consult, identity

    with archives.open_archive(archive_folder, write=True) as archive:
        client = create_app(archive, consult.local_reader(archive), settings=archive.settings).test_client()
        client.get("/enter", query_string={"token": identity.new_link_token(archive)})

        def ask(address: str, query: dict[str, str]) -> tuple[float, float]:
            begun, processor = time.perf_counter(), time.process_time()
            answer = client.get(address, query_string=query)
            spent = (time.perf_counter() - begun) * 1000, (time.process_time() - processor) * 1000
            assert answer.status_code == 200, (answer.status_code, address, query)
            return spent

        print(f"{'':<44}{'median':>8}{'p95':>8}{'CPU':>10}  ms")
        for name, queries in questions().items():
            ask("/search", {"q": "разогрев"})
            spent = [ask("/search", query) for query in queries[:ROUNDS]]
            quantiles(name, [wall for wall, _ in spent], HTML_LIMIT, [cpu for _, cpu in spent])
        for name, more in (("reader, two words marked", {}), ("reader, opened from a list", {"result": "3"})):
            spent = []
            for number in range(1, ROUNDS + 1):
                a, b = STEMS[number % len(STEMS)], STEMS[(number + 7) % len(STEMS)]
                address = f"/items/A0002-{number * 7:06d}/pages/{number % 10 + 1}"
                spent.append(ask(address, {"q": f"{a} {b}", **more}))
            quantiles(name, [wall for wall, _ in spent], HTML_LIMIT, [cpu for _, cpu in spent])


@contextmanager
def served(archive_folder: Path) -> Iterator[str]:
    """Serve an archive by a process of its own; yields the link that signs in."""
    command = [sys.executable, "-m", "kartoteka", "--archive", str(archive_folder), "serve"]
    with subprocess.Popen(
        [*command, "--port", "0", "--jobs", "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+token=\S+", server.stdout.readline())
        assert found
        try:
            yield found.group()
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)


def longest(archive_folder: Path) -> tuple[str, int]:
    """Return the label and the page count of the longest document."""
    from kartoteka.workflow import archive as archives

    with archives.open_archive(archive_folder) as archive, archive.catalogue.read() as view:
        counts = {one.digest: one.page_count or 0 for one in view.documents.stream_unrestricted()}
        item = max(view.items.stream_unrestricted(), key=lambda one: counts.get(one.digest, 0))
        return item.label, counts[item.digest]


def painted(original: Path, scale: float) -> None:
    """Measure turning pages in Chromium, in a copy of the archive that has drawn nothing yet."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        archive_folder = Path(folder) / "archive"
        shutil.copytree(original, archive_folder, ignore=shutil.ignore_patterns("writer.lock"))
        for drawn in (archive_folder / "derivatives" / "pages").glob("*"):
            shutil.rmtree(drawn) if drawn.is_dir() else drawn.unlink()
        label, count = longest(archive_folder)
        print(f"{label}, {count} pages, {scale:g} device pixels a pixel")
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with served(archive_folder) as link:
            page = browser.new_page(viewport={"width": 1440, "height": 900}, device_scale_factor=scale)
            page.goto(link)
            page.wait_for_url("**/search")
            base = link.split("/enter")[0]

            def opened(number: int) -> float:
                begun = time.perf_counter()
                page.goto(f"{base}/items/{label}/pages/{number}?q=отчёт")
                page.evaluate("document.querySelector('.desk .page .sharp').decode()")
                return (time.perf_counter() - begun) * 1000

            cold = [opened(number) for number in range(count // 2, count // 2 + 8)]
            number = 5
            opened(number)
            paced = _turned(page.evaluate, number, 20, lambda: page.wait_for_timeout(700))
            fast = _turned(page.evaluate, number + 20, 20, lambda: page.wait_for_timeout(60))
        browser.close()
    quantiles("next page, read for a moment: text there", [text for text, _ in paced], PAINT_LIMIT)
    quantiles("next page, read for a moment: painted", [done for _, done in paced], PAINT_LIMIT)
    quantiles("next page, leafing quickly: painted", [done for _, done in fast], PAINT_LIMIT)
    quantiles("address opened, page never drawn: painted", cold, float("inf"))


def _turned(
    evaluate: Callable[[str, int], list[float]], number: int, times: int, wait: Callable[[], None]
) -> list[tuple[float, float]]:
    spent = []
    for step in range(1, times + 1):
        wait()
        text, done = evaluate(TURN, number + step)
        spent.append((text, done))
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--archive", type=Path, help="a generated archive, for the HTML")
    parser.add_argument("--demo", type=Path, help="an archive with a long document, for the painting")
    given = parser.parse_args()
    print(machine())
    if given.archive:
        html(given.archive)
    if given.demo:
        painted(given.demo, 1)
        painted(given.demo, 2)


if __name__ == "__main__":
    main()
