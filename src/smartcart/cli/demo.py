"""``smartcart demo``: the main job on generated customers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import AsJson

__all__ = ["demo"]


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("smartcart-demo"),
    n: Annotated[int, typer.Option(help="Customers to generate.")] = 2240,
    seed: Annotated[int, typer.Option(help="Start of every random draw.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Generate customers, segment them and write a report. Needs no file."""
    from smartcart.cli.display import print_json, show_progress, show_segments
    from smartcart.jobs import run_demo

    with show_progress() as display:
        finished = run_demo(out, n, seed, display)
    show_segments(finished)
    if as_json:
        print_json(finished.summary)
