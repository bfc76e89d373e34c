"""``smartcart promote``: a model of the store, or a model file, serves from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smartcart.cli.options import AsJson, StoreAddress

if TYPE_CHECKING:
    from smartcart.jobs.store_promote import Promoted

__all__ = ["Reason", "promote", "show_promoted"]

Reason = Annotated[
    str,
    typer.Option(
        metavar="TEXT",
        help="Why; it stands in the history. Write no customer into it.",
        show_default=False,
    ),
]


def promote(
    what: Annotated[
        str,
        typer.Argument(
            metavar="RUN|HASH|FILE",
            help="The number of a run; the SHA-256 of a model, or its first characters; or a "
            "model.json, which is put into the store.",
            show_default=False,
        ),
    ],
    store: StoreAddress = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Let a model serve, unless somebody promotes another one at that moment."""
    from smartcart.jobs.store_promote import promote_model

    show_promoted(promote_model(store, what, reason), as_json)


def show_promoted(done: Promoted, as_json: bool) -> None:
    """Print which model serves now."""
    from smartcart.cli.display import console, print_json

    out = console()
    out.print(f"Store {done.store}", markup=False, soft_wrap=True)
    hash_shown = (done.champion.model_hash or "")[:12]
    if done.has_changed:
        out.print(
            f"Version {done.champion.version} serves: model {hash_shown}. {done.reason}",
            markup=False,
            soft_wrap=True,
        )
    else:
        out.print(
            f"Model {hash_shown} serves already, as version {done.champion.version}. "
            "Nothing was changed.",
            markup=False,
        )
    if as_json:
        champion = {"version": done.champion.version, "model_hash": done.champion.model_hash}
        print_json(
            {
                "store": done.store,
                "has_changed": done.has_changed,
                "before": done.before.version,
                "champion": champion,
                "reason": done.reason,
            }
        )
