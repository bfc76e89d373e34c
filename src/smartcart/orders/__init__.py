"""Histories of buying -> what to expect of each customer.

In: frequency, recency and T of customers, as the literature on customer lifetime value counts
them. Out: `BgNbd`, a model of buying and leaving.
"""

from smartcart.orders.bg_nbd import BgNbd
from smartcart.orders.fit import fit_bg_nbd
from smartcart.orders.histories import check_histories
from smartcart.orders.simulate import draw_histories

__all__ = ["BgNbd", "check_histories", "draw_histories", "fit_bg_nbd"]
