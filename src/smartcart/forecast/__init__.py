"""Order histories -> who will order again, what they will bring, and in which voice to say so.

In: `CustomerOrders`. Out: `OrderForecast`, chosen by a backtest on days of the past among models
of buying and leaving and forecasts learnt from what followed on earlier days; `Voice`, which says
whether it is a probability, a ranking, or nothing.
"""

from smartcart.forecast.backtest import OriginScores
from smartcart.forecast.candidates import CANDIDATES
from smartcart.forecast.forecast import forecast_orders
from smartcart.forecast.habits import measure_habits
from smartcart.forecast.lifetime import measure_overdue
from smartcart.forecast.origins import plan_targets, plan_training
from smartcart.forecast.outcomes import Origin, observe
from smartcart.forecast.purchases import PurchaseLog, log_purchases
from smartcart.forecast.result import FORECAST_COLUMNS, Judged, OrderForecast
from smartcart.forecast.scores import auc, measure_fifths, rank_correlation
from smartcart.forecast.voice import TRUE_WITHIN, Voice, choose_voice

__all__ = [
    "CANDIDATES",
    "FORECAST_COLUMNS",
    "TRUE_WITHIN",
    "Judged",
    "OrderForecast",
    "Origin",
    "OriginScores",
    "PurchaseLog",
    "Voice",
    "auc",
    "choose_voice",
    "forecast_orders",
    "log_purchases",
    "measure_fifths",
    "measure_habits",
    "measure_overdue",
    "observe",
    "plan_targets",
    "plan_training",
    "rank_correlation",
]
