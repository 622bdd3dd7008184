"""How long a search takes in the browser's server while an import runs beside it in the same archive.

    python benchmarks/while_importing.py ARCHIVE FOLDER [--pages 20000] [--nice 10]

ARCHIVE is made (generated, see ``generated.py``) where it is not there; FOLDER is imported into it by a
process of its own while ``kartoteka serve`` answers. Milliseconds of whole answers over HTTP: before the
import, while it runs, and while it is paused; and how soon it rests after ``kartoteka pause``.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import generated
from measure import machine

WORDS = generated.vocabulary(random.Random(1))[:2000]


class Browser:
    """Signs in with the link that ``serve`` prints, and asks."""

    def __init__(self, link: str) -> None:
        found = re.match(r"http://([^/]+)(/.*)", link)
        assert found
        self._connection = http.client.HTTPConnection(found.group(1))
        self._headers = {"Host": found.group(1)}
        answer, _ = self._get(found.group(2))
        self._headers["Cookie"] = (answer.getheader("Set-Cookie") or "").partition(";")[0]

    def _get(self, address: str) -> tuple[http.client.HTTPResponse, bytes]:
        self._connection.request("GET", address, headers=self._headers)
        answer = self._connection.getresponse()
        return answer, answer.read()

    def search(self, text: str) -> float:
        """Return the milliseconds that one page of results took."""
        begun = time.perf_counter()
        answer, _ = self._get(f"/search?q={quote(text)}")
        assert answer.status == 200, answer.status
        return (time.perf_counter() - begun) * 1000


def measured(name: str, browser: Browser, going_on, rounds: int = 80) -> None:
    rng, spent = random.Random(3), []
    while len(spent) < rounds and going_on():
        spent.append(browser.search(" ".join(rng.sample(WORDS, 2))))
        time.sleep(0.05)
    spent.sort()
    if spent:
        p95 = spent[min(len(spent) - 1, int(len(spent) * 0.95))]
        print(f"{name:<28}{spent[len(spent) // 2]:8.1f}{p95:8.1f}{spent[-1]:8.1f}  ms (median, p95, worst)")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--nice", default="10")
    parser.add_argument("--port", default="8871")
    given = parser.parse_args()
    if not given.archive.exists():
        generated.build(given.archive, given.pages).close()
    kartoteka = [sys.executable, "-m", "kartoteka", "--archive", str(given.archive)]
    source = f"bench {time.time():.0f}"
    command = ["import", str(given.folder), "--source", source, "--json", "--nice", given.nice]
    print(machine())
    serve = [*kartoteka, "serve", "--port", given.port]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        link = next(word for line in served.stdout for word in line.split() if word.startswith("http"))
        browser = Browser(link)
        measured("before", browser, lambda: True)
        with subprocess.Popen([*kartoteka, *command], stdout=subprocess.PIPE, text=True) as importing:
            assert importing.stdout is not None
            lines = (json.loads(line) for line in importing.stdout)
            next(line for line in lines if line.get("progress") == "read")
            measured("while it is read", browser, lambda: importing.poll() is None)
            begun = time.monotonic()
            subprocess.run([*kartoteka, "pause"], check=True, stdout=subprocess.DEVNULL)
            paused = next((line for line in lines if line.get("paused")), None)
            print(f"paused {time.monotonic() - begun:.1f} s after the command began: {paused is not None}")
            measured("while it is paused", browser, lambda: True, 40)
            subprocess.run([*kartoteka, "resume"], check=True, stdout=subprocess.DEVNULL)
            for _ in lines:
                pass
        served.terminate()


if __name__ == "__main__":
    main()
