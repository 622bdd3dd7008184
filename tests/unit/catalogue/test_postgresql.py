"""PostgreSQL keeps the catalogue's promises whatever the server's defaults are, and no password."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url
from tests.cluster import Cluster
from tests.unit.catalogue.samples import (
    NOON,
    READER,
    accession,
    begin,
    event,
    item,
    layer,
    link,
    page,
    read,
    receive,
    source,
)

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.engine import open_engine, reading, writing
from kartoteka.catalogue.postgresql import place, without_password
from kartoteka.errors import ConflictError, ForbiddenError, InvalidError, UnavailableError

CONTRARY = (
    "default_transaction_isolation = 'serializable'",
    "statement_timeout = '50ms'",
    "idle_in_transaction_session_timeout = '50ms'",
    "idle_session_timeout = '300ms'",
    "synchronous_commit = off",
    "timezone = 'Asia/Irkutsk'",
    "extra_float_digits = -3",
    "bytea_output = 'escape'",
    "datestyle = 'SQL, DMY'",
)
"""Defaults that an administrator may have set, each against what the catalogue needs."""


@pytest.fixture
def engine(cluster: Cluster) -> Iterator[Engine]:
    """A database whose defaults are all against us."""
    address = cluster.catalogue()
    name = make_url(address).database
    for default in CONTRARY:
        cluster.sql(f"ALTER DATABASE {name} SET {default}")
    opened = open_engine(address)
    yield opened
    opened.dispose()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("postgresql://ira:s3cret@db/x", "postgresql+psycopg://ira@db/x"),
        ("postgresql+psycopg://ira@db:5433/x?sslmode=require", None),
        ("postgresql://db/x?password=s3cret&sslmode=require", "postgresql+psycopg://db/x?sslmode=require"),
        ("postgresql://db/x?sslpassword=s3cret", "postgresql+psycopg://db/x"),
        ("postgresql+psycopg:///?service=irkutsk", None),
        ("postgresql+psycopg://ира@/картотека?host=/run/postgresql", None),
    ],
)
def test_an_address_is_kept_without_its_password(address: str, kept: str | None) -> None:
    """Wherever a password stands in an address, it is taken out, and that is said."""
    found, had_password = without_password(address)
    assert had_password is (kept is not None)
    assert "s3cret" not in found
    assert make_url(found) == make_url(kept or address)
    assert "s3cret" not in place(make_url(address))


@pytest.mark.parametrize("address", ["postgresql://db", "postgresql+psycopg:///", "postgresql://db/"])
def test_an_address_without_a_database(address: str) -> None:
    """Nobody's catalogue lands in the database that happens to have the user's name."""
    with pytest.raises(InvalidError, match="names no database"):
        open_engine(address)


def test_defaults_of_the_server_are_overruled(engine: Engine) -> None:
    """Waiting, synchronisation, isolation, zones and numbers are as the catalogue needs them."""
    with writing(engine) as connection:

        def value(name: str) -> object:
            return connection.exec_driver_sql(f"SELECT current_setting('{name}')").scalar()

        assert value("transaction_isolation") == "read committed"
        assert value("synchronous_commit") == "on"
        assert value("lock_timeout") == "30s"
        assert value("TimeZone") == "UTC"
        for name in ("statement_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout"):
            assert value(name) == "0", name
        assert connection.exec_driver_sql("SELECT 0.1::float8 + 0.2::float8").scalar() == 0.1 + 0.2
    with reading(engine) as connection:
        assert value("transaction_isolation") == "repeatable read"
        assert value("transaction_read_only") == "on"


def test_records_survive_contrary_defaults(engine: Engine) -> None:
    """Moments, dates, bytes and numbers come back as they went in."""
    with Catalogue.open(engine.url.render_as_string(hide_password=False), link) as catalogue:
        with catalogue.write() as unit:
            begin(unit)
            receive(unit, item())
            read(unit, "приказ", page(1, layer()))
        with catalogue.read() as view:
            assert view.accessions.get(1) == accession()
            assert view.items.of_accession(accession().id, READER) == [item()]
            assert view.pages.range(item().digest, 1, 1) == [page(1, layer())]


def test_the_head_is_read_and_followed_in_one_transaction(engine: Engine) -> None:
    """Two catalogues, as on two machines, append at once: one chain without gap or fork."""
    address = engine.url.render_as_string(hide_password=False)
    with Catalogue.open(address, link) as one, Catalogue.open(address, link) as other:
        ready = threading.Barrier(2)

        def append(catalogue: Catalogue, who: str) -> None:
            ready.wait()
            for number in range(40):
                with catalogue.write() as unit:
                    unit.record(event("item", f"{who} {number}"))

        threads = [threading.Thread(target=append, args=pair) for pair in ((one, "a"), (other, "b"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with one.read() as view:
            entries = [entry for entry, _ in view.ledger.entries()]
    assert [entry.sequence for entry in entries] == list(range(1, 81))
    assert [entry.previous for entry in entries[1:]] == [entry.leaf_hash for entry in entries[:-1]]


def test_one_writer_of_all_machines(engine: Engine) -> None:
    """A second one is told who writes and what for; single units still go between; then it is free."""
    address = engine.url.render_as_string(hide_password=False)
    with Catalogue.open(address, link) as one, Catalogue.open(address, link) as other:
        with one.alone("import of /сброс/drop"):
            with one.write() as unit:
                unit.tokens.add(b"one", NOON)
            with pytest.raises(ConflictError, match=r"process \d+ on .*import of /.*drop") as refused:
                other.alone("index rebuild").__enter__()
            assert refused.value.code == "archive-busy"
            with other.write() as unit:
                unit.tokens.add(b"other", NOON)
            with one.write() as unit:
                assert unit.tokens.use(b"other", NOON) is False
        with other.alone("index rebuild"), other.write() as unit:
            unit.tokens.add(b"third", NOON)


def test_waiting_for_the_other_writer(engine: Engine) -> None:
    """Who is ready to wait gets the lock when it is free."""
    address = engine.url.render_as_string(hide_password=False)
    with Catalogue.open(address, link) as one, Catalogue.open(address, link) as other:
        holding = one.alone("import")
        holding.__enter__()
        threading.Timer(0.3, holding.__exit__, (None, None, None)).start()
        with other.alone("import", wait_seconds=20):
            pass


def test_a_lost_connection_is_a_lost_right_to_write(cluster: Cluster, engine: Engine) -> None:
    """Cut off from the server, the holder writes nothing more, and another may begin."""
    address = engine.url.render_as_string(hide_password=False)
    with Catalogue.open(address, link) as one, Catalogue.open(address, link) as other:
        with one.alone("import"):
            with one.write() as unit:
                unit.tokens.add(b"before", NOON)
            cluster.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                f" WHERE datname = '{engine.url.database}' AND application_name ~ 'import$'"
            )
            with pytest.raises(UnavailableError), one.write():
                pass
            with pytest.raises(UnavailableError, match="right to write") as refused, one.write():
                pass
            assert refused.value.code == "writer-lost"
            with other.alone("index rebuild"), other.write() as unit:
                unit.tokens.add(b"after", NOON)
        with one.write() as unit:
            assert unit.tokens.use(b"before", NOON.replace(year=2020))


def test_a_killed_holder_holds_nothing(engine: Engine, root: Path) -> None:
    """Whoever dies with the lock leaves it free, at once."""
    address = engine.url.render_as_string(hide_password=False)
    code = (
        "import os, signal; from kartoteka.catalogue import Catalogue\n"
        f"with Catalogue.open({address!r}, None) as one, one.alone('import'):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=root, check=False)
    with Catalogue.open(address, link) as other, other.alone("import", wait_seconds=10):
        pass


def test_texts_are_in_the_order_of_their_bytes(cluster: Cluster) -> None:
    """A database with Russian collation lists as SQLite does: by code point, in every text column."""
    address = cluster.database("TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'ru' LOCALE 'C'")
    with Catalogue.open(address, link, create=True) as catalogue:
        names = ["ёж", "Выдра", "выдра", "ЦАПЛЯ", "otter", "Otter", "Zebra", "-", "яна", "Ёж", "a b", "ab"]
        with catalogue.write() as unit:
            for name in names:
                unit.sources.add(source(name))
                unit.record(event("source", source(name).id))
        with reading(catalogue._engine) as connection:
            listed = connection.exec_driver_sql("SELECT code_name FROM source ORDER BY code_name").scalars()
            assert list(listed) == sorted(names)
            strangers = connection.exec_driver_sql(
                "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'text'"
                " AND table_schema = current_schema() AND collation_name IS DISTINCT FROM 'C'"
            )
            assert strangers.all() == []


def test_a_database_that_cannot_keep_every_letter(cluster: Cluster) -> None:
    """Text is UTF-8 or nothing."""
    address = cluster.database("TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(ConflictError, match="SQL_ASCII") as refused:
        Catalogue.open(address, link, create=True)
    assert refused.value.code == "database-unfit"
    assert "UTF8" in refused.value.advice


def test_a_user_without_rights(cluster: Cluster) -> None:
    """One who may not make tables is told how to be let; nothing is half made. A reader reads."""
    cluster.sql("CREATE ROLE guest LOGIN")
    blank = make_url(cluster.database()).database
    assert blank is not None
    with pytest.raises(ForbiddenError, match="permission denied") as refused:
        Catalogue.open(cluster.address(blank, "guest"), link, create=True)
    assert refused.value.code == "database-forbidden"
    assert "OWNER" in refused.value.advice
    name = make_url(cluster.catalogue()).database
    assert name is not None
    cluster.sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest", name)
    with Catalogue.open(cluster.address(name, "guest"), link) as catalogue:
        with catalogue.read() as view:
            assert view.ledger.count() == 0
        with pytest.raises(ForbiddenError, match="permission denied"), catalogue.write() as unit:
            unit.tokens.add(b"x", NOON)


def test_the_driver_is_an_extra(cluster: Cluster, root: Path) -> None:
    """Without psycopg the name of the extra is told; SQLite never asks for it."""
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from kartoteka.catalogue import Catalogue\n"
        "try: Catalogue.open('postgresql://db/x', None)\n"
        "except Exception as error: print(error.code, error.advice)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("postgresql-driver-missing")
    assert "kartoteka[postgresql]" in done.stdout
