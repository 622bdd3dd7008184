"""The marker: what makes a folder an archive, and what is refused."""

from __future__ import annotations

import threading
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.storage.programs import as_ordinary_user, killed_at_each_call, output, program, with_mount

from kartoteka import settings as all_settings
from kartoteka.errors import (
    ConflictError,
    DamagedError,
    InvalidError,
    KartotekaError,
    MissingError,
    UnavailableError,
)
from kartoteka.storage import marker
from kartoteka.storage.layout import FORMAT, ArchiveLayout
from kartoteka.storage.marker import Marker

ID = UUID("11111111-2222-4333-8444-555555555555")
CREATED = datetime(2026, 11, 20, 12, 30, 0, 123456, tzinfo=UTC)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(archive_id=st.uuids(), created=st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1)))  # noqa: DTZ001 - the zone is drawn beside it
def test_what_is_written_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, archive_id: UUID, created: datetime
) -> None:
    """The marker comes back as it was made, to the microsecond."""
    layout = ArchiveLayout(tmp_path_factory.mktemp("archives") / "new")
    assert marker.create(layout, archive_id, created) == Marker(1, archive_id, created)
    assert marker.read(layout) == Marker(1, archive_id, created)


def test_an_archive_is_made_with_its_folders(tmp_path: Path) -> None:
    """All folders of the layout are there, closed to other users, and no file but the marker."""
    layout = ArchiveLayout(tmp_path / "with" / "parents" / "archive")
    marker.create(layout, ID, CREATED)
    for folder in (layout.root, layout.originals, layout.incoming, layout.page_images, layout.index):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert [path for path in layout.root.rglob("*") if path.is_file()] == [layout.marker]
    marker.require_writable(layout)


def test_an_empty_folder_becomes_an_archive(layout: ArchiveLayout) -> None:
    """A folder that somebody made for the purpose is used as it is."""
    mode = layout.root.stat().st_mode
    marker.create(layout, ID, CREATED)
    assert layout.root.stat().st_mode == mode
    assert marker.read(layout).archive_id == ID


def test_settings_may_be_added(layout: ArchiveLayout) -> None:
    """What a person adds for `settings.py` does not disturb the marker, and is read there."""
    marker.create(layout, ID, CREATED)
    with layout.marker.open("a") as file:
        file.write("\n[settings]\nport = 9000\n")
    assert marker.read(layout) == Marker(1, ID, CREATED)
    assert all_settings.load(layout.marker, environment={}).port == 9000


def test_a_moment_in_another_zone_is_the_same_moment(layout: ArchiveLayout) -> None:
    """The marker is written in UTC."""
    marker.create(layout, ID, CREATED.astimezone(timezone(timedelta(hours=8))))
    assert tomllib.loads(layout.marker.read_text())["created"].utcoffset() == timedelta(0)
    assert marker.read(layout).created == CREATED


@pytest.mark.parametrize("name", ["letter.pdf", ".hidden", "originals/ab/cd", "catalogue.sqlite", "other/"])
def test_a_folder_that_holds_something_is_refused(layout: ArchiveLayout, name: str) -> None:
    """Nothing is made in a folder that holds anything; the message names what is in the way."""
    path = layout.root / name
    if name.endswith("/"):
        path.mkdir()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"mine")
    with pytest.raises(ConflictError, match=f"is not empty: it holds {name.split('/')[0]}") as refused:
        marker.create(layout, ID, CREATED)
    assert refused.value.code == "archive-folder-not-empty"
    assert not layout.marker.exists()


def test_an_archive_is_not_made_over_an_archive(layout: ArchiveLayout) -> None:
    """The first marker stays."""
    marker.create(layout, ID, CREATED)
    with pytest.raises(ConflictError, match="is an archive already"):
        marker.create(layout, UUID(int=1), CREATED)
    assert marker.read(layout).archive_id == ID


def test_a_file_is_no_place_for_an_archive(tmp_path: Path) -> None:
    """A path that names a file is refused in words."""
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(InvalidError, match="is not a folder"):
        marker.create(ArchiveLayout(tmp_path / "file"), ID, CREATED)
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_a_kill_at_any_call_leaves_no_half_archive(tmp_path: Path) -> None:
    """Killed before each call in turn: the folder is an archive, or `create` given again makes it one."""
    said = killed_at_each_call(
        tmp_path,
        """
        from datetime import UTC, datetime
        from uuid import UUID
        from kartoteka.storage import marker
        from kartoteka.storage.layout import ArchiveLayout
        """,
        """
        marker.create(ArchiveLayout(root / "archive"), UUID(int=5), datetime(2026, 1, 1, tzinfo=UTC))
        say("made")
        """,
    )
    assert len(said) > 15
    for call, made in said.items():
        layout = ArchiveLayout(tmp_path / str(call) / "archive")
        try:
            assert marker.read(layout).archive_id == UUID(int=5)
        except MissingError:
            assert not made
            marker.create(layout, ID, CREATED)
            assert marker.read(layout).archive_id == ID
    assert said[max(said)] == ["made"]


