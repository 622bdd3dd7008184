"""A catalogue copied between engines is the same, row by row, and good only when it is finished."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from tests.cluster import Cluster
from tests.unit.catalogue.samples import (
    NOON,
    accession,
    begin,
    digest,
    event,
    item,
    layer,
    link,
    page,
    read,
    receive,
)

from kartoteka.catalogue import Catalogue, moving, schema
from kartoteka.catalogue.engine import open_engine, sqlite_url, writing
from kartoteka.catalogue.tables import ITEM, METADATA, OUTBOX
from kartoteka.errors import ConflictError
from kartoteka.records.item import ItemState


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody looks."""


@pytest.fixture
def filled(address: str) -> str:
    """A catalogue with something in every table that the journey fills, and numbers already given out."""
    with Catalogue.open(address, link) as catalogue:
        with catalogue.write() as unit:
            unit.archive.add(accession().id, NOON)
            unit.record(event("archive", accession().id))
            begin(unit)
            receive(unit, *(item(number, number) for number in range(1, 8)))
            for number in range(1, 8):
                unit.tasks.add(digest(number), 1, 3, "rus", accession().id, 1000)
                unit.outbox.put(digest(number))
            read(unit, 1, page(1, layer(), layer(2, "Наказ", "uk")), page(2), page(3, problem="\U0001f512"))
            unit.tokens.add(b"\x00\xff", NOON)
        with catalogue.write() as unit:
            unit.outbox.clear(unit.outbox.batch(100)[-3:])
            unit.items.settle(item(2, 2).id, ItemState.CATALOGUED, None)
            unit.record(event("item", item(2, 2).id, "settled"))
    engine = open_engine(address)
    with writing(engine) as connection:  # a part of a container that sorts before it
        first, *_, last = connection.execute(select(ITEM.c.id).order_by(ITEM.c.id)).scalars().all()
        connection.execute(update(ITEM).where(ITEM.c.id == first).values(parent_id=last))
    engine.dispose()
    return address


@pytest.fixture
def target(address: str, cluster: Cluster, tmp_path: Path) -> str:
    """An empty place on the other engine."""
    return cluster.database() if address.startswith("sqlite") else sqlite_url(tmp_path / "copy.sqlite")


def test_a_copy_is_equal_in_every_table(filled: str, target: str) -> None:
    """There and back again: counts, contents and counters are equal; the next number is a new one."""
    with moving.still(filled) as source, moving.new_home(target) as engine:
        copied = moving.copy(source, engine, silent)
        assert copied == moving.written(engine, silent) == moving.contents(source, silent)
        moving.finish(engine)
        assert moving.is_copy_already(source, engine, silent)
    assert {one.table for one in copied} == set(METADATA.tables)
    by_name = {one.table: one for one in copied}
    assert by_name["item"].rows == 7
    assert by_name["outbox"].rows == 4
    assert by_name["outbox"].counter == 7
    with Catalogue.open(target, link) as catalogue:
        with catalogue.write() as unit:
            unit.outbox.put(digest(7))
            assert unit.outbox.batch(100)[-1] == (digest(7), 8)
            unit.tasks.add(digest(7), 4, 6, "rus", accession().id, 1000)
        with catalogue.read() as view:
            assert view.pages.range(digest(1), 1, 3)[0].layers == (layer(), layer(2, "Наказ", "uk"))


def test_a_copy_is_no_catalogue_before_it_is_finished(filled: str, target: str) -> None:
    """Nothing opens it, and the next copy throws it away."""
    with moving.still(filled) as source, moving.new_home(target) as engine:
        first = moving.copy(source, engine, silent)
        with pytest.raises(ConflictError, match="interrupted"):
            Catalogue.open(target, link)
        assert not moving.is_copy_already(source, engine, silent)
        assert moving.copy(source, engine, silent) == first
        moving.finish(engine)
    Catalogue.open(target, link).close()


