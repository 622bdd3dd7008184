"""Reading again: the right pages, once, resumed after an end in the middle, and the ledger holds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from tests.unit.workflow.reread_archive import LABEL, Pictures, Script, again, archive_in, pages_of
from tests.unit.workflow.scripted import DONE, ScriptedChildren, document, page

from kartoteka.errors import ConflictError, InvalidError, MissingError
from kartoteka.records.dates import parse_iso
from kartoteka.records.item import ItemState
from kartoteka.records.question import Question
from kartoteka.records.rereading import Chosen, Mode, Profile
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow import audit, consult, journey, page_again, rereading
from kartoteka.workflow.accession import Delivery
from kartoteka.workflow.archive import Archive, open_archive, writing


@pytest.fixture
def script() -> Script:
    """What children say."""
    return Script()


@pytest.fixture
def archive(tmp_path: Path, script: Script) -> Iterator[Archive]:
    """One document: page 1 sound, 2 and 3 recognised, 4 not readable at first."""
    with archive_in(tmp_path, script) as made:
        yield made


def _plan(archive: Archive, chosen: Chosen) -> tuple[int, dict[str, int]]:
    found = rereading.plan(archive, consult.local_reader(archive), chosen)
    return found.pages, dict(found.left_out)


@pytest.mark.parametrize(
    ("mode", "pages", "left_out"),
    [
        (Mode.SKIP_TEXT, [4], {rereading.SOUND: 1, rereading.RECOGNISED: 2}),
        (Mode.REDO, [2, 3, 4], {rereading.SOUND: 1}),
        (Mode.FORCE, [1, 2, 3, 4], {}),
    ],
)
def test_modes_widen_one_another(
    archive: Archive, script: Script, mode: Mode, pages: list[int], left_out: dict[str, int]
) -> None:
    """What would be read is what is read, and why the rest is not is said."""
    chosen = Chosen(("A0001",), mode=mode)
    assert _plan(archive, chosen) == (len(pages), left_out)
    state = again(archive, chosen)
    assert state is not None
    assert (state.pages, state.read, state.failed, state.ended) == (len(pages), len(pages), 0, True)
    assert sorted(script.asked) == pages
    assert audit.verify(archive).faults == ()


@pytest.mark.parametrize(
    ("chosen", "pages"),
    [
        (Chosen((LABEL,), pages="2-3"), 2),
        (Chosen((f"{LABEL}/3",)), 1),
        (Chosen(("a0001-1..1",)), 3),
        (Chosen(("A0001-000001..A0001-000009", LABEL)), 3),
        (Chosen(("A0001",), confidence_below=60), 0),
        (Chosen(("A0001",), confidence_below=61), 2),
        (Chosen(question=Question("справку")), 3),
        (Chosen(question=Question("нетакогослова")), 0),
        (Chosen(("A0001",), question=Question("", {"read-by": ("mixed",)}), pages="2"), 1),
        (Chosen(("A0001",), question=Question("", {"read-by": ("embedded",)}), pages="2"), 0),
    ],
)
def test_choosing(archive: Archive, chosen: Chosen, pages: int) -> None:
    """Numbers, spans, pages, questions, filters and confidence each narrow what is meant."""
    assert _plan(archive, chosen)[0] == pages


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (Chosen(()), "nothing-chosen"),
        (Chosen(("7",)), "item-invalid"),
        (Chosen(("A0001-1..A0002-2",)), "item-invalid"),
        (Chosen(("A0009",)), "accession-not-found"),
        (Chosen(("A0001-000009",)), "item-not-found"),
        (Chosen((LABEL,), pages="0"), "pages-invalid"),
        (Chosen((f"{LABEL}/7-3",)), "pages-invalid"),
        (Chosen((f"{LABEL}/x",)), "pages-invalid"),
        (Chosen((f"{LABEL}/99",)), "page-not-found"),
        (Chosen((LABEL,), languages="ru$"), "language-invalid"),
    ],
)
def test_what_is_not_there_is_said(archive: Archive, chosen: Chosen, code: str) -> None:
    """A wish that cannot be meant is refused before anything is asked."""
    with pytest.raises((InvalidError, MissingError)) as refused:
        again(archive, chosen)
    assert refused.value.code == code
    assert refused.value.advice
    assert rereading.unfinished(archive) == []


def test_readings_stay_and_the_better_one_is_shown(archive: Archive, script: Script) -> None:
    """A worse reading is kept and not shown; a better one is; why is said on the page."""
    before = pages_of(archive)[2]
    again(archive, Chosen((f"{LABEL}/2",)))
    worse = pages_of(archive)[2]
    assert (len(worse.layers), worse.shown) == (2, 1)
    assert "the new one is no better" in worse.notes["layer"]
    script.confidence = 92
    again(archive, Chosen((f"{LABEL}/2",)))
    better = pages_of(archive)[2]
    assert (len(better.layers), better.shown) == (3, 3)
    assert better.layers[0] == before.layers[0]
    assert "the new reading is the better one" in better.notes["layer"]
    assert audit.verify(archive).faults == ()


def test_the_same_reading_is_kept_once(archive: Archive) -> None:
    """Word for word what is there is no further layer, however often it is read."""
    for _ in range(3):
        again(archive, Chosen((f"{LABEL}/3",)))
    assert len(pages_of(archive)[3].layers) == 2
    assert audit.verify(archive).faults == ()


def test_force_shows_the_picture_over_sound_text(archive: Archive) -> None:
    """A person who asks for the picture sees it, with the file's own text beside."""
    again(archive, Chosen((f"{LABEL}/1",), mode=Mode.FORCE))
    page = pages_of(archive)[1]
    assert [one.origin for one in page.layers] == ["embedded", "ocr"]
    assert (page.shown, page.notes["layer"][:10]) == (2, "read again")