@pytest.mark.parametrize("round_", range(5))
def test_of_several_that_make_the_same_archive_one_does(layout: ArchiveLayout, round_: int) -> None:
    """Whoever comes second is told, and the first one's marker stays."""
    new = ArchiveLayout(layout.root / "with" / "parents")
    made: list[UUID] = []
    refused: list[str] = []
    begin = threading.Barrier(4)

    def make(number: int) -> None:
        begin.wait()
        try:
            made.append(marker.create(new, UUID(int=number), CREATED).archive_id)
        except ConflictError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [marker.read(new).archive_id]
    assert refused == ["archive-folder-not-empty"] * 3


def test_a_folder_without_a_marker_is_no_archive(layout: ArchiveLayout) -> None:
    """Nor is a path that does not exist, or a file; the advice says how to make one."""
    (layout.root / "file").write_bytes(b"")
    for path in (layout.root, layout.root / "nothing", layout.root / "file"):
        with pytest.raises(MissingError, match="is not an archive") as missing:
            marker.read(ArchiveLayout(path))
        assert missing.value.code == "archive-not-found"
        assert "kartoteka init" in missing.value.advice


GOOD = f'format = 1\narchive_id = "{ID}"\ncreated = 2026-11-20T12:30:00Z\n'

BAD: list[tuple[str, type[KartotekaError], str]] = [
    (GOOD.replace("format = 1", "format = 3"), ConflictError, "format 3; this program knows formats up to 2"),
    # a newer format may have other fields, and is still called newer
    ("format = 9\n", ConflictError, "format 9"),
    (GOOD.replace("format = 1", "format = 0"), DamagedError, "not a version number"),
    (GOOD.replace("format = 1", "format = true"), DamagedError, "not a version number"),
    (GOOD.replace("format = 1", 'format = "1"'), DamagedError, "not a version number"),
    ("", DamagedError, "not a version number"),
    (GOOD.replace(str(ID), "x"), DamagedError, "`archive_id` is not a UUID"),
    ("format = 1\ncreated = 2026-11-20T12:30:00Z\n", DamagedError, "`archive_id` is not a UUID"),
    (GOOD.replace("00Z", "00"), DamagedError, "not a moment with a zone"),
    (GOOD.replace("2026-11-20T12:30:00Z", '"yesterday"'), DamagedError, "not a moment with a zone"),
    ("format = ", DamagedError, "not valid TOML"),
    ("format = 1\nformat = 1\n", DamagedError, "not valid TOML"),
    ("\x00" * 100, DamagedError, "not valid TOML"),  # what some file systems leave after a power cut
    ("\udcff", DamagedError, "not valid TOML"),
]


@pytest.mark.parametrize(("text", "kind", "words"), BAD, ids=lambda value: repr(value)[:40])
def test_a_marker_that_cannot_be_understood(
    layout: ArchiveLayout, text: str, kind: type[KartotekaError], words: str
) -> None:
    """A newer format and a damaged marker are told apart, in words."""
    layout.marker.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(kind, match=words) as refused:
        marker.read(layout)
    assert refused.value.code == ("archive-newer" if kind is ConflictError else "marker-damaged")
    assert refused.value.advice


def test_a_marker_that_may_not_be_read(public: ArchiveLayout) -> None:
    """Another user's archive is not called missing."""
    public.marker.write_text(GOOD)
    public.marker.chmod(0)
    with as_ordinary_user(), pytest.raises(UnavailableError, match="Permission denied") as refused:
        marker.read(public)
    assert refused.value.code == "archive-unreadable"


def test_a_place_that_may_not_be_written(public: ArchiveLayout) -> None:
    """Making an archive where one may not write, and writing to one, is refused in words."""
    public.originals.mkdir()
    public.originals.chmod(0o555)
    public.root.chmod(0o555)
    with as_ordinary_user():
        with pytest.raises(
            UnavailableError, match=r"cannot make an archive in .*: the archive may not be"
        ) as made:
            marker.create(ArchiveLayout(public.root / "new"), ID, CREATED)
        with pytest.raises(UnavailableError, match="may not be written to") as used:
            marker.require_writable(public)
    assert made.value.code == used.value.code == "archive-read-only"


