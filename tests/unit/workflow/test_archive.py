"""Which archive is meant, and what is refused."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests.cluster import Cluster

from kartoteka.catalogue import Catalogue
from kartoteka.errors import ConflictError, DamagedError, InvalidError, MissingError, UnavailableError
from kartoteka.storage import marker as markers
from kartoteka.workflow import archive as archives
from kartoteka.workflow import catalogue_place as place
from kartoteka.workflow import identity
from kartoteka.workflow.archive import init_archive, open_archive, which, writing


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("KARTOTEKA_ARCHIVE", raising=False)


def test_named_before_environment_before_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--archive wins over KARTOTEKA_ARCHIVE, which wins over the last `init`."""
    with pytest.raises(MissingError, match="none is remembered"):
        which(None)
    archives.remember(tmp_path / "one")
    assert which(None) == tmp_path / "one"
    monkeypatch.setenv("KARTOTEKA_ARCHIVE", str(tmp_path / "two"))
    assert which(None) == tmp_path / "two"
    assert which(str(tmp_path / "three")) == tmp_path / "three"


def test_a_path_that_is_no_archive_is_said_so(tmp_path: Path) -> None:
    """Opening a folder without a marker names it and says how to make an archive."""
    with pytest.raises(MissingError, match=str(tmp_path)) as raised:
        open_archive(tmp_path)
    assert raised.value.code == "archive-not-found"
    assert raised.value.advice


def test_an_archive_of_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    """A marker with a higher format is a conflict that says so."""
    init_archive(tmp_path / "a").close()
    marker = tmp_path / "a" / "kartoteka.toml"
    marker.chmod(0o600)
    marker.write_text(re.sub("format = [12]", "format = 99", marker.read_text()))
    with pytest.raises(ConflictError, match=r"99|newer"):
        open_archive(tmp_path / "a")


