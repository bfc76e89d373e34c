"""Space as a notebook shows it: how much each component holds, and what it rises and falls with."""

from __future__ import annotations

import numpy as np

from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, make_table
from smartcart.profiles import measure_label
from smartcart.report.words import count_words, joined, percent, row_label
from smartcart.space import NominalScale, Space, SpaceModel

__all__ = ["describe_space"]

#: A variable is named when its loading is at least this part of the largest one; so many are.
_STRONG, _NAMED = 0.5, 4


@describe_result.register
def describe_space(space: Space) -> Page:
    """Say how many components keep how much of the variance, and what each stands for."""
    model = space.model
    rows = [
        [
            f"{i + 1}",
            *_leads(model, i),
            percent(float(model.explained[i])),
            percent(float(model.explained[: i + 1].sum())),
        ]
        for i in range(model.n_components)
    ]
    header = ("Component", "Rises with", "Falls with", "Variance", "So far")
    capped = [
        f"{row_label(name)} ({count_words(n, 'customer')})" for name, n in space.n_capped.items()
    ]
    return Page(
        "Space",
        f"{count_words(len(space.coordinates), 'customer')} as points on "
        f"{count_words(model.n_components, 'principal component')}, which keep "
        f"{percent(model.variance_kept)} of the variance of "
        f"{count_words(len(model.columns), 'scaled column')}.",
        (
            make_table(header, rows, "components", 3),
            *([f"Values far out were capped: {joined(capped)}."] if capped else []),
        ),
    )


def _leads(model: SpaceModel, component: int) -> tuple[str, str]:
    """Return what a component rises and falls with, the strongest first."""
    loadings, names = model.loadings[:, component], _names(model)
    strong = np.abs(loadings) >= _STRONG * np.abs(loadings).max()
    order = [i for i in np.argsort(-np.abs(loadings), kind="stable") if strong[i]]
    rises = [names[i] for i in order if loadings[i] > 0]
    falls = [names[i] for i in order if loadings[i] < 0]
    return _some(rises), _some(falls)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more if names else "\u2013"


def _names(model: SpaceModel) -> list[str]:
    """Return words for the scaled columns: a variable, or one level of it."""
    names: list[str] = []
    for scale in model.scales:
        label = measure_label(scale.name)
        levels = scale.levels if isinstance(scale, NominalScale) else ()
        names += [f"{label} {level}" for level in levels] or [label]
    return names