def test_a_copy_that_fails_leaves_an_empty_database(filled: str, target: str) -> None:
    """Whatever happens in the middle, nothing of it is there."""

    def stop(what: str, _done: int, _total: int) -> None:
        if what == "copying text_layer":
            raise KeyboardInterrupt

    with moving.still(filled) as source, moving.new_home(target) as engine:
        with pytest.raises(KeyboardInterrupt):
            moving.copy(source, engine, stop)
        with engine.connect() as connection:
            assert schema.revision(connection) is None


def test_what_differs_is_seen(filled: str, target: str) -> None:
    """One changed value, one row less, one counter behind: another content."""
    with moving.still(filled) as source, moving.new_home(target) as engine:
        copied = {one.table: one for one in moving.copy(source, engine, silent)}
        for change, table in (
            (text("UPDATE text_layer SET text = text || ' ' WHERE page = 1 AND number = 2"), "text_layer"),
            (text("DELETE FROM session_token"), "session_token"),
            (text("UPDATE payload SET salt = body WHERE sequence = 2"), "payload"),
        ):
            with writing(engine) as connection:
                connection.execute(change)
            found = {one.table: one for one in moving.written(engine, silent)}
            assert found[table] != copied[table]
        assert found["item"] == copied["item"]


def test_a_database_with_something_in_it_is_left_alone(filled: str, target: str) -> None:
    """Another archive's catalogue, or this one's at another time, is not written over."""
    Catalogue.open(target, link, create=True).close()
    with moving.still(filled) as source, moving.new_home(target) as engine:
        with pytest.raises(ConflictError, match="catalogue already") as refused:
            moving.is_copy_already(source, engine, silent)
        assert refused.value.code == "database-not-empty"
        with engine.connect() as connection:
            assert schema.revision(connection) == schema.HEAD


def test_nobody_writes_while_it_is_held_still(filled: str) -> None:
    """A unit of work of another process waits, and gives up with a code."""
    with Catalogue.open(filled, link, wait_seconds=0.2) as catalogue:
        with (
            moving.still(filled),
            pytest.raises(ConflictError, match="another process"),
            catalogue.write(),
        ):
            pass
        with catalogue.write() as unit:
            unit.tokens.add(b"now", NOON)


def test_a_retired_catalogue_is_opened_by_nobody(filled: str) -> None:
    """It says that the archive was moved."""
    with moving.still(filled) as source:
        moving.retire(source)
    try:
        with pytest.raises(ConflictError, match="moved elsewhere") as refused:
            Catalogue.open(filled, link, create=True)
        assert refused.value.code == "archive-moved"
    finally:
        with moving.new_home(filled) as engine:  # other tests use the same database
            moving.finish(engine)


def test_a_log_is_brought_into_its_file(tmp_path: Path) -> None:
    """After it the file alone is the catalogue, also while others have it open."""
    path = tmp_path / "catalogue.sqlite"
    with Catalogue.open(sqlite_url(path), link, create=True) as catalogue:
        with catalogue.write() as unit:
            begin(unit)
        moving.settle(path)
        alone = tmp_path / "alone.sqlite"
        alone.write_bytes(path.read_bytes())
        with Catalogue.open(sqlite_url(alone), link) as copied, copied.read() as view:
            assert view.accessions.get(1) == accession()


def test_many_rows_go_in_batches(address: str, target: str) -> None:
    """More rows than one batch holds."""
    with Catalogue.open(address, link) as catalogue, catalogue.write() as unit:
        begin(unit)
        receive(unit, *(item(number, number) for number in range(1, 1202)))
    seen = []
    with moving.still(address) as source, moving.new_home(target) as engine:
        source.execute(insert(OUTBOX), [{"digest": digest(number)} for number in range(1, 1202)])
        moving.copy(source, engine, lambda *told: seen.append(told))
    assert [done for what, done, total in seen if what == "copying item" and total == 1201] == [
        500,
        1000,
        1201,
    ]
