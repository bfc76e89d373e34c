"""``smartcart rollback``: the model that served before serves again."""

from __future__ import annotations

from smartcart.cli.options import AsJson, StoreAddress
from smartcart.cli.promote import Reason, show_promoted

__all__ = ["rollback"]


def rollback(store: StoreAddress = None, reason: Reason = "", as_json: AsJson = False) -> None:
    """Let the model serve that served before the present one; again, the one before that."""
    from smartcart.jobs.store_promote import roll_back

    show_promoted(roll_back(store, reason), as_json)
