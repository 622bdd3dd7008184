"""A catalogue moves between a folder and a server whole, or not at all."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import make_url
from tests.cluster import Cluster
from tests.journey import archives
from tests.unit.workflow.scripted import DONE, ScriptedChildren, document, page

from kartoteka.errors import ConflictError
from kartoteka.records.dates import parse_iso
from kartoteka.workflow import audit, journey, migrate
from kartoteka.workflow.accession import Delivery
from kartoteka.workflow.archive import init_archive, open_archive, writing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive with three documents read, and its lists of settings."""
    drop = tmp_path / "drop"
    drop.mkdir()
    for number in range(3):
        (drop / f"{number} \udcff.pdf").write_bytes(b"%PDF- " + str(number).encode())
    received = parse_iso("2026-11-20")
    assert received is not None
    with init_archive(tmp_path / "archive") as archive:
        archive.children = ScriptedChildren(
            lambda first, last, _times: ([document(2), page(1), page(2)][: last - first + 2], DONE)
        )
        journey.import_delivery(archive, Delivery(drop, "otter", received, jobs=1), lambda _p: None, Event())
        with archive.layout.marker.open("a") as marker:
            marker.write("\n[settings]\nport = 9000\n")
    return tmp_path / "archive"


@pytest.fixture
def there(engine: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, path: Path) -> str:
    """Where to move to: the other engine."""
    monkeypatch.delenv("KARTOTEKA_DATABASE", raising=False)
    return cluster.database() if engine == "sqlite" else migrate.FOLDER


def test_there_and_back(path: Path, there: str, engine: str, cluster: Cluster) -> None:
    """All that is known, the ledger's head and the settings are the same after each move."""
    back = migrate.FOLDER if engine == "sqlite" else cluster.database()
    before = archives.snapshot(path)
    marker = (path / "kartoteka.toml").read_text()
    heads = set()
    for to, name in ((there, "postgresql" if engine == "sqlite" else "sqlite"), (back, engine)):
        moved = migrate.move(path, to)
        assert moved.faults == ()
        heads.add(moved.head)
        with open_archive(path, write=True) as archive:
            assert archive.catalogue.engine_name == name
            assert archive.settings.port == 9000
            assert audit.verify(archive).faults == ()
        assert archives.snapshot(path) == before
        if name == "sqlite":
            assert not list(path.glob("catalogue.unfinished*"))
    assert len(heads) == 1
    if engine == "sqlite":
        assert (path / "kartoteka.toml").read_text() == marker
    assert len(list(path.glob("catalogue-until-*.sqlite"))) == 1


def test_the_old_one_is_kept_and_opened_by_nobody(
    path: Path, there: str, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file gets a name that says until when; a database says that it was moved."""
    with open_archive(path) as archive:
        old = archive.marker.database
    moved = migrate.move(path, there)
    if old is None:
        assert moved.old.startswith(str(path / "catalogue-until-2"))
        assert Path(moved.old).is_file()
        assert not (path / "catalogue.sqlite").exists()
        return
    assert make_url(old).database in moved.old
    with pytest.raises(ConflictError, match="moved elsewhere"):
        init_archive(path.parent / "other", database=old)


def test_it_is_there_already(path: Path, engine: str) -> None:
    """Moving to where it is changes nothing."""
    with open_archive(path) as archive:
        to = archive.marker.database or migrate.FOLDER
    with pytest.raises(ConflictError, match="there already") as refused:
        migrate.move(path, to)
    assert refused.value.code == "catalogue-there-already"


def test_not_while_somebody_writes(path: Path, there: str) -> None:
    """An import elsewhere goes first, and is named; nothing is begun."""
    with (
        open_archive(path, write=True) as other,
        writing(other, "import of /drop"),
        pytest.raises(ConflictError, match="import of /drop"),
    ):
        migrate.move(path, there)
    assert migrate.move(path, there).faults == ()


def test_a_database_in_use_is_not_written_over(path: Path, cluster: Cluster, there: str) -> None:
    """Another program's tables and another archive's catalogue stay what they are; ours, too."""
    before = archives.snapshot(path)
    foreign, taken = cluster.database(), cluster.database()
    cluster.sql("CREATE TABLE letters (id integer)", make_url(foreign).database or "")
    init_archive(path.parent / "other", database=taken).close()
    for address in (foreign, taken):
        with pytest.raises(ConflictError) as refused:
            migrate.move(path, address)
        assert refused.value.code == "database-not-empty"
    assert archives.snapshot(path) == before
    assert cluster.sql("SELECT count(*) FROM letters", make_url(foreign).database or "") == [(0,)]


def test_who_serves_meanwhile_loses_nothing(path: Path, there: str) -> None:
    """A process that has the archive open can read on, and is told when it wants to write."""
    with open_archive(path, write=True) as serving:
        moved = migrate.move(path, there)
        with serving.catalogue.read() as view:
            assert view.ledger.head() == moved.head
        with pytest.raises(ConflictError, match="moved") as refused, serving.catalogue.write() as unit:
            unit.tasks.reset_running()
        assert refused.value.code == "archive-moved"


def test_stopped_at_any_step_the_archive_is_good(path: Path, there: str) -> None:
    """Whatever it is doing when it is stopped: the archive is as it was, and a second attempt moves it."""
    before = archives.snapshot(path)
    steps: list[str] = []

    def stop_at(count: int) -> migrate.OnProgress:
        def on_progress(what: str, _done: int, _total: int) -> None:
            steps.append(what)
            if len(steps) == count:
                raise KeyboardInterrupt

        return on_progress

    for count in (1, 5, 9, 14, 18, 22, 26):
        steps.clear()
        with pytest.raises(KeyboardInterrupt):
            migrate.move(path, there, stop_at(count))
        assert archives.snapshot(path) == before
        assert not list(path.glob("catalogue.unfinished*"))
    assert migrate.move(path, there).faults == ()
    assert archives.snapshot(path) == before


def test_faults_that_were_there_are_said_and_not_hidden(path: Path, there: str) -> None:
    """An archive whose original was altered moves as it is, with its fault; the copy adds none."""
    victim = next(p for p in (path / "originals").rglob("*") if p.is_file())
    victim.chmod(0o644)
    victim.write_bytes(b"%PDF- x")
    moved = migrate.move(path, there)
    assert {fault.code for fault in moved.faults} == {"original-altered"}
    with open_archive(path) as archive:
        assert audit.verify(archive).faults == moved.faults
