"""A PostgreSQL server, and a model small enough to be learnt in a moment."""

from tests.tables.conftest import postgres_url

__all__ = ["postgres_url"]