def test_a_page_that_can_be_read_now_mends_its_items(archive: Archive) -> None:
    """The item was catalogued in part; when its last page is read it is catalogued."""
    with archive.catalogue.read() as view:
        (item,) = view.items.stream_unrestricted()
        assert (item.state, item.reason and item.reason.code) == (
            ItemState.CATALOGUED_IN_PART,
            "pages-unreadable",
        )
    again(archive, Chosen((LABEL,), mode=Mode.SKIP_TEXT))
    assert pages_of(archive)[4].problem == ""
    with archive.catalogue.read() as view:
        (item,) = view.items.stream_unrestricted()
        assert (item.state, item.reason) == (ItemState.CATALOGUED, None)
    assert audit.verify(archive).faults == ()


def test_a_page_that_kills_again_keeps_its_reading(archive: Archive, script: Script) -> None:
    """The others are read; the one that kills is tried twice, given up, and nothing is held for it."""
    script.dying = {3}
    before = pages_of(archive)[3]
    state = again(archive, Chosen(("A0001",)))
    assert state is not None
    assert (state.pages, state.read, state.failed, state.ended) == (3, 2, 1, True)
    assert pages_of(archive)[3] == before
    with archive.catalogue.read() as view:
        (item,) = view.items.stream_unrestricted()
        assert item.digest is not None
        found = view.rereadings.of_page(item.digest, 3)
    assert found is not None
    assert (found.waiting, found.problem) == (False, "reader-crashed")
    assert audit.verify(archive).faults == ()


def test_an_end_in_the_middle_is_taken_up(archive: Archive, script: Script) -> None:
    """Stopped before the first task: the same wish goes on, and each page is read once."""
    stop = Event()
    stop.set()
    chosen = Chosen(("A0001",), profile=Profile.FAST)
    state = again(archive, chosen, stop)
    assert state is not None
    assert (state.read, state.left, state.ended) == (0, 3, False)
    assert len(rereading.unfinished(archive)) == 1
    state = again(archive, chosen)
    assert state is not None
    assert (state.read, state.ended) == (3, True)
    assert sorted(script.asked) == [2, 3, 4]
    assert rereading.unfinished(archive) == []


