"""The database is opened safely, and says what is wrong where it cannot be."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from tests.unit.catalogue.samples import NOON, accession, begin, link

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.engine import open_engine, reading, sqlite_url, writing
from kartoteka.errors import ConflictError, DamagedError, InvalidError, MissingError, UnavailableError


@pytest.fixture
def file(empty_file: Path, tmp_path: Path) -> Path:
    """An empty catalogue in a file."""
    path = tmp_path / "catalogue.sqlite"
    shutil.copy(empty_file, path)
    return path


def test_settings_of_every_connection(file: Path) -> None:
    """A log written ahead, full synchronisation, foreign keys, nothing in temporary files."""
    engine = open_engine(sqlite_url(file))
    with reading(engine) as connection:

        def value(pragma: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()

        assert value("journal_mode") == "wal"
        assert value("synchronous") == 2
        assert value("foreign_keys") == 1
        assert value("temp_store") == 2
        assert value("secure_delete") == 1
        assert value("trusted_schema") == 0
    engine.dispose()


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Nobody else on the machine can read the catalogue or its log."""
    path = tmp_path / "catalogue.sqlite"
    with Catalogue.open(sqlite_url(path), link, create=True) as catalogue, catalogue.write() as unit:
        begin(unit)
        files = [path, *tmp_path.glob("catalogue.sqlite-*")]
        assert len(files) == 3
        assert {one.stat().st_mode & 0o777 for one in files} == {0o600}


@pytest.mark.parametrize("name", ["с пробелом", "100%", "a?b#c", "'quoted\"", os.fsdecode(b"raw \xff")])
def test_folders_with_odd_names(tmp_path: Path, name: str) -> None:
    """Any folder the system allows can hold a catalogue, also for reading only."""
    folder = tmp_path / name
    folder.mkdir()
    url = sqlite_url(folder / "catalogue.sqlite")
    with Catalogue.open(url, link, create=True) as catalogue, catalogue.write() as unit:
        begin(unit)
    with Catalogue.open(url, link, read_only=True) as catalogue, catalogue.read() as view:
        assert view.accessions.get(1) == accession()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "catalogue.sqlite", "mysql://localhost/x", "http://[", "postgresql"]
)
def test_an_address_that_is_none(url: str) -> None:
    """Whatever is neither form of address is refused with advice."""
    with pytest.raises(InvalidError, match="neither") as refused:
        open_engine(url)
    assert refused.value.code == "catalogue-address"


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_not_there(tmp_path: Path, create: bool) -> None:
    """A missing file is missed, and never made by reading."""
    path = tmp_path / "none.sqlite"
    with pytest.raises(MissingError, match="no catalogue") as missed:
        Catalogue.open(sqlite_url(path), link, create=create, read_only=create)
    assert missed.value.code == "archive-not-found"
    assert not path.exists()


def test_a_file_that_is_no_catalogue(tmp_path: Path) -> None:
    """Bytes that are no database are told to be damaged."""
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(b"not a database, but long enough to look for a header in it" * 100)
    with pytest.raises(DamagedError, match="damaged") as told:
        Catalogue.open(sqlite_url(path), link)
    assert told.value.code == "catalogue-damaged"


def test_a_damaged_file(file: Path) -> None:
    """A catalogue with holes says so where they are met, without a traceback of the driver's."""
    with file.open("r+b") as raw:
        raw.seek(4096)
        raw.write(b"\xaa" * (file.stat().st_size - 4096))

    def look() -> None:
        with Catalogue.open(sqlite_url(file), link) as catalogue, catalogue.read() as view:
            view.items.by_id_unrestricted(accession().id)

    with pytest.raises(DamagedError, match="damaged") as told:
        look()
    assert told.value.code == "catalogue-damaged"


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    """A PostgreSQL that is not there is told to be unreachable."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with pytest.raises(UnavailableError, match="does not answer") as told:
        Catalogue.open(f"postgresql://nobody@/nothing?host={tmp_path}", link)
    assert told.value.code == "catalogue-unreachable"


def test_reading_only(address: str) -> None:
    """What is opened for reading can be read, and a change is refused before it begins."""
    with Catalogue.open(address, link) as catalogue, catalogue.write() as unit:
        begin(unit)
    with Catalogue.open(address, link, read_only=True) as catalogue:
        with catalogue.read() as view:
            assert view.accessions.get(1) == accession()
        with pytest.raises(UnavailableError, match="reading only") as refused, catalogue.write():
            pass
    assert refused.value.code == "archive-read-only"


_AS_NOBODY = """
import os, sys
from kartoteka.catalogue import Catalogue
from kartoteka.errors import UnavailableError
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
with Catalogue.open(sys.argv[1], None) as catalogue:
    with catalogue.read() as view:
        print(view.accessions.get(1).title)
    try:
        with catalogue.write():
            pass
    except UnavailableError as error:
        print(error.code)
"""


def test_a_disk_that_cannot_be_written_to(file: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A catalogue whose folder is read-only is read all the same; a change is refused with a code."""
    with Catalogue.open(sqlite_url(file), link) as catalogue, catalogue.write() as unit:
        begin(unit)
    folder = Path(f"/tmp/kartoteka-read-only-{os.getpid()}")  # where an ordinary user may go, too
    folder.mkdir()
    try:
        shutil.copy(file, folder / "catalogue.sqlite")
        (folder / "catalogue.sqlite").chmod(0o444)
        folder.chmod(0o555)
        command = [sys.executable, "-c", _AS_NOBODY, sqlite_url(folder / "catalogue.sqlite")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
        assert done.stdout.split("\n") == ["drop 1", "archive-read-only", ""], done.stderr
        assert [path.name for path in folder.iterdir()] == ["catalogue.sqlite"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_full_disk(file: Path) -> None:
    """A change that finds no space leaves nothing half-written, and the catalogue goes on."""
    with Catalogue.open(sqlite_url(file), link) as catalogue:
        limit = "PRAGMA max_page_count = 1"  # SQLite takes the present size where it is greater

        @event.listens_for(catalogue._engine, "begin")
        def no_space(connection: object) -> None:
            connection.exec_driver_sql(limit)  # type: ignore[attr-defined] # a Connection

        def fill() -> None:
            with catalogue.write() as unit:
                begin(unit)
                for number in range(2, 500):
                    unit.accessions.add(accession(number))

        with pytest.raises(UnavailableError, match="full") as told:
            fill()
        assert told.value.code == "disk-full"
        with catalogue.read() as view:
            assert view.accessions.get(1) is None
        limit = "PRAGMA max_page_count = 1000000"
        with catalogue.write() as unit:
            begin(unit)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_another_process_that_writes(address: str) -> None:
    """A writer waits for another, and gives up with a code when it takes too long."""
    other = open_engine(address)
    with Catalogue.open(address, link, wait_seconds=0.2) as catalogue:
        with writing(other):
            with pytest.raises(ConflictError, match="another process") as refused, catalogue.write():
                pass
            with catalogue.read() as view:
                assert view.ledger.count() == 0
        assert refused.value.code == "archive-busy"
        with catalogue.write() as unit:
            unit.tokens.add(b"hash", NOON)
    other.dispose()
