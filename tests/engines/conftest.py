"""One session of Spark for the tests of this folder."""

import importlib.util
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from tests.conftest import missing

from smartcart.engines import find_java, open_session


def need_spark() -> None:
    if importlib.util.find_spec("pyspark") is None or find_java() is None:
        missing("PySpark or Java")


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    need_spark()
    with warnings.catch_warnings(), open_session("local[2]") as session:
        yield session
