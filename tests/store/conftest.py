"""A store in SQLite and one in PostgreSQL, new for each test."""

from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
import sqlalchemy as sa
from tests.tables.conftest import postgres_url  # noqa: F401 - a fixture

from smartcart.model_file import dump_model
from smartcart.store import Store, open_store
from smartcart.store.connect import make_engine
from smartcart.tables.database_address import read_address

NUMBERS = count()


@pytest.fixture
def sqlite_address(tmp_path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request) -> str:
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_address")
    server = request.getfixturevalue("postgres_url")
    name = f"store_{next(NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.removesuffix("postgres") + name


@pytest.fixture
def store(address) -> Store:
    return open_store(address)


@pytest.fixture
def do(address) -> Iterator[Callable[..., list]]:
    """Return a function that works in the database past the store."""
    engine = make_engine(read_address(address), read_only=False)

    def run(statement: str, **values: object) -> list:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            result = connection.execute(sa.text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    yield run
    engine.dispose()


@pytest.fixture(scope="session")
def model(segmentation) -> bytes:
    return dump_model(segmentation).encode()


@pytest.fixture(scope="session")
def other(segmentation) -> bytes:
    return dump_model(segmentation.with_warnings(["Another model."])).encode()
