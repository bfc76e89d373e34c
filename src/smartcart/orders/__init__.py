"""Order lines -> customers; histories of buying -> what to expect of each customer.

In: order lines as cells of a table. Out: `OrderLines`, each line used or put to a rule, and
`CustomerOrders`, one row per customer. Of frequency, recency and T of customers, as the
literature on customer lifetime value counts them: `BgNbd`, a model of buying and leaving.
"""

from smartcart.orders.account import LineAccount, RuleCount
from smartcart.orders.bg_nbd import BgNbd
from smartcart.orders.fit import fit_bg_nbd
from smartcart.orders.histories import check_histories
from smartcart.orders.lines import OrderLines, check_lines
from smartcart.orders.simulate import draw_histories
from smartcart.orders.summary import CustomerOrders, summarize_orders

__all__ = [
    "BgNbd",
    "CustomerOrders",
    "LineAccount",
    "OrderLines",
    "RuleCount",
    "check_histories",
    "check_lines",
    "draw_histories",
    "fit_bg_nbd",
    "summarize_orders",
]
