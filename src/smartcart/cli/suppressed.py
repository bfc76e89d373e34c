"""What is said of customers who were left out because they object to marketing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["show_suppressed"]


def show_suppressed(out: Console, told: Mapping[str, Any]) -> None:
    """Print how many were left out, by which store, and how many ids of the list nobody has."""
    n, unknown = told["suppressed"], told["suppressed_unknown"]
    if not n and not unknown:
        return
    who = "1 customer is" if n == 1 else f"{n:,} customers are"
    ids = "1 id" if unknown == 1 else f"{unknown:,} ids"
    nobody = f"; {ids} of the list nobody has" if unknown else ""
    out.print(f"{who} suppressed and left out{nobody}.")
    if told["suppressions"]:
        out.print(f"  Objections are kept in {told['suppressions']}.", markup=False, soft_wrap=True)
