"""A model file in, the query that places customers in a database out."""

from __future__ import annotations

from pathlib import Path

from smartcart.model_file import load_model
from smartcart.whole_file import write_bytes

__all__ = ["run_sql"]


def run_sql(
    model: Path,
    dialect: str,
    table: str,
    out: Path | None = None,
    *,
    text: bool = False,
    compared_only: bool = False,
    more: bool = False,
) -> str:
    """Return a model as one SQL query, and write it where a file is given.

    Raises
    ------
    ModelFileError
        When the model cannot be read, or is not written as SQL.
    SettingsError
        When there is no such dialect, a name cannot be written in it, or `out` cannot be written.
    MissingExtraError
        When sqlglot is not installed.
    """
    from smartcart.sql import write_query  # only here: it needs an extra

    segmentation = load_model(model)
    query = write_query(
        segmentation, dialect, table, text=text, compared_only=compared_only, more=more
    )
    if out is not None:
        write_bytes(f"{query};\n".encode(), out)
    return query
