"""Customers and orders to try SmartCart on: made-up people that follow real figures."""

from smartcart.datasets.customers import make_customers
from smartcart.datasets.files import write_customers
from smartcart.datasets.months import Month, make_months, write_months
from smartcart.datasets.orders import make_orders, write_orders

__all__ = [
    "Month",
    "make_customers",
    "make_months",
    "make_orders",
    "write_customers",
    "write_months",
    "write_orders",
]
