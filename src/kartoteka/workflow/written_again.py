"""What reading again becomes: further layers, perhaps another that is shown, an entry, the task's end.

Everything happens in the unit of work it is given, so that it is one transaction:

1. Layers that were there stay as they are; a new reading is the next number, unless it is word for
   word one that is there.
2. Which one is shown is decided by ``preferring`` and said in the page's notes.
3. Pages that did not come through are tried alone, once more, and then given up: their earlier
   reading stays, and nothing is held for it. The task tells why.
4. Where pages can now be read that could not be, their items leave the state that said so.
"""

from __future__ import annotations

from dataclasses import replace

from kartoteka.catalogue.rereadings import SomePages
from kartoteka.catalogue.view import UnitOfWork
from kartoteka.clock import now
from kartoteka.records.agent import Agent
from kartoteka.records.item import ItemState
from kartoteka.records.page import Page, TextLayer
from kartoteka.records.rereading import Rereading
from kartoteka.records.task import PagesAgain
from kartoteka.workflow import events
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.layer_digests import PagesChange, standing_of
from kartoteka.workflow.preferring import preference
from kartoteka.workflow.ranges import Reading
from kartoteka.workflow.written import state_of_pages

_ATTEMPTS = 2
_OF_PAGES = frozenset(("pages-unreadable", "no-page-readable"))
_LIED = "behaves-like-a-trap"


def write_again(archive: Archive, unit: UnitOfWork, reading: Reading, again: PagesAgain) -> bool:
    """Write what one task brought, and say whether its document changed."""
    task, wish = reading.task, again.rereading
    if reading.lie or reading.refused:
        unit.tasks.failed(task.id, _LIED if reading.lie else reading.refused)
        unit.rereadings.count(wish.id, now(), failed=len(again.pages))
        return False
    got = {page.number: page for page in reading.pages}
    missing = [number for number in again.pages if number not in got]
    unread = sum(1 for page in reading.pages if page.problem and not page.layers)
    given_up = 0
    if missing == list(again.pages) and len(missing) == 1:
        if task.attempts < _ATTEMPTS:
            unit.tasks.retry(task.id)
            return False
        given_up = 1
        unit.tasks.failed(task.id, f"reader-{reading.outcome.status}" if reading.outcome else "reader-silent")
    else:
        unit.tasks.done(task.id)
        alone = (
            SomePages(task.digest, task.size, task.accession_id, task.languages, (number,))
            for number in missing
        )
        unit.rereadings.add_tasks(wish, alone)
    shown = _write_pages(archive, unit, reading, wish, got)
    unit.rereadings.count(wish.id, now(), read=len(got) - unread, shown=shown, failed=unread + given_up)
    return bool(got)


def _write_pages(
    archive: Archive, unit: UnitOfWork, reading: Reading, wish: Rereading, got: dict[int, Page]
) -> int:
    """Add the layers that came, and return how many pages show a new one."""
    digest = reading.task.digest
    known = unit.pages.some(digest, got)
    if not known:
        return 0
    merged = tuple(with_reading(page, got[page.number], wish) for page in known)
    change = PagesChange(
        {page.number: standing_of(page) for page in known},
        merged,
        sum(1 for page in known if got[page.number].problem),
    )
    earlier = len(unit.ledger.of_object("document", digest))
    unit.pages.save_many(digest, merged)
    unit.record(
        events.pages_read_again(
            archive.id, digest, change, wish, _agent(reading.pages), (earlier, reading.task.id)
        )
    )
    if any(page.problem for page in known):
        _settle_again(archive, unit, reading)
    return sum(before.shown != after.shown for before, after in zip(known, merged, strict=True))


def with_reading(page: Page, new: Page, wish: Rereading) -> Page:
    """Return a page with what was read of it once more.

    Args:
        page: As it stands.
        new: As it was read just now, its layers counted from 1.
        wish: How it was to be read.
    """
    layers = list(page.layers)
    latest: TextLayer | None = None
    for layer in new.layers:
        number = next((one.number for one in layers if _alike(one, layer)), None)
        if number is None:
            number = len(layers) + 1
            layers.append(replace(layer, number=number))
        if layer.origin == "ocr" or layer.number == new.shown:
            latest = layers[number - 1]
    notes = {key: text for key, text in page.notes.items() if key != "layer"}
    notes |= {
        key: new.notes[key] for key in ("soundness", "hidden", "decoded", "compared") if key in new.notes
    }
    problem = new.problem if new.layers else page.problem or new.problem
    against = new.against or page.against
    if new.problem and not new.layers:
        notes["layer"] = f"read again without success: {new.problem}"
        return replace(page, notes=notes)
    if latest is None or not latest.text:
        notes["layer"] = "read again; no letters were found in the picture"
        return replace(page, layers=tuple(layers), notes=notes, problem="" if new.layers else page.problem)
    if latest.number == page.shown:
        notes["layer"] = "read again; the new reading is word for word the one that is shown"
        return replace(page, layers=tuple(layers), notes=notes, problem=problem, against=against)
    preferred = preference(latest, page.layer, wish.mode)
    notes["layer"] = preferred.why
    if preferred.new:
        notes.pop("recognition", None)
        notes |= {key: new.notes[key] for key in ("recognition",) if key in new.notes}
    return replace(
        page,
        layers=tuple(layers),
        shown=latest.number if preferred.new else page.shown,
        notes=notes,
        problem=problem,
        against=against,
    )


def _alike(one: TextLayer, other: TextLayer) -> bool:
    same = (one.origin, one.language, one.text, one.words) == (
        other.origin,
        other.language,
        other.text,
        other.words,
    )
    return same and one.raster == other.raster


def _agent(pages: list[Page]) -> Agent:
    layers = [layer for page in pages for layer in page.layers]
    return next((layer.tool for layer in reversed(layers) if layer.origin == "ocr"), events.TOOL)


def _settle_again(archive: Archive, unit: UnitOfWork, reading: Reading) -> None:
    """Let items leave a state that pages put them in which are readable now."""
    state, reason = state_of_pages(unit.pages.summaries(reading.task.digest))
    for item in unit.items.of_document_unrestricted(reading.task.digest):
        stuck = item.state in (ItemState.CATALOGUED_IN_PART, ItemState.HELD)
        if not stuck or item.reason is None or item.reason.code not in _OF_PAGES:
            continue
        if unit.items.settle(item.id, state, reason):
            earlier = len(unit.ledger.of_object("item", str(item.id)))
            code = reason.code if reason else None
            unit.record(events.item_settled(archive.id, item, state, code, events.TOOL, earlier))
