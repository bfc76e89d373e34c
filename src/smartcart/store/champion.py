"""The champion: one row that changes only for who knows its version (compare-and-set)."""

from __future__ import annotations

import sqlalchemy as sa

from smartcart.errors import ChampionMovedError
from smartcart.store.plain import from_time, now, to_time
from smartcart.store.records import Champion, Promotion
from smartcart.store.tables import champion, promotions

__all__ = ["list_promotions", "read_champion", "set_champion"]


def read_champion(connection: sa.Connection) -> Champion:
    """Return the model that serves, and the version to expect when it is replaced."""
    row = connection.execute(sa.select(champion.c.version, champion.c.model_hash)).one()
    return Champion(row.version, row.model_hash)


def set_champion(
    connection: sa.Connection, model_hash: str, expected_version: int, reason: str
) -> Champion:
    """Make an intact model of the store the champion, if nobody did since `expected_version`."""
    new = Champion(expected_version + 1, model_hash)
    done = connection.execute(
        sa.update(champion)
        .where(champion.c.version == expected_version)
        .values(version=new.version, model_hash=model_hash)
    )
    if done.rowcount != 1:
        version = read_champion(connection).version
        raise ChampionMovedError(
            f"The champion is at version {version}; version {expected_version} was expected. "
            "Nothing was promoted.",
            "Read the champion again, and decide anew.",
        )
    row = {"promoted": from_time(now()), "reason": reason}
    connection.execute(
        sa.insert(promotions).values(version=new.version, model_hash=model_hash, **row)
    )
    return new


def list_promotions(connection: sa.Connection) -> tuple[Promotion, ...]:
    """Return every promotion, in order of version."""
    rows = connection.execute(sa.select(promotions).order_by(promotions.c.version))
    return tuple(
        Promotion(row.version, row.model_hash, to_time(row.promoted), row.reason) for row in rows
    )
