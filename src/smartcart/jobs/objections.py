"""Customers who object to marketing are left out before anything is learnt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from smartcart.data_folder import own_store
from smartcart.errors import DataError
from smartcart.orders import OrderLines, RuleCount
from smartcart.value import Suppressed

__all__ = ["Objections", "leave_out_lines", "read_objections"]

_RULE = ("suppressed", "of a customer who must not be contacted")


@dataclass(frozen=True)
class Objections:
    """Ids of customers who must not be contacted, and the store they come from, if any."""

    ids: frozenset[str] = frozenset()
    store: str | None = None

    def account(self, left_out: Suppressed) -> dict[str, Any]:
        """Return how many were left out, as a summary tells it."""
        return {
            "suppressed": left_out.customers,
            "suppressed_unknown": left_out.unknown,
            "suppressions": self.store,
        }


def read_objections(address: str | None) -> Objections:
    """Return who objects, by a store; without an address, by that of the user if there is one.

    An objection that counts only where an option is remembered would be none.

    Raises
    ------
    StoreError
        When the store that is named is not there, or one cannot be read: nobody is contacted
        by chance.
    MissingExtraError
        When what reads a store is not installed.
    """
    if address is None and not own_store().is_file():
        return Objections()
    from smartcart.jobs.store_open import open_there

    store = open_there(address, read_only=True)
    return Objections(frozenset(each.customer_id for each in store.suppressed()), store.name)


def leave_out_lines(lines: OrderLines, ids: Collection[str]) -> tuple[OrderLines, Suppressed]:
    """Leave the order lines of customers out; the account has a rule for them.

    Raises
    ------
    DataError
        When nobody is left who bought.
    """
    wanted, table = set(ids), lines.table
    left_out = table["customer_id"].isin(wanted)
    n_customers = int(table.loc[left_out, "customer_id"].nunique())
    counts = Suppressed(n_customers, len(wanted) - n_customers)
    if not n_customers:
        return lines, counts
    kept = table[~left_out].reset_index(drop=True)
    bought = kept[~kept["is_return"]]
    if bought.empty:
        raise DataError(
            f"All {n_customers:,} customers are to be suppressed, so nobody is left to contact.",
            "Check the list: it should hold only those who must not be contacted.",
        )
    account, n_customers = lines.account, int(bought["customer_id"].nunique())
    account = replace(
        account,
        used=len(bought),
        rules=(*account.rules, RuleCount(*_RULE, account.used - len(bought))),
        customers=n_customers,
        only_returned=int(kept["customer_id"].nunique()) - n_customers,
        first=bought["day"].min().date(),
        last=bought["day"].max().date(),
    )
    return OrderLines(kept, account), counts
