"""Serving an archive to this machine: waitress on 127.0.0.1, a link that signs the reader in.

The socket is bound before anything is promised, so that a busy port is said in one sentence and
port 0 may choose a free one. Nothing listens on another address.
"""

from __future__ import annotations

import errno
import gc
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import waitress
from waitress import wasyncore

from kartoteka.errors import ConflictError, UnavailableError
from kartoteka.web.app import create_app
from kartoteka.workflow import consult, identity
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.worker import BackgroundReader

HOST = "127.0.0.1"
THREADS = 8
LONGEST_HEADERS = 64 * 1024
TICK_SECONDS = 0.5


def serve(
    archive: Archive,
    port: int,
    *,
    say: Callable[[str], None],
    jobs: int = 0,
    stop: threading.Event | None = None,
) -> int:
    """Serve an archive until the process is interrupted, terminated or told to stop.

    Args:
        archive: What is served; opened for writing, it stays open as long as this runs.
        port: Port on 127.0.0.1; 0: a free one.
        say: Told, a line a call, the link that signs a browser in once connections are taken.
        jobs: Children that read in the background what waits; 0: nothing is read.
        stop: Ends serving when it is set; None: only an interrupt or a termination does.

    Returns:
        The exit code, 0.

    Raises:
        ConflictError: Another program holds the port.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    listener = bound(port)
    chosen = listener.getsockname()[1]
    app = create_app(archive, consult.local_reader(archive), settings=archive.settings, port=chosen)
    connections: dict[int, object] = {}
    server = waitress.create_server(
        app,
        map=connections,
        sockets=[listener],
        threads=THREADS,
        ident=None,
        max_request_header_size=LONGEST_HEADERS,
        clear_untrusted_proxy_headers=True,
    )
    background = BackgroundReader(archive, jobs) if jobs else None
    gc.collect()
    gc.freeze()  # what was made so far stays; the collector need not look at it while pages are made
    ended = stop or threading.Event()
    with _ended_by_termination(ended):
        try:
            if background is not None:
                background.start()
            say(f"Open {link(archive, chosen)}")
            say("It works once; `kartoteka link` prints another. Ctrl-C stops the server.")
            while not ended.is_set():
                wasyncore.loop(timeout=TICK_SECONDS, map=connections, count=1)
        except KeyboardInterrupt:
            pass
        finally:
            server.task_dispatcher.shutdown()  # what is being answered is finished first
            server.close()
            wasyncore.close_all(connections)
            if background is not None:
                background.stop()
    return 0


def link(archive: Archive, port: int) -> str:
    """Make a new link that signs one browser in, once."""
    return f"http://{HOST}:{port}/enter?token={identity.new_link_token(archive, serving=True)}"


def bound(port: int) -> socket.socket:
    """Bind the port, or say who is in the way.

    Raises:
        ConflictError: Another program holds the port.
        UnavailableError: The system does not give the port.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ConflictError(
                f"Port {port} of {HOST} is held by another program.",
                code="port-busy",
                advice=f"Choose another: kartoteka serve --port {port + 1}; or stop what holds it.",
            ) from error
        raise UnavailableError(
            f"Port {port} of {HOST} cannot be opened: {error.strerror}.",
            code="port-refused",
            advice="Choose a port above 1023: kartoteka serve --port 8765.",
        ) from error
    return listener


@contextmanager
def _ended_by_termination(ended: threading.Event) -> Iterator[None]:
    """Let a termination end serving as an interrupt does, so that children and files are closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
