"""``smartcart playbook``: the default advice as a file to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["playbook"]


def playbook(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File to write (never over an existing one); printed when not given.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the playbook behind the advice, with comments, for you to edit."""
    from smartcart.cli.display import console
    from smartcart.jobs import write_playbook

    text = write_playbook(out)
    if out is None:
        typer.echo(text, nl=False)
        return
    console().print(
        f"Wrote {out}. Edit it, then: smartcart segment CUSTOMERS --out DIR --playbook {out}",
        markup=False,
        soft_wrap=True,
    )
