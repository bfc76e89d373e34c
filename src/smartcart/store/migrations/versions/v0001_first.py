"""Format 1: models, runs, assignments, events, the champion, promotions, suppressions."""

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of format 1, with a champion that is nobody yet."""
    _make_models_and_runs()
    _make_customer_tables()
    _make_champion()
    if op.get_bind().dialect.name == "postgresql":
        _gather_no_statistics()


def _make_models_and_runs() -> None:
    op.create_table(
        "smartcart_models",
        sa.Column("model_hash", sa.Text, primary_key=True),
        sa.Column("added", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "smartcart_runs",
        sa.Column("run_id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("started", "finished", "source")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("data_hash", "settings_hash")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("settings", "quality", "figures")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("verdict", "status", "reason")),
        sa.Column("model_hash", sa.Text, sa.ForeignKey("smartcart_models.model_hash")),
    )
    # A refused table may be read anew by a later version; anything else is one run.
    accepted = sa.text("status <> 'refused'")
    op.create_index(
        "smartcart_runs_once",
        "smartcart_runs",
        ["data_hash", "settings_hash"],
        unique=True,
        sqlite_where=accepted,
        postgresql_where=accepted,
    )


def _make_customer_tables() -> None:
    op.create_table(
        "smartcart_assignments",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("smartcart_runs.run_id"), primary_key=True),
        sa.Column("customer_id", sa.Text, primary_key=True),
        sa.Column("segment_id", sa.Text, nullable=False),
        sa.Column("segment", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double),
        sa.Column("is_high_value", sa.Integer),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "smartcart_events",
        sa.Column("event_id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("smartcart_runs.run_id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_table(
        "smartcart_suppressions",
        sa.Column("customer_id", sa.Text, primary_key=True),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _make_champion() -> None:
    models = "smartcart_models.model_hash"
    champion = op.create_table(
        "smartcart_champion",
        sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("model_hash", sa.Text, sa.ForeignKey(models)),
    )
    op.create_table(
        "smartcart_promotions",
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("model_hash", sa.Text, sa.ForeignKey(models), nullable=False),
        sa.Column("promoted", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.bulk_insert(champion, [{"one": 1, "version": 0, "model_hash": None}])


def _gather_no_statistics() -> None:
    """Keep ids out of the samples that PostgreSQL takes of a column: nobody could erase them."""
    named = {
        "smartcart_assignments": ("customer_id",),
        "smartcart_suppressions": ("customer_id",),
        "smartcart_runs": ("quality", "figures"),
        "smartcart_events": ("detail",),
    }
    for table, columns in named.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
