"""What order lines cannot say of their customers, in sentences."""

from __future__ import annotations

from smartcart.orders.summary import CustomerOrders

__all__ = ["list_notices"]

#: Below this share of lines used, the customers rest on the smaller part.
_HALF = 0.5


def list_notices(orders: CustomerOrders) -> tuple[str, ...]:
    """Say what the lines are too few, too short or too much alike to tell.

    Examples
    --------
    >>> import pandas as pd
    >>> from smartcart.orders import check_lines, summarize_orders
    >>> columns = ["Invoice", "Quantity", "InvoiceDate", "Price", "Customer ID"]
    >>> rows = [["1", 2, "2010-01-05", 5.0, "7"], ["2", 1, "2010-01-05", 30.0, "8"]]
    >>> list_notices(summarize_orders(check_lines(pd.DataFrame(rows, columns=columns))))
    ('All orders are of one day, 2010-01-05: nothing is known of how customers come back.',)
    """
    table, account = orders.table, orders.account
    notices = []
    if account.first == account.last:
        notices.append(
            f"All orders are of one day, {account.first}: nothing is known of how customers come "
            "back."
        )
    elif not table["frequency"].any():
        notices.append(
            "Every customer bought on one day only: nothing is known of how customers come back."
        )
    if "n_products" in table and (table["n_products"] == 1).all():
        notices.append("Every customer bought one product: their range says nothing.")
    rules = [each for each in account.rules if each.rule != "after_as_of"]  # that one was chosen
    lines = account.used + sum(each.lines for each in rules)
    if account.used < _HALF * lines:
        most = max(rules, key=lambda each: each.lines)
        notices.append(
            f"Only {account.used:,} of {lines:,} order lines are used; the rule that took most "
            f"is: {most.meaning} ({most.lines:,})."
        )
    return tuple(notices)
