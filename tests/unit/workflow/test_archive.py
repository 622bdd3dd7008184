"""Which archive is meant, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kartoteka.errors import ConflictError, MissingError
from kartoteka.workflow import archive as archives
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
    marker.write_text(marker.read_text().replace("format = 1", "format = 99"))
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


def test_a_link_signs_in_once(tmp_path: Path) -> None:
    """A token is good once; another text never is; only its hash is stored."""
    with init_archive(tmp_path / "a") as archive:
        token = identity.new_link_token(archive)
        assert token.encode() not in (tmp_path / "a" / "catalogue.sqlite").read_bytes()
        assert not identity.redeem(archive, token + "x")
        assert not identity.redeem(archive, "")
        assert identity.redeem(archive, token)
        assert not identity.redeem(archive, token)
