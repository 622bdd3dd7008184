"""A server that lets nobody in: each cause has its own words and remedy, in any language of the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests.cluster import Cluster
from tests.unit.catalogue.samples import link

from kartoteka.catalogue import Catalogue
from kartoteka.errors import ForbiddenError, InvalidError, KartotekaError, MissingError, UnavailableError


def refusal(address: str) -> KartotekaError:
    """What opening an address is answered with."""
    with pytest.raises(KartotekaError) as refused:
        Catalogue.open(address, link, create=True)
    assert "s3cret" not in refused.value.message + refused.value.advice + repr(refused.value.__cause__)
    assert refused.value.advice
    return refused.value


def test_no_server(tmp_path: Path) -> None:
    """Nothing listens on the port, or at the socket."""
    for address in ("postgresql://ira:s3cret@127.0.0.1:1/x", f"postgresql://ira:s3cret@/x?host={tmp_path}"):
        error = refusal(address)
        assert isinstance(error, UnavailableError)
        assert error.code == "catalogue-unreachable"
        assert "the database x on" in error.message


def test_no_database(cluster: Cluster) -> None:
    """The server is there, the database is not: how to make it."""
    error = refusal(cluster.address("nowhere"))
    assert isinstance(error, MissingError)
    assert error.code == "database-not-found"
    assert "createdb" in error.advice
    assert "nowhere" in error.advice


def test_no_such_user(cluster: Cluster) -> None:
    """The server does not know who we are; the server's own words are passed on."""
    name = make_url(cluster.database()).database
    assert name is not None
    error = refusal(cluster.address(name, "stranger"))
    assert isinstance(error, ForbiddenError)
    assert error.code == "database-refused"
    assert "stranger" in error.message
    assert "PGPASSFILE" in error.advice


def test_a_database_that_lets_us_not_in(cluster: Cluster) -> None:
    """It exists, and we may not connect: not told to be missing."""
    name = make_url(cluster.database()).database
    assert name is not None
    cluster.sql("CREATE ROLE outsider LOGIN")
    cluster.sql(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
    assert refusal(cluster.address(name, "outsider")).code == "database-refused"


def test_a_service_that_no_file_names() -> None:
    """A service is looked up on this machine."""
    error = refusal("postgresql+psycopg:///?service=nowhere")
    assert isinstance(error, InvalidError)
    assert "nowhere" in error.message
    assert error.code == "catalogue-address"
