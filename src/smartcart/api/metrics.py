"""Figures for Prometheus: of requests and of the model, never of a customer."""

from __future__ import annotations

import os
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

__all__ = ["Metrics"]

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SHARED = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The figures of one server; of all its workers where they share a folder."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        self._registry = own
        requests = Counter(
            "smartcart_requests", "Requests answered.", ("route", "status"), registry=own
        )
        seconds = Histogram(
            "smartcart_request_seconds",
            "Time to answer.",
            ("route",),
            buckets=_SECONDS,
            registry=own,
        )
        self._customers = Counter(
            "smartcart_customers_scored", "Customers placed in segments.", registry=own
        )
        self._swaps = Counter("smartcart_model_swaps", "Models swapped.", registry=own)
        self._failures = Counter(
            "smartcart_model_swap_failures", "Models that could not be served.", registry=own
        )
        self._version = Gauge(
            "smartcart_model_version",
            "Version that serves; 0 for a model file.",
            registry=own,
            multiprocess_mode="livemin",
        )
        self._info = Gauge(
            "smartcart_model_info",
            "1 for the model that serves.",
            ("model",),
            registry=own,
            multiprocess_mode="livemax",
        )
        # Finding the child of a label costs more than counting with it.
        self._requests = lru_cache(1_000)(lambda route, status: requests.labels(route, str(status)))
        self._seconds = lru_cache(1_000)(lambda route: seconds.labels(route))
        self._seen = ("", 0, 0)

    def count(self, route: str, status: int, seconds: float, n_customers: int) -> None:
        """Count a request."""
        self._requests(route, status).inc()
        self._seconds(route).observe(seconds)
        if n_customers:
            self._customers.inc(n_customers)

    def tell_model(self, model: str, version: int | None, swaps: int, failures: int) -> None:
        """Say which model serves, and how often one was swapped, or could not be."""
        before, seen_swaps, seen_failures = self._seen
        if (model, swaps, failures) == self._seen:
            return
        if before and before != model:
            self._info.labels(before[:12]).set(0)
        if model:
            self._info.labels(model[:12]).set(1)
        self._version.set(version or 0)
        self._swaps.inc(swaps - seen_swaps)
        self._failures.inc(failures - seen_failures)
        self._seen = (model, swaps, failures)

    def page(self) -> bytes:
        """Return all figures, in the text format of Prometheus."""
        if _SHARED not in os.environ:
            return generate_latest(self._registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared)
