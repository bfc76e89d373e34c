"""Customer tables to try SmartCart on: made-up people that follow real figures."""

from smartcart.datasets.customers import make_customers
from smartcart.datasets.files import write_customers

__all__ = ["make_customers", "write_customers"]
