"""Children: each request in a process of its own, and nothing it does reaches us."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kartoteka.errors import UnavailableError
from kartoteka.sandbox.channel import Frame
from kartoteka.sandbox.children import Children
from kartoteka.sandbox.limits import Limits
from kartoteka.sandbox.parent import Outcome

PROGRAM = "kartoteka.sandbox.trial"


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    made = Children(PROGRAM, {"greeting": "здравствуйте"}, Limits(memory_bytes=256 * 1024**2))
    yield made
    made.close()


@pytest.fixture
def document(tmp_path: Path) -> Iterator[int]:
    path = tmp_path / "document"
    path.write_bytes(b"bytes of a document")
    descriptor = os.open(path, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


def ask(
    children: Children, document: int, seconds: float = 20, **request: object
) -> tuple[Outcome, list[Frame]]:
    frames: list[Frame] = []
    return children.run(request, document, frames.append, seconds), frames


def test_a_request_is_answered(children: Children, document: int) -> None:
    """The child maps the document, knows the configuration and answers."""
    outcome, frames = ask(children, document, op="echo")
    assert outcome == Outcome("done", "")
    (frame,) = frames
    assert frame.payload == b"bytes of a document"
    assert frame.body["preloaded"]["greeting"] == "здравствуйте"


def test_an_empty_document_is_no_special_case(children: Children, tmp_path: Path) -> None:
    """A file of no bytes cannot be mapped and is given as nothing."""
    path = tmp_path / "empty"
    path.touch()
    descriptor = os.open(path, os.O_RDONLY)
    outcome, frames = ask(children, descriptor, op="echo")
    os.close(descriptor)
    assert (outcome.status, frames[0].body["size"]) == ("done", 0)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"op": "raise"}, "crashed"),
        ({"op": "segfault"}, "crashed"),
        ({"op": "exit", "code": 5}, "crashed"),
        ({"op": "exit", "code": 71}, "refused"),
        ({"op": "sleep", "for": 60}, "timeout"),
        ({"op": "spin"}, "timeout"),
        ({"op": "eat", "bytes": 2 * 1024**3}, "memory"),
        ({"op": "junk", "hex": "5000000001"}, "killed"),  # a frame that is none
        ({"op": "junk", "hex": "4a00"}, "crashed"),  # half a frame
    ],
    ids=lambda value: str(value.get("op")) if isinstance(value, dict) else value,
)
def test_each_end_has_its_name(
    children: Children, document: int, request_: dict[str, object], status: str
) -> None:
    """However a child ends, it ends with a name and a sentence, in time, and the next one works."""
    outcome, _ = ask(children, document, seconds=1.5, **request_)
    assert outcome.status == status
    assert outcome.detail
    assert ask(children, document, op="echo")[0].status == "done"
    assert children.starts == 1


def test_frames_before_the_end_are_kept(children: Children, document: int) -> None:
    """What was said before a crash was said."""
    _, frames = ask(children, document, op="raise")
    assert [frame.kind for frame in frames] == ["before", "failed"]
    assert "untrusted complaint" in frames[1].body["complaint"]


def test_a_child_cannot_write_a_file(children: Children, document: int, tmp_path: Path) -> None:
    """The limit of file size is zero."""
    target = tmp_path / "written"
    outcome, _ = ask(children, document, op="write", path=str(target))
    assert outcome.status == "crashed"
    assert target.stat().st_size == 0


def test_a_child_inherits_nothing(children: Children, document: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no secret of our environment and no descriptor but its own few."""
    monkeypatch.setenv("SECRET", "known to us")
    fresh = Children(PROGRAM, {}, Limits())
    try:
        _, (frame,) = ask(fresh, document, op="environment")
        assert "SECRET" not in frame.body["names"]
        _, (frame,) = ask(fresh, document, op="descriptors")
        assert len(frame.body["open"]) <= 7  # three of nothing, document, its map, channel, the listing
    finally:
        fresh.close()


def test_a_listener_that_gives_up_ends_the_child(children: Children, document: int) -> None:
    """An exception of the caller's own goes on to the caller, and the child is gone."""

    def refuse(frame: Frame) -> None:
        raise KeyError(frame.kind)

    started = time.monotonic()
    with pytest.raises(KeyError):
        children.run({"op": "flood"}, document, refuse, 30)
    assert time.monotonic() - started < 10


