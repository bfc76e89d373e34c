"""The tables of the store as they are today; `migrations` says how they came to be."""

from __future__ import annotations

import sqlalchemy as sa

__all__ = [
    "TABLES",
    "VERSION_TABLE",
    "assignments",
    "champion",
    "events",
    "models",
    "promotions",
    "runs",
    "suppressions",
]

TABLES = sa.MetaData()
#: Where Alembic keeps the format; named, because the database may be shared with other programs.
VERSION_TABLE = "smartcart_store_version"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _model(*, nullable: bool) -> sa.Column[str]:
    key = sa.ForeignKey("smartcart_models.model_hash")
    return sa.Column("model_hash", sa.Text, key, nullable=nullable)


models = sa.Table(
    "smartcart_models",
    TABLES,
    sa.Column("model_hash", sa.Text, primary_key=True),
    _text("added"),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

runs = sa.Table(
    "smartcart_runs",
    TABLES,
    sa.Column("run_id", sa.Integer, primary_key=True),
    *map(_text, ("started", "finished", "source", "data_hash", "settings_hash")),
    *map(_text, ("settings", "quality", "figures", "verdict", "status", "reason")),
    _model(nullable=True),
    sa.Index(
        "smartcart_runs_once",
        "data_hash",
        "settings_hash",
        unique=True,
        sqlite_where=sa.text("status <> 'refused'"),
        postgresql_where=sa.text("status <> 'refused'"),
    ),
)

assignments = sa.Table(
    "smartcart_assignments",
    TABLES,
    sa.Column("run_id", sa.Integer, sa.ForeignKey("smartcart_runs.run_id"), primary_key=True),
    sa.Column("customer_id", sa.Text, primary_key=True),
    _text("segment_id"),
    _text("segment"),
    sa.Column("confidence", sa.Double),
    sa.Column("is_high_value", sa.Integer),
    sqlite_with_rowid=False,
)

events = sa.Table(
    "smartcart_events",
    TABLES,
    sa.Column("event_id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.Integer, sa.ForeignKey("smartcart_runs.run_id"), nullable=False),
    _text("kind"),
    _text("detail"),
)

champion = sa.Table(
    "smartcart_champion",
    TABLES,
    sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    _model(nullable=True),
)

promotions = sa.Table(
    "smartcart_promotions",
    TABLES,
    sa.Column("version", sa.Integer, primary_key=True),
    _model(nullable=False),
    _text("promoted"),
    _text("reason"),
)

suppressions = sa.Table(
    "smartcart_suppressions",
    TABLES,
    sa.Column("customer_id", sa.Text, primary_key=True),
    _text("since"),
    _text("reason"),
)
