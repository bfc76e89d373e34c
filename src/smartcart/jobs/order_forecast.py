"""A forecast of who will order again, made of order lines and put beside the customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from smartcart.forecast import FORECAST_COLUMNS, OrderForecast, forecast_orders
from smartcart.jobs.stopwatch import Display
from smartcart.orders import CustomerOrders

__all__ = ["columns_told", "forecast_customers"]


def forecast_customers(
    orders: CustomerOrders,
    horizon: int,
    seed: int = 0,
    display: Display | None = None,
    **later: Any,
) -> tuple[CustomerOrders, OrderForecast | None]:
    """Return the customers with the columns of a forecast, and the forecast; none for 0 days."""
    if not horizon:
        return orders, None
    forecast = forecast_orders(orders, horizon, seed=seed, progress=_tell(display), **later)
    return replace(orders, table=orders.table.join(forecast.customers)), forecast


def columns_told(orders: CustomerOrders) -> list[str]:
    """Return the columns of the customer table, without those of a forecast that says nothing."""
    table = orders.table
    silent = [name for name in FORECAST_COLUMNS if name in table and table[name].isna().all()]
    return ["customer_id", *table.columns.drop(silent)]


def _tell(display: Display | None) -> Callable[[int, int], None] | None:
    if display is None:
        return None
    return lambda done, of: display("forecast", done, of)
