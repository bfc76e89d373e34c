"""A shop with three groups whose first table has been refreshed."""

import shutil

import pytest

from .shop import THREE, Shop, shop


@pytest.fixture(scope="session")
def started(tmp_path_factory) -> Shop:
    begun = Shop(tmp_path_factory.mktemp("started"))
    first = begun.refresh(shop(*THREE))
    assert (first.summary["status"], len(first.changes.segments)) == ("promoted", 3)
    return begun


@pytest.fixture
def three(started, tmp_path) -> Shop:
    """Return a store of its own in which the three groups are the champion's segments."""
    shutil.copy(started.folder / "store.db", tmp_path / "store.db")
    return Shop(tmp_path)
