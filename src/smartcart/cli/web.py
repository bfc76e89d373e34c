"""``smartcart app``: the web page."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcart.cli.options import StoreAddress

__all__ = ["web"]

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def web(
    store: StoreAddress = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to serve at.")] = 8501,
    host: Annotated[
        str, typer.Option(help="Address to serve at; the default is this machine alone.")
    ] = "127.0.0.1",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open a browser.")
    ] = False,
) -> None:
    """Open the web page: upload a table, see its segments, plan a campaign."""
    from importlib.util import find_spec

    from smartcart.cli.display import console
    from smartcart.errors import MissingExtraError

    if any(find_spec(part) is None for part in ("streamlit", "plotly")):
        raise MissingExtraError("The web page", "app")
    from smartcart.app.serve import check_port, serve

    check_port(host, port)
    out = console()
    out.print(f"The page is at http://{_written(host)}:{port}. Stop it with Ctrl-C.", markup=False)
    if host not in _LOOPBACK:
        out.print(
            "Note: whoever can reach this machine can open the page; it asks for no password.",
            style="yellow",
        )
    serve(store, host, port, browser=not no_browser)


def _written(host: str) -> str:
    """Return a host as it stands in an address.

    Examples
    --------
    >>> _written("127.0.0.1"), _written("::1")
    ('127.0.0.1', '[::1]')
    """
    return f"[{host}]" if ":" in host else host
