"""Order lines in, products for every customer out, and for customers to come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from smartcart.customers import Column, Kind, Role, check_customers
from smartcart.errors import SettingsError, quoted
from smartcart.jobs.next_best import (
    NextBestOffers,
    holds_customers,
    refuse_line_options,
    run_next_best,
)
from smartcart.jobs.objections import leave_out_lines, read_objections
from smartcart.jobs.order_customers import Place
from smartcart.jobs.order_days import check_as_of, check_last_day
from smartcart.jobs.overwriting import spare_read_file
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.model_file import load_model
from smartcart.orders import OrderLines, summarize_orders
from smartcart.orders.columns import LINE_COLUMNS
from smartcart.recommend import (
    LearnSegments,
    PlaceCustomers,
    Recommender,
    RecommenderEvaluation,
    evaluate_recommender,
    fit_recommender,
    learn_fifths,
)
from smartcart.segmentation import Segmentation
from smartcart.tables import read_id_list, read_order_lines, write_frame

__all__ = ["RecommendJob", "Recommended", "run_recommend"]

_ENDINGS = (".csv", ".parquet")


@dataclass(frozen=True)
class RecommendJob:
    """Whose order lines, what to recommend, and where to.

    `model` is a model of the customer table of such lines; fifths of the first order's amount are
    taken where there is none. `out_of_stock` is a file of product ids, one on each line. Customers
    who object by the `store` are left out; without an address, it is the store of the user, where
    there is one.
    """

    source: Path | str = field(repr=False)  # an address may hold a password
    out: Path
    model: Path | None = None
    top: int = 10
    new_only: bool = False
    out_of_stock: Path | None = None
    evaluate: bool = False
    split: date | None = None
    as_of: date | None = None
    store: str | None = field(default=None, repr=False)
    sheet: str | None = None
    table: str | None = None
    query: str | None = None


@dataclass(frozen=True)
class Recommended:
    """Recommendations that have been written, with their summary."""

    recommender: Recommender
    evaluation: RecommenderEvaluation | None
    table: pd.DataFrame
    file: Path
    newcomers_file: Path
    summary: dict[str, Any]


def run_recommend(
    job: RecommendJob, display: Display | None = None, *, today: date | None = None
) -> Recommended | NextBestOffers:
    """Recommend products to every customer who bought, and to each segment of those to come.

    Beside `out`, ``NAME.new_customers`` with the same ending holds the lists by segment. Of a
    customer table, which has no products, the next best category and channel are found instead.

    Raises
    ------
    SettingsError
        When an option is out of range, a split is given without ``evaluate``, or `out` has another
        ending or is the source.
    DataError
        When the lines cannot be used, lie in the future, or no product is left.
    """
    watch = Stopwatch(display)
    today = today or date.today()
    _check(job, today)
    segmentation = None if job.model is None else load_model(job.model)
    place = Place(job.source, job.sheet, job.table, job.query)
    objections = read_objections(job.store)
    if holds_customers(place, segmentation):
        refuse_line_options(_for_lines(job))
        return run_next_best(place, job.out, segmentation, job.as_of, watch, objections)
    watch("read", 0, 1)
    lines = read_order_lines(
        job.source, job.as_of, sheet=job.sheet, table=job.table, query=job.query
    )
    check_last_day(lines, today)
    lines, left_out = leave_out_lines(lines, objections.ids)
    listed = frozenset() if job.out_of_stock is None else _read_products(job.out_of_stock)
    learn = learn_fifths if segmentation is None else learn_from_model(segmentation)
    evaluation = None
    if job.evaluate:
        watch("judge", 0, 1)
        evaluation = evaluate_recommender(lines, job.split, learn)
    watch("recommend", 0, 1)
    recommender = fit_recommender(lines, learn)
    table = recommender.recommend(top=job.top, new_only=job.new_only, out_of_stock=listed)
    new = recommender.for_segments(top=job.top, out_of_stock=listed)
    watch("report", 0, 1)
    newcomers = job.out.with_name(f"{job.out.stem}.new_customers{job.out.suffix}")
    write_frame(table, job.out)
    write_frame(new, newcomers)
    facts = _summarize(job, lines, recommender, table, listed)
    summary = {
        **facts,
        **objections.account(left_out),
        "file": str(job.out),
        "new_customers_file": str(newcomers),
        "evaluation": None if evaluation is None else evaluation.to_dict(),
        "seconds": watch.stop(),
    }
    return Recommended(recommender, evaluation, table, job.out, newcomers, summary)


def learn_from_model(segmentation: Segmentation) -> LearnSegments:
    """Return a way to place customers by a model: it has been learnt, whatever the lines are."""

    def place(lines: OrderLines) -> pd.Series:
        table = summarize_orders(lines).table.reset_index()
        customers = check_customers(table, segmentation.model.scoring_schema, segmentation.settings)
        return segmentation.assign(customers).set_index("customer_id")["segment_id"]

    def learn(_: OrderLines) -> PlaceCustomers:
        return place

    return learn


def _for_lines(job: RecommendJob) -> dict[str, bool]:
    return {
        "--top": job.top != RecommendJob.top,
        "--new-only": job.new_only,
        "--out-of-stock": job.out_of_stock is not None,
        "--evaluate": job.evaluate,
        "--split": job.split is not None,
    }


def _read_products(path: Path) -> frozenset[str]:
    known = next(each for each in LINE_COLUMNS if each.name == "product_id")
    source, *aliases = known.aliases
    column = Column("product_id", source, Role.ID, Kind.ID, aliases=tuple(aliases))
    return read_id_list(path, column)


def _summarize(
    job: RecommendJob,
    lines: OrderLines,
    recommender: Recommender,
    table: pd.DataFrame,
    listed: Collection[str],
) -> dict[str, Any]:
    products, tuning = recommender.fitted.purchases.products, recommender.tuning
    unknown = len(set(listed) - set(products))
    segments = recommender.segments.value_counts().sort_index()
    return {
        "lines": lines.account.lines,
        "used": lines.account.used,
        "first": lines.account.first.isoformat(),
        "last": lines.account.last.isoformat(),
        "as_of": lines.account.as_of.isoformat(),
        "customers": len(recommender.fitted.purchases.customers),
        "products": len(products),
        "recommendations": len(table),
        "products_recommended": int(table["product_id"].nunique()),
        "customers_with_fewer": _with_fewer(table, job.top, recommender),
        "top": job.top,
        "new_only": job.new_only,
        "out_of_stock": {"listed": len(listed), "unknown": unknown},
        "segments": {
            "by": "first_amount" if job.model is None else "model",
            "customers": {str(name): int(n) for name, n in segments.items()},
        },
        "weights": dict(tuning.weights["new" if job.new_only else "all"]),
        "origins": [each.isoformat() for each in tuning.origins],
    }


def _with_fewer(table: pd.DataFrame, top: int, recommender: Recommender) -> int:
    served = table.groupby("customer_id").size()
    return int(len(recommender.fitted.purchases.customers) - (served == top).sum())


def _check(job: RecommendJob, today: date) -> None:
    if job.out.suffix.lower() not in _ENDINGS:
        raise SettingsError(
            f"Recommendations are written as .csv or .parquet; {quoted(job.out.name)} ends in "
            f"{quoted(job.out.suffix)}.",
            "Give the file one of these endings.",
        )
    spare_read_file(job.out, job.source, job.model)
    if job.top < 1:
        raise SettingsError(f"--top takes a whole number from 1, not {job.top}.", "Try --top 10.")
    if job.split is not None and not job.evaluate:
        raise SettingsError(
            "--split says what --evaluate is to judge, and --evaluate is not given.",
            "Add --evaluate, or leave out --split.",
        )
    check_as_of(job.as_of, today)