def test_what_waits_is_finished_by_resume(archive: Archive) -> None:
    """All that was asked earlier, in its order."""
    stop = Event()
    stop.set()
    again(archive, Chosen((f"{LABEL}/2",)), stop)
    again(archive, Chosen((f"{LABEL}/3",)), stop)
    states = rereading.resume(archive, lambda _p: None, Event(), jobs=1)
    assert [(state.rereading.wording, state.read) for state in states] == [
        (f"{LABEL}/{n}", 1) for n in (2, 3)
    ]


def test_while_another_writes_nothing_is_asked(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import elsewhere holds the lock: the command says so, and leaves no half a wish."""
    monkeypatch.setattr(rereading, "_PATIENCE_SECONDS", 0.1)
    with open_archive(archive.layout.root, write=True) as other, writing(other, "import of /drop"):
        with pytest.raises(ConflictError, match="import of /drop"):
            again(archive, Chosen(("A0001",)))
        # A wish alone needs no lock: who reads next reads it.
        reader = consult.local_reader(archive)
        assert rereading.ask(archive, reader, Chosen((f"{LABEL}/2",)), urgent=True) is not None
    assert [state.pages for state in rereading.unfinished(archive)] == [1]


def test_the_new_words_are_found(archive: Archive, script: Script) -> None:
    """What is shown now is what a search finds."""
    script.text, script.confidence = "допрошен свидетель Кузнецов {number}", 95
    again(archive, Chosen(("A0001",)))
    reader = consult.local_reader(archive)
    assert consult.ask(archive, reader, Question("Кузнецов")).total == 1


def test_a_person_does_not_wait_for_an_import(tmp_path: Path) -> None:
    """While another delivery's page is being read, a page that is waited for is read before it is done."""
    script = Script()
    with archive_in(tmp_path, script) as archive:
        reader = consult.local_reader(archive)
        held, let_go = Event(), Event()

        def slow(first: int, last: int, _times: int) -> tuple[list, Outcome]:
            held.set()
            assert let_go.wait(30)
            return [document(1), page(1)], DONE

        archive.children = _Slow(slow, script)  # type: ignore[assignment]
        drop = tmp_path / "second"
        drop.mkdir()
        (drop / "b.pdf").write_bytes(b"%PDF- another")
        received = parse_iso("2026-11-21")
        assert received is not None
        delivery = Delivery(drop, "heron", received, jobs=1)
        importing = Thread(
            target=journey.import_delivery, args=(archive, delivery, lambda _p: None, Event()), daemon=True
        )
        importing.start()
        assert held.wait(30)
        assert page_again.ask(archive, reader, LABEL, 2, ["rus"], "best", "redo") == ""
        assert page_again.offered(archive, reader, LABEL, 2).waiting
        assert _until(lambda: not page_again.offered(archive, reader, LABEL, 2).waiting)
        assert len(pages_of(archive)[2].layers) == 2
        let_go.set()
        importing.join(30)
        assert not importing.is_alive()
        assert audit.verify(archive).faults == ()


@pytest.mark.parametrize(
    ("number", "mode", "why"),
    [(1, "redo", "the file's own text is sound"), (2, "skip-text", "it was read from its picture already")],
)
def test_a_page_that_is_not_read_again_says_why(archive: Archive, number: int, mode: str, why: str) -> None:
    """Nothing is asked, and a reason comes back."""
    reader = consult.local_reader(archive)
    assert page_again.ask(archive, reader, LABEL, number, [], "best", mode) == why
    assert rereading.unfinished(archive) == []
    with pytest.raises(InvalidError, match="no way to read"):
        page_again.ask(archive, reader, LABEL, number, [], "best", "any")


def test_asking_twice_is_asking_once(archive: Archive) -> None:
    """While a page waits, a second wish is the first."""
    reader = consult.local_reader(archive)
    for _ in range(2):
        assert page_again.ask(archive, reader, LABEL, 2, [], "fast", "redo") == ""
    assert len(rereading.unfinished(archive)) == 1
    assert archive.wanted.is_set()


class _Slow(ScriptedChildren):
    """First readings as a script says; pictures as another."""

    def __init__(self, first: Any, again: Script) -> None:
        super().__init__(first)
        self._again = again

    def recognising(self, languages: str) -> ScriptedChildren:
        return Pictures(self._again)


def _until(condition: Any, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
