"""No change of evidence commits without an entry that tells of it, however it is made.

The statements here are made on the unit's own connection, past the load and save modules, because
the watch must hold for whoever forgets to record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    Connection,
    Executable,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from tests.unit.catalogue.samples import (
    MUPDF,
    NAMES,
    NOON,
    accession,
    begin,
    digest,
    event,
    item,
    layer,
    page,
    read,
    receive,
    source,
)

from kartoteka.catalogue import Catalogue, UnitOfWork, UnrecordedChange
from kartoteka.catalogue.tables import (
    AGENT,
    ARCHIVE,
    EVIDENTIAL,
    ITEM,
    LEDGER_ENTRY,
    PAGE,
    PAYLOAD,
    SOURCE,
    TASK,
    TEXT_LAYER,
)
from kartoteka.records.custody_event import ObjectKind
from kartoteka.records.document import Document
from kartoteka.records.item import ItemState

A, B = digest("a"), digest("b")
OTTER, HERON = source("выдра"), source("цапля")
EVE = NOON.replace(year=2020)
Change = Callable[[UnitOfWork], Any]


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    """A catalogue with a row in every evidential table."""
    with catalogue.write() as unit:
        unit.archive.add(NAMES, NOON)
        unit.record(event("archive", NAMES))
        begin(unit)
        receive(unit, item(1, "a"), item(2, "b"))
        read(unit, "a", page(1, layer(1)))
    return catalogue


def state(catalogue: Catalogue) -> list[Any]:
    """Every row of every evidential table."""
    with catalogue.read() as view:
        connection = view.ledger._connection
        return [connection.execute(select(table).order_by(*table.primary_key)).all() for table in EVIDENTIAL]


def length(catalogue: Catalogue) -> int:
    """The number of entries."""
    with catalogue.read() as view:
        return view.ledger.count()


def on(unit: UnitOfWork) -> Connection:
    """The unit's connection."""
    return unit._connection


def do(statement: Executable | str, rows: Any = None) -> Change:
    """A change by one statement, past the load and save modules."""
    if isinstance(statement, str):
        return lambda unit: on(unit).exec_driver_sql(statement)
    return lambda unit: on(unit).execute(statement, rows)


def tell(*about: Any, **detail: str) -> Change:
    """A step that records an event."""
    return lambda unit: unit.record(about[0] if len(about) == 1 else event(*about, **detail))


def run(catalogue: Catalogue, *steps: Change) -> None:
    """Take steps in one unit of work."""
    with catalogue.write() as unit:
        for step in steps:
            step(unit)


_NOBODY = {"id": MUPDF.id, "kind": "", "name": "", "version": "", "parameters": ""}
_OF_A = TEXT_LAYER.c.digest == A
_BETTER = page(1, layer(1), layer(2, tool=layer(1).tool))
CHANGES: list[tuple[str, Change, tuple[ObjectKind, Any]]] = [
    # What is changed, how, and the object whose event would cover it.
    (
        "archive update",
        do(update(ARCHIVE).where(ARCHIVE.c.id == NAMES).values(created_at=EVE)),
        ("archive", NAMES),
    ),
    ("source insert", lambda u: u.sources.add(HERON), ("source", HERON.id)),
    (
        "source update",
        do(update(SOURCE).where(SOURCE.c.id == OTTER.id).values(code_name="x")),
        ("source", OTTER.id),
    ),
    ("accession insert", lambda u: u.accessions.add(accession(2)), ("accession", accession(2).id)),
    (
        "accession update",
        lambda u: u.accessions.mark_stored(accession().id, NOON),
        ("accession", accession().id),
    ),
    ("document insert", lambda u: u.documents.add(digest("c"), 1), ("document", digest("c"))),
    (
        "document update",
        lambda u: u.documents.identify(Document(A, 1000, "application/pdf", 1)),
        ("document", A),
    ),
    ("item insert", lambda u: u.items.add(item(3, None)), ("item", item(3).id)),
    ("item update", lambda u: u.items.settle(item(1).id, ItemState.CATALOGUED, None), ("item", item(1).id)),
    ("item delete", do(delete(ITEM).where(ITEM.c.id == item(2).id)), ("item", item(2).id)),
    ("page insert", lambda u: u.pages.save(B, page(1)), ("document", B)),
    ("page update", lambda u: u.pages.save(A, page(1, layer(1), problem="x")), ("document", A)),
    ("text_layer insert", lambda u: u.pages.save(A, _BETTER), ("document", A)),
    ("text_layer update", do(update(TEXT_LAYER).where(_OF_A).values(text="forged")), ("document", A)),
    ("text_layer delete", do(delete(TEXT_LAYER).where(_OF_A)), ("document", A)),
    ("agent insert", do(insert(AGENT), _NOBODY), ("source", OTTER.id)),
]
IDS = [name for name, _, _ in CHANGES]
each_change = pytest.mark.parametrize(("change", "covered"), [case[1:] for case in CHANGES], ids=IDS)