def test_originals_of_their_own_that_may_not_be_written(public: ArchiveLayout) -> None:
    """A read-only folder of originals is noticed though the archive folder may be written."""
    public.originals.mkdir()
    public.originals.chmod(0o555)
    public.root.chmod(0o777)
    with as_ordinary_user(), pytest.raises(UnavailableError, match="originals may not be written to"):
        marker.require_writable(public)


READ_ONLY = """
import subprocess, sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from kartoteka.errors import UnavailableError
from kartoteka.storage import marker
from kartoteka.storage.layout import ArchiveLayout

layout = ArchiveLayout(Path(sys.argv[1]) / "archive")
marker.create(layout, UUID(int=5), datetime(2026, 1, 1, tzinfo=UTC))
marker.require_writable(layout)
subprocess.run(["mount", "-o", "remount,ro", sys.argv[1]], check=True)
print(marker.read(layout).archive_id == UUID(int=5))
try:
    marker.require_writable(layout)
except UnavailableError as error:
    print(error.code)
"""


def test_an_archive_on_a_read_only_disk(tmp_path: Path) -> None:
    """It can be read, and is known as read-only also to root."""
    prefix = with_mount(f"mount -t tmpfs -o size=2m tmpfs '{tmp_path}'")
    assert output(program(READ_ONLY, tmp_path, prefix=prefix)) == ["True", "archive-read-only"]


ADDRESS = 'postgresql+psycopg://ирина@db.example/картотека?service="x"&y=\\z'


def test_a_catalogue_on_a_server_is_a_newer_format(layout: ArchiveLayout) -> None:
    """Programs that know only the folder's catalogue refuse such an archive."""
    made = marker.create(layout, ID, CREATED, ADDRESS)
    assert made == marker.read(layout) == Marker(FORMAT, ID, CREATED, ADDRESS)
    assert made.format == 2


@pytest.mark.parametrize(
    "more",
    ["", "\n[settings]\nport = 9000\n", "# mine\n\n[settings]\ndatabase = 'not ours'\nformat = 'mine'\n"],
)
def test_the_catalogue_moves_and_the_rest_stays(layout: ArchiveLayout, more: str) -> None:
    """There and back again the marker is what it was, byte for byte; in between all else stands in it."""
    marker.create(layout, ID, CREATED)
    with layout.marker.open("a") as file:
        file.write(more)
    before = layout.marker.read_text()
    assert marker.name_database(layout, ADDRESS) == Marker(FORMAT, ID, CREATED, ADDRESS)
    assert marker.read(layout).database == ADDRESS
    between = layout.marker.read_text()
    assert between.startswith("# This folder")
    assert more in between
    marker.name_database(layout, "postgresql://elsewhere/x")
    marker.name_database(layout, None)
    assert layout.marker.read_text() == before
    assert [path.name for path in layout.root.glob("kartoteka*")] == ["kartoteka.toml"]


def test_a_marker_written_in_an_unforeseen_way_is_not_rewritten(layout: ArchiveLayout) -> None:
    """Where one line is not enough to say it, nothing is changed."""
    marker.create(layout, ID, CREATED)
    text = layout.marker.read_text() + 'database = """\nx"""\n'
    layout.marker.write_text(text)
    with pytest.raises(DamagedError, match="lines of their own"):
        marker.name_database(layout, None)
    assert layout.marker.read_text() == text


def test_a_kill_at_any_call_leaves_the_old_name_or_the_new(tmp_path: Path) -> None:
    """Killed before each call in turn: the marker is whole and names one of the two."""
    said = killed_at_each_call(
        tmp_path,
        """
        from datetime import UTC, datetime
        from uuid import UUID
        from kartoteka.storage import marker
        from kartoteka.storage.layout import ArchiveLayout
        """,
        """
        layout = ArchiveLayout(root / "archive")
        marker.create(layout, UUID(int=5), datetime(2026, 1, 1, tzinfo=UTC))
        say("made")
        marker.name_database(layout, "postgresql://db/x")
        say("moved")
        """,
    )
    assert sum(words == ["made"] for words in said.values()) > 5
    for call, words in said.items():
        if words:
            found = marker.read(ArchiveLayout(tmp_path / str(call) / "archive"))
            allowed = {"postgresql://db/x"} if "moved" in words else {None, "postgresql://db/x"}
            assert found.database in allowed
