"""``smartcart rename``: a name of one's own for a segment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["rename"]


def rename(
    model: Annotated[Path, typer.Argument(help="A model.json.", show_default=False)],
    segment_id: Annotated[
        str, typer.Argument(metavar="ID", help="Id of the segment, such as S1.", show_default=False)
    ],
    name: Annotated[
        str,
        typer.Argument(help="Its name; the computed one takes yours away.", show_default=False),
    ],
) -> None:
    """Give a segment a name of your own; it stays when the customers are segmented anew."""
    from smartcart.cli.display import console
    from smartcart.jobs import run_rename

    segmentation = run_rename(model, segment_id, name)
    screen = console()
    for id_, own in zip(segmentation.model.ids, segmentation.model.names, strict=True):
        kind = "own name" if id_ in segmentation.model.own_names else "computed"
        screen.print(f"  {id_}  {own} ({kind})", markup=False, soft_wrap=True)
    screen.print(f"Wrote {model}. Tables and reports change with the next run.", markup=False)