def test_every_evidential_table_is_tried() -> None:
    """A new evidential table has to be tried here; the ledger's own are tried below."""
    tried = {name.split()[0] for name in IDS}
    assert tried | {"ledger_entry", "payload"} == {table.name for table in EVIDENTIAL}


@each_change
def test_without_an_event(filled: Catalogue, change: Change, covered: tuple[ObjectKind, Any]) -> None:
    """A change that nothing tells of is refused at commit, and nothing of it stays."""
    before = state(filled)
    with pytest.raises(UnrecordedChange, match="without a custody event"):
        run(filled, change)
    assert state(filled) == before


@each_change
def test_with_an_event_about_something_else(
    filled: Catalogue, change: Change, covered: tuple[ObjectKind, Any]
) -> None:
    """An event about another object covers nothing, whatever its kind; agents ride along with any."""
    kind = covered[0]
    elsewhere = (change, tell(kind, digest("another")), tell("accession", accession(9).id))
    if change is CHANGES[-1][1]:
        run(filled, *elsewhere)
        return
    before = state(filled)
    with pytest.raises(UnrecordedChange, match="without a custody event"):
        run(filled, *elsewhere)
    assert state(filled) == before


@each_change
def test_with_its_event(filled: Catalogue, change: Change, covered: tuple[ObjectKind, Any]) -> None:
    """With an event about the same object the change commits, the entry beside it."""
    before, entries = state(filled), length(filled)
    run(filled, change, tell(*covered))
    assert length(filled) == entries + 1
    assert state(filled) != before


@each_change
def test_an_event_that_is_in_the_ledger_covers_nothing(
    filled: Catalogue, change: Change, covered: tuple[ObjectKind, Any]
) -> None:
    """A repeated event makes no entry, so a new change needs a new event."""
    told = event(*covered)
    run(filled, tell(told))
    before = state(filled)
    with pytest.raises(UnrecordedChange, match="without a custody event"):
        run(filled, change, tell(told))
    assert state(filled) == before


def test_a_receipt_covers_the_first_sight_of_its_document(filled: Catalogue) -> None:
    """An item's event that names the digest covers the insertion of the document, and nothing more."""
    c, d = digest("c"), digest("d")
    receipt = tell("item", item(3).id, digest=c)
    run(filled, lambda u: u.documents.add(c, 1), lambda u: u.items.add(item(3, "c")), receipt)
    with pytest.raises(UnrecordedChange, match=f"document {c}"):
        run(filled, lambda u: u.documents.identify(Document(c, 1, "application/pdf", 1)), receipt)
    with pytest.raises(UnrecordedChange, match=f"document {d}"):
        run(
            filled,
            lambda u: u.documents.add(d, 1),
            lambda u: u.items.add(item(4, "d")),
            tell("item", item(4).id),
        )


_ITEM_1 = ITEM.c.id == item(1).id
_TWO = [{"id": NAMES, "code_name": "x"}, {"id": item(9).id, "code_name": "y"}]
NOT_NAMED: list[tuple[str, Change]] = [
    ("a whole table", do(update(ITEM).values(compartment="x"))),
    ("by another column", do(delete(ITEM).where(ITEM.c.number == 1))),
    ("either of two", do(delete(ITEM).where(or_(_ITEM_1, ITEM.c.number == 2)))),
    ("all but one", do(delete(ITEM).where(ITEM.c.id != item(1).id))),
    ("several", do(delete(ITEM).where(ITEM.c.id.in_([item(1).id, item(2).id])))),
    ("its own key", do(delete(ITEM).where(ITEM.c.id == ITEM.c.parent_id))),
    (
        "a key looked up",
        do(delete(PAGE).where(PAGE.c.digest == select(func.max(ITEM.c.digest)).scalar_subquery())),
    ),
    (
        "rows from a question",
        do(insert(SOURCE).from_select(["id", "code_name"], select(literal(NAMES), literal("x")))),
    ),
    ("several rows in one", do(insert(SOURCE).values(_TWO))),
    ("by hand", do(text("UPDATE item SET compartment = 'x'"))),
    ("by hand, quoted", do('delete  from "item"')),
    ("by hand, commented", do("/* SELECT */ DELETE FROM text_layer")),
    ("by hand, in a WITH", do("WITH x AS (SELECT 1) DELETE FROM item")),
    ("the table itself", do("DROP TABLE text_layer")),
    ("a trigger", do("CREATE TRIGGER t AFTER INSERT ON task BEGIN DELETE FROM item; END")),
    ("an unknown statement", do("VACUUM")),
]


