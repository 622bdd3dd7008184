"""Migrations make what the code declares, run from the package, and never touch a newer catalogue."""

from __future__ import annotations

import fnmatch
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from tests.unit.catalogue.samples import accession, begin, link

import kartoteka.catalogue
from kartoteka.catalogue import Catalogue, schema
from kartoteka.catalogue.engine import open_engine, reading, sqlite_url, writing
from kartoteka.catalogue.tables import METADATA
from kartoteka.errors import ConflictError, DamagedError

MIGRATIONS = Path(kartoteka.catalogue.__file__).parent / "migrations"


def structure(engine: Engine) -> dict[str, object]:
    """All that an engine says of its tables, constraints and indexes, by name."""
    found: dict[str, object] = {}
    with engine.connect() as connection:
        looked = inspect(connection)
        for table in sorted(set(looked.get_table_names()) - {"alembic_version"}):
            columns = [(c["name"], str(c["type"]), c["nullable"]) for c in looked.get_columns(table)]
            found[table] = (
                columns,
                looked.get_pk_constraint(table),
                sorted(map(str, looked.get_foreign_keys(table))),
                sorted(map(str, looked.get_unique_constraints(table))),
                sorted(map(str, looked.get_indexes(table))),
            )
        if engine.dialect.name == "sqlite":
            made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            # Constraints stand in another order, so the words are compared and not their order.
            found |= {f"SQL of {name}": sorted(sql.replace(",", " ").split()) for name, sql in made}
            found.pop("SQL of alembic_version", None)
    return found


def test_migrations_make_what_the_code_declares(blank: str, tmp_path: Path) -> None:
    """Tables made by the migrations and by the metadata are the same, to the last index."""
    Catalogue.open(blank, link, create=True).close()
    migrated = open_engine(blank)
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    if migrated.dialect.name == "sqlite":
        declared = create_engine(f"sqlite:///{tmp_path / 'declared.sqlite'}")
        METADATA.create_all(declared)
        assert structure(migrated) == structure(declared)
        declared.dispose()
    migrated.dispose()


def test_the_code_knows_its_newest_revision() -> None:
    """``schema`` names the head and every revision, so that opening needs no Alembic."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == schema.HEAD
    assert {script.revision for script in scripts.walk_revisions()} == set(schema.KNOWN)


def test_opening_needs_no_alembic(empty_file: Path) -> None:
    """Every command opens a catalogue; only one that must migrate pays for Alembic."""
    code = (
        "import sys; from kartoteka.catalogue import Catalogue\n"
        f"Catalogue.open({sqlite_url(empty_file)!r}, None).close()\n"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_opening_twice_changes_nothing(blank: str) -> None:
    """A catalogue that is there is left as it is, also with ``create``."""
    with Catalogue.open(blank, link, create=True) as catalogue, catalogue.write() as unit:
        begin(unit)
    for create in (True, False):
        with Catalogue.open(blank, link, create=create) as catalogue, catalogue.read() as view:
            assert view.accessions.get(1) == accession()


def stamp(address: str, revision: str) -> None:
    """Write another revision's number into a catalogue."""
    engine = open_engine(address)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    engine.dispose()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_newer_catalogue_is_not_touched(blank: str, read_only: bool) -> None:
    """What a newer version wrote is refused with advice, however it is opened."""
    Catalogue.open(blank, link, create=True).close()
    stamp(blank, "9999")
    with pytest.raises(ConflictError, match="newer version") as refused:
        Catalogue.open(blank, link, create=not read_only, read_only=read_only)
    assert refused.value.code == "archive-newer"
    engine = open_engine(blank)
    with reading(engine) as connection:
        assert schema.revision(connection) == "9999"
    engine.dispose()


def test_an_older_catalogue_is_brought_up_to_date_by_who_may_write(
    blank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older revision is refused to a reader with advice, and migrated for a writer."""
    monkeypatch.setattr(schema, "KNOWN", ("0000", "0001"))
    Catalogue.open(blank, link, create=True).close()
    stamp(blank, "0000")
    with pytest.raises(ConflictError, match="older version") as refused:
        Catalogue.open(blank, link, read_only=True)
    assert refused.value.code == "archive-older"


def test_another_programs_database(blank: str) -> None:
    """Tables that are not ours are left alone, with what to do instead."""
    Catalogue.open(blank, link, create=True).close()
    engine = open_engine(blank)
    with writing(engine) as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        names = inspect(connection).get_table_names()
    with pytest.raises((DamagedError, ConflictError), match=r"no catalogue's|another program") as refused:
        Catalogue.open(blank, link, create=True)
    code = "catalogue-damaged" if blank.startswith("sqlite") else "database-not-empty"
    assert refused.value.code == code
    assert refused.value.advice
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == names
    engine.dispose()


def test_an_unfinished_copy_is_opened_by_nobody(blank: str) -> None:
    """A copy of a catalogue that was interrupted is no catalogue yet, however it is opened."""
    Catalogue.open(blank, link, create=True).close()
    stamp(blank, schema.UNFINISHED)
    for how in ({"create": True}, {"read_only": True}, {}):
        with pytest.raises(ConflictError, match="interrupted") as refused:
            Catalogue.open(blank, link, **how)
        assert refused.value.code == "catalogue-unfinished"


@pytest.mark.parametrize("read_only", [True, False])
def test_an_empty_database(tmp_path: Path, read_only: bool) -> None:
    """An empty file is no catalogue unless one is to be made of it."""
    path = tmp_path / "catalogue.sqlite"
    path.touch()
    with pytest.raises(DamagedError, match="no tables"):
        Catalogue.open(sqlite_url(path), link, read_only=read_only)
    Catalogue.open(sqlite_url(path), link, create=True).close()


def test_migrations_travel_in_the_wheel(root: Path) -> None:
    """Every file of the migrations is matched by a line of package data or lies in a package."""
    with (root / "pyproject.toml").open("rb") as file:
        patterns = tomllib.load(file)["tool"]["setuptools"]["package-data"]["kartoteka"]
    package = MIGRATIONS.parent.parent
    files = [path for path in MIGRATIONS.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(files) >= 4
    for path in files:
        name = path.relative_to(package).as_posix()
        assert any(fnmatch.fnmatch(name, pattern) for pattern in patterns), name
