"""How far the models of lifetime value find made-up customers' parameters again, and how fast.

``python -m benchmarks.lifetime [RUNS]`` prints the tables of docs/lifetime.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartcart.orders import (
    BgNbd,
    MbgNbd,
    ParetoNbd,
    draw_histories,
    fit_bg_nbd,
    fit_gamma_gamma,
    fit_mbg_nbd,
    fit_pareto_nbd,
)

Floats = NDArray[np.float64]
Draw = Callable[[int, int], tuple[Floats, ...]]
TRUTH = {
    "BG/NBD": ((1.5, 10.0, 1.0, 4.0), BgNbd, fit_bg_nbd),
    "MBG/NBD": ((1.5, 10.0, 1.0, 4.0), MbgNbd, fit_mbg_nbd),
    "Pareto/NBD": ((1.5, 10.0, 1.0, 60.0), ParetoNbd, fit_pareto_nbd),
}
VALUES = (6.25, 3.74, 15.44)


def draw(name: str, longest: float) -> Draw:
    """Return a function of customers and seed, which draws histories watched up to `longest`."""
    truth, kind, _ = TRUTH[name]

    def of(n: int, seed: int) -> tuple[Floats, ...]:
        T = np.linspace(0.6 * longest, longest, n)
        frequency, recency = draw_histories(kind(*truth, 0.0, 0), T, 1, seed)
        return frequency[0], recency[0], T

    return of


def spend(n: int, seed: int) -> tuple[Floats, ...]:
    generator = np.random.default_rng(seed)
    orders = 1.0 + generator.poisson(generator.gamma(1.0, 3.0, n))
    rate = generator.gamma(VALUES[1], 1 / VALUES[2], n)
    return orders, generator.gamma(VALUES[0] * orders) / rate / orders


def found_again(truth: tuple[float, ...], fit: Any, draw: Draw, n: int, runs: int) -> Floats:
    """Return for each parameter how often the truth lay within two standard errors."""
    within = []
    for seed in range(runs):
        model = fit(*draw(n, seed))
        found = [getattr(model, name) for name in list(model.__dataclass_fields__)[: len(truth)]]
        error = np.array(model.standard_errors)
        within.append(np.abs(np.array(found) - truth) <= 2 * error)
    return np.asarray(np.mean(within, axis=0))


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for longest in (300.0, 100.0):
        for name, (truth, _, fit) in TRUTH.items():
            for n in (500, 1_000):
                shares = found_again(truth, fit, draw(name, longest), n, runs)
                watched = f"{0.6 * longest:g} to {longest:g}"
                print(f"| {name} | {watched} | {n:,} | {in_percent(shares)} |", flush=True)
    for n in (500, 1_000):
        shares = found_again(VALUES, fit_gamma_gamma, spend, n, runs)
        print(f"| Gamma-Gamma | | {n:,} | {in_percent(shares)} |")
    for name, (_, _, fit) in TRUTH.items():
        print(f"{name}: {seconds(fit, draw(name, 100.0)):.2f} s for 2,357 customers")
    print(f"Gamma-Gamma: {seconds(fit_gamma_gamma, spend):.2f} s for 2,357 customers")


def in_percent(shares: Floats) -> str:
    return f"{100 * shares.mean():.1f} | " + ", ".join(f"{100 * share:.0f}" for share in shares)


def seconds(fit: Any, draw: Draw) -> float:
    """Return the shortest of three fits, in seconds of the processor."""
    table, taken = draw(2_357, 0), []
    for _ in range(3):
        start = time.process_time()
        fit(*table)
        taken.append(time.process_time() - start)
    return min(taken)


if __name__ == "__main__":
    main()