@pytest.mark.parametrize("change", [case[1] for case in NOT_NAMED], ids=[case[0] for case in NOT_NAMED])
def test_a_change_that_does_not_name_its_objects(filled: Catalogue, change: Change) -> None:
    """Whole tables, other columns and hand-written SQL are refused at once, events or not."""
    before = state(filled)
    with filled.write() as unit:
        unit.record(event("item", item(1).id))
        unit.record(event("document", A))
        with pytest.raises(UnrecordedChange, match=r"does not name|hand-written"):
            change(unit)
    assert state(filled)[:-2] == before[:-2]


@pytest.mark.parametrize("table", [LEDGER_ENTRY, PAYLOAD], ids=lambda table: table.name)
def test_the_ledger_is_written_only_by_sealing(filled: Catalogue, table: Table) -> None:
    """Nobody adds, changes or deletes an entry or a payload by hand."""
    with filled.write() as unit:
        for statement in (
            update(table).where(table.c.sequence == 1).values(sequence=99),
            delete(table).where(table.c.sequence == 1),
            insert(table).values(sequence=99),
        ):
            with pytest.raises(UnrecordedChange, match="only by the unit of work"):
                on(unit).execute(statement)


def test_evidence_is_written_only_in_a_unit_of_work(filled: Catalogue) -> None:
    """The engine itself refuses: there is no way past the unit of work."""
    forgotten = insert(SOURCE).values(id=NAMES, code_name="x")
    with filled._engine.connect() as connection, pytest.raises(UnrecordedChange, match="only in a unit"):
        connection.execute(forgotten)
    with filled.read() as view, pytest.raises(UnrecordedChange, match="only in a unit"):
        view.ledger._connection.execute(forgotten)


def test_operational_tables_need_no_event(filled: Catalogue) -> None:
    """Tasks, outbox and tokens change freely, also as whole tables and by hand."""
    entries = length(filled)
    with filled.write() as unit:
        unit.tasks.add(A, 1, 16, "rus", accession().id, 1000)
        unit.outbox.put(A)
        unit.tokens.add(b"hash", NOON)
        on(unit).execute(update(TASK).values(state="done"))
        on(unit).execute(text("DELETE FROM outbox"))
    assert length(filled) == entries


def test_a_statement_that_changed_no_row_is_no_change(filled: Catalogue) -> None:
    """A repeated step that finds everything done needs no event."""
    run(
        filled,
        do(delete(ITEM).where(ITEM.c.id == NAMES)),
        do(update(ITEM).where(_ITEM_1, ITEM.c.number == 9).values(number=9)),
    )


def test_a_change_that_failed_half_way_is_a_change(filled: Catalogue) -> None:
    """Rows that went in before a statement failed are not forgotten because it failed."""
    if filled._engine.dialect.name == "postgresql":
        return  # a failed statement ends the whole transaction there
    twin = {"id": NAMES, "code_name": OTTER.code_name}

    def half_way(unit: UnitOfWork) -> None:
        with pytest.raises(IntegrityError):
            on(unit).execute(insert(SOURCE), [{"id": HERON.id, "code_name": HERON.code_name}, twin])

    before = state(filled)
    with pytest.raises(UnrecordedChange, match=f"source {HERON.id}"):
        run(filled, half_way)
    assert state(filled) == before


def test_each_of_many_rows_is_watched(filled: Catalogue) -> None:
    """One statement for many objects needs an event for each of them."""
    settle = update(ITEM).where(ITEM.c.id == bindparam("which")).values(compartment=bindparam("new"))
    change = do(settle, [{"which": item(number).id, "new": "x"} for number in (1, 2)])
    before = state(filled)
    with pytest.raises(UnrecordedChange, match=f"event: item {item(2).id}$"):
        run(filled, change, tell("item", item(1).id))
    many = [lambda u, number=number: u.items.add(item(number, None)) for number in range(3, 10)]
    with pytest.raises(UnrecordedChange, match="and 1 more"):
        run(filled, *many, tell("item", item(3).id))
    assert state(filled) == before
    run(filled, change, tell("item", item(1).id), tell("item", item(2).id))


def test_reading_in_a_unit_of_work_is_free(filled: Catalogue) -> None:
    """Questions of every form change nothing and need nothing."""
    run(
        filled,
        do(select(func.count()).select_from(ITEM)),
        do("WITH x AS (SELECT id FROM item) SELECT * FROM x"),
        do("  select 1"),
    )
