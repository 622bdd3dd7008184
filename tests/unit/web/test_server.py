"""The server: one address, a link that works once, and an end that is clean."""

from __future__ import annotations

import http.cookiejar
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kartoteka.errors import ConflictError
from kartoteka.web.server import bound, serve
from kartoteka.workflow.archive import init_archive


@pytest.fixture
def link(tmp_path: Path) -> Iterator[str]:
    """A served, empty archive; the link that was said."""
    said: list[str] = []
    ready, stop = threading.Event(), threading.Event()

    def say(line: str) -> None:
        said.append(line)
        ready.set()

    with init_archive(tmp_path / "archive") as archive:
        thread = threading.Thread(target=serve, args=(archive, 0), kwargs={"say": say, "stop": stop})
        thread.start()
        assert ready.wait(20)
        yield said[0].split()[-1]
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_the_link_signs_in_once(link: str) -> None:
    """The real tokens of a real archive: first use yes, second no; then the pages answer."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    assert "You are signed in" in browser.open(link).read().decode()
    base = link.partition("/enter")[0]
    page = browser.open(f"{base}/search")
    assert "The archive is empty" in page.read().decode()
    assert page.headers["Server"] is None
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(link)
    with pytest.raises(urllib.error.HTTPError, match="421"):
        urllib.request.urlopen(urllib.request.Request(f"{base}/search", headers={"Host": "evil.example"}))


def test_a_busy_port_is_said_in_a_sentence() -> None:
    """Who starts a second server learns what to do."""
    with bound(0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(ConflictError, match=f"Port {port} of 127.0.0.1 is held") as refused:
            bound(port)
    assert refused.value.code == "port-busy"
    assert f"--port {port + 1}" in refused.value.advice


def test_only_this_machine_is_served() -> None:
    """The socket is bound to 127.0.0.1 and to no other address."""
    with bound(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.family == socket.AF_INET
