"""Options that ``refresh`` and ``watch`` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AcceptUnits",
    "EventFile",
    "Level",
    "MaxAge",
    "Mlflow",
    "NoPages",
    "Notify",
    "Refit",
    "RefreshOut",
    "RefreshSeed",
    "RefreshSegments",
]

RefreshOut = Annotated[
    Path | None,
    typer.Option(
        help="Folder for who is where, what mailings add and remove, and the page of what changed.",
        show_default=False,
    ),
]
Refit = Annotated[
    bool | None,
    typer.Option(
        "--refit/--no-refit",
        help="Learn a model anew in any case, or in no case; when not given, on drift or age.",
        show_default=False,
    ),
]
MaxAge = Annotated[
    int,
    typer.Option(
        metavar="DAYS",
        help="Days after which a model is learnt anew without drift, by the days that the tables "
        "describe.",
    ),
]
Level = Annotated[
    float,
    typer.Option(metavar="SHARE", help="Chance of a drift alarm where nothing drifted."),
]
AcceptUnits = Annotated[
    bool,
    typer.Option(
        "--accept-units",
        help="Take the table as it is although a column seems to be in another unit; a model is "
        "learnt anew.",
    ),
]
RefreshSegments = Annotated[
    str | None,
    typer.Option(
        metavar="auto|N", help="Number of segments of a model learnt anew.", show_default=False
    ),
]
RefreshSeed = Annotated[
    int | None, typer.Option(help="Start of every random draw.", show_default=False)
]
NoPages = Annotated[bool, typer.Option("--no-report", help="Leave out the pages.")]
Notify = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Post what happened as JSON to this http or https address (a webhook) at the end; "
        "where that fails, the run stands.",
        show_default=False,
    ),
]
EventFile = Annotated[
    Path | None,
    typer.Option(
        "--event",
        metavar="FILE",
        help="Write what happened to this file at the end, as JSON with subject and text of an "
        "e-mail.",
        show_default=False,
    ),
]
Mlflow = Annotated[
    str | None,
    typer.Option(
        "--mlflow",
        metavar="ADDRESS",
        help="Record the run in MLflow as well: the address of a tracking server, or "
        "sqlite:///mlflow.db; where that fails, the run stands.",
        show_default=False,
    ),
]
