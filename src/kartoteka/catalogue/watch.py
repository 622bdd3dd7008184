"""The watch over evidential tables: no change commits without an entry of the ledger beside it.

It stands at the engine, before every statement of every connection, so that no caller can forget
it. What must hold, and is refused at once or at commit:

1. an evidential table is written only inside a unit of work (or a migration);
2. the ledger's own tables are written only by the unit of work, while it seals;
3. a change names its objects: rows by their key, never a whole table, never hand-written SQL;
4. at commit, each object changed has an event that becomes an entry in this transaction.

A statement that changed no row is no change. An event that the ledger already has is not an entry
of this transaction and covers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import BindParameter, Connection, Engine, Table, event
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import Compiled, SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList

from kartoteka.catalogue.tables import EVIDENTIAL
from kartoteka.records.custody_event import CustodyEvent

_EVIDENTIAL = {table.name: table for table in EVIDENTIAL}
_READS = re.compile(
    r"\s*(SELECT|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SHOW|SET|EXPLAIN|VALUES)\b", re.IGNORECASE
)
_DML_WITHIN = re.compile(r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO)\b", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:INTO|UPDATE|FROM|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?|INDEX\s+\S+\s+ON)\s+\"?(\w+)\"?",
    re.IGNORECASE,
)

_WATCH = "kartoteka.watch"


class UnrecordedChange(RuntimeError):  # noqa: N818 (a programming error, not one of the tree a person meets)
    """Evidence would have changed without a custody entry that says so."""


class Watch:
    """What one unit of work has changed so far."""

    def __init__(self) -> None:
        self.sealing = False
        """True while the unit of work appends to the ledger."""
        self.agents = False
        """True once a person or a tool was added."""
        self._changed: set[tuple[str, str, bool]] = set()
        self._in_hand: set[tuple[str, str, bool]] = set()

    def before(self, table: Table, changes: Iterable[tuple[str, str, bool]]) -> None:
        """Note what a statement is about to change."""
        self._changed |= self._in_hand  # a statement that failed half-way has changed something
        self._in_hand = set(changes)
        self.agents = self.agents or table.info["covers"] is None

    def after(self, rows: int) -> None:
        """Note how many rows it changed; -1: the driver does not say."""
        if rows != 0:
            self._changed |= self._in_hand
        self._in_hand = set()

    def refuse_unrecorded(self, events: Iterable[CustodyEvent]) -> None:
        """Raise unless every object changed is the object of one of these new events.

        The receipt of an item also covers the first sight of its document, named by the digest in
        the event's detail, because the receipt is what brought it.
        """
        covered: set[tuple[str, str]] = set()
        received: set[str] = set()
        for one in events:
            covered.add((one.object_kind, one.object_id))
            if one.object_kind == "item":
                received.add(str(one.detail.get("digest")))
        bare = sorted(
            f"{kind} {name}"
            for kind, name, inserted in self._changed | self._in_hand
            if (kind, name) not in covered and not (kind == "document" and inserted and name in received)
        )
        if self.agents and not covered:
            bare.append("agent")
        if bare:
            more = f" and {len(bare) - 5} more" if len(bare) > 5 else ""
            raise UnrecordedChange(f"changed without a custody event: {', '.join(bare[:5])}{more}")


def install(engine: Engine) -> None:
    """Put the watch before every statement of an engine."""
    event.listen(engine, "before_cursor_execute", _before)
    event.listen(engine, "after_cursor_execute", _after)


def set_watch(connection: Connection, watch: Watch | None) -> None:
    """Begin or end a unit of work on a connection."""
    connection.info[_WATCH] = watch


def _before(
    connection: Connection,
    _cursor: DBAPICursor,
    statement: str,
    _parameters: object,
    context: ExecutionContext | None,
    _many: bool,
) -> None:
    if _is_read(statement) or connection.get_execution_options().get("kartoteka_migration", False):
        return
    compiled = context.compiled if isinstance(context, DefaultExecutionContext) else None
    table = _table_of(compiled)
    if table is None or not isinstance(context, DefaultExecutionContext):
        _refuse_textual(statement)
        return
    if table.name not in _EVIDENTIAL:
        return
    watch = connection.info.get(_WATCH)
    if watch is None:
        raise UnrecordedChange(f"{table.name} is evidential and is written only in a unit of work")
    watch.before(table, _changes(table, context, watch))


def _after(
    connection: Connection,
    cursor: DBAPICursor,
    statement: str,
    _parameters: object,
    _context: ExecutionContext | None,
    _many: bool,
) -> None:
    if not _is_read(statement):
        watch = connection.info.get(_WATCH)
        if watch is not None:
            watch.after(cursor.rowcount)


@lru_cache(maxsize=1000)
def _is_read(statement: str) -> bool:
    if _READS.match(statement):
        return True
    return statement.lstrip()[:4].upper() == "WITH" and not _DML_WITHIN.search(statement)


def _table_of(compiled: Compiled | None) -> Table | None:
    if isinstance(compiled, SQLCompiler) and (compiled.isinsert or compiled.isupdate or compiled.isdelete):
        table = getattr(compiled.statement, "table", None)
        return table if isinstance(table, Table) else None
    return None


def _refuse_textual(statement: str) -> None:
    named = {name.lower() for name in _NAMED.findall(statement)}
    if not named or named & _EVIDENTIAL.keys():
        raise UnrecordedChange(f"hand-written SQL may change evidence unseen: {statement[:80]}")


def _changes(table: Table, context: DefaultExecutionContext, watch: Watch) -> list[tuple[str, str, bool]]:
    covers = table.info["covers"]
    if covers is None:
        return []
    if covers == "ledger":
        if not watch.sealing:
            raise UnrecordedChange(f"{table.name} is written only by the unit of work when it seals")
        return []
    kind, key = covers
    compiled = context.compiled
    assert isinstance(compiled, SQLCompiler)
    name = key if compiled.isinsert else _bound_to(table, key, compiled)
    first_sight = bool(compiled.isinsert) and table.name == "document"
    try:
        return [(kind, str(row[name]), first_sight) for row in context.compiled_parameters]
    except KeyError as error:
        raise UnrecordedChange(f"a change to {table.name} does not name its {key}") from error


def _bound_to(table: Table, key: str, compiled: SQLCompiler) -> str:
    """Return the name of the parameter that the statement demands the key to equal."""
    where = getattr(compiled.statement, "whereclause", None)
    if where is not None:
        conjunction = isinstance(where, BooleanClauseList) and where.operator is operators.and_
        for part in where.clauses if conjunction else (where,):
            if (
                isinstance(part, BinaryExpression)
                and part.operator is operators.eq
                and part.left is table.c[key]
                and isinstance(part.right, BindParameter)
            ):
                return compiled.bind_names[part.right]
    return ""
