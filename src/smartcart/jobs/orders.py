"""Order lines in, a customer table out, with the settings file that segments it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from smartcart.errors import SettingsError, quoted
from smartcart.forecast import OrderForecast
from smartcart.jobs.order_customers import Place
from smartcart.jobs.order_days import check_as_of, check_last_day
from smartcart.jobs.order_forecast import columns_told, forecast_customers
from smartcart.jobs.overwriting import spare_read_file
from smartcart.jobs.stopwatch import Display
from smartcart.orders import CustomerOrders
from smartcart.orders.notices import list_notices
from smartcart.orders.settings_file import write_settings
from smartcart.tables import read_orders, write_frame, write_json
from smartcart.whole_file import write_bytes

__all__ = ["Ordered", "OrdersJob", "run_orders"]

_ENDINGS = (".csv", ".parquet")


@dataclass(frozen=True)
class OrdersJob:
    """Which order lines to summarise, and where to.

    With a `horizon`, in days, it is forecast who will order again; with `report` a page says it.
    """

    source: Path | str = field(repr=False)  # an address may hold a password
    out: Path
    as_of: date | None = None
    horizon: int | None = None
    sheet: str | None = None
    table: str | None = None
    query: str | None = None
    seed: int = 0
    report: bool = True


@dataclass(frozen=True)
class Ordered:
    """A customer table that has been written, and what stands beside it.

    Attributes
    ----------
    orders : CustomerOrders
    file, settings_file : Path
    settings_kept : bool
        Whether the settings file was there before, and is as it was.
    forecast : OrderForecast or None
    files : tuple of Path
        The account of the forecast, and its page.
    summary : dict
    """

    orders: CustomerOrders
    file: Path
    settings_file: Path
    settings_kept: bool
    forecast: OrderForecast | None
    files: tuple[Path, ...]
    summary: dict[str, Any]


def run_orders(
    job: OrdersJob, display: Display | None = None, today: date | None = None
) -> Ordered:
    """Read order lines, write one row per customer, and a settings file where there is none.

    With a horizon, the forecast is put beside the customers. Where `as_of` lies so far back that
    the lines tell what happened within the horizon, it is held against that.

    Raises
    ------
    SettingsError
        When `out` is the source or has another ending, `as_of` is after tomorrow, or the horizon
        is below 1.
    DataError
        When a line is of a day after today and `as_of` is not given.
    """
    today = today or date.today()
    _check_out(job)
    check_as_of(job.as_of, today)
    if job.horizon and job.report:
        from smartcart.report import require_report_parts

        require_report_parts()
    if display is not None:
        display("read", 0, 1)
    orders = _read(job, job.as_of)
    check_last_day(orders, today)
    later = _read(job, None) if job.horizon and job.as_of else None
    forecast = None
    if job.horizon is not None:
        orders, forecast = forecast_customers(orders, job.horizon, job.seed, display, later=later)
    if display is not None and forecast is not None and job.report:
        display("report", 0, 1)
    return _write(job, orders, forecast)


def _read(job: OrdersJob, as_of: date | None) -> CustomerOrders:
    return read_orders(job.source, as_of, sheet=job.sheet, table=job.table, query=job.query)


def _write(job: OrdersJob, orders: CustomerOrders, forecast: OrderForecast | None) -> Ordered:
    settings = job.out.with_suffix(".toml")
    kept = os.path.lexists(settings)  # somebody may have edited it
    write_frame(orders.table.reset_index(), job.out)
    if not kept:
        write_bytes(write_settings(columns_told(orders)).encode("utf-8"), settings)
    files = () if forecast is None else _write_forecast(job, forecast, orders)
    summary = {**orders.account.to_dict(), "file": str(job.out), "settings_file": str(settings)}
    summary |= {"notes": list(list_notices(orders)), "forecast": forecast and forecast.to_dict()}
    return Ordered(orders, job.out, settings, kept, forecast, files, summary)


def _write_forecast(
    job: OrdersJob, forecast: OrderForecast, orders: CustomerOrders
) -> tuple[Path, ...]:
    """Write the account of a forecast, and its page, beside the customers."""
    file = job.out.with_name(f"{job.out.stem}_forecast.json")
    write_json({"as_of": orders.account.as_of.isoformat(), **forecast.to_dict()}, file)
    return (file, _write_page(job, forecast, orders)) if job.report else (file,)


def _write_page(job: OrdersJob, forecast: OrderForecast, orders: CustomerOrders) -> Path:
    from smartcart.report import write_html
    from smartcart.report.forecast import collect_forecast_facts, render_forecast

    page = job.out.with_name(f"{job.out.stem}_forecast.html")
    source = Place(job.source, job.sheet, job.table, job.query).name
    facts = collect_forecast_facts(forecast, orders, source=source, file=job.out.name)
    write_html(render_forecast(facts).html, page)
    return page


def _check_out(job: OrdersJob) -> None:
    out, source = job.out, job.source
    if out.suffix.lower() not in _ENDINGS:
        raise SettingsError(
            f"The customer table is written as .csv or .parquet; {quoted(out.name)} ends in "
            f"{quoted(out.suffix)}.",
            "Give the file one of these endings.",
        )
    spare_read_file(out, source)
