"""The store: what is known from one run to the next, in one database.

Models (their bytes, known by SHA-256), runs, assignments, events, the champion, promotions and
suppressions. SQLite needs no set-up; PostgreSQL is reached by its address. A customer who is
erased is in none of its tables, nor in the bytes of its file.
"""

from smartcart.errors import MissingExtraError

try:
    import alembic  # noqa: F401 - without it the store fails later and says less
    import sqlalchemy  # noqa: F401
except ImportError:
    raise MissingExtraError("The store", "database") from None

from smartcart.store.assignments import ASSIGNED
from smartcart.store.records import (
    Assignment,
    Champion,
    ErasureReceipt,
    Event,
    Promotion,
    Run,
    Status,
    StoredModel,
    Suppression,
    Traces,
)
from smartcart.store.store import Store, open_store, store_format

__all__ = [
    "ASSIGNED",
    "Assignment",
    "Champion",
    "ErasureReceipt",
    "Event",
    "Promotion",
    "Run",
    "Status",
    "Store",
    "StoredModel",
    "Suppression",
    "Traces",
    "open_store",
    "store_format",
]