def test_a_folder_with_something_in_it_is_no_place_for_an_archive(tmp_path: Path) -> None:
    """`init` refuses a folder that is not empty and touches nothing."""
    (tmp_path / "letter").write_text("x")
    with pytest.raises(ConflictError):
        init_archive(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter"]


def test_two_writers_at_once_are_refused_with_who_and_why(tmp_path: Path) -> None:
    """The second is told what the first is doing."""
    with init_archive(tmp_path / "a") as archive, open_archive(tmp_path / "a", write=True) as other:
        with (
            writing(archive, "import of /drop"),
            pytest.raises(ConflictError, match="import of /drop"),
            writing(other, "x"),
        ):
            pass
        with writing(other, "free again"):
            pass


def test_a_link_signs_in_once(tmp_path: Path, engine: str) -> None:
    """A token is good once; another text never is; only its hash is stored."""
    with init_archive(tmp_path / "a") as archive:
        token = identity.new_link_token(archive)
        if engine == "sqlite":
            assert token.encode() not in (tmp_path / "a" / "catalogue.sqlite").read_bytes()
        assert not identity.redeem(archive, token + "x")
        assert not identity.redeem(archive, "")
        assert identity.redeem(archive, token)
        assert not identity.redeem(archive, token)


def test_the_marker_names_the_database_without_its_password(tmp_path: Path, engine: str) -> None:
    """What `init` keeps opens again with another way to give the password; SQLite needs no name."""
    with init_archive(tmp_path / "a") as archive:
        kept = archive.marker.database
        assert archive.catalogue.engine_name == engine
        assert archive.catalogue_place.on_server is (engine == "postgresql")
    if engine == "sqlite":
        assert kept is None
        assert (tmp_path / "a" / "catalogue.sqlite").is_file()
        return
    assert not (tmp_path / "a" / "catalogue.sqlite").exists()
    address = make_url(os.environ["KARTOTEKA_DATABASE"])
    assert kept == address.render_as_string(hide_password=False)


def test_a_password_is_not_kept(tmp_path: Path, cluster: Cluster, engine: str) -> None:
    """It is used once and stands nowhere in the folder."""
    address = make_url(cluster.database()).set(password="s3cret")
    with init_archive(tmp_path / "a", database=address.render_as_string(hide_password=False)) as archive:
        assert "s3cret" not in archive.catalogue_place.name
    for path in (tmp_path / "a").rglob("*"):
        assert path.is_dir() or b"s3cret" not in path.read_bytes()


def test_a_database_that_is_refused_leaves_no_folder(tmp_path: Path, cluster: Cluster, engine: str) -> None:
    """What the server or the address has against it is said before anything is made."""
    for address in (cluster.address("nowhere"), "mysql://x/y"):
        with pytest.raises((MissingError, InvalidError)):
            init_archive(tmp_path / "a", database=address)
    assert not (tmp_path / "a").exists()


def test_a_database_serves_one_archive(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second archive is not made in it, and none is opened with another's database."""
    monkeypatch.delenv("KARTOTEKA_DATABASE", raising=False)
    address = cluster.database()
    first = tmp_path / "first"
    init_archive(first, database=address).close()
    with pytest.raises(ConflictError, match="another archive") as refused:
        init_archive(tmp_path / "second", database=address)
    assert refused.value.code == "database-of-another-archive"
    assert not (tmp_path / "second").exists()
    (tmp_path / "third").mkdir()
    shutil.copy(first / "kartoteka.toml", tmp_path / "third")
    marker = tmp_path / "third" / "kartoteka.toml"
    marker.write_text(re.sub('archive_id = "[0-9a-f]{8}', 'archive_id = "00000000', marker.read_text()))
    with pytest.raises(ConflictError, match="another archive"):
        open_archive(tmp_path / "third", write=True)


def test_an_empty_catalogue_beside_originals_is_no_new_archive(
    tmp_path: Path, engine: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A catalogue that was lost is said to be lost, and not begun anew."""
    with init_archive(tmp_path / "a") as archive:
        (tmp_path / "x").write_bytes(b"x")
        with (tmp_path / "x").open("rb", buffering=0) as file:
            archive.originals.take_in(file)
    if engine == "sqlite":
        (tmp_path / "a" / "catalogue.sqlite").unlink()
    else:
        monkeypatch.setenv("KARTOTEKA_DATABASE", cluster.database())
    with pytest.raises(DamagedError, match="empty catalogue") as refused:
        open_archive(tmp_path / "a", write=True)
    assert refused.value.code == "catalogue-lost"


def test_who_has_it_open_while_it_moves_writes_no_more(tmp_path: Path, engine: str) -> None:
    """After the marker names another database, the old one is not written to; settings may change."""
    with init_archive(tmp_path / "a") as archive:
        with (tmp_path / "a" / "kartoteka.toml").open("a") as marker:
            marker.write("[settings]\nport = 9000\n")
        with archive.catalogue.write() as unit:
            unit.tasks.reset_running()
        markers.name_database(archive.layout, "postgresql+psycopg:///?service=elsewhere")
        with pytest.raises(ConflictError, match="moved") as refused, archive.catalogue.write() as unit:
            unit.tasks.reset_running()
        assert refused.value.code == "archive-moved"


def test_a_server_on_a_medium_that_cannot_be_written_signs_in_once(tmp_path: Path) -> None:
    """Its own link works once; one for another process is refused; no old row signs in."""
    with init_archive(tmp_path / "a") as archive:
        old = identity.new_link_token(archive)
        archive.catalogue.close()
        where = place.address(archive.layout, archive.marker)
        archive.catalogue = Catalogue.open(where, place.no_sequencer, read_only=True)
        with pytest.raises(UnavailableError, match="reading only"):
            identity.new_link_token(archive)
        token = identity.new_link_token(archive, serving=True)
        assert not identity.redeem(archive, token + "x")
        assert identity.redeem(archive, token)
        assert not identity.redeem(archive, token)
        assert not identity.redeem(archive, old)
