"""Models in the store: the bytes as they were saved, known by their SHA-256."""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from smartcart.errors import ModelFileError, StoreError, quoted
from smartcart.model_file import parse_model
from smartcart.store.plain import from_time, now
from smartcart.store.records import StoredModel
from smartcart.store.tables import models, promotions

__all__ = ["find_hash", "find_last_good", "insert", "put_content", "read_content"]


def insert(connection: sa.Connection, table: sa.Table) -> Any:
    """Return an INSERT that may say what to do with a row that is there."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def put_content(connection: sa.Connection, content: bytes) -> str:
    """Keep a model under its SHA-256; one that is there is written again, and so healed."""
    model_hash = hashlib.sha256(content).hexdigest()
    row = {"model_hash": model_hash, "added": from_time(now()), "content": content}
    statement = insert(connection, models).values(row)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["model_hash"], set_={"content": content})
    )
    return model_hash


def read_content(connection: sa.Connection, model_hash: str) -> StoredModel:
    """Read a model and prove that it is the one that was kept."""
    statement = sa.select(models.c.content).where(models.c.model_hash == model_hash)
    found = connection.execute(statement).scalar()
    if found is None:
        raise _absent(model_hash)
    content = bytes(found)
    if hashlib.sha256(content).hexdigest() != model_hash:
        raise _damaged(model_hash, "its bytes do not match its SHA-256")
    try:
        return StoredModel(model_hash, content, parse_model(content, model_hash[:12]))
    except ModelFileError as error:
        raise _damaged(model_hash, error.what) from None


def find_hash(connection: sa.Connection, beginning: str) -> str:
    """Return the one SHA-256 of a model of the store that begins so."""
    found = sa.select(models.c.model_hash).where(models.c.model_hash.startswith(beginning.lower()))
    hashes = [str(key) for key in connection.execute(found.order_by(models.c.model_hash)).scalars()]
    if not beginning or not hashes:
        raise StoreError(
            f"The store has no model whose SHA-256 begins with {quoted(beginning)}.",
            "smartcart history lists the runs and their models.",
        )
    if len(hashes) > 1:
        raise StoreError(
            f"{len(hashes):,} models of the store begin with {quoted(beginning)}.",
            f"Give more of it: {', '.join(each[:12] for each in hashes[:3])}.",
        )
    return hashes[0]


def find_last_good(connection: sa.Connection) -> StoredModel:
    """Return the model promoted last of those that are intact."""
    newest = sa.select(promotions.c.model_hash).order_by(promotions.c.version.desc())
    for model_hash in dict.fromkeys(connection.execute(newest).scalars()):
        try:
            return read_content(connection, model_hash)
        except StoreError:
            continue
    raise StoreError(
        "No model that was ever promoted in this store is intact.",
        "Promote a model first, or take the store from a backup.",
    )


def _absent(model_hash: str) -> StoreError:
    return StoreError(f"The store has no model {model_hash[:12]!r}.", "Put the model first.")


def _damaged(model_hash: str, why: str) -> StoreError:
    return StoreError(
        f"The model {model_hash[:12]!r} of the store is damaged: {why}.",
        "Put the model file it came from again, or serve the last good model.",
    )
