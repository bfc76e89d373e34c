"""Which method is ahead of what sells most, and whether any is."""

from __future__ import annotations

import pandas as pd

from smartcart.recommend.truth import Task

__all__ = ["find_winner", "say_winner"]

_PRODUCTS = {"new": "products new to the customer", "all": "all products"}


def find_winner(methods: pd.DataFrame) -> str:
    """Return the method of the highest nDCG among those surely ahead of popularity.

    Parameters
    ----------
    methods : DataFrame, indexed by method
        ``ndcg``, and ``low``: the lower end of the difference to popularity.
    """
    ahead = methods[methods["low"] > 0]
    return str(ahead["ndcg"].idxmax()) if len(ahead) else "popularity"


def say_winner(methods: pd.DataFrame, winner: str, task: Task) -> str:
    """Say who wins, by how much, and who is not surely ahead of popularity.

    Examples
    --------
    >>> rows = {"ndcg": [0.05, 0.1], "difference": [0, 0.05], "low": [0, -0.01], "high": [0, 0.1]}
    >>> say_winner(pd.DataFrame(rows, index=["popularity", "als"]), "popularity", "new")
    'For products new to the customer no method is surely ahead of popularity: offer what sells \
most.'
    """
    goods = _PRODUCTS[task]
    if winner == "popularity":
        return f"For {goods} no method is surely ahead of popularity: offer what sells most."
    best, base = methods.loc[winner], float(methods.loc["popularity", "ndcg"])
    times = f"{best['ndcg'] / base:.1f} times" if base > 0 else "more than"
    said = (
        f"For {goods} {winner} wins: nDCG at 10 is {best['ndcg']:.3f}, {times} that of popularity "
        f"({base:.3f}); the difference lies between {best['low']:.3f} and {best['high']:.3f}."
    )
    others = methods.drop(index="popularity")
    behind = [str(name) for name in others.index[others["low"] <= 0]]
    return f"{said} Not surely ahead of popularity: {', '.join(behind)}." if behind else said
