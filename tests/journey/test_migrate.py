"""Moving a catalogue through the command line: the same answers after it, killed at any moment none lost."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests.cluster import Cluster
from tests.journey import archives, papers

from kartoteka.storage import marker as markers
from kartoteka.storage.layout import ArchiveLayout

ARGUMENTS = ("--source", "otter", "--received", "2026-11-20", "--json")
HOSTILE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 45>>stream\nBT /F1 9 Tf 9 99 Td (before\\000after word) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Title<FEFF0041000000420432D800043A>/Author(a\\000b\\377)>>endobj\n"
    b"trailer<</Root 1 0 R/Info 5 0 R/Size 6>>\n"
)
"""A title with a NUL and half a surrogate pair, an author and a text with a NUL."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, engine: str) -> Path:
    """An archive with PDFs of many pages, hostile ones, and a held file."""
    base = tmp_path_factory.mktemp("migrate")
    papers.delivery(base / "drop", 9)
    (base / "drop" / "hostile \udcff\n.pdf").write_bytes(HOSTILE)
    archive = archives.made(base / "archive")
    archives.run(archive, "import", str(base / "drop"), *ARGUMENTS, check=10)
    return archive


def _elsewhere(engine: str, cluster: Cluster) -> str:
    return cluster.database() if engine == "sqlite" else "sqlite"


def _answers(archive: Path) -> list[str]:
    asked = (
        ("search", "осуждённого", "--json", "--limit", "50"),
        ("show", "A0001-000004", "--page", "1", "--json"),
        ("verify", "--json"),
    )
    return [archives.run(archive, *command).stdout for command in asked]


def test_answers_are_the_same_on_both_engines(
    whole: Path, tmp_path: Path, engine: str, cluster: Cluster
) -> None:
    """Search, show and verify print the same after a move, and after the index is rebuilt there."""
    archive = archives.copy(whole, tmp_path / "archive")
    before = _answers(archive)
    done = archives.run(archive, "archive", "migrate", "--to", _elsewhere(engine, cluster), "--json")
    moved = json.loads(done.stdout)["moved"]
    assert moved["head"] == json.loads(before[-1].splitlines()[-1])["report"]["head"]
    assert _answers(archive) == before
    archives.run(archive, "index", "rebuild")
    assert archives.run(archive, "search", "осуждённого", "--json", "--limit", "50").stdout == before[0]
    assert "well     catalogue" in archives.run(archive, "doctor", check=None).stdout
    assert archives.run(archive, "link").stdout


def test_an_import_goes_on_where_it_was_moved(
    whole: Path, tmp_path: Path, engine: str, cluster: Cluster
) -> None:
    """The next delivery gets the next number; the moved archive verifies."""
    archive = archives.copy(whole, tmp_path / "archive")
    archives.run(archive, "archive", "migrate", "--to", _elsewhere(engine, cluster))
    papers.write_pdf(tmp_path / "more" / "a.pdf", 77, 2)
    report = archives.report(archives.run(archive, "import", str(tmp_path / "more"), *ARGUMENTS))
    assert report["accession"] == "A0002"
    assert "A0002-000001" in archives.run(archive, "search", "Слово77ъ").stdout
    archives.run(archive, "verify")


def _killed(whole: Path, base: Path, to: str, moments: list[float]) -> None:
    archive = archives.copy(whole, base / "archive")
    before = archives.snapshot(archive)
    for moment in moments:
        process = subprocess.Popen(
            archives.command(archive, "archive", "migrate", "--to", to),
            env=archives.environment(base),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moment)
        process.kill()
        if process.wait() == 0:
            break
        assert archives.snapshot(archive) == before
    done = archives.run(archive, "archive", "migrate", "--to", to, check=None)
    assert done.returncode == 0 or "there already" in done.stderr, done.stderr
    assert archives.snapshot(archive) == before
    archives.run(archive, "verify")
    assert not list(archive.glob("catalogue.unfinished*"))


def test_killed_at_a_few_moments(whole: Path, tmp_path: Path, engine: str, cluster: Cluster) -> None:
    """Kill -9 while it copies or checks: the archive is as it was, the same command moves it."""
    _killed(whole, tmp_path, _elsewhere(engine, cluster), [0.9, 1.3])


@pytest.mark.full
@pytest.mark.parametrize("seed", range(8))
def test_killed_at_random_moments(
    seed: int, whole: Path, tmp_path: Path, engine: str, cluster: Cluster
) -> None:
    """Five kills, anywhere between start and end."""
    chance = random.Random(seed)
    moments = [chance.uniform(0.3, 3.0) for _ in range(5)]
    _killed(whole, tmp_path, _elsewhere(engine, cluster), moments)


@pytest.mark.one_engine
def test_what_a_server_refuses_is_said_without_a_traceback(
    whole: Path, tmp_path: Path, engine: str, cluster: Cluster
) -> None:
    """No server, no database, no such user, another program's tables: exit code, reason, remedy."""
    foreign = cluster.database()
    cluster.sql("CREATE TABLE letters (id integer)", make_url(foreign).database or "")
    cases = [
        (f"postgresql://ira:s3cret@/x?host={tmp_path}", 3, "does not answer"),
        (cluster.address("nowhere"), 2, "createdb"),
        (cluster.address("postgres", "stranger"), 5, "PGPASSFILE"),
        (foreign, 6, "another program"),
        ("mysql://x/y", 1, "postgresql+psycopg"),
    ]
    for address, code, words in cases:
        for command in (
            ("init", str(tmp_path / "new"), "--database", address),
            ("archive", "migrate", "--to", address),
        ):
            done = archives.run(whole, *command, check=code)
            assert words in done.stderr
            assert "Traceback" not in done.stderr
            assert "s3cret" not in done.stdout + done.stderr
    assert not (tmp_path / "new").exists()
    layout = ArchiveLayout(archives.copy(whole, tmp_path / "archive"))
    markers.name_database(layout, f"postgresql+psycopg://ira@/x?host={tmp_path}")
    for command in (("search", "x"), ("import", str(tmp_path), *ARGUMENTS), ("verify",)):
        done = archives.run(layout.root, *command, check=3)
        assert "does not answer" in done.stderr
        assert "Traceback" not in done.stderr
    assert "does not answer" in archives.run(layout.root, "doctor", check=3).stdout
