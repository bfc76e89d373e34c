"""Order lines -> customers; histories of buying -> what to expect of each customer.

In: order lines as cells of a table. Out: `OrderLines`, each line used or put to a rule, and
`CustomerOrders`, one row per customer. Of frequency, recency and T of customers, as the
literature on customer lifetime value counts them, and the mean value of their orders: `BgNbd`,
`MbgNbd` and `ParetoNbd`, models of buying and leaving, and `GammaGamma`, a model of the value of
orders.
"""

from smartcart.orders.account import LineAccount, RuleCount
from smartcart.orders.bg_nbd import BgNbd
from smartcart.orders.fit import fit_bg_nbd, fit_mbg_nbd, fit_pareto_nbd
from smartcart.orders.fit_values import fit_gamma_gamma
from smartcart.orders.gamma_gamma import GammaGamma
from smartcart.orders.histories import check_histories
from smartcart.orders.lines import OrderLines, check_lines
from smartcart.orders.mbg_nbd import MbgNbd
from smartcart.orders.pareto_nbd import ParetoNbd
from smartcart.orders.simulate import draw_histories
from smartcart.orders.summary import CustomerOrders, summarize_orders
from smartcart.orders.values import check_values

__all__ = [
    "BgNbd",
    "CustomerOrders",
    "GammaGamma",
    "LineAccount",
    "MbgNbd",
    "OrderLines",
    "ParetoNbd",
    "RuleCount",
    "check_histories",
    "check_lines",
    "check_values",
    "draw_histories",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_mbg_nbd",
    "fit_pareto_nbd",
    "summarize_orders",
]