def test_requests_run_side_by_side(children: Children, document: int) -> None:
    """Threads of the caller each have a child; two that sleep take the time of one."""
    started = time.monotonic()
    threads = [
        threading.Thread(target=ask, args=(children, document), kwargs={"op": "sleep", "for": 0.7})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 2.5


def test_a_pipe_that_is_held_open_holds_nobody_up(children: Children, document: int) -> None:
    """A grandchild that keeps the channel does not keep us (root only: others cannot fork)."""
    started = time.monotonic()
    outcome, _ = ask(children, document, op="orphan", seconds=3, **{"for": 3})
    assert outcome.status in {"done", "crashed"}
    assert time.monotonic() - started < 2.5


def test_a_dead_parent_is_replaced(document: int) -> None:
    """When the preloaded parent dies, what is under way crashes and the next request works."""
    mortal = Children(PROGRAM, {"greeting": "again"}, Limits())
    try:
        _, (frame,) = ask(mortal, document, op="environment")
        mortal.preload({"later": "kept"})
        os.kill(frame.body["parent"], signal.SIGKILL)
        outcomes = [ask(mortal, document, op="echo") for _ in range(3)]
        assert outcomes[-1][0].status == "done"
        assert outcomes[-1][1][0].body["preloaded"] == {"greeting": "again", "later": "kept"}
        assert mortal.starts == 2
    finally:
        mortal.close()


def test_children_die_with_their_parent(document: int) -> None:
    """A child whose parent is gone is killed by the kernel."""
    mortal = Children(PROGRAM, {}, Limits())
    started = time.monotonic()
    outcome, _ = ask(mortal, document, op="kill-parent")
    mortal.close()
    assert outcome.status == "crashed"
    assert time.monotonic() - started < 5


def test_what_cannot_start_says_why() -> None:
    """A program that cannot be loaded is an error of ours, with the reason, and no hang."""
    for program, config, said in (
        ("kartoteka.no_such", {}, "no_such"),
        (PROGRAM, {"fail": True}, "asked to fail"),
    ):
        with pytest.raises(UnavailableError, match=said) as caught:
            Children(program, config, Limits()).run({}, 0, lambda frame: None, 1)
        assert caught.value.code == "reader-not-started"


def test_preload_says_why_it_failed(document: int) -> None:
    """More can be warmed later; what fails is told and leaves the parent alive."""
    made = Children(PROGRAM, {}, Limits())
    try:
        with pytest.raises(UnavailableError, match="asked to fail") as caught:
            made.preload({"fail": True})
        assert caught.value.code == "preload-failed"
        assert ask(made, document, op="several", count=3)[0].status == "done"
    finally:
        made.close()
    with pytest.raises(UnavailableError):
        made.run({}, document, lambda frame: None, 1)


def several(children: Children, document: int, *requests: dict[str, object]) -> tuple[Outcome, int, list]:
    said: list[tuple[int, str]] = []
    outcome, reached = children.run_several(
        requests, [document] * len(requests), lambda place, frame: said.append((place, frame.kind)), 20
    )
    return outcome, reached, said


def test_several_documents_are_answered_one_after_another(children: Children, document: int) -> None:
    """Frames come with the place of their document, in order, from one child."""
    outcome, reached, said = several(children, document, {"op": "echo"}, {"op": "several", "count": 2})
    assert (outcome.status, reached) == ("done", 2)
    assert said == [(0, "echo"), (1, "number"), (1, "number")]


def test_a_child_ends_behind_an_odd_document(children: Children, document: int) -> None:
    """What the program calls odd is the last that its child opens; that is no failure."""
    outcome, reached, said = several(
        children, document, {"op": "echo"}, {"op": "echo", "odd": True}, {"op": "echo"}
    )
    assert (outcome.status, reached, len(said)) == ("done", 2, 2)


def test_a_child_that_dies_says_how_far_it_came(children: Children, document: int) -> None:
    """The documents before the one it died on were answered."""
    outcome, reached, said = several(children, document, {"op": "echo"}, {"op": "raise"}, {"op": "echo"})
    assert (outcome.status, reached) == ("crashed", 1)
    assert said == [(0, "echo"), (1, "before"), (1, "failed")]


def test_a_child_cannot_go_on_to_what_it_was_not_given(children: Children, document: int) -> None:
    """One more document than there are is a lie."""
    outcome, _, _ = several(children, document, {"op": "next"})
    assert outcome.status == "killed"
    assert "not given" in outcome.detail


def test_an_original_larger_than_the_memory_of_a_child(children: Children, tmp_path: Path) -> None:
    """What is mapped of the original does not count: a child of 256 MB is given a document of 1 GB."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.write(b"large")
        file.truncate(1024**3)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        frames: list[Frame] = []
        outcome = children.run({"op": "eat", "bytes": 1024}, descriptor, frames.append, 20)
        assert outcome.status == "done", outcome
    finally:
        os.close(descriptor)
