"""Which days order lines may be of, and up to which they may count."""

from __future__ import annotations

from datetime import date, timedelta

from smartcart.errors import DataError, SettingsError
from smartcart.orders import CustomerOrders, OrderLines

__all__ = ["check_as_of", "check_last_day"]


def check_as_of(as_of: date | None, today: date) -> None:
    """Refuse to count the days to come."""
    if as_of is not None and as_of > today + timedelta(days=1):
        raise SettingsError(
            f"--as-of {as_of} lies in the future; today is {today}.",
            "Give a day up to tomorrow: only lines before it count.",
        )


def check_last_day(orders: CustomerOrders | OrderLines, today: date) -> None:
    """Refuse lines of the future: they would move the end of time for everybody."""
    last = orders.account.as_of - timedelta(days=1)
    if last > today:
        raise DataError(
            f"The last order line is of {last}, which lies in the future; today is {today}.",
            "Correct the dates, or give --as-of: lines on that day or after it do not count.",
        )
